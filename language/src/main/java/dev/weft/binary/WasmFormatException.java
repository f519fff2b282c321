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

  private final Kind kind;
  private final String phrase;
  private final String detail;
  private final int offset;
  private final int function;

  /**
   * Creates an exception.
   *
   * @param phrase the specification's phrase
   * @param detail more about this case, or null
   * @param offset the byte offset in the module
   * @param function the index of the function concerned, or -1
   */
  public WasmFormatException(Kind kind, String phrase, String detail, int offset, int function) {
    super(message(phrase, detail, offset, function));
    this.kind = kind;
    this.phrase = phrase;
    this.detail = detail;
    this.offset = offset;
    this.function = function;
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
