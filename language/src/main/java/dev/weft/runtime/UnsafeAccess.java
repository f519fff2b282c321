// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import sun.misc.Unsafe;

/**
 * Memories in native storage, accessed through {@code sun.misc.Unsafe}. This class and {@link
 * DirectMemory} alone use it: its memory methods are deprecated for removal, and {@link
 * SegmentAccess} is there for the day they go.
 *
 * <p>Storage is obtained without touching it and zeroed only up to {@link Memory#limit}, so a large
 * memory costs pages only as far as it is used. Growth goes through {@code reallocateMemory}, which
 * moves large blocks by remapping their pages instead of copying them.
 */
@SuppressWarnings("removal") // the reason why this is one class, with a second one beside it
final class UnsafeAccess extends MemoryAccess {
  static final UnsafeAccess INSTANCE = new UnsafeAccess();

  /** Also used by {@link DirectMemory}, and by nobody else. */
  static final Unsafe UNSAFE = unsafeInstance();

  static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

  /** Shared memories do not reserve more address space than this, unless they begin with more. */
  private static final long MOST_SHARED = 64L << 30;

  private UnsafeAccess() {}

  private static Unsafe unsafeInstance() {
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public byte getByte(Memory memory, long ea) {
    return UNSAFE.getByte(memory.base + ea);
  }

  @Override
  public short getShort(Memory memory, long ea) {
    short value = UNSAFE.getShort(memory.base + ea);
    return SWAP ? Short.reverseBytes(value) : value;
  }

  @Override
  public int getInt(Memory memory, long ea) {
    int value = UNSAFE.getInt(memory.base + ea);
    return SWAP ? Integer.reverseBytes(value) : value;
  }

  @Override
  public long getLong(Memory memory, long ea) {
    long value = UNSAFE.getLong(memory.base + ea);
    return SWAP ? Long.reverseBytes(value) : value;
  }

  @Override
  public void putByte(Memory memory, long ea, int value) {
    UNSAFE.putByte(memory.base + ea, (byte) value);
  }

  @Override
  public void putShort(Memory memory, long ea, int value) {
    UNSAFE.putShort(memory.base + ea, SWAP ? Short.reverseBytes((short) value) : (short) value);
  }

  @Override
  public void putInt(Memory memory, long ea, int value) {
    UNSAFE.putInt(memory.base + ea, SWAP ? Integer.reverseBytes(value) : value);
  }

  @Override
  public void putLong(Memory memory, long ea, long value) {
    UNSAFE.putLong(memory.base + ea, SWAP ? Long.reverseBytes(value) : value);
  }

  @Override
  @TruffleBoundary
  public void fill(Memory memory, long ea, byte value, long count) {
    UNSAFE.setMemory(memory.base + ea, count, value);
  }

  @Override
  @TruffleBoundary
  public void copy(Memory from, long fromEa, Memory to, long toEa, long count) {
    UNSAFE.copyMemory(from.base + fromEa, to.base + toEa, count);
  }

  @Override
  @TruffleBoundary
  public void read(Memory memory, long ea, byte[] to, int toIndex, int count) {
    UNSAFE.copyMemory(
        null, memory.base + ea, to, (long) Unsafe.ARRAY_BYTE_BASE_OFFSET + toIndex, count);
  }

  @Override
  @TruffleBoundary
  public void write(Memory memory, long ea, byte[] from, int fromIndex, int count) {
    UNSAFE.copyMemory(
        from, (long) Unsafe.ARRAY_BYTE_BASE_OFFSET + fromIndex, null, memory.base + ea, count);
  }

  @Override
  public byte getByteVolatile(Memory memory, long ea) {
    return UNSAFE.getByteVolatile(null, memory.base + ea);
  }

  @Override
  public short getShortVolatile(Memory memory, long ea) {
    short value = UNSAFE.getShortVolatile(null, memory.base + ea);
    return SWAP ? Short.reverseBytes(value) : value;
  }

  @Override
  public int getIntVolatile(Memory memory, long ea) {
    int value = UNSAFE.getIntVolatile(null, memory.base + ea);
    return SWAP ? Integer.reverseBytes(value) : value;
  }

  @Override
  public long getLongVolatile(Memory memory, long ea) {
    long value = UNSAFE.getLongVolatile(null, memory.base + ea);
    return SWAP ? Long.reverseBytes(value) : value;
  }

  @Override
  public void putByteVolatile(Memory memory, long ea, int value) {
    UNSAFE.putByteVolatile(null, memory.base + ea, (byte) value);
  }

  @Override
  public void putShortVolatile(Memory memory, long ea, int value) {
    short ordered = SWAP ? Short.reverseBytes((short) value) : (short) value;
    UNSAFE.putShortVolatile(null, memory.base + ea, ordered);
  }

  @Override
  public void putIntVolatile(Memory memory, long ea, int value) {
    UNSAFE.putIntVolatile(null, memory.base + ea, SWAP ? Integer.reverseBytes(value) : value);
  }

  @Override
  public void putLongVolatile(Memory memory, long ea, long value) {
    UNSAFE.putLongVolatile(null, memory.base + ea, SWAP ? Long.reverseBytes(value) : value);
  }

  @Override
  public boolean compareAndSetInt(Memory memory, long ea, int expected, int value) {
    return SWAP
        ? UNSAFE.compareAndSwapInt(
            null, memory.base + ea, Integer.reverseBytes(expected), Integer.reverseBytes(value))
        : UNSAFE.compareAndSwapInt(null, memory.base + ea, expected, value);
  }

  @Override
  public boolean compareAndSetLong(Memory memory, long ea, long expected, long value) {
    return SWAP
        ? UNSAFE.compareAndSwapLong(
            null, memory.base + ea, Long.reverseBytes(expected), Long.reverseBytes(value))
        : UNSAFE.compareAndSwapLong(null, memory.base + ea, expected, value);
  }

  @Override
  public int getAndAddInt(Memory memory, long ea, int delta) {
    if (!SWAP) {
      return UNSAFE.getAndAddInt(null, memory.base + ea, delta);
    }
    int old;
    do {
      old = getIntVolatile(memory, ea);
    } while (!compareAndSetInt(memory, ea, old, old + delta));
    return old;
  }

  @Override
  public long getAndAddLong(Memory memory, long ea, long delta) {
    if (!SWAP) {
      return UNSAFE.getAndAddLong(null, memory.base + ea, delta);
    }
    long old;
    do {
      old = getLongVolatile(memory, ea);
    } while (!compareAndSetLong(memory, ea, old, old + delta));
    return old;
  }

  @Override
  public int getAndSetInt(Memory memory, long ea, int value) {
    return SWAP
        ? Integer.reverseBytes(
            UNSAFE.getAndSetInt(null, memory.base + ea, Integer.reverseBytes(value)))
        : UNSAFE.getAndSetInt(null, memory.base + ea, value);
  }

  @Override
  public long getAndSetLong(Memory memory, long ea, long value) {
    return SWAP
        ? Long.reverseBytes(UNSAFE.getAndSetLong(null, memory.base + ea, Long.reverseBytes(value)))
        : UNSAFE.getAndSetLong(null, memory.base + ea, value);
  }

  @Override
  long reserveShared(Memory memory, long least, long most) {
    long bytes = Math.max(least, Math.min(most, MOST_SHARED));
    while (true) {
      try {
        Block block = new SharedBlock(memory, bytes);
        memory.block = block;
        memory.base = block.address;
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
    return NativeBuffers.make(memory.base, bytes, memory);
  }

  /**
   * Direct buffers of storage that is not their own. The JDK's way of making one is a restricted
   * method, for which every embedder would have to give a flag; a buffer of a memory that may move
   * is made by moving it into an arena instead, but a shared memory must stay where it is.
   */
  private static final class NativeBuffers {
    private static final long ADDRESS = offset(Buffer.class, "address");
    private static final long CAPACITY = offset(Buffer.class, "capacity");
    private static final long ATTACHMENT = offset(duplicate().getClass(), "att");

    private static ByteBuffer duplicate() {
      return ByteBuffer.allocateDirect(0).duplicate();
    }

    private static long offset(Class<?> owner, String field) {
      try {
        return UNSAFE.objectFieldOffset(owner.getDeclaredField(field));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    /** A little-endian buffer; it and all made from it keep {@code owner} reachable. */
    static ByteBuffer make(long address, int bytes, Object owner) {
      ByteBuffer buffer = duplicate();
      UNSAFE.putLong(buffer, ADDRESS, address);
      UNSAFE.putInt(buffer, CAPACITY, bytes);
      UNSAFE.putObject(buffer, ATTACHMENT, owner);
      return buffer.limit(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  @Override
  void reserve(Memory memory, long bytes) {
    if (bytes == 0) {
      return;
    }
    if (memory.block == null) {
      Block block = new Block(memory, bytes);
      memory.block = block;
      memory.base = block.address;
      return;
    }
    if (memory.block instanceof ViewedBlock viewed) {
      if (bytes > viewed.segment.byteSize()) {
        moveBack(memory, viewed, bytes);
      }
      return;
    }
    Block block = (Block) memory.block;
    if (bytes > block.capacity) {
      // Growing a memory usually goes on; address space that is not touched costs nothing.
      long generous = Math.min(Math.max(bytes, block.capacity * 2), memory.maxBytes());
      try {
        block.resize(generous);
      } catch (OutOfMemoryError e) {
        if (generous == bytes) {
          throw e;
        }
        block.resize(bytes);
      }
      memory.base = block.address;
    }
  }

  @Override
  void extend(Memory memory, long limit) {
    if (memory.block == null || limit > capacity(memory.block)) {
      reserve(memory, memory.byteSize());
    }
    UNSAFE.setMemory(memory.base + memory.limit, limit - memory.limit, (byte) 0);
  }

  private static long capacity(MemoryBlock block) {
    return block instanceof ViewedBlock viewed
        ? viewed.segment.byteSize()
        : ((Block) block).capacity;
  }

  @Override
  MemorySegment view(Memory memory) {
    MemoryBlock before = memory.block;
    if (before instanceof ViewedBlock viewed && viewed.segment.byteSize() == memory.byteSize()) {
      return viewed.segment;
    }
    // Only the bytes of an arena have views that can be ended.
    Arena arena = Arena.ofShared();
    MemorySegment segment;
    try {
      segment = arena.allocate(memory.byteSize(), 16);
    } catch (OutOfMemoryError e) {
      arena.close();
      throw e;
    }
    if (memory.limit > 0) {
      UNSAFE.copyMemory(memory.base, segment.address(), memory.limit);
    }
    memory.block = new ViewedBlock(memory, arena, segment);
    memory.base = segment.address();
    memory.limit(memory.byteSize());
    memory.block.account(memory.limit);
    if (before != null) {
      before.run();
    }
    return segment;
  }

  /** Moves a memory that grows out of its arena, which ends the views. */
  private static void moveBack(Memory memory, ViewedBlock viewed, long bytes) {
    Block block = new Block(memory, bytes);
    UNSAFE.copyMemory(memory.base, block.address, memory.limit);
    block.account(memory.limit);
    memory.block = block;
    memory.base = block.address;
    viewed.run();
  }

  /** A block that the host has a view of. */
  private static final class ViewedBlock extends MemoryBlock {
    final Arena arena;
    final MemorySegment segment;

    ViewedBlock(Memory memory, Arena arena, MemorySegment segment) {
      super(memory);
      this.arena = arena;
      this.segment = segment;
    }

    @Override
    void free() {
      try {
        arena.close();
      } catch (IllegalStateException inUse) {
        // Another thread hands a view to the operating system just now: the bytes have to stay.
      }
    }
  }

  /** A block of the C library's allocator. */
  private static class Block extends MemoryBlock {
    long address;
    long capacity;

    Block(Memory memory, long bytes) {
      this(memory, UNSAFE.allocateMemory(rounded(bytes)), bytes);
    }

    private Block(Memory memory, long address, long bytes) {
      super(memory);
      this.address = address;
      this.capacity = bytes;
    }

    /** Whole words, with pages of one byte too: {@code AtomicOps} exchanges words. */
    private static long rounded(long bytes) {
      return Math.max(bytes + 7 & -8, 8);
    }

    synchronized void resize(long bytes) {
      address = UNSAFE.reallocateMemory(address, rounded(bytes));
      capacity = bytes;
    }

    @Override
    void free() {
      UNSAFE.freeMemory(address);
      address = 0;
    }
  }

  /** A block whose address space counts: most of it is never used. */
  private static final class SharedBlock extends Block {
    SharedBlock(Memory memory, long bytes) {
      super(memory, bytes);
      MemoryPressure.RESERVED.add(bytes);
    }

    @Override
    void free() {
      super.free();
      MemoryPressure.RESERVED.add(-capacity);
    }
  }
}
