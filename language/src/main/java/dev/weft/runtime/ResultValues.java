// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import java.util.Arrays;

/**
 * Where generated functions leave all results but the first; their caller takes them at once. One
 * per context.
 */
public final class ResultValues {
  /** The raw bits of numbers. */
  public long[] numbers = new long[8];

  /** References. */
  public Object[] references = new Object[8];

  /** The numbers, with room for an index. */
  public long[] numbers(int index) {
    if (index >= numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(index + 1, 2 * numbers.length));
    }
    return numbers;
  }

  /** The references, with room for an index. */
  public Object[] references(int index) {
    if (index >= references.length) {
      references = Arrays.copyOf(references, Math.max(index + 1, 2 * references.length));
    }
    return references;
  }
}
