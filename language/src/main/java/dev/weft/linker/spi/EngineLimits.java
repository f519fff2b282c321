// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

/** Limits, fuel, epochs and interruption of one context. */
public interface EngineLimits {
  /** What is done at a safepoint, on the guest's thread. */
  @FunctionalInterface
  interface Interrupt {
    /**
     * Decides what happens to the code that runs.
     *
     * @return whether it goes on; else it traps
     * @throws Exception to end it with an exception of the host
     */
    boolean goesOn() throws Exception;
  }

  /** Whether code counts fuel. */
  boolean countsFuel();

  /** The fuel left, unsigned. */
  long fuel();

  /** Replaces the fuel left by an unsigned number. */
  void fuel(long units);

  /**
   * Hands fuel out in portions.
   *
   * @param units the size of a portion; 0 for a single one
   * @param atEnd called after each portion but the last, on the guest's thread
   */
  void fuelInterval(long units, Runnable atEnd);

  /** Asks a limiter from now on, about what is made from now on; none if it is null. */
  void limiter(EngineLimiter limiter);

  /**
   * Interrupts what runs in the context at its next safepoint; nothing happens if nothing runs. Any
   * thread may call this, without entering the context.
   */
  void interrupt(Interrupt handler);
}
