// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.nodes.Node;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Raw access to the bytes of memories, little-endian at any alignment. The accessors check nothing:
 * every effective address comes from {@link #check}, {@link #check64} or {@link #checkRange}, which
 * either prove that the bytes are there or throw the trap.
 *
 * <p>There are two implementations, chosen by an option for a whole language instance; nodes hold
 * theirs in a final field, so that partial evaluation sees one class.
 */
public abstract class MemoryAccess {
  MemoryAccess() {}

  /** Access through {@code sun.misc.Unsafe}. */
  public static MemoryAccess unsafe() {
    return UnsafeAccess.INSTANCE;
  }

  /** Access through {@code java.lang.foreign.MemorySegment}. */
  public static MemoryAccess segment() {
    return SegmentAccess.INSTANCE;
  }

  /**
   * The effective address of an access to a 32-bit memory.
   *
   * @param memory the memory
   * @param address the dynamic address, unsigned
   * @param offset the constant offset, 0 to 2^32-1
   * @param bytes how many bytes are accessed, 1 to 16
   * @param location what the trap is attributed to, or null
   * @return {@code address + offset}
   * @throws WasmException the trap "out of bounds memory access"
   */
  public static long check(Memory memory, int address, long offset, int bytes, Node location) {
    long ea = (address & 0xFFFF_FFFFL) + offset;
    if (ea > memory.limit - bytes) {
      beyondLimit(memory, ea, bytes, location);
    }
    return ea;
  }

  /**
   * The effective address of an access to a 64-bit memory. All numbers are unsigned; a sum beyond
   * 2^64 is out of bounds like any other.
   *
   * @param location what the trap is attributed to, or null
   * @throws WasmException the trap "out of bounds memory access"
   */
  public static long check64(Memory memory, long address, long offset, int bytes, Node location) {
    long ea = address + offset;
    // No memory reaches 2^63 bytes, so any operand or sum with the top bit set is out of bounds.
    if ((address | offset | ea) < 0 || ea > memory.limit - bytes) {
      beyondLimit(memory, (address | offset) < 0 ? -1 : ea, bytes, location);
    }
    return ea;
  }

  /**
   * Checks the range of a bulk operation, which may be empty but must not start beyond the end.
   *
   * @param address the first byte, unsigned
   * @param count how many bytes, unsigned
   * @param location what the trap is attributed to, or null
   * @throws WasmException the trap "out of bounds memory access"
   */
  public static void checkRange(Memory memory, long address, long count, Node location) {
    if ((address | count) < 0 || address > memory.limit - count) {
      beyondLimit(memory, address, count, location);
    }
  }

  /**
   * Checks the range of a bulk operation like {@link #checkRange}, but makes nothing accessible:
   * the operation will do so piece by piece.
   *
   * @throws WasmException the trap "out of bounds memory access"
   */
  public static void checkBounds(Memory memory, long address, long count, Node location) {
    if (memory.lacks(address, count)) {
      throw WasmException.raise(TrapCode.MEMORY_OUT_OF_BOUNDS, location);
    }
  }

  /**
   * What an access beyond the limit does: it traps, or it makes the bytes accessible, which
   * compiled code leaves to the interpreter. A place that trapped before traps in compiled code;
   * the test for it is not in the code of others, since it would make each access larger.
   */
  private static void beyondLimit(Memory memory, long address, long count, Node location) {
    if (location instanceof TrapSite site && site.hasTrapped() && memory.lacks(address, count)) {
      throw WasmException.trap(TrapCode.MEMORY_OUT_OF_BOUNDS, location);
    }
    CompilerDirectives.transferToInterpreter();
    if (location instanceof TrapSite site && memory.lacks(address, count)) {
      site.noteTrapInInstalledCode();
    }
    memory.makeAccessible(address, count, location);
  }

  /** Reads one byte. */
  public abstract byte getByte(Memory memory, long ea);

  /** Reads two bytes. */
  public abstract short getShort(Memory memory, long ea);

  /** Reads four bytes. */
  public abstract int getInt(Memory memory, long ea);

  /** Reads eight bytes. */
  public abstract long getLong(Memory memory, long ea);

  /** Writes the low byte of {@code value}. */
  public abstract void putByte(Memory memory, long ea, int value);

  /** Writes the low two bytes of {@code value}. */
  public abstract void putShort(Memory memory, long ea, int value);

  /** Writes four bytes. */
  public abstract void putInt(Memory memory, long ea, int value);

  /** Writes eight bytes. */
  public abstract void putLong(Memory memory, long ea, long value);

  /** Sets {@code count} bytes from {@code ea} on to {@code value}. */
  public abstract void fill(Memory memory, long ea, byte value, long count);

  /** Copies {@code count} bytes; the ranges may overlap. */
  public abstract void copy(Memory from, long fromEa, Memory to, long toEa, long count);

  /** Copies {@code count} bytes out of the memory. */
  public abstract void read(Memory memory, long ea, byte[] to, int toIndex, int count);

  /** Copies {@code count} bytes into the memory. */
  public abstract void write(Memory memory, long ea, byte[] from, int fromIndex, int count);

  /**
   * Provides address space for {@code bytes} bytes without touching it, keeping what the memory
   * holds. Called early for large memories, so that failure shows where it can be reported.
   *
   * @throws OutOfMemoryError if the host has not got so much
   */
  abstract void reserve(Memory memory, long bytes);

  /**
   * A view of all bytes, which ends when they move or are freed. Makes all of them accessible.
   *
   * @throws OutOfMemoryError if the host has not got so much
   */
  abstract MemorySegment view(Memory memory);

  /**
   * Makes the bytes from the present {@link Memory#limit} to {@code limit} accessible, zeroed.
   *
   * @throws OutOfMemoryError if the host has not got so much
   */
  abstract void extend(Memory memory, long limit);

  // Atomic accesses, sequentially consistent; addresses are multiples of the size.

  /** Reads one byte. */
  public abstract byte getByteVolatile(Memory memory, long ea);

  /** Reads two bytes. */
  public abstract short getShortVolatile(Memory memory, long ea);

  /** Reads four bytes. */
  public abstract int getIntVolatile(Memory memory, long ea);

  /** Reads eight bytes. */
  public abstract long getLongVolatile(Memory memory, long ea);

  /** Writes the low byte of {@code value}. */
  public abstract void putByteVolatile(Memory memory, long ea, int value);

  /** Writes the low two bytes of {@code value}. */
  public abstract void putShortVolatile(Memory memory, long ea, int value);

  /** Writes four bytes. */
  public abstract void putIntVolatile(Memory memory, long ea, int value);

  /** Writes eight bytes. */
  public abstract void putLongVolatile(Memory memory, long ea, long value);

  /** Writes four bytes if there are those expected; returns whether it did. */
  public abstract boolean compareAndSetInt(Memory memory, long ea, int expected, int value);

  /** Writes eight bytes if there are those expected; returns whether it did. */
  public abstract boolean compareAndSetLong(Memory memory, long ea, long expected, long value);

  /** Adds to four bytes; returns what was there. */
  public abstract int getAndAddInt(Memory memory, long ea, int delta);

  /** Adds to eight bytes; returns what was there. */
  public abstract long getAndAddLong(Memory memory, long ea, long delta);

  /** Replaces four bytes; returns what was there. */
  public abstract int getAndSetInt(Memory memory, long ea, int value);

  /** Replaces eight bytes; returns what was there. */
  public abstract long getAndSetLong(Memory memory, long ea, long value);

  // Shared memories, whose bytes never move

  /**
   * Provides the bytes of a shared memory that is being made, once and for all.
   *
   * @param least how many bytes it must have
   * @param most how many it may ever have
   * @return how many there are: {@code most}, or fewer if the host has not got so many
   * @throws OutOfMemoryError if the host has not even got {@code least}
   */
  abstract long reserveShared(Memory memory, long least, long most);

  /**
   * The bytes of a shared memory from its start on, accessible ones, as a buffer that keeps the
   * memory alive.
   */
  abstract ByteBuffer sharedBuffer(Memory memory, int bytes);
}
