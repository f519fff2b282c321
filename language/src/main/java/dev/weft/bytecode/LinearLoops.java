// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.bytecode.LinearLoop.Base;
import dev.weft.module.Module;
import dev.weft.opcode.Opcode;
import dev.weft.types.ValueKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Finds {@link LinearLoop}s: goes once through the code of a loop that has none inside and follows
 * what its locals and operands are in terms of the locals at the start of the round.
 *
 * <p>Loops that end by what they find in the memory are left out: those seldom have many rounds,
 * and for few it does not pay to ask first.
 */
final class LinearLoops {
  /** Longer loops gain little, and would be emitted twice. */
  private static final int MOST_OPERATORS = 250;

  private static final int MOST_BASES = 6;

  /**
   * Larger functions become several methods mostly, whose loops stay as they are: they would be
   * emitted in vain.
   */
  private static final int LARGE = 2000;

  /** Farther apart no address is from others of its base, so that all distances are ints. */
  private static final int FAR = 1 << 29;

  private final Module module;
  private final FunctionIr ir;
  private final IrBlock loop;

  /** What the locals are; null where control does not arrive. */
  private State now;

  private Linear[] stack = new Linear[16];

  /** Of operands that are conditions the difference of what is compared; null if it is no sum. */
  private Linear[] differences = new Linear[16];

  /** Such differences by which the loop goes on or is left. */
  private final List<Linear> exits = new ArrayList<>();

  /** Which operands depend on what was loaded. */
  private final BitSet loaded = new BitSet();

  /** Whether the loop is left, and goes on, by conditions alone that do not. */
  private boolean counts;

  /** Of each block inside, from the loop on, what the locals are at its label so far. */
  private final State[] labels;

  /** Of each if, likewise, what the locals are where its second arm starts. */
  private final State[] arms;

  /** The ifs that are open, innermost first, and what their conditions compare. */
  private final ArrayDeque<Arm> open = new ArrayDeque<>();

  private record Arm(IrBlock block, Linear difference, boolean loaded) {}

  /** The number of loads and stores. */
  private int accesses;

  /** What the locals are where the next round starts. */
  private State again;

  /** The addresses of loads and stores. */
  private final Linear[] addresses;

  /**
   * What the locals are at a place in the code.
   *
   * @param values the sums; null for what is none
   * @param loaded which locals depend on what was loaded
   */
  private record State(Linear[] values, BitSet loaded) {
    State copy() {
      return new State(values.clone(), (BitSet) loaded.clone());
    }

    /** What they are where control arrives from two places, of which either may be null. */
    static State join(State before, State now) {
      if (before == null || now == null) {
        return before != null ? before : now == null ? null : now.copy();
      }
      State joined = before.copy();
      joined.loaded.or(now.loaded);
      for (int x = 0; x < joined.values.length; x++) {
        if (joined.values[x] != null && !joined.values[x].isSame(now.values[x])) {
          joined.values[x] = null;
        }
      }
      return joined;
    }
  }

  private LinearLoops(Module module, FunctionIr ir, IrBlock loop) {
    this.module = module;
    this.ir = ir;
    this.loop = loop;
    int inside = loop.index + 1;
    while (inside < ir.blocks.size() && ir.blocks.get(inside).start < loop.end) {
      inside++;
    }
    this.labels = new State[inside - loop.index];
    this.arms = new State[inside - loop.index];
    this.addresses = new Linear[loop.end - loop.start];
  }

  /** The linear loops of a function, at the number of their block; or null if there are none. */
  static LinearLoop[] of(Module module, FunctionIr ir) {
    LinearLoop[] found = null;
    if (ir.count > LARGE) {
      return null;
    }
    for (IrBlock block : ir.blocks) {
      if (block.kind == IrBlock.Kind.LOOP
          && block.branches > 0
          && block.params.length == 0
          && block.results.length == 0
          && block.end - block.start <= MOST_OPERATORS) {
        LinearLoop linear = new LinearLoops(module, ir, block).analyze();
        if (linear != null) {
          if (found == null) {
            found = new LinearLoop[ir.blocks.size()];
          }
          found[block.index] = linear;
        }
      }
    }
    return found;
  }

  private LinearLoop analyze() {
    BitSet loadedBefore = new BitSet();
    while (true) {
      if (!round(loadedBefore)) {
        return null;
      }
      BitSet union = (BitSet) again.loaded.clone();
      union.or(loadedBefore);
      if (union.equals(loadedBefore)) {
        return collect();
      }
      loadedBefore = union;
    }
  }

