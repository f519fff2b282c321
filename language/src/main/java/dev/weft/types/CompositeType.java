// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/** A function, structure or array type, before it gets its identity as a {@link DefinedType}. */
public abstract sealed class CompositeType permits FuncType, StructType, ArrayType {
  CompositeType() {}

  /**
   * Returns whether this type may be declared as a subtype of {@code other} (specification,
   * "composite types" under matching).
   */
  public abstract boolean matches(CompositeType other);

  /** Returns the abstract type above all types of this form: func, struct or array. */
  public abstract AbstractHeapType abstractType();
}
