// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

import java.util.Arrays;

/** A structure type: a list of fields. */
public final class StructType extends CompositeType {
  private final FieldType[] fields;

  /** Creates a type; the array becomes the type's own and must not be changed any more. */
  public StructType(FieldType[] fields) {
    this.fields = fields;
  }

  /** Returns the number of fields. */
  public int fieldCount() {
    return fields.length;
  }

  /** Returns a field. */
  public FieldType field(int index) {
    return fields[index];
  }

  /** Returns whether all fields have a default value. */
  public boolean isDefaultable() {
    for (FieldType field : fields) {
      if (!field.isDefaultable()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean matches(CompositeType other) {
    if (!(other instanceof StructType struct) || fields.length < struct.fields.length) {
      return false;
    }
    for (int i = 0; i < struct.fields.length; i++) {
      if (!fields[i].matches(struct.fields[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public AbstractHeapType abstractType() {
    return AbstractHeapType.STRUCT;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StructType struct && Arrays.equals(fields, struct.fields);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(fields);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(struct");
    for (FieldType field : fields) {
      text.append(" (field ").append(field).append(')');
    }
    return text.append(')').toString();
  }
}
