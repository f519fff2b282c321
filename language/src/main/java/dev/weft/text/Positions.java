// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in the text the parts of a binary module come from: instructions of functions one by one,
 * everything else field by field. Only kept when a text is read again, to locate an error or for a
 * debugger.
 */
final class Positions {
  private static final Pattern NAME =
      Pattern.compile("(?s)(?:export )?(\".*\"|(?:(?:element|data) segment|[a-z]+) \\d+)");

  /** For each section offsets in its content, ascending, each followed by a place in the text. */
  private final int[][] marks = new int[Sections.NAMES.length][32];

  private final int[] counts = new int[Sections.NAMES.length];

  /** Where the content of each section begins in the module, behind its count, and its length. */
  private final int[] starts = new int[Sections.NAMES.length];

  private final int[] lengths = new int[Sections.NAMES.length];

  /** Where definitions come from, by what errors call them: "table 1", or the quoted export. */
  private final Map<String, Integer> definitions = new HashMap<>();

  /** Marks of the current function, whose body has no place in its section yet. */
  private int[] body = new int[64];

  private int bodyCount;

  /**
   * Notes that what follows at an offset of a section's content comes from a place in the text. Of
   * several marks at one offset the last counts: those before it wrote nothing.
   */
  void mark(int section, int offset, int place) {
    int count = counts[section];
    if (count > 0 && marks[section][count - 2] == offset) {
      count -= 2;
    }
    if (count == marks[section].length) {
      marks[section] = Arrays.copyOf(marks[section], 2 * count);
    }
    marks[section][count] = offset;
    marks[section][count + 1] = place;
    counts[section] = count + 2;
  }

  /** Notes where an instruction of the current function comes from. The first mark counts. */
  void markInstruction(int offset, int place) {
    if (bodyCount > 0 && body[bodyCount - 2] == offset) {
      return;
    }
    if (bodyCount == body.length) {
      body = Arrays.copyOf(body, 2 * bodyCount);
    }
    body[bodyCount++] = offset;
    body[bodyCount++] = place;
  }

  /**
   * Ends the current function.
   *
   * @param base where its body begins in the content of the code section
   */
  void endFunction(int base) {
    for (int i = 0; i < bodyCount; i += 2) {
      mark(Sections.CODE, base + body[i], body[i + 1]);
    }
    bodyCount = 0;
  }

  /** The offset in the module of each instruction of a function, ascending, and its place. */
  int[] instructions() {
    int[] result = Arrays.copyOf(marks[Sections.CODE], counts[Sections.CODE]);
    for (int i = 0; i < result.length; i += 2) {
      result[i] += starts[Sections.CODE];
    }
    return result;
  }

  /** Notes where the content of a section is in the module. */
  void section(int section, int start, int length) {
    starts[section] = start;
    lengths[section] = length;
  }

  /** Notes where a definition comes from. */
  void define(String name, int place) {
    definitions.put(name, place);
  }

  /**
   * The place in the text that an error comes from.
   *
   * @param offset its place in the module: in a section, or where it begins
   * @param detail what it says; begins with the name of a definition if that is to blame
   * @return -1 if nothing is known
   */
  int place(int offset, String detail) {
    for (int section = 0; section < starts.length; section++) {
      int inside = offset - starts[section];
      if (starts[section] > 0 && inside >= 0 && inside < lengths[section]) {
        int place = -1;
        for (int i = 0; i < counts[section] && marks[section][i] <= inside; i += 2) {
          place = marks[section][i + 1];
        }
        return place;
      }
    }
    // The beginning of a section: the error is of one of its definitions.
    Matcher name = NAME.matcher(detail == null ? "" : detail);
    return name.lookingAt() ? definitions.getOrDefault(name.group(1), -1) : -1;
  }
}
