// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/**
 * What the functions of a context may still use up: fuel and nested calls. Only code of an engine
 * with the options {@code wasm.Fuel} or {@code wasm.MaxStackFrames} reads and writes it.
 *
 * <p>A running function keeps its fuel in a slot of its frame; here is what is left whenever
 * control is somewhere else: in another function, in the host, or outside.
 */
public final class Metering {
  /** What is asked for at the end of each interval of fuel. */
  @FunctionalInterface
  public interface IntervalHandler {
    /** Called on the guest's thread, between two instructions; what it throws ends the call. */
    void intervalEnded();
  }

  /** The fuel at hand; not positive where it is used up. Read and written by compiled code. */
  public long fuel;

  /** How many functions are running; kept only with {@code wasm.MaxStackFrames}. */
  public int depth;

  /** The fuel that is not at hand yet, unsigned. */
  private long reserve;

  /** How much fuel is at hand at a time; unsigned, 0 for all that there is. */
  private long interval;

  private IntervalHandler handler;

  /** Creates what a new context has: no fuel. */
  public Metering() {}

  /** The fuel that is left, an unsigned number. */
  public long remaining() {
    long sum = Math.max(fuel, 0) + reserve;
    return Long.compareUnsigned(sum, reserve) < 0 ? -1 : sum;
  }

  /** Replaces the fuel that is left by {@code units}, an unsigned number. */
  public void set(long units) {
    long most = interval > 0 ? interval : Long.MAX_VALUE;
    fuel = Long.compareUnsigned(units, most) < 0 ? units : most;
    reserve = units - fuel;
  }

  /**
   * From now on hands out fuel in portions.
   *
   * @param units the size of a portion, or 0 for a single one
   * @param atEnd what to call after each portion but the last; null if {@code units} is 0
   */
  public void interval(long units, IntervalHandler atEnd) {
    long left = remaining();
    interval = units;
    handler = atEnd;
    set(left);
  }

  /**
   * Whether the reserve does not suffice either.
   *
   * @param left the fuel at hand, at most 0: what was used beyond it is taken from the reserve
   */
  public boolean isUsedUp(long left) {
    return Long.compareUnsigned(reserve, -left) <= 0;
  }

  /** Notes that there is nothing left. */
  public void usedUp() {
    reserve = 0;
    fuel = 0;
  }

  /**
   * Called where the fuel at hand is used up and there is some in reserve.
   *
   * @param left the fuel at hand, at most 0: what was used beyond it is taken from the reserve
   * @return the fuel at hand from now on, at least 1
   */
  public long refill(long left) {
    set(reserve + left);
    IntervalHandler h = handler;
    if (h != null) {
      h.intervalEnded();
    }
    return fuel;
  }
}
