// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/**
 * The type of an exception tag.
 *
 * @param type the function type whose parameters are the values an exception carries
 */
public record TagType(DefinedType type) implements ExternType {
  @Override
  public ExternKind kind() {
    return ExternKind.TAG;
  }

  @Override
  public boolean matches(ExternType required) {
    return required instanceof TagType tag && type == tag.type;
  }

  @Override
  public String toString() {
    return "tag " + type;
  }
}
