// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Objects;

/**
 * The type of a global.
 *
 * @param content the type of the value
 * @param mutable whether the value can be set
 */
public record GlobalType(ValType content, boolean mutable) implements ExternType {
  /** Checks that there is a content type. */
  public GlobalType {
    Objects.requireNonNull(content, "content");
  }

  /** The type of a global that cannot be set. */
  public static GlobalType constant(ValType content) {
    return new GlobalType(content, false);
  }

  /** The type of a global that can be set. */
  public static GlobalType mutable(ValType content) {
    return new GlobalType(content, true);
  }

  @Override
  public String kind() {
    return "global";
  }

  @Override
  public String toString() {
    return mutable ? "(global (mut " + content + "))" : "(global " + content + ")";
  }
}
