// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

import dev.weft.types.RefType;

/** An element segment: functions by index, or one constant expression for each element. */
public final class ElementSegment {
  private final SegmentMode mode;
  private final int table;
  private final ConstExpr offset;
  private final RefType type;
  private final int[] functions;
  private final ConstExpr[] items;

  /**
   * Creates a segment; exactly one of {@code functions} and {@code items} is not null.
   *
   * @param table the index of the table, 0 unless active
   * @param offset the index at which an active segment is placed, else null
   */
  public ElementSegment(
      SegmentMode mode,
      int table,
      ConstExpr offset,
      RefType type,
      int[] functions,
      ConstExpr[] items) {
    this.mode = mode;
    this.table = table;
    this.offset = offset;
    this.type = type;
    this.functions = functions;
    this.items = items;
  }

  /** Returns what happens to the segment at instantiation. */
  public SegmentMode mode() {
    return mode;
  }

  /** Returns the index of the table of an active segment. */
  public int table() {
    return table;
  }

  /** Returns the index at which an active segment is placed, else null. */
  public ConstExpr offset() {
    return offset;
  }

  /** Returns the type of the elements. */
  public RefType type() {
    return type;
  }

  /** Returns the number of elements. */
  public int length() {
    return functions != null ? functions.length : items.length;
  }

  /** Returns the function indices, or null if the segment has expressions. Not to be changed. */
  public int[] functions() {
    return functions;
  }

  /** Returns the expressions, or null if the segment has function indices. Not to be changed. */
  public ConstExpr[] items() {
    return items;
  }
}
