// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

/** Looks into the bytes of a valid module for what no member of the engine's module tells. */
final class Sections {
  private static final int HEADER = 8;
  private static final byte START_SECTION = 8;

  private Sections() {}

  /**
   * Whether a module has a start function.
   *
   * @param bytes the binary of a valid module
   */
  static boolean haveStart(byte[] bytes) {
    int position = HEADER;
    while (position < bytes.length) {
      if (bytes[position++] == START_SECTION) {
        return true;
      }
      int size = 0;
      int shift = 0;
      byte group;
      do {
        group = bytes[position++];
        size |= (group & 0x7f) << shift;
        shift += 7;
      } while (group < 0);
      position += size;
    }
    return false;
  }
}
