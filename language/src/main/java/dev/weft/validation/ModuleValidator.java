// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;

/** Validates modules. */
public final class ModuleValidator {
  private ModuleValidator() {}

  /** Validates everything in a module, function bodies included. */
  public static void validate(Module module, FeatureSet features) {
    throw new UnsupportedOperationException();
  }
}
