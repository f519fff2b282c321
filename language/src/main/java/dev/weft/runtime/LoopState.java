// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/**
 * The locals and operands of a function at the start of a loop, on their way from generated code to
 * the function's tree or back. Element {@code i} is local {@code i}; after the locals come the
 * operands by their height. Not an interface for others.
 */
public final class LoopState {
  /** The numbers; elements of references are unused. */
  public final long[] numbers;

  /** The references; elements of numbers are unused. */
  public final Object[] references;

  /** What the function returned, boxed, if it did. */
  public Object result;

  /** Whether the tree was entered as code of the last compilation. */
  public boolean compiled;

  /**
   * Makes room.
   *
   * @param size the number of locals and operands
   */
  public LoopState(int size) {
    this.numbers = new long[size];
    this.references = new Object[size];
  }

  /** Takes over an element of another state. */
  public void copy(int element, LoopState from, int its) {
    numbers[element] = from.numbers[its];
    references[element] = from.references[its];
  }
}
