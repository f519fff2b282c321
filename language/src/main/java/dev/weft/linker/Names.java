// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Objects;
import java.util.Optional;

/**
 * The key of a definition.
 *
 * @param module the first name
 * @param name the second name, or null for definitions with one name
 */
record Names(String module, String name) {
  Names {
    Objects.requireNonNull(module, "module");
  }

  static Names of(String module, String name) {
    return new Names(module, Objects.requireNonNull(name, "name"));
  }

  Optional<String> second() {
    return Optional.ofNullable(name);
  }

  @Override
  public String toString() {
    return name == null ? module : module + "::" + name;
  }
}
