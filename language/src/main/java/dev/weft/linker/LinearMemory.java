// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * The bytes of a {@link Memory} or a {@link SharedMemory}.
 *
 * <p>Offsets and lengths count bytes. Numbers are little-endian, at any offset, as WebAssembly's
 * loads and stores have them. An access that is not wholly inside the memory throws {@link
 * MemoryBoundsException}, and has read or written nothing; so does a negative offset. After its
 * store was closed, a memory throws {@link IllegalStateException}.
 *
 * <p>Like its store, a memory is used by one thread at a time.
 */
public abstract sealed class LinearMemory permits Memory, SharedMemory {
  /** How many bytes are searched for the end of a string at a time. */
  private static final int SEARCH = 256;

  LinearMemory() {}

  /** The engine's memory. */
  abstract EngineMemory bytes();

  /** Whether its store was closed. */
  abstract boolean isClosed();

  /** What to throw for what the engine threw. */
  abstract RuntimeException translate(RuntimeException failure);

  /** The type, with the present size as minimum. */
  public abstract MemoryType type();

  /** The size in pages. */
  public final long pages() {
    return open().pages();
  }

  /** The size in bytes. */
  public final long byteSize() {
    return open().byteSize();
  }

  /** The binary logarithm of the page size in bytes: 16 or 0. */
  public final int pageSizeLog2() {
    return type().pageSizeLog2();
  }

  /** The page size in bytes. */
  public final long pageSize() {
    return type().pageSize();
  }

  /**
   * Adds pages, all zero. Views of the memory may end ({@link #asSegment}).
   *
   * @param deltaPages how many, an unsigned number
   * @return the size before, in pages
   * @throws ResourceLimitException if the maximum, a limit of the store or the host forbids it
   */
  public abstract long grow(long deltaPages);

  /** See {@link #grow}; on the store's executor. */
  public abstract CompletableFuture<Long> growAsync(long deltaPages);

  private EngineMemory open() {
    EngineMemory memory = bytes();
    // A memory that nobody has touched yet has nothing to be closed.
    if (memory.isClosed() || isClosed()) {
      throw new IllegalStateException("the memory was closed with its store");
    }
    return memory;
  }

  private EngineMemory checked(long offset, long length) {
    EngineMemory memory = open();
    if ((offset | length) < 0 || offset > memory.byteSize() - length) {
      throw new MemoryBoundsException(offset, length, memory.byteSize());
    }
    return memory;
  }

  /** For callers within the package that check themselves. */
  final void checkRange(long offset, long length) {
    checked(offset, length);
  }

  // ---- Bulk

  /** Copies bytes out, as many as {@code to} has. */
  public final void read(long offset, byte[] to) {
    read(offset, to, 0, to.length);
  }

