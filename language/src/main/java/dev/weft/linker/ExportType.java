// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * An export of a module.
 *
 * @param name the name
 * @param type the declared type
 */
public record ExportType(String name, ExternType type) {
  @Override
  public String toString() {
    return name + " " + type;
  }
}
