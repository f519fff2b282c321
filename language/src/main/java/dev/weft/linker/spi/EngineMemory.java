// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.MemoryType;
import java.lang.foreign.MemorySegment;

/**
 * A memory of the engine. The accessors do not need the context to be entered; whoever calls them
 * has checked the bounds. Numbers are little-endian.
 */
public non-sealed interface EngineMemory extends EngineExtern {
  @Override
  MemoryType externType();

  /** Whether it was closed with its context; then it has no bytes. */
  boolean isClosed();

  /** The size in bytes. */
  long byteSize();

  /** The size in pages. */
  long pages();

  /**
   * Adds pages; with the context entered.
   *
   * @param deltaPages how many, unsigned
   * @return the size before in pages, or -1
   */
  long grow(long deltaPages);

  /** Whether threads of several contexts may use it at a time, see the threads proposal. */
  boolean isShared();

  /**
   * Adds pages to a shared memory; by any thread, in any context or none.
   *
   * @param deltaPages how many, unsigned
   * @return the size before in pages, or -1
   */
  long growShared(long deltaPages);

  /**
   * Wakes threads that wait at an address of a shared memory.
   *
   * @param address inside the memory
   * @param count how many at most, unsigned
   * @return how many were woken
   */
  int wake(long address, int count);

  /**
   * Waits at an address of a shared memory.
   *
   * @param address inside the memory
   * @param bytes 4 or 8
   * @param expected what must be there
   * @param nanos how long at most; for ever if negative
   * @param guest whether a context is entered, whose safepoints interrupt the wait
   * @return 0 if it was notified, 1 if something else was there, 2 if the time is over
   */
  int await(long address, int bytes, long expected, long nanos, boolean guest);

  /** Reads a byte. */
  byte getByte(long address);

  /** Reads two bytes. */
  short getShort(long address);

  /** Reads four bytes. */
  int getInt(long address);

  /** Reads eight bytes. */
  long getLong(long address);

  /** Writes a byte. */
  void putByte(long address, int value);

  /** Writes two bytes. */
  void putShort(long address, int value);

  /** Writes four bytes. */
  void putInt(long address, int value);

  /** Writes eight bytes. */
  void putLong(long address, long value);

  /** Copies bytes out. */
  void read(long address, byte[] to, int toIndex, int count);

  /** Copies bytes in. */
  void write(long address, byte[] from, int fromIndex, int count);

  /** Sets bytes. */
  void fill(long address, byte value, long count);

  /** Copies bytes of another memory, or of this one, into this one. */
  void copyFrom(long address, EngineMemory from, long fromAddress, long count);

  /** A view of all bytes, which ends when they move or are freed. */
  MemorySegment view();
}
