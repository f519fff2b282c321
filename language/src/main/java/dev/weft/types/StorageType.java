// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/**
 * The type of a field of a structure or array: a {@link ValueType} or a {@link PackedType}.
 *
 * <p>Storage types are canonical: compare them with {@code ==}.
 */
public abstract sealed class StorageType permits ValueType, PackedType {
  StorageType() {}

  /** Returns whether a value of this type can be used where {@code other} is expected. */
  public abstract boolean isStorageSubtypeOf(StorageType other);

  /** Returns the type of a value read from a field of this type: i32 for packed types. */
  public abstract ValueType unpacked();

  /** Returns the size of a value in a data segment in bytes, or 0 for references. */
  public abstract int byteSize();
}
