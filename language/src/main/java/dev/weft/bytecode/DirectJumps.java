// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.opcode.Immediate;
import dev.weft.opcode.Opcode;

/**
 * Branches that start a loop again whose first action is a jump by a table over a local, where that
 * local was set to a constant right before: it is known where the table leads. Go's compiler makes
 * every function such a loop, in which each jump between its basic blocks is a branch of this kind,
 * and LLVM's makes one of control flow that has no structure. Generated code, in which a jump may
 * go anywhere, goes there at once; so what was a loop in the source is one for HotSpot as well.
 *
 * <p>The local is set all the same. The table stays, for whoever enters the function at another
 * place: a loop of the source has several entries then (see {@link TierPolicy#severalEntries}).
 */
final class DirectJumps {
  /** How many operators back from a branch the constant is looked for. */
  private static final int MAX_DISTANCE = 16;

  private DirectJumps() {}

  /** Finds them, and notes at each where it leads. */
  static void find(FunctionIr ir) {
    if (ir.tables.isEmpty()) {
      return;
    }
    int[] tables = new int[ir.blocks.size()];
    for (IrBlock block : ir.blocks) {
      tables[block.index] =
          block.kind == IrBlock.Kind.LOOP && block.params.length == 0
              ? tableAtStart(ir, block)
              : -1;
    }
    for (int i = 0; i < ir.count; i++) {
      if (ir.opcodes[i] == Opcode.BR && tables[ir.a[i]] >= 0) {
        int table = tables[ir.a[i]];
        int constant = constantBefore(ir, i, ir.a[table - 1]);
        if (constant >= 0) {
          ir.b[i] = target(ir, ir.block(i), ir.tables.get(ir.a[table]), constant);
        }
      }
    }
  }

  /** The table that follows the start of a loop and the reading of a local, or -1. */
  private static int tableAtStart(FunctionIr ir, IrBlock loop) {
    int i = loop.start + 1;
    while (ir.opcodes[i] == Opcode.BLOCK) {
      i++;
    }
    return ir.opcodes[i] == Opcode.LOCAL_GET && ir.opcodes[i + 1] == Opcode.BR_TABLE ? i + 1 : -1;
  }

  /** The operator of the constant that a local has at a branch, or -1. */
  private static int constantBefore(FunctionIr ir, int branch, int local) {
    int last = Math.max(branch - MAX_DISTANCE, 1);
    for (int i = branch - 1; i >= last; i--) {
      switch (ir.opcodes[i]) {
        case LOCAL_SET, LOCAL_TEE -> {
          if (ir.a[i] == local) {
            return ir.opcodes[i - 1] == Opcode.I32_CONST ? i - 1 : -1;
          }
        }
        default -> {
          if (!isStraight(ir.opcodes[i])) {
            return -1;
          }
        }
      }
    }
    return -1;
  }

  /** Whether control comes to an operator from the one before it, and nowhere else. */
  private static boolean isStraight(Opcode opcode) {
    return switch (opcode) {
      case BLOCK, LOOP, IF, ELSE, END -> false;
      default -> opcode.immediate() != Immediate.LABEL && !Flow.isLast(opcode);
    };
  }

  /** The block whose label a table leads to, if a jump may go there; or 0. */
  private static int target(FunctionIr ir, IrBlock loop, int[] table, int constant) {
    int index = (int) ir.values[constant];
    boolean inside = Integer.compareUnsigned(index, table.length - 1) < 0;
    IrBlock block = ir.blocks.get(table[inside ? index : table.length - 1]);
    // Blocks between the start of the loop and the table have its operands, and no parameters.
    boolean same =
        block.kind == IrBlock.Kind.BLOCK
            && block.start > loop.start
            && block.height == loop.height
            && block.results.length == 0;
    return same ? block.index : 0;
  }
}