  /**
   * Follows a round.
   *
   * @param loadedBefore which locals depend at its start on what was loaded
   * @return whether the loop may be linear
   */
  private boolean round(BitSet loadedBefore) {
    Linear[] values = new Linear[ir.locals.length];
    for (int x = 0; x < values.length; x++) {
      values[x] = isNumber(x) ? Linear.ofLocal(x) : null;
    }
    now = new State(values, (BitSet) loadedBefore.clone());
    again = null;
    counts = true;
    exits.clear();
    loaded.clear();
    open.clear();
    Arrays.fill(labels, null);
    Arrays.fill(arms, null);
    accesses = 0;
    for (int i = loop.start + 1; i < loop.end; i++) {
      if (!step(i)) {
        return false;
      }
    }
    return accesses > 0 && counts && again != null;
  }

  /**
   * Whether a local is an integer. Sums have either kind; those that are addresses are of 32 bits.
   */
  private boolean isNumber(int local) {
    return ir.locals[local] == ValueKind.I32 || ir.locals[local] == ValueKind.I64;
  }

  private Linear operand(int position) {
    return position < stack.length ? stack[position] : null;
  }

  /** Sets an operand that does not depend on what was loaded. */
  private void set(int position, Linear value) {
    set(position, value, false);
  }

  private void set(int position, Linear value, boolean isLoaded) {
    loaded.set(position, isLoaded);
    if (position >= stack.length) {
      stack = Arrays.copyOf(stack, position * 2);
      differences = Arrays.copyOf(differences, position * 2);
    }
    stack[position] = value;
    differences[position] = value; // as a condition it is compared with 0
  }

  /** Forgets operands, of which nothing is known then. */
  private void forget(int position, int count) {
    for (int p = position; p < position + count; p++) {
      set(p, null, true);
    }
  }

  private boolean isInside(IrBlock block) {
    return block.start > loop.start && block.end < loop.end;
  }

  private void branch(IrBlock target) {
    if (target == loop) {
      again = State.join(again, now);
    } else if (isInside(target)) {
      int at = target.index - loop.index;
      labels[at] = State.join(labels[at], now);
    }
  }

  private boolean step(int i) {
    Opcode opcode = ir.opcodes[i];
    int height = ir.heights[i];
    int a = ir.a[i];
    switch (opcode) {
      case BLOCK -> {}
      case IF -> {
        arms[a - loop.index] = now.copy();
        open.push(new Arm(ir.block(i), difference(height - 1), loaded.get(height - 1)));
      }
      case ELSE -> {
        IrBlock block = ir.block(i);
        if (ir.b[i] == 1) {
          branch(block);
        }
        now = arms[a - loop.index];
        arms[a - loop.index] = null;
        forget(block.height, block.params.length);
      }
      case END -> {
        IrBlock block = ir.block(i);
        State arrived = State.join(ir.b[i] == 1 ? now : null, labels[a - loop.index]);
        now = State.join(arrived, arms[a - loop.index]);
        forget(block.height, block.results.length);
        if (!open.isEmpty() && open.peek().block == block) {
          open.pop();
        }
      }
      case BR -> {
        IrBlock target = ir.block(i);
        if (!isInside(target) && !open.isEmpty()) {
          decide(open.peek().difference, open.peek().loaded);
        }
        branch(target);
        now = null;
      }
      case BR_IF -> {
        IrBlock target = ir.block(i);
        if (!isInside(target)) {
          decide(difference(height - 1), loaded.get(height - 1));
        }
        branch(target);
      }
      case BR_TABLE -> {
        for (int target : ir.tables.get(a)) {
          IrBlock block = ir.blocks.get(target);
          if (!isInside(block)) {
            decide(null, loaded.get(height - 1));
          }
          branch(block);
        }
        now = null;
      }
      case UNREACHABLE -> now = null;
      case DROP, GLOBAL_SET -> {}
      case SELECT -> pure(height, 3, 1);
      case LOCAL_GET -> set(height, now.values[a], now.loaded.get(a));
      case LOCAL_SET, LOCAL_TEE -> {
        now.values[a] = isNumber(a) ? operand(height - 1) : null;
        now.loaded.set(a, loaded.get(height - 1));
      }
      case I32_CONST -> set(height, Linear.of((int) ir.values[i]));
      case I64_CONST -> {
        long value = ir.values[i];
        set(height, value == (int) value ? Linear.of((int) value) : null);
      }
      case I32_ADD, I64_ADD -> binary(height, Linear.sum(operand(height - 2), operand(height - 1)));
      case I32_SUB, I64_SUB ->
          binary(height, Linear.sum(operand(height - 2), times(operand(height - 1), -1)));
      case I32_MUL -> binary(height, product(operand(height - 2), operand(height - 1)));
      case I32_SHL -> {
        Linear by = operand(height - 1);
        boolean known = by != null && by.isConstant();
        binary(height, known ? times(operand(height - 2), 1 << by.constant()) : null);
      }
      case GLOBAL_GET, MEMORY_SIZE -> forget(height, 1);
      default -> {
        return operator(i, opcode, height);
      }
    }
    return true;
  }

