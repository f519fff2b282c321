// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.runtime.Metering;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;

/**
 * Counts what a function uses up; only there with the options that limit it. It stands at the
 * function's entry, and its static methods are what the other nodes of the function use.
 *
 * <p>Fuel is kept in a slot of the frame, which compiled code keeps in a register, and is written
 * to {@link Metering} before control goes elsewhere; the slot then holds {@link #FLUSHED} until the
 * function goes on. Costs are taken off at the start of each stretch of instructions without a
 * branch or a call; that there is fuel left is checked at the entry of functions, at the header of
 * loops and by bulk instructions.
 */
public final class MeterNode extends WasmNode {
  /** In place of a slot: fuel is not counted. */
  public static final int NO_SLOT = -1;

  /** In the slot: the fuel is in {@link Metering}. */
  private static final long FLUSHED = Long.MIN_VALUE;

  private final int slot;
  private final int entryCost;
  private final int maxDepth;
  private final Gauge gauge = new Gauge();

  /**
   * Creates the node.
   *
   * @param slot the slot of the fuel, or {@link #NO_SLOT}
   * @param entryCost what entering the function costs
   * @param maxDepth how many functions may run at a time, or 0 if they are not counted
   */
  public MeterNode(int slot, int entryCost, int maxDepth) {
    this.slot = slot;
    this.entryCost = entryCost;
    this.maxDepth = maxDepth;
  }

  /**
   * Enters the function.
   *
   * @param frame its frame
   * @return what {@link #leave} has to be given
   * @throws WasmException the traps of fuel or stack used up; then the function was not entered
   */
  int enter(VirtualFrame frame) {
    Metering metering = instance(frame).metering;
    if (slot >= 0) {
      long left = metering.fuel - entryCost;
      if (left <= 0) {
        left = refill(metering, left, this, gauge);
      }
      WasmFrame.setLong(frame, slot, left);
    }
    int depth = metering.depth;
    if (maxDepth > 0) {
      if (depth >= maxDepth) {
        if (slot >= 0) {
          flush(frame, slot);
        }
        throw WasmException.raise(TrapCode.CALL_STACK_EXHAUSTED, this);
      }
      metering.depth = depth + 1;
    }
    return depth;
  }

  /** Leaves the function, whether it returned or threw. */
  void leave(VirtualFrame frame, int depth) {
    if (maxDepth > 0) {
      // Not one less: a stack overflow may have kept callees from doing this.
      instance(frame).metering.depth = depth;
    }
    if (slot >= 0) {
      settle(frame, slot);
    }
  }

  /** The slot of the fuel, or {@link #NO_SLOT}. */
  int slot() {
    return slot;
  }

  /** Writes the fuel back unless that was done before. */
  static void settle(VirtualFrame frame, int slot) {
    long fuel = WasmFrame.getLong(frame, slot);
    if (fuel != FLUSHED) {
      instance(frame).metering.fuel = fuel;
      WasmFrame.setLong(frame, slot, FLUSHED);
    }
  }

  /** Writes the fuel back before control goes elsewhere. */
  static void flush(VirtualFrame frame, int slot) {
    instance(frame).metering.fuel = WasmFrame.getLong(frame, slot);
    WasmFrame.setLong(frame, slot, FLUSHED);
  }

  /** Takes the fuel over when control comes back. */
  static void reload(VirtualFrame frame, int slot) {
    WasmFrame.setLong(frame, slot, instance(frame).metering.fuel);
  }

  /**
   * Traps if there is no fuel left.
   *
   * @param gauge what is known about this place
   */
  static void check(VirtualFrame frame, int slot, WasmNode location, Gauge gauge) {
    long left = WasmFrame.getLong(frame, slot);
    if (left <= 0) {
      WasmFrame.setLong(frame, slot, refill(instance(frame).metering, left, location, gauge));
    }
  }

  /**
   * Whether fuel was ever refilled at a place. Until then compiled code there has no call that
   * comes back: it would have to read the base and the size of memories again in each turn of a
   * loop.
   */
  static final class Gauge {
    @CompilationFinal private boolean refilled;
  }

  /**
   * Takes off the costs of a bulk instruction whose operands were found to be right.
   *
   * @param count how many bytes, pages or elements, unsigned
   * @param unit what each costs, at least 0
   */
  static void charge(
      VirtualFrame frame, int slot, long count, int unit, WasmNode location, Gauge gauge) {
    long cost = count;
    if (unit != 1) {
      cost = unit == 0 ? 0 : Long.compareUnsigned(count, MOST / unit) > 0 ? MOST : count * unit;
    } else if (Long.compareUnsigned(count, MOST) > 0) {
      cost = MOST;
    }
    WasmFrame.setLong(frame, slot, WasmFrame.getLong(frame, slot) - cost);
    check(frame, slot, location, gauge);
  }

  /** More than any fuel at hand and its reserve, and far from overflows. */
  private static final long MOST = 1L << 62;

  private static long refill(Metering metering, long left, WasmNode location, Gauge gauge) {
    if (metering.isUsedUp(left)) {
      metering.usedUp();
      throw WasmException.raise(TrapCode.OUT_OF_FUEL, location);
    }
    if (!gauge.refilled) {
      CompilerDirectives.transferToInterpreterAndInvalidate();
      gauge.refilled = true;
    }
    return refillSlow(metering, left);
  }

  @TruffleBoundary
  private static long refillSlow(Metering metering, long left) {
    return metering.refill(left);
  }
}
