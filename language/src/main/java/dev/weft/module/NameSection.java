// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

import java.util.List;

/**
 * The names of the module and its functions, read from the custom section "name" (specification,
 * appendix "Name section") when first asked for. A malformed section counts as absent.
 */
final class NameSection {
  private final byte[] bytes;
  private String moduleName;

  /** For each function the offset of its name's length field, or 0. Null without a section. */
  private int[] functionNames;

  NameSection(byte[] bytes, List<CustomSection> sections, int functionCount) {
    this.bytes = bytes;
    for (CustomSection section : sections) {
      if (section.name().equals("name")) {
        int[] names = new int[functionCount];
        if (new Parser(section.start(), section.start() + section.length()).parse(names)) {
          functionNames = names;
        } else {
          moduleName = null;
        }
        break;
      }
    }
  }

  String moduleName() {
    return moduleName;
  }

  String functionName(int function) {
    if (functionNames == null || functionNames[function] == 0) {
      return null;
    }
    Parser parser = new Parser(functionNames[function], bytes.length);
    int length = (int) parser.number();
    return Utf8.decode(bytes, parser.position, parser.position + length);
  }

  /** Reads without exceptions: {@code number} gives -1 where there is none. */
  private final class Parser {
    private int position;
    private final int end;

    Parser(int start, int end) {
      this.position = start;
      this.end = end;
    }

    boolean parse(int[] names) {
      while (position < end) {
        int id = bytes[position++];
        long size = number();
        if (size < 0 || size > end - position) {
          return false;
        }
        int next = position + (int) size;
        Parser subsection = new Parser(position, next);
        if (id == 0) {
          int start = subsection.name();
          if (start < 0 || subsection.position != next) {
            return false;
          }
          moduleName = Utf8.decode(bytes, start, next);
        } else if (id == 1 && !subsection.functions(names)) {
          return false;
        }
        position = next;
      }
      return true;
    }

    private boolean functions(int[] names) {
      long count = number();
      long previous = -1;
      for (long i = 0; i < count; i++) {
        long index = number();
        int at = position;
        if (index <= previous || name() < 0) {
          return false;
        }
        previous = index;
        if (index < names.length) {
          names[(int) index] = at;
        }
      }
      return count >= 0 && position == end;
    }

    /** Skips a name and returns the offset of its first byte, or -1 if it is malformed. */
    private int name() {
      long length = number();
      if (length < 0 || length > end - position) {
        return -1;
      }
      int start = position;
      position += (int) length;
      return Utf8.isValid(bytes, start, position) ? start : -1;
    }

    private long number() {
      long result = 0;
      for (int shift = 0; shift < 35 && position < end; shift += 7) {
        int b = bytes[position++];
        result |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          return result <= 0xFFFFFFFFL ? result : -1;
        }
      }
      return -1;
    }
  }
}
