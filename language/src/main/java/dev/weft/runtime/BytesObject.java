// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.InvalidBufferOffsetException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A read-only range of bytes for other languages, as a buffer and as an array of bytes. */
@ExportLibrary(InteropLibrary.class)
public final class BytesObject extends WasmObject {
  private final byte[] bytes;
  private final int start;
  private final int length;

  /** Makes a view of {@code length} bytes from {@code start} on; the bytes are not copied. */
  public BytesObject(byte[] bytes, int start, int length) {
    this.bytes = bytes;
    this.start = start;
    this.length = length;
  }

  private int at(long offset, int count) throws InvalidBufferOffsetException {
    if (offset < 0 || offset > length - count) {
      throw InvalidBufferOffsetException.create(offset, count);
    }
    return start + (int) offset;
  }

  @TruffleBoundary
  private ByteBuffer buffer(ByteOrder order) {
    return ByteBuffer.wrap(bytes).order(order);
  }

  @ExportMessage
  boolean hasArrayElements() {
    return true;
  }

  @ExportMessage
  long getArraySize() {
    return length;
  }

  @ExportMessage
  boolean isArrayElementReadable(long index) {
    return index >= 0 && index < length;
  }

  @ExportMessage
  Object readArrayElement(long index) throws InvalidArrayIndexException {
    if (!isArrayElementReadable(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    return bytes[start + (int) index];
  }

  @ExportMessage
  boolean hasBufferElements() {
    return true;
  }

  @ExportMessage
  long getBufferSize() {
    return length;
  }

  @ExportMessage
  byte readBufferByte(long offset) throws InvalidBufferOffsetException {
    return bytes[at(offset, 1)];
  }

  @ExportMessage
  void readBuffer(long offset, byte[] to, int toOffset, int count)
      throws InvalidBufferOffsetException {
    System.arraycopy(bytes, at(offset, count), to, toOffset, count);
  }

  @ExportMessage
  @TruffleBoundary
  short readBufferShort(ByteOrder order, long offset) throws InvalidBufferOffsetException {
    return buffer(order).getShort(at(offset, 2));
  }

  @ExportMessage
  @TruffleBoundary
  int readBufferInt(ByteOrder order, long offset) throws InvalidBufferOffsetException {
    return buffer(order).getInt(at(offset, 4));
  }

  @ExportMessage
  @TruffleBoundary
  long readBufferLong(ByteOrder order, long offset) throws InvalidBufferOffsetException {
    return buffer(order).getLong(at(offset, 8));
  }

  @ExportMessage
  @TruffleBoundary
  float readBufferFloat(ByteOrder order, long offset) throws InvalidBufferOffsetException {
    return buffer(order).getFloat(at(offset, 4));
  }

  @ExportMessage
  @TruffleBoundary
  double readBufferDouble(ByteOrder order, long offset) throws InvalidBufferOffsetException {
    return buffer(order).getDouble(at(offset, 8));
  }

  @Override
  MetaType metaType() {
    return MetaType.BYTES;
  }

  @Override
  String display() {
    return length + " bytes";
  }
}
