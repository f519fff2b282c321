// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.bytecode.LinearLoop.Base;
import java.util.Arrays;

/**
 * Emits linear loops twice. In front of the loop, and again after each poll, it is asked whether
 * all addresses that advance with it are in the memory for as many rounds as there can be until the
 * next poll. If so, the rounds are those of a version that does not check these; the other version
 * is the loop as it is.
 *
 * <p>What HotSpot then sees is a loop in which addresses are long numbers that advance by a
 * constant, without conditions that depend on them.
 */
final class LoopVersions {
  private static final int GOTO = 0xA7;
  private static final int IF_ICMPLT = 0xA1;
  private static final int IADD = 0x60;
  private static final int LADD = 0x61;
  private static final int IMUL = 0x68;
  private static final int LAND = 0x7F;
  private static final int I2L = 0x85;

  /** For fewer rounds the version without checks is not entered. */
  private static final int FEW = 16;

  private final Emitter emitter;
  private final MethodCode code;
  private final LinearLoop[] loops;
  private final int pollRounds;

  /** The JVM labels at which the unchecked versions start, and at which their rounds end, or -1. */
  private final int[] starts;

  private final int[] rounds;
  private final LoopRounds counting;

  /**
   * The JVM locals of the addresses of each loop, and of the bytes by which they advance, or -1.
   */
  private final int[][] addresses;

  private final int[][] strides;

  /** At this count of rounds the version that is running is left; -1 for none yet. */
  private int limitSlot = -1;

  private LinearLoop current;

  LoopVersions(Emitter emitter, LoopRounds counting, LinearLoop[] loops, TierPolicy policy) {
    this.emitter = emitter;
    this.code = emitter.code;
    this.loops = loops;
    this.pollRounds = policy.pollRounds();
    this.starts = new int[loops.length];
    this.rounds = new int[loops.length];
    this.addresses = new int[loops.length][];
    this.strides = new int[loops.length][];
    Arrays.fill(rounds, -1);
    counting.setVersions(this);
    this.counting = counting;
  }

  boolean has(IrBlock loop) {
    return loops[loop.index] != null;
  }

  boolean isUnchecked(IrBlock loop) {
    return current != null && current.loop == loop;
  }

  /** Whether it is a version without checks that is emitted now. */
  boolean isWithout() {
    return current != null;
  }

  /** The JVM label that branches back jump to in the version that is emitted now. */
  int rounds() {
    return rounds[current.loop.index];
  }

  int limitSlot() {
    return limitSlot;
  }

  int start(IrBlock loop) {
    return starts[loop.index];
  }

  /** Emits both versions; returns the operator after the loop. */
  int emit(IrBlock loop) {
    FunctionIr ir = emitter.ir;
    int checked = emitter.label(loop);
    current = loops[loop.index];
    enter(current, checked);
    rounds[loop.index] = code.newLabel();
    starts[loop.index] = code.newLabel();
    code.bind(starts[loop.index]);
    emitter.emitInside(loop);
    int after = -1;
    if (ir.b[loop.end] == 1) {
      after = code.newLabel();
      code.jump(GOTO, after, 0);
      code.endOfPath();
    }
    current = null;
    emitter.truncate(loop.height);
    code.bind(checked);
    emitter.emitInside(loop);
    emitter.truncate(loop.height);
    if (after >= 0) {
      code.bind(after);
    }
    return loop.end + 1;
  }

