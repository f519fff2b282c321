// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/** An array type. */
public final class ArrayType extends CompositeType {
  private final FieldType element;

  /** Creates the type of arrays with the given elements. */
  public ArrayType(FieldType element) {
    this.element = element;
  }

  /** Returns the type of the elements. */
  public FieldType element() {
    return element;
  }

  @Override
  public boolean matches(CompositeType other) {
    return other instanceof ArrayType array && element.matches(array.element);
  }

  @Override
  public AbstractHeapType abstractType() {
    return AbstractHeapType.ARRAY;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ArrayType array && element.equals(array.element);
  }

  @Override
  public int hashCode() {
    return element.hashCode() + 1;
  }

  @Override
  public String toString() {
    return "(array " + element + ")";
  }
}
