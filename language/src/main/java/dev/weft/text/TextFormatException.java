// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

/** A text that is not well-formed, with its position and the specification's phrase. */
public final class TextFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String phrase;
  private final boolean invalid;
  private final int line;
  private final int column;

  TextFormatException(String problem, String phrase, boolean invalid, int line, int column) {
    super(problem + " (at line " + line + ", column " + column + ")", null, false, true);
    this.phrase = phrase;
    this.invalid = invalid;
    this.line = line;
    this.column = column;
  }

  /** The specification's phrase, such as {@code "unknown operator"}; the message begins with it. */
  public String phrase() {
    return phrase;
  }

  /**
   * Whether the text is well-formed but invalid. The parser leaves validation to the validator, but
   * for annotations, which the binary format cannot express wrongly.
   */
  public boolean isInvalid() {
    return invalid;
  }

  /** The line of the offending token, from 1. */
  public int line() {
    return line;
  }

  /** The column of the offending token in its line, in characters (code points), from 1. */
  public int column() {
    return column;
  }
}
