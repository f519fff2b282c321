// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The type of a table.
 *
 * @param element the type of the elements
 * @param min the smallest number of elements, an unsigned number
 * @param max the largest number of elements, an unsigned number, if there is a limit
 * @param is64 whether indices are i64 instead of i32
 */
public record TableType(RefType element, long min, OptionalLong max, boolean is64)
    implements ExternType {
  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if the maximum is below the minimum, or a limit beyond what
   *     the index type can say
   */
  public TableType {
    Objects.requireNonNull(element, "element");
    Limits.check("table", min, max, is64 ? -1L : 0xFFFF_FFFFL);
  }

  /** A table of at least {@code min} elements, indexed by i32, without a maximum. */
  public static TableType of(RefType element, long min) {
    return new TableType(element, min, OptionalLong.empty(), false);
  }

  /** A table of {@code min} to {@code max} elements, indexed by i32. */
  public static TableType of(RefType element, long min, long max) {
    return new TableType(element, min, OptionalLong.of(max), false);
  }

  @Override
  public String kind() {
    return "table";
  }

  @Override
  public String toString() {
    return "(table " + (is64 ? "i64 " : "") + Limits.text(min, max) + " " + element + ")";
  }
}
