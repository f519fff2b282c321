// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.opcode.Opcode;
import java.nio.charset.StandardCharsets;

/** All words with a meaning, found by their bytes: operators and {@link Keyword}s. */
final class Words {
  private static final int SIZE = 4096;
  private static final byte[][] TEXTS = new byte[SIZE][];
  private static final Object[] MEANINGS = new Object[SIZE];

  static {
    for (Keyword keyword : Keyword.values()) {
      add(keyword.text, keyword);
    }
    for (Opcode opcode : Opcode.values()) {
      // Two opcodes of one text (select, ref.test, ref.cast): the first stands for both.
      add(opcode.text(), opcode);
    }
  }

  private Words() {}

  private static void add(String text, Object meaning) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    int slot = slot(bytes, 0, bytes.length);
    if (TEXTS[slot] == null) {
      TEXTS[slot] = bytes;
      MEANINGS[slot] = meaning;
    }
  }

  /** The {@link Opcode} or {@link Keyword} spelled by these bytes, or null. */
  static Object find(byte[] source, int from, int to) {
    return MEANINGS[slot(source, from, to)];
  }

  private static int slot(byte[] source, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + source[i];
    }
    int slot = (hash ^ hash >>> 15) & SIZE - 1;
    while (TEXTS[slot] != null && !equal(TEXTS[slot], source, from, to)) {
      slot = slot + 1 & SIZE - 1;
    }
    return slot;
  }

  private static boolean equal(byte[] text, byte[] source, int from, int to) {
    if (text.length != to - from) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (text[i] != source[from + i]) {
        return false;
      }
    }
    return true;
  }
}
