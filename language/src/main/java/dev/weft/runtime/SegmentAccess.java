// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memories in {@link MemorySegment}s: the implementation that needs nothing but supported API.
 * Slower than {@link UnsafeAccess}: every access is checked once more, and growth copies.
 */
final class SegmentAccess extends MemoryAccess {
  static final SegmentAccess INSTANCE = new SegmentAccess();

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle BYTE_HANDLE = BYTE.varHandle();
  private static final VarHandle SHORT_HANDLE =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final VarHandle INT_HANDLE =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final VarHandle LONG_HANDLE =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  /**
   * Segments are zeroed when they are made, so the memory for a shared one is used at once: no more
   * than this, unless it begins with more.
   */
  private static final long MOST_SHARED = 256L << 20;

  private SegmentAccess() {}

  @Override
  public byte getByte(Memory memory, long ea) {
    return memory.segment.get(BYTE, ea);
  }

  @Override
  public short getShort(Memory memory, long ea) {
    return memory.segment.get(SHORT, ea);
  }

  @Override
  public int getInt(Memory memory, long ea) {
    return memory.segment.get(INT, ea);
  }

  @Override
  public long getLong(Memory memory, long ea) {
    return memory.segment.get(LONG, ea);
  }

  @Override
  public void putByte(Memory memory, long ea, int value) {
    memory.segment.set(BYTE, ea, (byte) value);
  }

  @Override
  public void putShort(Memory memory, long ea, int value) {
    memory.segment.set(SHORT, ea, (short) value);
  }

  @Override
  public void putInt(Memory memory, long ea, int value) {
    memory.segment.set(INT, ea, value);
  }

  @Override
  public void putLong(Memory memory, long ea, long value) {
    memory.segment.set(LONG, ea, value);
  }

  @Override
  @TruffleBoundary
  public void fill(Memory memory, long ea, byte value, long count) {
    if (count > 0) {
      memory.segment.asSlice(ea, count).fill(value);
    }
  }

  @Override
  @TruffleBoundary
  public void copy(Memory from, long fromEa, Memory to, long toEa, long count) {
    if (count > 0) {
      MemorySegment.copy(from.segment, fromEa, to.segment, toEa, count);
    }
  }

  @Override
  @TruffleBoundary
  public void read(Memory memory, long ea, byte[] to, int toIndex, int count) {
    if (count > 0) {
      MemorySegment.copy(memory.segment, BYTE, ea, to, toIndex, count);
    }
  }

  @Override
  @TruffleBoundary
  public void write(Memory memory, long ea, byte[] from, int fromIndex, int count) {
    if (count > 0) {
      MemorySegment.copy(from, fromIndex, memory.segment, BYTE, ea, count);
    }
  }

  @Override
  public byte getByteVolatile(Memory memory, long ea) {
    return (byte) BYTE_HANDLE.getVolatile(memory.segment, ea);
  }

  @Override
  public short getShortVolatile(Memory memory, long ea) {
    return (short) SHORT_HANDLE.getVolatile(memory.segment, ea);
  }

  @Override
  public int getIntVolatile(Memory memory, long ea) {
    return (int) INT_HANDLE.getVolatile(memory.segment, ea);
  }

  @Override
  public long getLongVolatile(Memory memory, long ea) {
    return (long) LONG_HANDLE.getVolatile(memory.segment, ea);
  }

  @Override
  public void putByteVolatile(Memory memory, long ea, int value) {
    BYTE_HANDLE.setVolatile(memory.segment, ea, (byte) value);
  }

  @Override
  public void putShortVolatile(Memory memory, long ea, int value) {
    SHORT_HANDLE.setVolatile(memory.segment, ea, (short) value);
  }

  @Override
  public void putIntVolatile(Memory memory, long ea, int value) {
    INT_HANDLE.setVolatile(memory.segment, ea, value);
  }

  @Override
  public void putLongVolatile(Memory memory, long ea, long value) {
    LONG_HANDLE.setVolatile(memory.segment, ea, value);
  }

  @Override
  public boolean compareAndSetInt(Memory memory, long ea, int expected, int value) {
    return INT_HANDLE.compareAndSet(memory.segment, ea, expected, value);
  }

  @Override
  public boolean compareAndSetLong(Memory memory, long ea, long expected, long value) {
    return LONG_HANDLE.compareAndSet(memory.segment, ea, expected, value);
  }

  @Override
  public int getAndAddInt(Memory memory, long ea, int delta) {
    return (int) INT_HANDLE.getAndAdd(memory.segment, ea, delta);
  }

  @Override
  public long getAndAddLong(Memory memory, long ea, long delta) {
    return (long) LONG_HANDLE.getAndAdd(memory.segment, ea, delta);
  }

  @Override
  public int getAndSetInt(Memory memory, long ea, int value) {
    return (int) INT_HANDLE.getAndSet(memory.segment, ea, value);
  }

  @Override
  public long getAndSetLong(Memory memory, long ea, long value) {
    return (long) LONG_HANDLE.getAndSet(memory.segment, ea, value);
  }

  @Override
  long reserveShared(Memory memory, long least, long most) {
    long bytes = Math.max(least, Math.min(most, MOST_SHARED));
    while (true) {
      try {
        // Views may be used for longer than the memory, so the collector has to decide.
        memory.segment = Arena.ofAuto().allocate(bytes + 7 & -8, 16);
        memory.block = new SharedBlock(memory);
        return bytes;
      } catch (OutOfMemoryError e) {
        if (bytes == least) {
          throw e;
        }
        bytes = Math.max(least, bytes / 2);
      }
    }
  }

  @Override
  ByteBuffer sharedBuffer(Memory memory, int bytes) {
    return memory.segment.asSlice(0, bytes).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  void reserve(Memory memory, long bytes) {
    // Segments are zeroed, and so touched, when they are allocated: extend() does it step by step.
  }

  @Override
  void extend(Memory memory, long limit) {
    if (memory.isShared()) {
      return; // all of it is there
    }
    Arena arena = Arena.ofShared();
    MemorySegment segment;
    try {
      // Whole words, with pages of one byte too: AtomicOps exchanges words.
      segment = arena.allocate(limit + 7 & -8, 16);
    } catch (OutOfMemoryError | IllegalArgumentException e) {
      arena.close();
      throw e;
    }
    if (memory.limit > 0) {
      MemorySegment.copy(memory.segment, 0, segment, 0, memory.limit);
    }
    memory.segment = segment;
    if (memory.block == null) {
      Block block = new Block(memory);
      block.arena = arena;
      memory.block = block;
    } else {
      ((Block) memory.block).replace(arena);
    }
  }

  @Override
  MemorySegment view(Memory memory) {
    if (memory.byteSize() == 0) {
      return MemorySegment.NULL;
    }
    if (memory.limit < memory.byteSize()) {
      extend(memory, memory.byteSize());
      memory.limit(memory.byteSize());
      memory.block.account(memory.limit);
    }
    return memory.segment.asSlice(0, memory.byteSize());
  }

  /** Counts the bytes of a shared memory, which the collector frees. */
  private static final class SharedBlock extends MemoryBlock {
    SharedBlock(Memory memory) {
      super(memory);
    }

    @Override
    void free() {
      // The arena is the collector's.
    }
  }

  /** The arena of a memory's segment. */
  private static final class Block extends MemoryBlock {
    private Arena arena;

    Block(Memory memory) {
      super(memory);
    }

    synchronized void replace(Arena newArena) {
      arena.close();
      arena = newArena;
    }

    @Override
    void free() {
      arena.close();
    }
  }
}
