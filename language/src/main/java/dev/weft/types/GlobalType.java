// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/**
 * The type of a global.
 *
 * @param type the type of the value
 * @param mutable whether it can be set
 */
public record GlobalType(ValueType type, boolean mutable) implements ExternType {
  @Override
  public ExternKind kind() {
    return ExternKind.GLOBAL;
  }

  @Override
  public boolean matches(ExternType required) {
    return required instanceof GlobalType global
        && mutable == global.mutable
        && (mutable ? type == global.type : type.isSubtypeOf(global.type));
  }

  @Override
  public String toString() {
    return mutable ? "global (mut " + type + ")" : "global " + type;
  }
}
