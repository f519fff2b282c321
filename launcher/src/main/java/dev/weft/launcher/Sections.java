// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Looks into the bytes of a valid module. The module's members tell the same, but the first use of
 * each costs several milliseconds of a cold start.
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
   * @param bytes the binary, which the engine has accepted
   */
  Sections(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether the module has a start function, or exports a function by one of the names. */
  boolean anyOf(String... names) {
    position = 8;
    while (position < bytes.length) {
      byte id = bytes[position++];
      int size = u32();
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
      int from = position + lengthOfU32();
      int to = from + u32();
      position = to;
      byte kind = bytes[position++];
      u32();
      for (byte[] name : wanted) {
        if (kind == FUNCTION && Arrays.equals(bytes, from, to, name, 0, name.length)) {
          return true;
        }
      }
    }
    return false;
  }

  private int lengthOfU32() {
    int length = 1;
    while (bytes[position + length - 1] < 0) {
      length++;
    }
    return length;
  }

  private int u32() {
    int value = 0;
    int shift = 0;
    byte group;
    do {
      group = bytes[position++];
      value |= (group & 0x7f) << shift;
      shift += 7;
    } while (group < 0);
    return value;
  }
}