  /**
   * Computes the addresses of the first round and how many rounds there can be; goes to the checked
   * version if those are few.
   */
  private void enter(LinearLoop linear, int checked) {
    if (limitSlot < 0) {
      limitSlot = emitter.newLocal("I", EmitterStack.Value.ZERO);
    }
    int count = linear.bases.size();
    int[] address = new int[count];
    int[] stride = new int[count];
    addresses[linear.loop.index] = address;
    strides[linear.loop.index] = stride;
    int few = Math.min(FEW, pollRounds);
    if (linear.difference != null && Math.abs((long) linear.step) * few < Integer.MAX_VALUE) {
      push(linear.difference, linear.difference.constant());
      code.invokeStatic("java/lang/Math", "abs", "(I)I");
      code.intConstant(Math.abs(linear.step) * few);
      code.jump(IF_ICMPLT, checked, -2);
    }
    code.intConstant(pollRounds);
    code.store("I", limitSlot);
    for (int n = 0; n < count; n++) {
      Base base = linear.bases.get(n);
      address[n] = emitter.newLocal("J", EmitterStack.Value.ZERO);
      push(base.terms, base.least);
      code.op(I2L, 1);
      code.longConstant(0xFFFF_FFFFL);
      code.op(LAND, -2);
      code.store("J", address[n]);
      stride[n] = -1;
      if (!base.stride.isConstant()) {
        stride[n] = emitter.newLocal("J", EmitterStack.Value.ZERO);
        push(base.stride, base.stride.constant());
        code.op(I2L, 1);
        code.store("J", stride[n]);
      }
      code.load("J", address[n]);
      code.longConstant(base.end - base.least);
      pushStride(base, stride[n]);
      code.load("I", limitSlot);
      emitter.loadMemory(0);
      boolean down = base.stride.isConstant() && base.stride.constant() < 0;
      code.invokeStatic(
          "dev/weft/runtime/ProvedAccess",
          down ? "roundsDown" : "rounds",
          "(JJJIL" + Kinds.MEMORY + ";)I");
      code.store("I", limitSlot);
    }
    code.load("I", limitSlot);
    code.intConstant(few);
    code.jump(IF_ICMPLT, checked, -2);
    code.load("I", limitSlot);
    code.load("I", counting.counterSlot());
    code.op(IADD, -1);
    code.store("I", limitSlot);
  }

  private void pushStride(Base base, int slot) {
    if (slot < 0) {
      code.longConstant(base.stride.constant());
    } else {
      code.load("J", slot);
    }
  }

  /** Pushes the value of a sum. */
  private void push(Linear terms, int constant) {
    int[] locals = terms.locals();
    for (int k = 0; k < locals.length; k++) {
      code.load("I", emitter.localSlot(locals[k]));
      if (terms.factors()[k] != 1) {
        code.intConstant(terms.factors()[k]);
        code.op(IMUL, -1);
      }
      if (k > 0) {
        code.op(IADD, -1);
      }
    }
    if (constant != 0 || locals.length == 0) {
      code.intConstant(constant);
      if (locals.length > 0) {
        code.op(IADD, -1);
      }
    }
  }

  /**
   * Binds the label at which the rounds of the unchecked version end, and has its addresses
   * advance; does nothing if there is no such version.
   */
  boolean bindRounds(IrBlock loop) {
    if (rounds[loop.index] < 0) {
      return false;
    }
    code.bind(rounds[loop.index]);
    LinearLoop linear = loops[loop.index];
    for (int n = 0; n < linear.bases.size(); n++) {
      Linear stride = linear.bases.get(n).stride;
      if (stride.isConstant() && stride.constant() == 0) {
        continue;
      }
      int address = addresses[loop.index][n];
      code.load("J", address);
      pushStride(linear.bases.get(n), strides[loop.index][n]);
      code.op(LADD, -2);
      code.store("J", address);
    }
    return true;
  }

  /** Whether an access is one that is not checked in the version that is emitted now. */
  boolean isUnchecked(int operator) {
    return current != null && current.baseOf(operator) >= 0;
  }

  /** Pushes the address, the memory and the distance, in this order, after the operands. */
  void pushAddress(int operator) {
    code.load("J", addresses[current.loop.index][current.baseOf(operator)]);
    emitter.loadMemory(0);
    code.intConstant(current.distance(operator) + (int) emitter.ir.values[operator]);
  }
}
