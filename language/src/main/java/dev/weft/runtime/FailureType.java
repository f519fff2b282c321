// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/** The class of a failure, as the member {@code failureType} of an exception spells it. */
public enum FailureType {
  /** A trap while executing. */
  TRAP("trap"),
  /** The call stack is used up. */
  EXHAUSTION("exhaustion"),
  /** The bytes are not a module of the binary format. */
  MALFORMED("malformed"),
  /** The module breaks a validation rule. */
  INVALID("invalid"),
  /** The module is valid but uses a proposal that is switched off or cannot be executed. */
  UNSUPPORTED("unsupported"),
  /** An import is missing or does not match. */
  UNLINKABLE("unlinkable"),
  /** A value cannot be converted at the border between host and guest. */
  CONVERSION("conversion"),
  /** An operation on one of our objects was used wrongly by the host or by another language. */
  USAGE("usage");

  private final String text;

  FailureType(String text) {
    this.text = text;
  }

  /** The text of the member {@code failureType}. */
  public String text() {
    return text;
  }
}
