// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.opcode.Feature;
import dev.weft.opcode.FeatureSet;
import dev.weft.opcode.Opcode;

/** Which instructions constant expressions may have (specification, section 3.4.12). */
final class ConstantRules {

  private ConstantRules() {}

  static boolean allows(Opcode opcode, FeatureSet features) {
    return switch (opcode) {
      case I32_CONST,
          I64_CONST,
          F32_CONST,
          F64_CONST,
          V128_CONST,
          REF_NULL,
          REF_FUNC,
          REF_I31,
          GLOBAL_GET,
          STRUCT_NEW,
          STRUCT_NEW_DEFAULT,
          ARRAY_NEW,
          ARRAY_NEW_DEFAULT,
          ARRAY_NEW_FIXED,
          ANY_CONVERT_EXTERN,
          EXTERN_CONVERT_ANY,
          END ->
          true;
      case I32_ADD, I32_SUB, I32_MUL, I64_ADD, I64_SUB, I64_MUL ->
          features.has(Feature.EXTENDED_CONST);
      default -> false;
    };
  }
}
