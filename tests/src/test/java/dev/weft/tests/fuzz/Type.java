// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

/**
 * A value type of generated code, as the text format writes it.
 *
 * @param text a number type, {@code funcref}, {@code externref} or {@code (ref [null] $type)}
 */
record Type(String text) {
  static final Type I32 = new Type("i32");
  static final Type I64 = new Type("i64");
  static final Type F32 = new Type("f32");
  static final Type F64 = new Type("f64");
  static final Type FUNC = new Type("funcref");
  static final Type EXTERN = new Type("externref");

  /** A reference to functions of one type. */
  static Type reference(boolean nullable, String type) {
    return new Type(nullable ? "(ref null " + type + ")" : "(ref " + type + ")");
  }

  boolean isNumber() {
    return text.charAt(0) == 'i' || text.equals("f32") || text.equals("f64");
  }

  boolean isFloat() {
    return this == F32 || this == F64;
  }

  /** Whether this is a reference to functions of one type. */
  boolean isTyped() {
    return text.charAt(0) == '(';
  }

  boolean isNullable() {
    return !isTyped() || text.startsWith("(ref null ");
  }

  /** The defined type of a typed reference. */
  String heapType() {
    return text.substring(text.lastIndexOf(' ') + 1, text.length() - 1);
  }

  Type nullable() {
    return isTyped() ? reference(true, heapType()) : this;
  }

  /** The instruction that makes zero or null. */
  String zero() {
    if (isNumber()) {
      return text + ".const 0";
    }
    return "ref.null " + (isTyped() ? heapType() : text.substring(0, text.length() - 3));
  }

  @Override
  public String toString() {
    return text;
  }
}
