// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/** The packed storage types {@code i8} and {@code i16}. */
public final class PackedType extends StorageType {
  /** The 8-bit storage type. */
  public static final PackedType I8 = new PackedType("i8", 1);

  /** The 16-bit storage type. */
  public static final PackedType I16 = new PackedType("i16", 2);

  private final String text;
  private final int byteSize;

  private PackedType(String text, int byteSize) {
    this.text = text;
    this.byteSize = byteSize;
  }

  @Override
  public boolean isStorageSubtypeOf(StorageType other) {
    return this == other;
  }

  @Override
  public ValueType unpacked() {
    return ValueType.I32;
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
