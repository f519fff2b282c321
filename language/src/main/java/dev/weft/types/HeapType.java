// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/** What a reference refers to: an {@link AbstractHeapType} or a {@link DefinedType}. */
public abstract sealed class HeapType permits AbstractHeapType, DefinedType {
  /** The reference types to this type; read through {@link RefType#of}. */
  RefType nullableRef;

  RefType nonNullRef;

  HeapType() {}

  /** Returns whether every value of this type is also one of {@code other}. */
  public abstract boolean isSubtypeOf(HeapType other);

  /** Returns the greatest type of the hierarchy: any, func, extern or exn. */
  public abstract AbstractHeapType top();

  /** Returns the least type of the hierarchy: none, nofunc, noextern or noexn. */
  public abstract AbstractHeapType bottom();
}
