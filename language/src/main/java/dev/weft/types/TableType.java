// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/**
 * The type of a table.
 *
 * @param element the type of the elements
 * @param limits the size range in elements
 */
public record TableType(RefType element, Limits limits) implements ExternType {
  @Override
  public ExternKind kind() {
    return ExternKind.TABLE;
  }

  @Override
  public boolean matches(ExternType required) {
    return required instanceof TableType table
        && element == table.element
        && limits.matches(table.limits);
  }

  @Override
  public String toString() {
    return "table " + limits + " " + element;
  }
}
