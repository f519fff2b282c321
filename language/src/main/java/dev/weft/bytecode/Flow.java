// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.opcode.Opcode;
import dev.weft.types.ValueKind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Where control of a function goes, and what is there: operands and live locals. A <i>position</i>
 * is the number of an operator; what is said of it holds when control arrives there. At the
 * position of an {@code end} the operands are those of its label; control never arrives at an
 * {@code else}, because the first arm goes to the label from there.
 */
final class Flow {
  private final FunctionIr ir;

  /** By operator: the innermost block that it is in; that of an end is the block it closes. */
  private final IrBlock[] blocks;

  /** By block: how many are around it. */
  private final int[] depths;

  /** The first operator of each basic block, and the number of operators at the end. */
  private int[] starts;

  private BitSet[] liveIn;
  private final Map<Integer, BitSet> live = new HashMap<>();

  Flow(FunctionIr ir) {
    this.ir = ir;
    this.blocks = new IrBlock[ir.count];
    this.depths = new int[ir.blocks.size()];
    IrBlock block = ir.function();
    for (int i = 0; i < ir.count; i++) {
      blocks[i] = block;
      switch (ir.opcodes[i]) {
        case BLOCK, LOOP, IF -> {
          depths[ir.a[i]] = depths[block.index] + 1;
          block = ir.block(i);
        }
        case END -> block = block.parent;
        default -> {}
      }
    }
    findStarts();
  }

  // Structure

  /** How many blocks there are around an operator; around an end, those that stay open. */
  int depth(int i) {
    return depths[blocks[i].index] - (ir.opcodes[i] == Opcode.END ? 1 : 0);
  }

  /** Below this height, an operator cannot reach. */
  int base(int i) {
    return blocks[i].height;
  }

  /** The position of a block's label. */
  static int label(IrBlock block) {
    return block.kind == IrBlock.Kind.LOOP ? block.start : block.end;
  }

  /** Where control arrives that comes to a position from the operator before. */
  int arrival(int position) {
    return ir.opcodes[position] == Opcode.ELSE ? ir.block(position).end : position;
  }

  /** The position to go on at if the condition of an if does not hold. */
  static int secondArm(IrBlock block) {
    return block.otherwise >= 0 ? block.otherwise + 1 : block.end;
  }

  /** Whether control leaves an operator, if at all, only by branches. */
  static boolean isLast(Opcode opcode) {
    return switch (opcode) {
      case BR, BR_TABLE, UNREACHABLE, RETURN_CALL, RETURN_CALL_INDIRECT, RETURN_CALL_REF, ELSE ->
          true;
      default -> false;
    };
  }

  /** Whether control can come to an operator from the one before it. */
  boolean falls(int i) {
    return switch (ir.opcodes[i]) {
      case END, ELSE -> ir.b[i] == 1;
      default -> i == 0 || !isLast(ir.opcodes[i - 1]);
    };
  }

  /** Whether an operator can return from the function. */
  boolean returns(int i) {
    return switch (ir.opcodes[i]) {
      case BR, BR_IF, BR_ON_NULL, BR_ON_NON_NULL -> ir.a[i] == 0;
      case BR_TABLE -> {
        boolean any = false;
        for (int target : ir.tables.get(ir.a[i])) {
          any |= target == 0;
        }
        yield any;
      }
      case RETURN_CALL -> ir.a[i] != ir.functionIndex;
      case RETURN_CALL_INDIRECT, RETURN_CALL_REF -> true;
      case END -> i == ir.count - 1;
      default -> false;
    };
  }

  /** Whether an operator starts the function again. */
  boolean restarts(int i) {
    return ir.opcodes[i] == Opcode.RETURN_CALL && ir.a[i] == ir.functionIndex;
  }

  /** Calls back with each position that control may go to after an operator; some repeatedly. */
  void successors(int i, IntConsumer to) {
    Opcode opcode = ir.opcodes[i];
    switch (opcode) {
      case BR, BR_IF, BR_ON_NULL, BR_ON_NON_NULL -> {
        if (ir.a[i] != 0) {
          to.accept(label(ir.block(i)));
        }
      }
      case BR_TABLE -> {
        for (int target : ir.tables.get(ir.a[i])) {
          if (target != 0) {
            to.accept(label(ir.blocks.get(target)));
          }
        }
      }
      case IF -> to.accept(secondArm(ir.block(i)));
      case ELSE -> {
        if (ir.b[i] == 1) {
          to.accept(ir.block(i).end);
        }
      }
      default -> {}
    }
    if (!isLast(opcode) && i + 1 < ir.count && falls(i + 1)) {
      to.accept(arrival(i + 1));
    }
  }

