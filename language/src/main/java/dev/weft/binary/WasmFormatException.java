// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

/** A module that is malformed (cannot be decoded), invalid, or beyond the engine's limits. */
public final class WasmFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with a module. */
  public enum Kind {
    /** It cannot be decoded. */
    MALFORMED,
    /** It can be decoded, but violates the rules of validation. */
    INVALID,
    /** It exceeds a limit of the engine (those of the JavaScript API). */
    LIMIT
  }

  /** How many characters of the detail are kept. */
  private static final int MAX_DETAIL = 300;

  private final Kind kind;
  private final String phrase;
  private final String detail;
  private final int offset;
  private final int function;

  /**
   * Creates an exception.
   *
   * @param phrase the specification's phrase
   * @param detail more about this case, or null; of a very long one the beginning is kept
   * @param offset the byte offset in the module
   * @param function the index of the function concerned, or -1
   */
  public WasmFormatException(Kind kind, String phrase, String detail, int offset, int function) {
    super(message(phrase, shortened(detail), offset, function));
    this.kind = kind;
    this.phrase = phrase;
    this.detail = shortened(detail);
    this.offset = offset;
    this.function = function;
  }

  /** Names in modules can be as long as the module. */
  private static String shortened(String detail) {
    if (detail == null || detail.length() <= MAX_DETAIL) {
      return detail;
    }
    int end =
        Character.isHighSurrogate(detail.charAt(MAX_DETAIL - 1)) ? MAX_DETAIL - 1 : MAX_DETAIL;
    return detail.substring(0, end) + "...";
  }

  private static String message(String phrase, String detail, int offset, int function) {
    return phrase
        + (detail == null ? "" : ": " + detail)
        + " (at offset 0x"
        + Integer.toHexString(offset)
        + (function < 0 ? ")" : ", in function " + function + ")");
  }

  /** Returns this error as one of the given function. */
  public WasmFormatException inFunction(int index) {
    WasmFormatException result = new WasmFormatException(kind, phrase, detail, offset, index);
    result.setStackTrace(getStackTrace());
    return result;
  }

  /** Returns whether the module is malformed, invalid or too large. */
  public Kind kind() {
    return kind;
  }

  /** Returns the specification's phrase, for instance "type mismatch". */
  public String phrase() {
    return phrase;
  }

  /** Returns more about this case, or null. */
  public String detail() {
    return detail;
  }

  /** Returns the byte offset in the module. */
  public int offset() {
    return offset;
  }

  /** Returns the index of the function concerned, or -1. */
  public int function() {
    return function;
  }
}
