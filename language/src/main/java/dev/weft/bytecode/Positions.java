// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import java.util.Arrays;

/**
 * Numbers the instructions of a function that can trap or call: class files name lines with 16
 * bits, so the number is an index of the byte offset.
 */
final class Positions {
  private static final int MAX = 0xFFFF;

  private int[] offsets = new int[16];
  private int count;

  /** The line number that stands for a byte offset. */
  int line(int offset) {
    if (count > 0 && offsets[count - 1] == offset) {
      return count;
    }
    if (count == MAX) {
      throw new NotEmittable("too many positions");
    }
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = offset;
    return count;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** Forgets those given after there were so many. */
  void truncate(int newCount) {
    count = newCount;
  }

  /** The byte offsets by line number, the first for line 1. */
  int[] offsets() {
    return Arrays.copyOf(offsets, count);
  }
}