  // Operands

  /** How many operands there are when control arrives at a position. */
  int height(int position) {
    if (ir.opcodes[position] == Opcode.END) {
      IrBlock block = ir.block(position);
      return block.height + block.results.length;
    }
    return ir.heights[position];
  }

  /** The kinds of all operands when control arrives at a position. */
  ValueKind[] operands(int position) {
    int height = height(position);
    if (ir.opcodes[position] != Opcode.END) {
      return ir.shapes.kinds(position, height, height);
    }
    IrBlock block = ir.block(position);
    if (block.kind == IrBlock.Kind.FUNCTION) {
      return block.results;
    }
    ValueKind[] all = ir.shapes.kinds(block.start, ir.heights[block.start], block.height);
    ValueKind[] kinds = Arrays.copyOf(all, height);
    System.arraycopy(block.results, 0, kinds, block.height, block.results.length);
    return kinds;
  }

  // Live locals

  private void findStarts() {
    BitSet first = new BitSet(ir.count + 1);
    first.set(0);
    for (int i = 0; i < ir.count; i++) {
      switch (ir.opcodes[i]) {
        case LOOP, END -> first.set(i);
        case ELSE,
            IF,
            BR,
            BR_IF,
            BR_ON_NULL,
            BR_ON_NON_NULL,
            BR_TABLE,
            UNREACHABLE,
            RETURN_CALL,
            RETURN_CALL_INDIRECT,
            RETURN_CALL_REF ->
            first.set(i + 1);
        default -> {}
      }
    }
    first.set(ir.count);
    starts = first.stream().toArray();
  }

  private int basicBlock(int position) {
    int found = Arrays.binarySearch(starts, position);
    return found >= 0 ? found : -found - 2;
  }

  private void analyse() {
    int n = starts.length - 1;
    liveIn = new BitSet[n];
    BitSet[] reads = new BitSet[n];
    BitSet[] writes = new BitSet[n];
    int[][] successors = new int[n][];
    for (int k = 0; k < n; k++) {
      reads[k] = new BitSet();
      writes[k] = new BitSet();
      for (int i = starts[k]; i < starts[k + 1]; i++) {
        switch (ir.opcodes[i]) {
          case LOCAL_GET -> {
            if (!writes[k].get(ir.a[i])) {
              reads[k].set(ir.a[i]);
            }
          }
          case LOCAL_SET, LOCAL_TEE -> writes[k].set(ir.a[i]);
          default -> {}
        }
      }
      liveIn[k] = (BitSet) reads[k].clone();
      BitSet next = new BitSet();
      successors(starts[k + 1] - 1, to -> next.set(basicBlock(to)));
      successors[k] = next.stream().toArray();
    }
    boolean changed = true;
    BitSet after = new BitSet();
    while (changed) {
      changed = false;
      // Backwards, so that most of it is done in the first round.
      for (int k = n - 1; k >= 0; k--) {
        after.clear();
        for (int next : successors[k]) {
          after.or(liveIn[next]);
        }
        after.andNot(writes[k]);
        int before = liveIn[k].cardinality();
        liveIn[k].or(after);
        changed |= liveIn[k].cardinality() != before;
      }
    }
  }

  /** The locals whose values at a position may still be read. */
  BitSet liveAt(int position) {
    if (liveIn == null) {
      analyse();
    }
    int block = basicBlock(position);
    return starts[block] == position
        ? liveIn[block]
        : live.computeIfAbsent(position, key -> liveInside(block, position));
  }

  private BitSet liveInside(int block, int position) {
    BitSet set = new BitSet();
    int end = starts[block + 1];
    successors(end - 1, to -> set.or(liveIn[basicBlock(to)]));
    for (int i = end - 1; i >= position; i--) {
      switch (ir.opcodes[i]) {
        case LOCAL_GET -> set.set(ir.a[i]);
        case LOCAL_SET, LOCAL_TEE -> set.clear(ir.a[i]);
        default -> {}
      }
    }
    return set;
  }
}
