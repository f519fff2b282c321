// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.dsl.Cached;
import com.oracle.truffle.api.dsl.Cached.Shared;
import com.oracle.truffle.api.dsl.GenerateInline;
import com.oracle.truffle.api.dsl.GenerateUncached;
import com.oracle.truffle.api.dsl.Specialization;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.InvalidBufferOffsetException;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import java.nio.ByteOrder;

/** What other languages see of a {@link Memory}: a buffer, an array of bytes, and members. */
@ExportLibrary(InteropLibrary.class)
public abstract sealed class MemoryObject extends ExternObject permits Memory {
  private static final String SIZE = "size";
  private static final String BYTE_SIZE = "byteSize";
  private static final String PAGE_SIZE = "pageSize";
  private static final String TYPE = "type";
  private static final String[] PROPERTIES = {SIZE, BYTE_SIZE, PAGE_SIZE, TYPE};

  MemoryObject() {}

  private Memory memory() {
    return (Memory) this;
  }

  /**
   * The access to a memory's bytes as a constant of compiled code: with a virtual call in it, a
   * loop over the bytes would be several times as slow.
   */
  @GenerateUncached
  @GenerateInline(false)
  abstract static class AccessNode extends Node {
    abstract MemoryAccess execute(Memory memory);

    @Specialization(guards = "memory.access() == access", limit = "1")
    static MemoryAccess constant(
        @SuppressWarnings("unused") Memory memory, @Cached("memory.access()") MemoryAccess access) {
      return access;
    }

    @Specialization(replaces = "constant")
    static MemoryAccess any(Memory memory) {
      return memory.access();
    }
  }

  private void check(long offset, int count) throws InvalidBufferOffsetException {
    if (offset < 0 || count < 0 || offset > memory().limit - count) {
      CompilerDirectives.transferToInterpreter();
      if (offset < 0 || count < 0 || offset > memory().byteSize() - count) {
        throw InvalidBufferOffsetException.create(offset, count);
      }
      memory().makeAccessible(offset, count, null);
    }
  }

  @ExportMessage
  boolean hasBufferElements() {
    return true;
  }

  @ExportMessage
  boolean isBufferWritable() {
    return true;
  }

  @ExportMessage
  long getBufferSize() {
    return memory().byteSize();
  }

  @ExportMessage
  void readBuffer(long offset, byte[] to, int toOffset, int count)
      throws InvalidBufferOffsetException {
    check(offset, count);
    memory().access().read(memory(), offset, to, toOffset, count);
  }

