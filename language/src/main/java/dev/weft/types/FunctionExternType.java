// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/**
 * The type of an imported or exported function.
 *
 * @param type the function's type
 */
public record FunctionExternType(DefinedType type) implements ExternType {
  @Override
  public ExternKind kind() {
    return ExternKind.FUNCTION;
  }

  @Override
  public boolean matches(ExternType required) {
    return required instanceof FunctionExternType function && type.isSubtypeOf(function.type);
  }

  @Override
  public String toString() {
    return type.toString();
  }
}
