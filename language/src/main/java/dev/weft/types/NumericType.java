// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/** A number or vector type, or the bottom of all value types. */
final class NumericType extends ValueType {
  private final ValueKind kind;
  private final String text;
  private final int byteSize;

  NumericType(ValueKind kind, String text, int byteSize) {
    this.kind = kind;
    this.text = text;
    this.byteSize = byteSize;
  }

  @Override
  public ValueKind kind() {
    return kind;
  }

  @Override
  public boolean isSubtypeOf(ValueType other) {
    return this == other || kind == null;
  }

  @Override
  public boolean isDefaultable() {
    return true;
  }

  @Override
  public boolean isRef() {
    return false;
  }

  @Override
  public int byteSize() {
    return byteSize;
  }

  @Override
  public String toString() {
    return text;
  }
}
