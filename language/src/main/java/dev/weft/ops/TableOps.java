// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Table;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import java.util.Arrays;

/**
 * The table instructions (specification, "Instructions": <i>Table Instructions</i>). Indices and
 * counts are unsigned; those of 32 bits come extended to 64 without sign. An operation that traps
 * has changed nothing. All throw "out of bounds table access"; the location that the trap is
 * attributed to may be null.
 */
public final class TableOps {

  private TableOps() {}

  /** {@code table.get}. */
  public static Object get(Table table, long index, Node location) {
    if (index < 0 || index >= table.size) {
      throw WasmException.raise(TrapCode.TABLE_OUT_OF_BOUNDS, location);
    }
    return table.elements[(int) index];
  }

  /** {@code table.set}. */
  public static void set(Table table, long index, Object value, Node location) {
    if (index < 0 || index >= table.size) {
      throw WasmException.raise(TrapCode.TABLE_OUT_OF_BOUNDS, location);
    }
    table.elements[(int) index] = value;
  }

  /** {@code table.fill}. */
  public static void fill(Table table, long index, Object value, long count, Node location) {
    check(table.size, index, count, location);
    fillChecked(table.elements, (int) index, value, (int) count);
  }

  /** {@code table.copy}; the tables may be the same and the ranges overlap. */
  public static void copy(
      Table to, long toIndex, Table from, long fromIndex, long count, Node location) {
    check(from.size, fromIndex, count, location);
    check(to.size, toIndex, count, location);
    copyChecked(from.elements, (int) fromIndex, to.elements, (int) toIndex, (int) count);
  }

  /** {@code table.init}; a dropped segment has no items. */
  public static void init(
      Instance instance,
      int tableIndex,
      int elementIndex,
      long toIndex,
      long fromIndex,
      long count,
      Node location) {
    Table table = instance.tables[tableIndex];
    Object[] segment = instance.elements[elementIndex];
    check(segment == null ? 0 : segment.length, fromIndex, count, location);
    check(table.size, toIndex, count, location);
    if (count != 0) {
      copyChecked(segment, (int) fromIndex, table.elements, (int) toIndex, (int) count);
    }
  }

  /**
   * Checks a range of a table or a segment, which may be empty but must not start beyond the end.
   */
  public static void check(int size, long index, long count, Node location) {
    // as both are at least 0 here, the difference cannot overflow
    if ((index | count) < 0 || index > size - count) {
      throw WasmException.raise(TrapCode.TABLE_OUT_OF_BOUNDS, location);
    }
  }

  @TruffleBoundary
  private static void fillChecked(Object[] elements, int index, Object value, int count) {
    Arrays.fill(elements, index, index + count, value);
  }

  @TruffleBoundary
  private static void copyChecked(Object[] from, int fromIndex, Object[] to, int toIndex, int n) {
    System.arraycopy(from, fromIndex, to, toIndex, n);
  }
}
