// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;

/**
 * The constants of a class file, each once. Names of members come again with every instruction, so
 * entries are found without making objects: texts by a map, all others, whose content is a number
 * or one or two indices of other entries, in a table with open addressing.
 */
final class ConstantPool {
  private static final int UTF8 = 1;
  private static final int INTEGER = 3;
  private static final int FLOAT = 4;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;

  private final Bytes bytes = new Bytes(1024);
  private final HashMap<String, Integer> texts = new HashMap<>();

  /**
   * Entries by hash: the index in the pool, 0 where the place is free. Its size is a power of 2.
   */
  private int[] table = new int[64];

  private byte[] tags = new byte[64];
  private long[] contents = new long[64];

  /** The table's entries, to keep it half empty. */
  private int known;

  /** The index of the next entry. */
  private int count = 1;

  /** Writes how many entries there are, and the entries. */
  void write(Bytes out) {
    out.u2(count);
    out.bytes(bytes);
  }

  int size() {
    return bytes.size;
  }

  /**
   * A text in modified UTF-8.
   *
   * @throws NotEmittable if it has more than 65535 bytes
   */
  int utf8(String text) {
    Integer index = texts.get(text);
    if (index != null) {
      return index;
    }
    bytes.u1(UTF8);
    int lengthAt = bytes.size;
    bytes.u2(0);
    byte[] ascii = text.getBytes(StandardCharsets.UTF_8);
    if (ascii.length == text.length() && text.indexOf(0) < 0) {
      bytes.bytes(ascii, 0, ascii.length); // nearly all, and faster while it is interpreted
    } else {
      modifiedUtf8(text);
    }
    int length = bytes.size - lengthAt - 2;
    if (length > 0xFFFF) {
      throw new NotEmittable("constant too large");
    }
    bytes.putU2(lengthAt, length);
    index = next(1);
    texts.put(text, index);
    return index;
  }

  private void modifiedUtf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != 0 && c < 0x80) {
        bytes.u1(c);
      } else if (c < 0x800) {
        bytes.u1(0xC0 | c >> 6);
        bytes.u1(0x80 | c & 0x3F);
      } else {
        bytes.u1(0xE0 | c >> 12);
        bytes.u1(0x80 | c >> 6 & 0x3F);
        bytes.u1(0x80 | c & 0x3F);
      }
    }
  }

  int string(String text) {
    return reference(STRING, utf8(text));
  }

  int classRef(String name) {
    return reference(CLASS, utf8(name));
  }

  int field(String owner, String name, String type) {
    return pair(FIELD, classRef(owner), pair(NAME_AND_TYPE, utf8(name), utf8(type)));
  }

  int method(String owner, String name, String type) {
    return pair(METHOD, classRef(owner), pair(NAME_AND_TYPE, utf8(name), utf8(type)));
  }

  int integer(int value) {
    return number(INTEGER, value);
  }

  int floatBits(int bits) {
    return number(FLOAT, bits);
  }

  int longNumber(long value) {
    return wideNumber(LONG, value);
  }

  int doubleBits(long bits) {
    return wideNumber(DOUBLE, bits);
  }

  private int reference(int tag, int index) {
    int place = find(tag, index);
    if (table[place] == 0) {
      add(place, tag, index, 1);
      bytes.u1(tag);
      bytes.u2(index);
      return count - 1;
    }
    return table[place];
  }

  private int pair(int tag, int first, int second) {
    int content = first << 16 | second;
    int place = find(tag, content);
    if (table[place] == 0) {
      add(place, tag, content, 1);
      bytes.u1(tag);
      bytes.u4(content);
      return count - 1;
    }
    return table[place];
  }

  private int number(int tag, int value) {
    int place = find(tag, value);
    if (table[place] == 0) {
      add(place, tag, value, 1);
      bytes.u1(tag);
      bytes.u4(value);
      return count - 1;
    }
    return table[place];
  }

  private int wideNumber(int tag, long value) {
    int place = find(tag, value);
    if (table[place] == 0) {
      add(place, tag, value, 2);
      bytes.u1(tag);
      bytes.u8(value);
      return count - 2;
    }
    return table[place];
  }

  /** Where an entry is in the table, or where there is room for it. */
  private int find(int tag, long content) {
    int mask = table.length - 1;
    int place = place(tag, content, mask);
    while (true) {
      int index = table[place];
      if (index == 0 || tags[index] == tag && contents[index] == content) {
        return place;
      }
      place = place + 1 & mask;
    }
  }

  private static int place(int tag, long content, int mask) {
    long mixed = (content * 31 + tag) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 40) & mask;
  }

  private void add(int place, int tag, long content, int slots) {
    int index = next(slots);
    table[place] = index;
    tags[index] = (byte) tag;
    contents[index] = content;
    if (2 * ++known > table.length) {
      enlarge();
    }
  }

  private int next(int slots) {
    int index = count;
    count += slots;
    if (count > 0xFFFF) {
      throw new NotEmittable("constant pool too large");
    }
    if (count > tags.length) {
      tags = Arrays.copyOf(tags, 2 * tags.length);
      contents = Arrays.copyOf(contents, 2 * contents.length);
    }
    return index;
  }

  private void enlarge() {
    int[] entries = table;
    table = new int[2 * entries.length];
    int mask = table.length - 1;
    for (int index : entries) {
      if (index != 0) {
        int place = place(tags[index], contents[index], mask);
        while (table[place] != 0) {
          place = place + 1 & mask;
        }
        table[place] = index;
      }
    }
  }
}
