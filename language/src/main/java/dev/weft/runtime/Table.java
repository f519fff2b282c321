// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import dev.weft.bridge.LinkTypes;
import dev.weft.linker.spi.EngineTable;
import dev.weft.types.Limits;
import dev.weft.types.TableType;
import java.util.Arrays;

/** A table instance (specification, "Table Instances"): references, null as {@link WasmNull}. */
@ExportLibrary(InteropLibrary.class)
public final class Table extends ExternObject implements EngineTable {
  private static final String SIZE = "size";
  private static final String GROW = "grow";
  private static final String TYPE = "type";

  /** The most elements a table may have, the limit of the JavaScript interface. */
  public static final int MAX_SIZE = 10_000_000;

  /** The elements; longer than {@link #size} where the table grew. Replaced by growth. */
  public Object[] elements;

  /** How many elements there are. */
  public int size;

  private final TableType type;
  private final int maxSize;
  private final ResourceAccount account;

  /** What the account knows this table by; may be null. */
  private Object accountEntry;

  private Table(TableType type, ResourceAccount account) {
    this.type = type;
    this.account = account;
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
   * @param account the account of the context, or null
   * @throws WasmException if the minimum is more than {@link #MAX_SIZE}, the host has not got so
   *     much memory, or a limit forbids it
   */
  @TruffleBoundary
  public static Table create(TableType type, Object init, ResourceAccount account) {
    Table table = new Table(type, account);
    long min = type.limits().min();
    if (account != null) {
      table.accountEntry = account.table(table, min, table.declaredMaximum());
    }
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
    try {
      table.elements = new Object[(int) min];
    } catch (OutOfMemoryError e) {
      ResourceAccount.release(table.accountEntry);
      throw WasmException.failure(
          FailureType.EXHAUSTION,
          "out of memory",
          "the host cannot provide a table of " + min + " elements",
          e);
    }
    Arrays.fill(table.elements, init);
    table.size = (int) min;
    return table;
  }

  private long declaredMaximum() {
    return type.limits().hasMax() ? type.limits().max() : -1;
  }

  /** What the account of the context knows this table by, or null. */
  Object accountEntry() {
    return accountEntry;
  }

  /** The declared type; its minimum is the size the table was made with. */
  public TableType type() {
    return type;
  }

  /** The type with the present size as minimum, as imports see it. */
  public TableType currentType() {
    Limits l = type.limits();
    return new TableType(
        type.element(), new Limits(size, l.hasMax(), l.max(), l.is64(), l.shared()));
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
    if (delta == 0) {
      return size;
    }
    if (account != null && !mayGrow(delta)) {
      return -1;
    }
    int before = size;
    if (delta < 0 || delta > maxSize - before) {
      growthFailed("the maximum size of the table is " + maxSize + " elements");
      return -1;
    }
    int after = before + (int) delta;
    if (after > elements.length) {
      long room = Math.min(maxSize, Math.max(after, elements.length * 3L / 2 + 8));
      try {
        elements = Arrays.copyOf(elements, (int) room);
      } catch (OutOfMemoryError e) {
        growthFailed("the host cannot provide so much memory");
        return -1;
      }
    }
    Arrays.fill(elements, before, after, init);
    size = after;
    return before;
  }

  private boolean mayGrow(long delta) {
    long desired = size + delta;
    return account.mayGrowTable(
        size, Long.compareUnsigned(desired, size) < 0 ? -1 : desired, declaredMaximum());
  }

  private void growthFailed(String why) {
    if (account != null) {
      account.tableGrowthFailed(why);
    }
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

  // ---- Other languages: an array, and members

  @Override
  public void copyFrom(long index, EngineTable from, long fromIndex, long count) {
    copy(index, (Table) from, fromIndex, count);
  }

  @Override
  public dev.weft.linker.TableType externType() {
    return LinkTypes.tableType(currentType());
  }

  @ExportMessage
  boolean hasArrayElements() {
    return true;
  }

  @ExportMessage
  long getArraySize() {
    return size;
  }

  @ExportMessage(name = "isArrayElementReadable")
  @ExportMessage(name = "isArrayElementModifiable")
  boolean hasElement(long index) {
    return index >= 0 && index < size;
  }

  @ExportMessage
  boolean isArrayElementInsertable(@SuppressWarnings("unused") long index) {
    return false;
  }

  @ExportMessage
  Object readArrayElement(long index) throws InvalidArrayIndexException {
    if (!hasElement(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    return elements[(int) index];
  }

  @ExportMessage
  @TruffleBoundary
  void writeArrayElement(long index, Object value)
      throws InvalidArrayIndexException, UnsupportedTypeException {
    if (!hasElement(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    Object reference = Conversion.toWasm(type.element(), value);
    if (reference == null) {
      throw UnsupportedTypeException.create(
          new Object[] {value},
          "An element of the table is "
              + type.element()
              + " and cannot be "
              + Conversion.describe(value)
              + ".");
    }
    elements[(int) index] = reference;
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return new ListObject(SIZE, GROW, TYPE);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String member) {
    return member.equals(SIZE) || member.equals(GROW) || member.equals(TYPE);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberInvocable(String member) {
    return member.equals(GROW);
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    return switch (member) {
      case SIZE -> size;
      case GROW -> new MethodObject(GROW, 1, 2, this::growFromOutside);
      case TYPE -> Types.describe(currentType());
      default -> throw UnknownIdentifierException.create(member);
    };
  }

  @ExportMessage
  @TruffleBoundary
  Object invokeMember(String member, Object[] arguments)
      throws UnknownIdentifierException, ArityException {
    if (!member.equals(GROW)) {
      throw UnknownIdentifierException.create(member);
    }
    if (arguments.length < 1 || arguments.length > 2) {
      throw ArityException.create(1, 2, arguments.length);
    }
    return growFromOutside(arguments);
  }

  private Object growFromOutside(Object[] arguments) {
    long delta =
        HostError.count(
            "table.grow", "the number of elements to add", arguments[0], maxSize - size);
    Object given = arguments.length > 1 ? arguments[1] : WasmNull.INSTANCE;
    Object init = Conversion.toWasm(type.element(), given);
    if (init == null) {
      throw HostError.notA("table.grow", type.element() + " for the new elements", given);
    }
    long before = grow(delta, init);
    if (before < 0) {
      throw HostError.usage("table.grow", "the host has not got room for " + delta + " elements");
    }
    return (int) before;
  }

  @Override
  MetaType metaType() {
    return MetaType.TABLE;
  }

  @Override
  @TruffleBoundary
  String display() {
    return "table of " + size + " " + type.element();
  }
}
