// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * The type of an import or export: a {@link FuncType}, {@link GlobalType}, {@link TableType},
 * {@link MemoryType} or {@link TagType}.
 */
public sealed interface ExternType permits FuncType, GlobalType, TableType, MemoryType, TagType {
  /** The kind as error messages name it: {@code func}, {@code global}, {@code table}, ... */
  String kind();

  /**
   * Whether an item of this type may be given where {@code required} is imported (specification,
   * "Matching External Types"). For tables and memories the minimum of this type is the size that
   * the item has.
   */
  default boolean matches(ExternType required) {
    return TypeMatch.problem(this, required) == null;
  }
}
