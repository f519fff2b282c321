// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/** A value type: a number, vector or reference type. Canonical: compare with {@code ==}. */
public abstract sealed class ValueType extends StorageType permits RefType, NumericType {
  /** The type {@code i32}. */
  public static final ValueType I32 = new NumericType(ValueKind.I32, "i32", 4);

  /** The type {@code i64}. */
  public static final ValueType I64 = new NumericType(ValueKind.I64, "i64", 8);

  /** The type {@code f32}. */
  public static final ValueType F32 = new NumericType(ValueKind.F32, "f32", 4);

  /** The type {@code f64}. */
  public static final ValueType F64 = new NumericType(ValueKind.F64, "f64", 8);

  /** The type {@code v128}. */
  public static final ValueType V128 = new NumericType(ValueKind.V128, "v128", 16);

  /**
   * The type of an operand that unreachable code takes from an empty stack. It is a subtype of
   * every value type, exists only during validation and has no kind.
   */
  public static final ValueType BOTTOM = new NumericType(null, "unknown", 0);

  /** Used by {@link FuncType#ofResult}; two threads may both create one, which does no harm. */
  FuncType blockType;

  ValueType() {}

  /** Returns the representation of values of this type, or null for {@link #BOTTOM}. */
  public abstract ValueKind kind();

  /** Returns whether a value of this type can be used where {@code other} is expected. */
  public abstract boolean isSubtypeOf(ValueType other);

  /** Returns whether the type has a default value: all types but non-nullable references. */
  public abstract boolean isDefaultable();

  /** Returns whether this is a {@link RefType}. */
  public abstract boolean isRef();

  @Override
  public final boolean isStorageSubtypeOf(StorageType other) {
    return this == other || other instanceof ValueType type && isSubtypeOf(type);
  }

  @Override
  public final ValueType unpacked() {
    return this;
  }
}