  @ExportMessage
  byte readBufferByte(long offset, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 1);
    return node.execute(memory()).getByte(memory(), offset);
  }

  @ExportMessage
  void writeBufferByte(long offset, byte value, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 1);
    node.execute(memory()).putByte(memory(), offset, value);
  }

  @ExportMessage
  short readBufferShort(ByteOrder order, long offset, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 2);
    short value = node.execute(memory()).getShort(memory(), offset);
    return order == ByteOrder.BIG_ENDIAN ? Short.reverseBytes(value) : value;
  }

  @ExportMessage
  void writeBufferShort(
      ByteOrder order, long offset, short value, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 2);
    short ordered = order == ByteOrder.BIG_ENDIAN ? Short.reverseBytes(value) : value;
    node.execute(memory()).putShort(memory(), offset, ordered);
  }

  @ExportMessage
  int readBufferInt(ByteOrder order, long offset, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 4);
    int value = node.execute(memory()).getInt(memory(), offset);
    return order == ByteOrder.BIG_ENDIAN ? Integer.reverseBytes(value) : value;
  }

  @ExportMessage
  void writeBufferInt(
      ByteOrder order, long offset, int value, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 4);
    int ordered = order == ByteOrder.BIG_ENDIAN ? Integer.reverseBytes(value) : value;
    node.execute(memory()).putInt(memory(), offset, ordered);
  }

  @ExportMessage
  long readBufferLong(ByteOrder order, long offset, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 8);
    long value = node.execute(memory()).getLong(memory(), offset);
    return order == ByteOrder.BIG_ENDIAN ? Long.reverseBytes(value) : value;
  }

  @ExportMessage
  void writeBufferLong(
      ByteOrder order, long offset, long value, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 8);
    long ordered = order == ByteOrder.BIG_ENDIAN ? Long.reverseBytes(value) : value;
    node.execute(memory()).putLong(memory(), offset, ordered);
  }

  @ExportMessage
  float readBufferFloat(ByteOrder order, long offset, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    return Float.intBitsToFloat(readBufferInt(order, offset, node));
  }

  @ExportMessage
  void writeBufferFloat(
      ByteOrder order, long offset, float value, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    writeBufferInt(order, offset, Float.floatToRawIntBits(value), node);
  }

  @ExportMessage
  double readBufferDouble(ByteOrder order, long offset, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    return Double.longBitsToDouble(readBufferLong(order, offset, node));
  }

  @ExportMessage
  void writeBufferDouble(
      ByteOrder order, long offset, double value, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    writeBufferLong(order, offset, Double.doubleToRawLongBits(value), node);
  }

  @ExportMessage
  boolean hasArrayElements() {
    return true;
  }

  @ExportMessage
  long getArraySize() {
    return memory().byteSize();
  }

  @ExportMessage(name = "isArrayElementReadable")
  @ExportMessage(name = "isArrayElementModifiable")
  boolean hasElement(long index) {
    return index >= 0 && index < memory().byteSize();
  }

  @ExportMessage
  boolean isArrayElementInsertable(@SuppressWarnings("unused") long index) {
    return false;
  }

  /** Bytes are read unsigned. */
  @ExportMessage
  Object readArrayElement(long index, @Shared("access") @Cached AccessNode node)
      throws InvalidArrayIndexException {
    if (!hasElement(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    MemoryAccess.checkRange(memory(), index, 1, null);
    return node.execute(memory()).getByte(memory(), index) & 0xFF;
  }

  /** Bytes are written from numbers between -128 and 255. */
  @ExportMessage
  void writeArrayElement(long index, Object value, @Shared("access") @Cached AccessNode node)
      throws InvalidArrayIndexException, UnsupportedTypeException {
    if (!hasElement(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    Object number = Conversion.toByte(value);
    if (number == null) {
      throw UnsupportedTypeException.create(
          new Object[] {value}, "A byte of a memory is a number from -128 to 255.");
    }
    MemoryAccess.checkRange(memory(), index, 1, null);
    node.execute(memory()).putByte(memory(), index, (int) number);
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    Object[] names = new Object[PROPERTIES.length + MemoryMethods.values().length];
    System.arraycopy(PROPERTIES, 0, names, 0, PROPERTIES.length);
    for (MemoryMethods method : MemoryMethods.values()) {
      names[PROPERTIES.length + method.ordinal()] = method.text();
    }
    return new ListObject(names);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String member) {
    return switch (member) {
      case SIZE, BYTE_SIZE, PAGE_SIZE, TYPE -> true;
      default -> isMemberInvocable(member);
    };
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberInvocable(String member) {
    return MemoryMethods.named(member) != null;
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    return switch (member) {
      case SIZE -> memory().pages();
      case BYTE_SIZE -> memory().byteSize();
      case PAGE_SIZE -> 1L << memory().pageSizeLog2;
      case TYPE -> Types.describe(memory().currentType());
      default -> method(member);
    };
  }

  private MethodObject method(String member) throws UnknownIdentifierException {
    MemoryMethods method = MemoryMethods.named(member);
    if (method == null) {
      throw UnknownIdentifierException.create(member);
    }
    return method.of(memory());
  }

  @ExportMessage
  @TruffleBoundary
  Object invokeMember(String member, Object[] arguments)
      throws UnknownIdentifierException, ArityException, UnsupportedTypeException {
    return method(member).execute(arguments);
  }
}