  /** The result of a comparison: of two operands, or of one with 0. */
  private void compare(int height, int operands) {
    if (operands == 1) {
      Linear compared = difference(height - 1);
      set(height - 1, null, loaded.get(height - 1));
      differences[height - 1] = compared;
    } else {
      Linear compared = Linear.sum(operand(height - 2), times(operand(height - 1), -1));
      binary(height, null);
      differences[height - 2] = compared;
    }
  }

  private Linear difference(int position) {
    return position < differences.length ? differences[position] : null;
  }

  /** A condition decides whether there is another round. */
  private void decide(Linear difference, boolean isLoaded) {
    counts &= !isLoaded;
    if (difference != null) {
      exits.add(difference);
    }
  }

  private void binary(int height, Linear value) {
    set(height - 2, value, loaded.get(height - 2) || loaded.get(height - 1));
  }

  /** The results of an operator, which depend on its operands alone. */
  private void pure(int height, int params, int results) {
    int first = height - params;
    int next = loaded.nextSetBit(first);
    boolean isLoaded = next >= 0 && next < height;
    for (int p = first; p < first + results; p++) {
      set(p, null, isLoaded);
    }
  }

  private static Linear times(Linear value, int factor) {
    return value == null ? null : value.times(factor);
  }

  private static Linear product(Linear x, Linear y) {
    if (x == null || y == null) {
      return null;
    }
    return y.isConstant() ? x.times(y.constant()) : x.isConstant() ? y.times(x.constant()) : null;
  }

  private boolean operator(int i, Opcode opcode, int height) {
    if (isAccess(opcode)) {
      accesses++;
      boolean store = opcode.text().contains(".store");
      int position = height - (store ? 2 : 1);
      if (ir.a[i] == 0 && !module.memoryType(0).limits().is64()) {
        addresses[i - loop.start] = operand(position);
      }
      if (!store) {
        forget(position, 1);
      }
      return true;
    }
    if (OperatorEmitter.isComparison(opcode)) {
      compare(height, OperatorEmitter.operandCount(opcode));
      return true;
    }
    if (opcode.params() == null) {
      return false;
    }
    pure(height, opcode.params().length, opcode.results().length);
    return true;
  }

  private static boolean isAccess(Opcode opcode) {
    return opcode.ordinal() >= Opcode.I32_LOAD.ordinal()
        && opcode.ordinal() <= Opcode.I64_STORE32.ordinal();
  }

  // What advances

  /** How far a local advances each round, or null if that differs. */
  private Linear stride(int local) {
    if (!loop.writes.get(local)) {
      return Linear.of(0);
    }
    Linear next = again.values[local];
    if (next == null) {
      return null;
    }
    Linear stride = Linear.sum(next, Linear.ofLocal(local).times(-1));
    if (stride == null) {
      return null;
    }
    for (int x : stride.locals()) {
      if (loop.writes.get(x)) {
        return null;
      }
    }
    return stride;
  }

  private Linear stride(Linear address) {
    Linear stride = Linear.of(0);
    for (int k = 0; k < address.locals().length && stride != null; k++) {
      Linear one = stride(address.locals()[k]);
      stride = one == null ? null : Linear.sum(stride, one.times(address.factors()[k]));
    }
    return stride;
  }

  private LinearLoop collect() {
    List<Base> bases = new ArrayList<>();
    int[] baseOf = new int[addresses.length];
    int[] constantOf = new int[addresses.length];
    Arrays.fill(baseOf, -1);
    int covered = 0;
    for (int k = 0; k < addresses.length; k++) {
      Linear address = addresses[k];
      long offset = ir.values[loop.start + k];
      if (address == null || Math.abs((long) address.constant()) > FAR || offset > FAR) {
        continue;
      }
      int base = 0;
      while (base < bases.size() && !bases.get(base).terms.hasTermsOf(address)) {
        base++;
      }
      if (base == bases.size()) {
        Linear stride = stride(address);
        if (stride == null || bases.size() == MOST_BASES) {
          continue;
        }
        bases.add(new Base(address.terms(), stride));
      }
      covered++;
      bases.get(base).add(address.constant(), offset);
      baseOf[k] = base;
      constantOf[k] = address.constant();
    }
    if (2 * covered < accesses || covered == 0) {
      return null;
    }
    boolean advances = false;
    Linear difference = null;
    int step = 0;
    for (Linear exit : exits) {
      Linear change = stride(exit);
      if (change == null || change.isConstant() && change.constant() == 0) {
        continue;
      }
      advances = true;
      if (change.isConstant() && ir.locals[exit.locals()[0]] == ValueKind.I32) {
        difference = exit;
        step = change.constant();
      }
    }
    return advances ? new LinearLoop(loop, bases, baseOf, constantOf, difference, step) : null;
  }
}
