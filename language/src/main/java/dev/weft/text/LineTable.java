// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.util.Arrays;

/** On which line of a printed module each instruction stands. */
public final class LineTable {
  private int[] offsets = new int[1024];
  private int[] lines = new int[1024];
  private int count;

  /** Makes an empty table, for {@link TextPrinter} to fill. */
  public LineTable() {}

  void add(int offset, int line) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, count * 2);
      lines = Arrays.copyOf(lines, count * 2);
    }
    offsets[count] = offset;
    lines[count++] = line;
  }

  /** The byte offset of an instruction, by its number. */
  int offset(int i) {
    return offsets[i];
  }

  /** The line of an instruction, by its number. */
  int line(int i) {
    return lines[i];
  }

  /** How many instructions there are. */
  public int size() {
    return count;
  }

  /**
   * The line of the instruction at a byte offset of the module, or of the last one before it.
   *
   * @return a line from 1, or -1 if no instruction lies so far in front
   */
  public int lineOf(int offset) {
    int found = Arrays.binarySearch(offsets, 0, count, offset);
    int index = found >= 0 ? found : -found - 2;
    return index < 0 ? -1 : lines[index];
  }
}
