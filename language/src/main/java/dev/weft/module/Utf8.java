// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

import java.nio.charset.StandardCharsets;

/** Strict UTF-8 as the binary format demands it. */
public final class Utf8 {
  private Utf8() {}

  /** Returns whether the range is well-formed UTF-8: shortest forms, no surrogates. */
  public static boolean isValid(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end) {
      int b = bytes[i++];
      if (b >= 0) {
        continue;
      }
      int more;
      int min;
      int code;
      b &= 0xFF;
      if (b >= 0xC2 && b < 0xE0) {
        more = 1;
        min = 0x80;
        code = b & 0x1F;
      } else if (b >= 0xE0 && b < 0xF0) {
        more = 2;
        min = 0x800;
        code = b & 0x0F;
      } else if (b >= 0xF0 && b < 0xF5) {
        more = 3;
        min = 0x10000;
        code = b & 0x07;
      } else {
        return false;
      }
      if (end - i < more) {
        return false;
      }
      for (int k = 0; k < more; k++) {
        int next = bytes[i++];
        if ((next & 0xC0) != 0x80) {
          return false;
        }
        code = code << 6 | next & 0x3F;
      }
      if (code < min || code > 0x10FFFF || code >= 0xD800 && code < 0xE000) {
        return false;
      }
    }
    return true;
  }

  /** Returns the string in a range that {@link #isValid}. */
  public static String decode(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }
}
