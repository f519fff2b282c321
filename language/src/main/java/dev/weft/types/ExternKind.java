// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/** The kinds of imports and exports, in the order of their codes in the binary format. */
public enum ExternKind {
  /** A function (0x00). */
  FUNCTION("function"),
  /** A table (0x01). */
  TABLE("table"),
  /** A memory (0x02). */
  MEMORY("memory"),
  /** A global (0x03). */
  GLOBAL("global"),
  /** An exception tag (0x04). */
  TAG("tag");

  private final String text;

  ExternKind(String text) {
    this.text = text;
  }

  /** Returns the name in the specification's and the JavaScript API's words. */
  public String text() {
    return text;
  }
}
