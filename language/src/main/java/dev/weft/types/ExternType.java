// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/** The type of an import or export. */
public sealed interface ExternType
    permits FunctionExternType, TableType, MemoryType, GlobalType, TagType {
  /** Returns the kind of thing described. */
  ExternKind kind();

  /**
   * Returns whether a thing of this type may be given where an import requires {@code required}
   * (specification, "matching of external types"). For tables and memories the minimum of this type
   * is the current size.
   */
  boolean matches(ExternType required);

  /** Returns the external type of a function. */
  static ExternType function(DefinedType type) {
    return new FunctionExternType(type);
  }
}
