// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** Matching of external types, with the reason where they do not match. */
final class TypeMatch {
  private TypeMatch() {}

  /**
   * Why an item of a type may not be given for an import, or null if it may.
   *
   * @param provided the type of the item, with the current size of tables and memories
   * @param required the type of the import
   */
  static String problem(ExternType provided, ExternType required) {
    if (!provided.kind().equals(required.kind())) {
      return "expected " + required.kind() + ", but found " + found(provided);
    }
    return switch (required) {
      case FuncType r ->
          ((FuncType) provided).isSubtypeOf(r)
              ? null
              : "types incompatible: expected type "
                  + r
                  + ", found type "
                  + provided
                  + hierarchy((FuncType) provided, r);
      case GlobalType r -> global((GlobalType) provided, r);
      case TableType r -> table((TableType) provided, r);
      case MemoryType r -> memory((MemoryType) provided, r);
      case TagType r ->
          r.equals(provided)
              ? null
              : "incompatible tag types: expected " + r + ", found " + provided;
    };
  }

  private static String hierarchy(FuncType provided, FuncType required) {
    return provided.params().equals(required.params())
            && provided.results().equals(required.results())
        ? " (which looks alike, but was not declared a subtype of it)"
        : "";
  }

  static String found(ExternType provided) {
    return provided instanceof FuncType ? "function" : provided.kind();
  }

  private static String global(GlobalType p, GlobalType r) {
    if (p.mutable() != r.mutable()) {
      return "global types incompatible: expected "
          + mutability(r)
          + " global, found "
          + mutability(p)
          + " global";
    }
    boolean ok = p.mutable() ? p.content().equals(r.content()) : p.content().matches(r.content());
    return ok
        ? null
        : "global types incompatible: expected global of type "
            + r.content()
            + ", found global of type "
            + p.content();
  }

  private static String mutability(GlobalType type) {
    return type.mutable() ? "mutable" : "immutable";
  }

  private static String table(TableType p, TableType r) {
    if (!p.element().equals(r.element())) {
      return "table types incompatible: expected table of type "
          + r.element()
          + ", found table of type "
          + p.element();
    }
    if (p.is64() != r.is64()) {
      return width("table", p.is64(), r.is64());
    }
    return Limits.match(p.min(), p.max(), r.min(), r.max())
        ? null
        : "table types incompatible: expected table limits ("
            + Limits.text(r.min(), r.max())
            + ") doesn't match provided table limits ("
            + Limits.text(p.min(), p.max())
            + ")";
  }

  private static String memory(MemoryType p, MemoryType r) {
    if (p.shared() != r.shared()) {
      return "memory types incompatible: expected "
          + sharing(r)
          + " memory, found "
          + sharing(p)
          + " memory";
    }
    if (p.is64() != r.is64()) {
      return width("memory", p.is64(), r.is64());
    }
    if (!Limits.match(p.min(), p.max(), r.min(), r.max())) {
      return "memory types incompatible: expected memory limits ("
          + Limits.text(r.min(), r.max())
          + ") doesn't match provided memory limits ("
          + Limits.text(p.min(), p.max())
          + ")";
    }
    return p.pageSizeLog2() == r.pageSizeLog2()
        ? null
        : "memory types incompatible: expected a memory page size of "
            + r.pageSize()
            + ", found a memory page size of "
            + p.pageSize();
  }

  private static String sharing(MemoryType type) {
    return type.shared() ? "shared" : "non-shared";
  }

  private static String width(String kind, boolean provided, boolean required) {
    return kind
        + " types incompatible: expected "
        + bits(required)
        + " "
        + kind
        + ", found "
        + bits(provided)
        + " "
        + kind;
  }

  private static String bits(boolean is64) {
    return is64 ? "64-bit" : "32-bit";
  }
}
