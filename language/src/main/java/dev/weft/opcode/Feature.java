// SPDX-License-Identifier: Apache-2.0
package dev.weft.opcode;

/** A part of WebAssembly that came after the first version; each can be switched off. */
public enum Feature {
  /** The first version; always on. */
  MVP("MVP", true),
  /** Imported and exported mutable globals. */
  MUTABLE_GLOBALS("mutable globals", true),
  /** Sign extension operators. */
  SIGN_EXTENSION("sign extension", true),
  /** Non-trapping float-to-int conversions. */
  SATURATING_CONVERSION("non-trapping float-to-int conversions", true),
  /** Blocks with parameters, several results. */
  MULTI_VALUE("multi-value", true),
  /** Bulk memory and table operations, passive segments. */
  BULK_MEMORY("bulk memory operations", true),
  /** Reference types, several tables. */
  REFERENCE_TYPES("reference types", true),
  /** 128-bit vector instructions. */
  SIMD("SIMD", false),
  /** Relaxed vector instructions. */
  RELAXED_SIMD("relaxed SIMD", false),
  /** Arithmetic in constant expressions. */
  EXTENDED_CONST("extended constant expressions", true),
  /** Tail calls. */
  TAIL_CALL("tail calls", true),
  /** Typed function references. */
  FUNCTION_REFERENCES("typed function references", true),
  /** Structures, arrays, casts. */
  GC("garbage collection", false),
  /** Tags, throw, try_table. */
  EXCEPTIONS("exception handling", false),
  /** The deprecated exception instructions: try, catch, delegate, rethrow. */
  LEGACY_EXCEPTIONS("legacy exception handling", false),
  /** Several memories. */
  MULTI_MEMORY("multiple memories", true),
  /** 64-bit memories and tables. */
  MEMORY64("memory64", true),
  /** Shared memories and atomic instructions. */
  THREADS("threads", true),
  /** Memories with a page size of one byte. */
  CUSTOM_PAGE_SIZES("custom page sizes", true),
  /** 128-bit integer addition, subtraction and multiplication. */
  WIDE_ARITHMETIC("wide arithmetic", false);

  private final String text;
  private final boolean executable;

  Feature(String text, boolean executable) {
    this.text = text;
    this.executable = executable;
  }

  /** Returns the name of the proposal. */
  public String text() {
    return text;
  }

  /**
   * Returns whether the engine runs what this proposal adds. Modules that use another one are
   * decoded and validated, and then refused.
   */
  public boolean executable() {
    return executable;
  }

  long bit() {
    return 1L << ordinal();
  }
}
