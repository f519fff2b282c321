// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Looks into the bytes of a module. The members of the engine's module tell the same, but the first
 * object of the guest costs several milliseconds of a cold start.
 */
final class Sections {
  private static final byte EXPORT_SECTION = 7;
  private static final byte START_SECTION = 8;
  private static final byte FUNCTION = 0;

  private final byte[] bytes;
  private int position;

  /**
   * Reads a module.
   *
   * @param bytes the binary; it need not be valid
   */
  Sections(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Whether the module has a start function, or exports a function by one of the names. Of bytes
   * that end too early that is unknown, and the answer is no.
   */
  boolean anyOf(String... names) {
    position = 8;
    while (position < bytes.length) {
      byte id = bytes[position++];
      int size = length();
      if (size < 0) {
        return false;
      }
      int end = position + size;
      if (id == START_SECTION || id == EXPORT_SECTION && exportsOneOf(names)) {
        return true;
      }
      position = end;
    }
    return false;
  }

  private boolean exportsOneOf(String... names) {
    byte[][] wanted = new byte[names.length][];
    for (int k = 0; k < names.length; k++) {
      wanted[k] = names[k].getBytes(StandardCharsets.UTF_8);
    }
    for (int left = u32(); left > 0; left--) {
      int size = length();
      if (size < 0 || position + size == bytes.length) {
        return false;
      }
      int from = position;
      position += size;
      byte kind = bytes[position++];
      u32();
      for (byte[] name : wanted) {
        if (kind == FUNCTION && Arrays.equals(bytes, from, from + size, name, 0, name.length)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Reads how many bytes follow; -1 if there are not as many. */
  private int length() {
    int length = u32();
    return length <= bytes.length - position ? length : -1;
  }

  /** Reads a number; -1 if the bytes end in it or it is greater than an array is long. */
  private int u32() {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      if (position == bytes.length) {
        return -1;
      }
      byte group = bytes[position++];
      value |= (group & 0x7fL) << shift;
      if (group >= 0) {
        return value <= Integer.MAX_VALUE ? (int) value : -1;
      }
    }
    return -1;
  }
}
