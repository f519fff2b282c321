// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

/** The sections of a binary module with their numbers and the order they come in. */
final class Section {
  static final int CUSTOM = 0;
  static final int TYPE = 1;
  static final int IMPORT = 2;
  static final int FUNCTION = 3;
  static final int TABLE = 4;
  static final int MEMORY = 5;
  static final int GLOBAL = 6;
  static final int EXPORT = 7;
  static final int START = 8;
  static final int ELEMENT = 9;
  static final int CODE = 10;
  static final int DATA = 11;
  static final int DATA_COUNT = 12;
  static final int TAG = 13;

  /** For each number its place in the order of sections, which is not that of the numbers. */
  private static final int[] RANKS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6};

  private Section() {}

  /** Returns the place of a section in the required order; -1 if there is no such section. */
  static int rank(int id) {
    return id < RANKS.length ? RANKS[id] : -1;
  }
}
