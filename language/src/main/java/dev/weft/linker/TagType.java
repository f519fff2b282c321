// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Objects;

/**
 * The type of an exception tag.
 *
 * @param signature a function type whose parameters are what an exception carries
 */
public record TagType(FuncType signature) implements ExternType {
  /** Checks that there is a signature. */
  public TagType {
    Objects.requireNonNull(signature, "signature");
  }

  @Override
  public String kind() {
    return "tag";
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(tag");
    if (!signature.params().isEmpty()) {
      text.append(" (param");
      for (ValType type : signature.params()) {
        text.append(' ').append(type);
      }
      text.append(')');
    }
    return text.append(')').toString();
  }
}
