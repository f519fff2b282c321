// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * Decides what happens when a deadline of epochs has passed.
 *
 * @param <T> the type of the store's data
 */
@FunctionalInterface
public interface EpochHandler<T> {
  /**
   * Decides.
   *
   * @throws Exception to end the code that runs with this exception
   */
  Deadline onDeadline(Store<? extends T> store) throws Exception;

  /** What can happen. */
  sealed interface Deadline {
    /** The trap {@link TrapCode#INTERRUPT}. */
    record Interrupt() implements Deadline {}

    /**
     * Code goes on.
     *
     * @param ticks the next deadline, from now
     */
    record Continue(long ticks) implements Deadline {}

    /**
     * Code of an asynchronous call pauses, then goes on.
     *
     * @param ticks the next deadline, from now
     */
    record Yield(long ticks) implements Deadline {}
  }
}
