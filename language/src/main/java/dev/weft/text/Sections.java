// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.util.ArrayList;
import java.util.List;

/** The custom sections of a module in text, each with its place among the other sections. */
final class Sections {
  /** The sections in the order of the binary format, as placements name them. */
  static final String[] NAMES = {
    "type",
    "import",
    "func",
    "table",
    "memory",
    "tag",
    "global",
    "export",
    "start",
    "elem",
    "datacount",
    "code",
    "data"
  };

  /** The code of each section. */
  static final int[] IDS = {1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11};

  static final int TYPE = 0;
  static final int IMPORT = 1;
  static final int FUNCTION = 2;
  static final int TABLE = 3;
  static final int MEMORY = 4;
  static final int TAG = 5;
  static final int GLOBAL = 6;
  static final int EXPORT = 7;
  static final int START = 8;
  static final int ELEMENT = 9;
  static final int DATA_COUNT = 10;
  static final int CODE = 11;
  static final int DATA = 12;

  /** The places of custom sections before and after all others. */
  private static final int FIRST = -1;

  private static final int LAST = 2 * NAMES.length;

  /** Each section's entries, and how many they are. */
  final ByteOutput[] contents = new ByteOutput[NAMES.length];

  final int[] counts = new int[NAMES.length];

  /** The custom sections, whole, and where they stand. */
  private final List<byte[]> customs = new ArrayList<>();

  private final List<Integer> places = new ArrayList<>();

  Sections() {
    for (int i = 0; i < contents.length; i++) {
      contents[i] = new ByteOutput(i == CODE ? 8192 : 256);
    }
  }

  private static int before(int section) {
    return 2 * section;
  }

  private static int after(int section) {
    return 2 * section + 1;
  }

  /** Reads a pending annotation {@code @custom}, which stays pending, and keeps its section. */
  void custom(Lexer lexer, int index, ModuleState state) {
    int at = lexer.pending[3 * index + 1];
    Lexer content = lexer.contentOfPending(index);
    content.next();
    if (content.kind != Lexer.STRING) {
      throw error(lexer, at, "missing section name");
    }
    byte[] name = state.annotationString(content, "@custom", at);
    content.next();
    int place = LAST;
    if (content.kind == Lexer.LEFT) {
      place = placement(content, lexer, at);
    }
    ByteOutput section = new ByteOutput(64);
    section.name(name);
    while (content.kind == Lexer.STRING) {
      content.appendString(section);
      content.next();
    }
    if (content.kind != Lexer.EOF) {
      throw error(lexer, at, "unexpected token");
    }
    customs.add(section.toByteArray());
    places.add(place);
  }

  private static TextFormatException error(Lexer lexer, int at, String problem) {
    return lexer.error(at, "@custom annotation: " + problem);
  }

  /** Reads a placement from its parenthesis on. */
  private static int placement(Lexer content, Lexer lexer, int at) {
    content.next();
    boolean before = content.isWord("before");
    if (!before && !content.isWord("after")) {
      throw error(lexer, at, "malformed placement");
    }
    content.next();
    int place;
    if (before && content.isWord("first")) {
      place = FIRST;
    } else if (!before && content.isWord("last")) {
      place = LAST;
    } else {
      int section = 0;
      while (section < NAMES.length && !content.isWord(NAMES[section])) {
        section++;
      }
      if (section == NAMES.length) {
        throw error(lexer, at, "malformed section kind");
      }
      place = before ? before(section) : after(section);
    }
    content.next();
    if (content.kind != Lexer.RIGHT) {
      throw error(lexer, at, "unexpected token");
    }
    content.next();
    return place;
  }

  /**
   * Writes the whole module.
   *
   * @param positions gets where the sections are; may be null
   */
  byte[] write(ByteOutput names, ByteOutput hints, Positions positions) {
    int size = names.size + 64;
    for (ByteOutput content : contents) {
      size = Math.addExact(size, content.size + 12);
    }
    ByteOutput output = new ByteOutput(size);
    output.littleEndian(0x6d736100, 4);
    output.littleEndian(1, 4);
    customsAt(FIRST, output);
    for (int i = 0; i < contents.length; i++) {
      customsAt(before(i), output);
      if (i == CODE && hints.size > 0) {
        custom(hints.data, hints.size, output);
      }
      int length = contents[i].size;
      section(i, output);
      if (positions != null && length > 0) {
        positions.section(i, output.size - length, length);
      }
      customsAt(after(i), output);
    }
    if (names.size > 0) {
      custom(names.data, names.size, output);
    }
    customsAt(LAST, output);
    return output.toByteArray();
  }

  private void section(int index, ByteOutput output) {
    ByteOutput content = contents[index];
    if (index == START || index == DATA_COUNT) {
      if (content.size > 0) {
        output.u8(IDS[index]);
        output.sized(content);
      }
    } else if (counts[index] > 0) {
      ByteOutput count = new ByteOutput(5);
      count.u32(counts[index]);
      output.u8(IDS[index]);
      output.u32(Math.addExact(count.size, content.size));
      output.append(count);
      output.append(content);
    }
    // Contents may be large: nothing else needs them.
    contents[index] = null;
  }

  private void customsAt(int place, ByteOutput output) {
    for (int i = 0; i < customs.size(); i++) {
      if (places.get(i) == place) {
        custom(customs.get(i), customs.get(i).length, output);
      }
    }
  }

  private static void custom(byte[] content, int size, ByteOutput output) {
    output.u8(0);
    output.u32(size);
    output.bytes(content, 0, size);
  }
}
