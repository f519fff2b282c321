// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.module.Module;
import dev.weft.opcode.Feature;
import dev.weft.types.FuncType;

/** How many bytes the operators of a function become, about; what was generated is measured. */
final class Sizes {
  /** A table of more cases than this is encoded in strings. */
  static final int LARGE_TABLE = 400;

  /** The call of a piece, with the values that go in and out. */
  static final int CALL_OF_PIECE = 80;

  /** By operator: the bytes of all before it. */
  private final int[] sums;

  Sizes(FunctionIr ir, Module module) {
    sums = new int[ir.count + 1];
    for (int i = 0; i < ir.count; i++) {
      sums[i + 1] = sums[i] + size(ir, module, i);
    }
  }

  /** The bytes of a range of operators. */
  int of(int from, int to) {
    return sums[to] - sums[from];
  }

  private static int size(FunctionIr ir, Module module, int i) {
    return switch (ir.opcodes[i]) {
      case BLOCK, NOP -> 1;
      case LOOP -> 18;
      case END -> 1;
      case IF, ELSE -> 4;
      case BR -> 3 + 4 * ir.block(i).branchKinds().length;
      case BR_IF, BR_ON_NULL, BR_ON_NON_NULL -> 5 + 6 * ir.block(i).branchKinds().length;
      case BR_TABLE -> {
        int cases = ir.tables.get(ir.a[i]).length;
        yield cases > LARGE_TABLE ? 600 : 12 + 8 * cases;
      }
      case LOCAL_GET, LOCAL_SET, LOCAL_TEE -> 2;
      case I32_CONST, I64_CONST, F32_CONST, F64_CONST, REF_NULL -> 3;
      case CALL -> {
        boolean imported = ir.a[i] < module.importedFunctionCount();
        yield (imported ? 24 : 4) + results(module.functionType(ir.a[i]).funcType());
      }
      case CALL_INDIRECT, CALL_REF -> 30 + 2 * results(module.type(ir.a[i]).funcType());
      case RETURN_CALL -> 10 + 8 * module.functionType(ir.a[i]).funcType().paramCount();
      case RETURN_CALL_INDIRECT, RETURN_CALL_REF ->
          20 + 8 * module.type(ir.a[i]).funcType().paramCount();
      default -> {
        if (ir.opcodes[i].accessBytes() > 0) {
          yield ir.opcodes[i].feature() == Feature.THREADS ? 14 : 8;
        }
        yield ir.opcodes[i].params() == null ? 10 : 3;
      }
    };
  }

  private static int results(FuncType type) {
    return 8 * Math.max(0, type.resultCount() - 1);
  }
}
