// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void codePoints() {
    for (int code = 0; code <= 0x10FFFF; code += code < 0x10000 ? 1 : 37) {
      if (code < 0xD800 || code > 0xDFFF) {
        byte[] bytes = new String(Character.toChars(code)).getBytes(StandardCharsets.UTF_8);
        assertTrue(Utf8.isValid(bytes, 0, bytes.length));
        assertFalse(bytes.length > 1 && Utf8.isValid(bytes, 0, bytes.length - 1));
        assertFalse(bytes.length > 1 && Utf8.isValid(bytes, 1, bytes.length));
      }
    }
  }

  /** All sequences of three bytes that begin with a lead byte or continuation, against the JDK. */
  @Test
  void agreesWithAStrictDecoder() {
    byte[] bytes = new byte[4];
    for (int first = 0x80; first < 0x100; first++) {
      for (int second = 0; second < 0x100; second += first >= 0xE0 ? 1 : 3) {
        for (int third :
            new int[] {0, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF}) {
          bytes[0] = (byte) first;
          bytes[1] = (byte) second;
          bytes[2] = (byte) third;
          bytes[3] = (byte) 0x80;
          for (int length = 1; length <= 4; length++) {
            assertEquals(strict(bytes, length), Utf8.isValid(bytes, 0, length));
          }
        }
      }
    }
  }

  private static boolean strict(byte[] bytes, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
