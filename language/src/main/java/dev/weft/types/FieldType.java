// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/**
 * The type of a field of a structure or of the elements of an array.
 *
 * @param type what is stored
 * @param mutable whether it can be set after creation
 */
public record FieldType(StorageType type, boolean mutable) {
  /** Returns whether this field may stand where {@code other} is declared. */
  public boolean matches(FieldType other) {
    if (mutable != other.mutable) {
      return false;
    }
    return type == other.type || !mutable && type.isStorageSubtypeOf(other.type);
  }

  /** Returns whether the field has a default value. */
  public boolean isDefaultable() {
    return type.unpacked().isDefaultable();
  }

  @Override
  public String toString() {
    return mutable ? "(mut " + type + ")" : type.toString();
  }
}
