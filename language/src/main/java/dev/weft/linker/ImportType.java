// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Objects;

/**
 * An import of a module.
 *
 * @param module the name of the module that provides it
 * @param name the name within that module
 * @param type the required type
 */
public record ImportType(String module, String name, ExternType type) {
  /** Checks that nothing is missing. */
  public ImportType {
    Objects.requireNonNull(module, "module");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  @Override
  public String toString() {
    return module + "::" + name + " " + type;
  }
}
