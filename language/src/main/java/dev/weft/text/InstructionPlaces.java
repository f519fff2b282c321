// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.module.Module;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where in a text of a module each instruction of a function body stands. */
public final class InstructionPlaces {
  /** The text. */
  private final CharSequence text;

  /** Byte offsets in the module, ascending. */
  private final int[] offsets;

  /** The index of the first character of each. */
  private final int[] starts;

  private InstructionPlaces(CharSequence text, int[] offsets, int[] starts) {
    this.text = text;
    this.offsets = offsets;
    this.starts = starts;
  }

  /**
   * Finds the instructions of a module in the text that it was translated from.
   *
   * @param text a module in the text format
   * @return null if the text has the module in the binary format, or another text, in itself
   */
  public static InstructionPlaces of(CharSequence text) {
    byte[] utf8 = TextParser.encode(text);
    Positions positions = new Positions();
    TextParser.parse(utf8, positions);
    int[] marks = positions.instructions();
    int count = marks.length / 2;
    if (count == 0) {
      return null;
    }
    int[] characters = utf8.length == text.length() ? null : characters(utf8);
    int[] offsets = new int[count];
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = marks[2 * i];
      int place = marks[2 * i + 1];
      starts[i] = characters == null ? place : characters[place];
    }
    return new InstructionPlaces(text, offsets, starts);
  }

  /** The index of the character that each byte belongs to. */
  private static int[] characters(byte[] utf8) {
    int[] characters = new int[utf8.length];
    int next = 0;
    for (int i = 0; i < utf8.length; i++) {
      if ((utf8[i] & 0xc0) != 0x80) {
        characters[i] = next;
        next += (utf8[i] & 0xf8) == 0xf0 ? 2 : 1;
      } else {
        characters[i] = characters[i - 1];
      }
    }
    return characters;
  }

  /** Prints a module, each instruction on a line of its own. */
  public static InstructionPlaces print(Module module) {
    LineTable lines = new LineTable();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      TextPrinter.print(module, printed, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    int[] offsets = new int[lines.size()];
    int[] starts = new int[offsets.length];
    int line = 1;
    int position = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = lines.offset(i);
      int wanted = lines.line(i);
      while (line < wanted) {
        position = text.indexOf('\n', position) + 1;
        line++;
      }
      int start = position;
      while (text.charAt(start) == ' ') {
        start++;
      }
      starts[i] = start;
    }
    return new InstructionPlaces(text, offsets, starts);
  }

  /** The text. */
  public CharSequence text() {
    return text;
  }

  /**
   * The index of the first character of an instruction.
   *
   * @param offset the byte offset of the instruction in the module
   * @return -1 if there is no such instruction in the text
   */
  public int start(int offset) {
    int found = Arrays.binarySearch(offsets, offset);
    return found < 0 ? -1 : starts[found];
  }

  /** The index behind the name of the instruction that starts at an index. */
  public int end(int start) {
    int end = start;
    while (end < text.length() && " \t\r\n();\"".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /**
   * Where the instructions of a range of the module stand.
   *
   * @param from the first byte offset
   * @param to the offset behind the last
   * @return the lowest index of their first characters and the highest index behind their names;
   *     null if there are none in the text
   */
  public int[] range(int from, int to) {
    int found = Arrays.binarySearch(offsets, from);
    int low = Integer.MAX_VALUE;
    int high = -1;
    for (int i = found < 0 ? -found - 1 : found; i < offsets.length && offsets[i] < to; i++) {
      low = Math.min(low, starts[i]);
      high = Math.max(high, end(starts[i]));
    }
    return high < 0 ? null : new int[] {low, high};
  }
}
