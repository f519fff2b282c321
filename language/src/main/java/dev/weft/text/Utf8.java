// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

/** UTF-8 as the specification defines it: no surrogates, no overlong forms. */
final class Utf8 {
  private Utf8() {}

  /** The length in bytes of the character at this offset, or 0 if it is malformed or cut. */
  static int length(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > end) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    // The second byte excludes overlong forms, surrogates and what lies beyond U+10FFFF.
    int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  static boolean isValid(byte[] bytes, int from, int to) {
    int p = from;
    while (p < to) {
      int length = length(bytes, p, to);
      if (length == 0) {
        return false;
      }
      p += length;
    }
    return true;
  }

  static void append(ByteOutput output, int codePoint) {
    if (codePoint < 0x80) {
      output.u8(codePoint);
    } else if (codePoint < 0x800) {
      output.u8(0xc0 | codePoint >> 6);
      output.u8(0x80 | codePoint & 0x3f);
    } else if (codePoint < 0x10000) {
      output.u8(0xe0 | codePoint >> 12);
      output.u8(0x80 | codePoint >> 6 & 0x3f);
      output.u8(0x80 | codePoint & 0x3f);
    } else {
      output.u8(0xf0 | codePoint >> 18);
      output.u8(0x80 | codePoint >> 12 & 0x3f);
      output.u8(0x80 | codePoint >> 6 & 0x3f);
      output.u8(0x80 | codePoint & 0x3f);
    }
  }

  /** The UTF-8 bytes of the characters; a lone surrogate becomes bytes that are not UTF-8. */
  static byte[] encode(CharSequence characters) {
    ByteOutput output = new ByteOutput(characters.length() + characters.length() / 8 + 16);
    int length = characters.length();
    for (int i = 0; i < length; i++) {
      char c = characters.charAt(i);
      if (c < 0x80) {
        output.u8(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(characters.charAt(i + 1))) {
        append(output, Character.toCodePoint(c, characters.charAt(++i)));
      } else {
        append(output, c);
      }
    }
    return output.toByteArray();
  }
}
