// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
  void reserve(Memory memory, long bytes) {
    // Segments are zeroed, and so touched, when they are allocated: extend() does it step by step.
  }

  @Override
  void extend(Memory memory, long limit) {
    Arena arena = Arena.ofShared();
    MemorySegment segment;
    try {
      segment = arena.allocate(limit, 16);
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