  /**
   * Copies bytes out.
   *
   * @throws IndexOutOfBoundsException if {@code to} has not got the range
   */
  public final void read(long offset, byte[] to, int toIndex, int length) {
    java.util.Objects.checkFromIndexSize(toIndex, length, to.length);
    try {
      checked(offset, length).read(offset, to, toIndex, length);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Copies bytes out, as many as remain in {@code to}, and moves its position. */
  public final void read(long offset, ByteBuffer to) {
    int length = to.remaining();
    if (to.hasArray()) {
      read(offset, to.array(), to.arrayOffset() + to.position(), length);
      to.position(to.position() + length);
    } else {
      to.put(readBytes(offset, length));
    }
  }

  /** The bytes of a range, copied. */
  public final byte[] readBytes(long offset, int length) {
    checked(offset, length);
    byte[] bytes = new byte[length];
    read(offset, bytes);
    return bytes;
  }

  /** Copies all of {@code from} in. */
  public final void write(long offset, byte[] from) {
    write(offset, from, 0, from.length);
  }

  /**
   * Copies bytes in.
   *
   * @throws IndexOutOfBoundsException if {@code from} has not got the range
   */
  public final void write(long offset, byte[] from, int fromIndex, int length) {
    java.util.Objects.checkFromIndexSize(fromIndex, length, from.length);
    try {
      checked(offset, length).write(offset, from, fromIndex, length);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Copies in what remains in {@code from}, and moves its position. */
  public final void write(long offset, ByteBuffer from) {
    int length = from.remaining();
    checked(offset, length);
    if (from.hasArray()) {
      write(offset, from.array(), from.arrayOffset() + from.position(), length);
      from.position(from.position() + length);
    } else {
      byte[] bytes = new byte[length];
      from.get(bytes);
      write(offset, bytes);
    }
  }

  /** Sets bytes to a value. */
  public final void fill(long offset, byte value, long length) {
    try {
      checked(offset, length).fill(offset, value, length);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Copies bytes of another memory, or of this one, into this one; the ranges may overlap.
   *
   * @param offset the first byte written
   * @param from the memory that is read
   * @param fromOffset the first byte read
   * @param length how many bytes
   */
  public final void copyFrom(long offset, LinearMemory from, long fromOffset, long length) {
    EngineMemory source = from.checked(fromOffset, length);
    try {
      checked(offset, length).copyFrom(offset, source, fromOffset, length);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  private RuntimeException failure(RuntimeException e) {
    return e instanceof MemoryBoundsException || e instanceof IllegalStateException
        ? e
        : translate(e);
  }

  // ---- Numbers

  /** Reads a byte. */
  public final byte getByte(long offset) {
    try {
      return checked(offset, Byte.BYTES).getByte(offset);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Reads a byte as a number from 0 to 255. */
  public final int getUnsignedByte(long offset) {
    return Byte.toUnsignedInt(getByte(offset));
  }

  /** Reads two bytes. */
  public final short getShort(long offset) {
    try {
      return checked(offset, Short.BYTES).getShort(offset);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Reads two bytes as a number from 0 to 65535. */
  public final int getUnsignedShort(long offset) {
    return Short.toUnsignedInt(getShort(offset));
  }

  /** Reads four bytes. */
  public final int getInt(long offset) {
    try {
      return checked(offset, Integer.BYTES).getInt(offset);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Reads four bytes as a number from 0 to 2<sup>32</sup> - 1: a pointer, for instance. */
  public final long getUnsignedInt(long offset) {
    return Integer.toUnsignedLong(getInt(offset));
  }

  /** Reads eight bytes. */
  public final long getLong(long offset) {
    try {
      return checked(offset, Long.BYTES).getLong(offset);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Reads an f32. */
  public final float getFloat(long offset) {
    return Float.intBitsToFloat(getInt(offset));
  }

  /** Reads an f64. */
  public final double getDouble(long offset) {
    return Double.longBitsToDouble(getLong(offset));
  }

  /** Writes a byte. */
  public final void putByte(long offset, byte value) {
    try {
      checked(offset, Byte.BYTES).putByte(offset, value);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Writes two bytes. */
  public final void putShort(long offset, short value) {
    try {
      checked(offset, Short.BYTES).putShort(offset, value);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Writes four bytes. */
  public final void putInt(long offset, int value) {
    try {
      checked(offset, Integer.BYTES).putInt(offset, value);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Writes eight bytes. */
  public final void putLong(long offset, long value) {
    try {
      checked(offset, Long.BYTES).putLong(offset, value);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Writes an f32, its bits as they are. */
  public final void putFloat(long offset, float value) {
    putInt(offset, Float.floatToRawIntBits(value));
  }

  /** Writes an f64, its bits as they are. */
  public final void putDouble(long offset, double value) {
    putLong(offset, Double.doubleToRawLongBits(value));
  }

  // ---- Text

  /**
   * Reads a string.
   *
   * @param byteLength how many bytes it has
   * @throws IllegalArgumentException if they are no text of the charset
   */
  public final String getString(long offset, int byteLength, Charset charset) {
    return decode(offset, readBytes(offset, byteLength), charset);
  }

  private static String decode(long offset, byte[] bytes, Charset charset) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the " + bytes.length + " bytes at offset " + offset + " are not " + charset.name(), e);
    }
  }

  /**
   * Reads a string that ends before a zero: a byte, or a code unit of UTF-16 or UTF-32.
   *
   * @throws MemoryBoundsException if there is no zero up to the end of the memory
   * @throws IllegalArgumentException if the bytes are no text of the charset
   */
  public final String getCString(long offset, Charset charset) {
    int unit = unit(charset);
    checked(offset, unit);
    long size = byteSize();
    byte[] piece = new byte[SEARCH];
    for (long at = offset; at < size; at += SEARCH) {
      int length = (int) Math.min(SEARCH, size - at);
      read(at, piece, 0, length);
      for (int i = 0; i + unit <= length; i += unit) {
        if (isZero(piece, i, unit)) {
          return getString(offset, Math.toIntExact(at + i - offset), charset);
        }
      }
    }
    throw new MemoryBoundsException(offset, size - offset + unit, size);
  }

  private static boolean isZero(byte[] bytes, int index, int unit) {
    for (int i = 0; i < unit; i++) {
      if (bytes[index + i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static int unit(Charset charset) {
    if (charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_16BE)) {
      return Character.BYTES;
    }
    if (charset.equals(StandardCharsets.UTF_32LE) || charset.equals(StandardCharsets.UTF_32BE)) {
      return Integer.BYTES;
    }
    byte[] zero = "\0".getBytes(charset);
    if (zero.length != 1 || zero[0] != 0) {
      throw new IllegalArgumentException(
          "strings in " + charset.name() + " cannot end with a zero: name an order of bytes");
    }
    return 1;
  }

  /**
   * Writes a string, without anything that ends it.
   *
   * @return how many bytes it has
   * @throws IllegalArgumentException if the charset cannot express it
   */
  public final int putString(long offset, String text, Charset charset) {
    byte[] bytes = encode(text, charset);
    write(offset, bytes);
    return bytes.length;
  }

  /**
   * Writes a string and a zero after it.
   *
   * @return how many bytes both have
   * @throws IllegalArgumentException if the charset cannot express it, or it contains a zero
   */
  public final int putCString(long offset, String text, Charset charset) {
    int unit = unit(charset);
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the string contains a zero");
    }
    byte[] bytes = encode(text, charset);
    byte[] ended = java.util.Arrays.copyOf(bytes, Math.addExact(bytes.length, unit));
    write(offset, ended);
    return ended.length;
  }

  private static byte[] encode(String text, Charset charset) {
    try {
      ByteBuffer bytes =
          charset
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text));
      byte[] result = new byte[bytes.remaining()];
      bytes.get(result);
      return result;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the string cannot be expressed in " + charset.name(), e);
    }
  }

  // ---- Views

  /**
   * The bytes themselves, not copied: what WebAssembly code writes is seen at once, and the other
   * way round. When the memory grows, is closed with its store, or is not used by anybody any more,
   * the view ends: accesses to it throw {@link IllegalStateException}, and never touch other
   * memory.
   *
   * <p>The first view of a memory, and the first after each growth, makes the whole memory resident
   * and copies it once.
   *
   * @throws ResourceLimitException if the host has not got so much memory
   */
  public final MemorySegment asSegment() {
    EngineMemory memory = open();
    try {
      return memory.view();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The bytes themselves as a little-endian buffer; ends as {@link #asSegment} does.
   *
   * @throws UnsupportedOperationException if the memory has more than 2<sup>31</sup> - 1 bytes
   */
  public final ByteBuffer asByteBuffer() {
    if (byteSize() > Integer.MAX_VALUE) {
      throw new UnsupportedOperationException(
          "a memory of " + byteSize() + " bytes is no byte buffer: use asSegment");
    }
    return asSegment().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
