// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.opcode.Immediate;
import dev.weft.opcode.Opcode;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Copies of the dispatch of loops that are interpreters: of the way from the end of a case back to
 * the start of the loop and on to the {@code br_table}, if nothing branches on it.
 *
 * <p>If all cases go back to one table, HotSpot's second compiler takes what several cases compute
 * alike, addresses above all, and computes it in front of the table, for every case and with more
 * values than there are registers. With several tables each case is a place where different values
 * arrive, so that it computes its own. And each table has its own counts: of the cases that follow
 * one case few are frequent, and are then compared with instead of jumped to.
 *
 * <p>A loop with several entries is not one that HotSpot's loop optimisations look at, and Graal,
 * as the compiler of the virtual machine, does not compile it.
 */
final class DispatchCopies {
  /** With so few cases one table does. */
  private static final int FEW = 4;

  /** How many operators the way may have, besides those that only structure the code. */
  private static final int MAX_OPERATORS = 24;

  /**
   * The most bytes of a method with copies: what HotSpot inlines, which is every load and store, is
   * added to them until it comes to 8000 (see {@link FunctionCompiler#METHOD_LIMIT}).
   */
  private static final int MAX_METHOD = 5000;

  /** About how many bytes an operator comes to. */
  private static final int BYTES = 3;

  /** What a copy has besides its table and operators, in bytes. */
  private static final int REST = 32;

  /** The way from a label to a table. */
  static final class Way {
    /** The operators, the table last. */
    final int[] operators;

    /** The JVM labels of the copies, or -1. */
    private final int[] labels;

    private int next;

    private Way(int[] operators, int copies) {
      this.operators = operators;
      this.labels = new int[copies];
      Arrays.fill(labels, -1);
    }

    /** Chooses the copy for the next branch. */
    int choose() {
      next = next == labels.length - 1 ? 0 : next + 1;
      return next;
    }

    /** The JVM label at which a copy starts; -1 if it was not emitted. */
    int label(int copy) {
      return labels[copy];
    }

    void setLabel(int copy, int label) {
      labels[copy] = label;
    }
  }

  /** The ways by the blocks whose label they start at. */
  private final Way[] ways;

  private DispatchCopies(Way[] ways) {
    this.ways = ways;
  }

  /**
   * Finds the loops that get copies.
   *
   * @param mayBecomeTree whether the function can go on as a tree in its loops
   * @param linear the loops that are emitted twice; null if there are none
   * @param limit the most bytes of a method
   * @return null if there are none
   */
  static DispatchCopies of(FunctionIr ir, boolean mayBecomeTree, LinearLoop[] linear, int limit) {
    if (ir.tables.isEmpty()) {
      return null;
    }
    int[] sites = new int[ir.blocks.size()];
    for (int i = 0; i < ir.count; i++) {
      if (ir.opcodes[i] == Opcode.BR) {
        sites[ir.a[i]]++;
      }
    }
    int room = Math.min(limit, MAX_METHOD) - BYTES * ir.count;
    Way[] ways = null;
    for (IrBlock target : ir.blocks) {
      // The first branch is a jump to the way itself.
      int copies = sites[target.index] - 1;
      int[] way = copies < FEW ? null : way(ir, target, mayBecomeTree, linear);
      if (way == null) {
        continue;
      }
      int table = ir.tables.get(ir.a[way[way.length - 1]]).length;
      int size = 4 * table + BYTES * way.length + REST;
      copies = Math.min(copies, room / size);
      if (copies > 1) {
        ways = ways == null ? new Way[ir.blocks.size()] : ways;
        ways[target.index] = new Way(way, copies);
        room -= copies * size;
      }
    }
    return ways == null ? null : new DispatchCopies(ways);
  }

  /**
   * The operators from a label to a table that is reached by starting a loop again, or null. One of
   * them has to be a load: a state that is in a local, as in what Go's compiler makes of every
   * function, is most often a constant, and copies are code to compile and no more.
   */
  private static int[] way(
      FunctionIr ir, IrBlock target, boolean mayBecomeTree, LinearLoop[] linear) {
    if (target.kind == IrBlock.Kind.FUNCTION || target.kind == IrBlock.Kind.IF) {
      return null;
    }
    int[] way = new int[64];
    int length = 0;
    int operators = 0;
    boolean loads = false;
    IrBlock loop = null;
    if (target.kind == IrBlock.Kind.LOOP) {
      loop = target;
    }
    int i = loop != null ? loop.start + 1 : target.end + 1;
    while (true) {
      if (length == way.length) {
        way = Arrays.copyOf(way, 2 * length);
      }
      way[length++] = i;
      switch (ir.opcodes[i]) {
        case BLOCK -> i++;
        case END -> {
          if (ir.block(i).kind == IrBlock.Kind.FUNCTION) {
            return null;
          }
          i++;
        }
        case BR -> {
          IrBlock next = ir.block(i);
          if (next.kind != IrBlock.Kind.LOOP || loop != null) {
            return null;
          }
          loop = next;
          i = next.start + 1;
        }
        case BR_TABLE -> {
          boolean dispatches =
              loop != null
                  && loads
                  && places(ir.tables.get(ir.a[i])) >= FEW
                  && (linear == null || linear[loop.index] == null)
                  && !(mayBecomeTree && hasLoop(ir, loop));
          return dispatches ? Arrays.copyOf(way, length) : null;
        }
        default -> {
          if (!isPlain(ir.opcodes[i]) || ++operators > MAX_OPERATORS) {
            return null;
          }
          loads |= ir.opcodes[i].immediate() == Immediate.MEMARG;
          i++;
        }
      }
    }
  }

  /** Whether an operator computes and no more: it neither branches nor calls. */
  private static boolean isPlain(Opcode opcode) {
    return switch (opcode.immediate()) {
      case LOCAL, GLOBAL, MEMARG, I32, I64, F32, F64 -> true;
      case NONE -> opcode.params() != null || opcode == Opcode.DROP || opcode == Opcode.SELECT;
      default -> false;
    };
  }

  /** To how many places a table goes. */
  private static int places(int[] table) {
    BitSet seen = new BitSet();
    for (int target : table) {
      seen.set(target);
    }
    return seen.cardinality();
  }

  /** Whether there is a loop inside: the tree would be entered where the outer one starts again. */
  private static boolean hasLoop(FunctionIr ir, IrBlock loop) {
    for (int i = loop.start + 1; i < loop.end; i++) {
      if (ir.opcodes[i] == Opcode.LOOP) {
        return true;
      }
    }
    return false;
  }

  /** The way that starts at a label, or null. */
  Way from(IrBlock target) {
    return ways[target.index];
  }

  /** How many dispatches are copied. */
  int count() {
    return (int) Arrays.stream(ways).filter(way -> way != null).count();
  }
}
