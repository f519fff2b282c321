// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.TruffleObject;
import dev.weft.types.Limits;
import dev.weft.types.TableType;
import java.util.Arrays;

/** A table instance (specification, "Table Instances"): references, null as {@link WasmNull}. */
public final class Table implements TruffleObject {
  /** The most elements a table may have, the limit of the JavaScript interface. */
  public static final int MAX_SIZE = 10_000_000;

  /** The elements; longer than {@link #size} where the table grew. Replaced by growth. */
  public Object[] elements;

  /** How many elements there are. */
  public int size;

  private final TableType type;
  private final int maxSize;

  private Table(TableType type, int size, Object init) {
    this.type = type;
    this.size = size;
    this.elements = new Object[size];
    Arrays.fill(elements, init);
    Limits limits = type.limits();
    this.maxSize =
        limits.hasMax() && Long.compareUnsigned(limits.max(), MAX_SIZE) < 0
            ? (int) limits.max()
            : MAX_SIZE;
  }

  /**
   * Makes a table of its minimum size.
   *
   * @param type the type
   * @param init what every element is at first
   * @throws WasmException if the minimum is more than {@link #MAX_SIZE}
   */
  @TruffleBoundary
  public static Table create(TableType type, Object init) {
    long min = type.limits().min();
    if (Long.compareUnsigned(min, MAX_SIZE) > 0) {
      throw WasmException.failure(
          FailureType.UNLINKABLE,
          "table too large",
          "a table of "
              + Long.toUnsignedString(min)
              + " elements was asked for, and at most "
              + MAX_SIZE
              + " are possible",
          null);
    }
    return new Table(type, (int) min, init);
  }

  /** The declared type; its minimum is the size the table was made with. */
  public TableType type() {
    return type;
  }

  /** How many elements there are. */
  public int size() {
    return size;
  }

  /** The most elements this table may ever have. */
  public int maxSize() {
    return maxSize;
  }

  /** The element at an index known to be in bounds. */
  public Object get(int index) {
    return elements[index];
  }

  /** Replaces the element at an index known to be in bounds. */
  public void set(int index, Object value) {
    elements[index] = value;
  }

  /**
   * Grows the table.
   *
   * @param delta how many elements to add, unsigned
   * @param init what they are
   * @return the size before, or -1 if the table may not grow so far
   */
  @TruffleBoundary
  public long grow(long delta, Object init) {
    int before = size;
    if (delta < 0 || delta > maxSize - before) {
      return -1;
    }
    int after = before + (int) delta;
    if (after > elements.length) {
      long room = Math.min(maxSize, Math.max(after, elements.length * 3L / 2 + 8));
      try {
        elements = Arrays.copyOf(elements, (int) room);
      } catch (OutOfMemoryError e) {
        return -1;
      }
    }
    Arrays.fill(elements, before, after, init);
    size = after;
    return before;
  }

  /**
   * Checks a range, which may be empty but must not start beyond the end.
   *
   * @param index the first element, unsigned
   * @param count how many, unsigned
   * @throws WasmException the trap "out of bounds table access"
   */
  public void checkRange(long index, long count) {
    if ((index | count) < 0 || index > size - count) {
      throw Traps.raise(TrapCode.TABLE_OUT_OF_BOUNDS);
    }
  }

  /** Sets {@code count} elements to {@code value}; traps out of bounds, and then sets none. */
  public void fill(long index, Object value, long count) {
    checkRange(index, count);
    fillChecked((int) index, value, (int) count);
  }

  @TruffleBoundary
  private void fillChecked(int index, Object value, int count) {
    Arrays.fill(elements, index, index + count, value);
  }

  /**
   * Copies {@code count} elements of {@code from}, which may be this table, into this table; traps
   * if either range is out of bounds, and then copies none.
   */
  public void copy(long index, Table from, long fromIndex, long count) {
    from.checkRange(fromIndex, count);
    checkRange(index, count);
    copyChecked((int) index, from.elements, (int) fromIndex, (int) count);
  }

  /**
   * Copies {@code count} items of an element segment (null once dropped) into this table; traps if
   * either range is out of bounds, and then copies none.
   */
  public void init(long index, Object[] segment, long fromIndex, long count) {
    int length = segment == null ? 0 : segment.length;
    if ((fromIndex | count) < 0 || fromIndex > length - count) {
      throw Traps.raise(TrapCode.TABLE_OUT_OF_BOUNDS);
    }
    checkRange(index, count);
    if (count == 0) {
      return;
    }
    copyChecked((int) index, segment, (int) fromIndex, (int) count);
  }

  @TruffleBoundary
  private void copyChecked(int index, Object[] from, int fromIndex, int count) {
    System.arraycopy(from, fromIndex, elements, index, count);
  }
}
