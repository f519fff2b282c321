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
import dev.weft.WasmContext;
import dev.weft.bridge.LinkTypes;
import dev.weft.linker.spi.EngineMemory;
import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A memory instance (specification, "Memory Instances"). Its bytes lie outside the Java heap and
 * are obtained as they are used: {@link #limit} says how far they are accessible and zeroed, {@link
 * #byteSize()} how far the memory reaches. An access beyond the limit takes the slow path of the
 * bounds check, which extends the limit or traps; so a memory that is never touched costs nothing,
 * and the check of an access is one comparison all the same.
 *
 * <p>Not safe for use by several threads at a time, because growth may move the bytes, unless it is
 * a <em>shared</em> memory. The bytes of one of these never move: the address space for all that it
 * may ever have is obtained when it is made. {@link #limit} and {@link #byteSize()} of it only
 * increase, under a lock; a thread that reads an older limit takes the slow path, which looks again
 * under the lock. It belongs to no context, so that all contexts of an engine can use it, and is
 * freed when nobody can reach it any more.
 */
@ExportLibrary(InteropLibrary.class)
public final class Memory extends ExternObject implements EngineMemory {
  private static final String SIZE = "size";
  private static final String BYTE_SIZE = "byteSize";
  private static final String PAGE_SIZE = "pageSize";
  private static final String TYPE = "type";
  private static final String[] PROPERTIES = {SIZE, BYTE_SIZE, PAGE_SIZE, TYPE};

  /** Beyond this many bytes address space is reserved when a memory is made or grown, not later. */
  private static final long RESERVE_EARLY = 1 << 20;

  /** How many bytes are made accessible at first, if the memory has them. */
  private static final long FIRST_STEP = 1 << 20;

  /**
   * Then the limit grows by this many bytes at least, if the memory has them. Compiled code leaves
   * for the interpreter when it meets the limit, so it must not do so often.
   */
  private static final long STEP = 32 << 20;

  /** No host has more address space for one memory. */
  private static final long MAX_BYTES = 1L << 46;

  /** Address of the first byte; read by {@link UnsafeAccess} only. */
  long base;

  /** How many bytes can be accessed at once; at most {@link #byteSize()}. */
  long limit;

  /**
   * Numeric accesses that start here or below need no further check, whatever their size; negative
   * before the first access. For {@link DirectMemory}.
   */
  long bound = -LONGEST_ACCESS;

  private static final int LONGEST_ACCESS = 8;

  /** Notes how many bytes can be accessed at once. */
  void limit(long bytes) {
    limit = bytes;
    bound = bytes - LONGEST_ACCESS;
  }

  /** The bytes of {@link SegmentAccess}; null with the other implementation. */
  MemorySegment segment;

  /** What holds the bytes; null until the first is accessed (or many are reserved). */
  MemoryBlock block;

  /** The blocks of the context, freed when it closes. */
  final Set<MemoryBlock> blocks;

  private final MemoryType type;
  private final MemoryAccess access;
  private final ResourceAccount account;

  /** What the account knows this memory by; may be null. */
  private Object accountEntry;

  private final long maxPages;
  private final int pageSizeLog2;
  private long byteSize;
  private boolean closed;

  /** What a shared memory has more, and what is locked when it changes; null for others. */
  private final SharedState shared;

  private Memory(
      MemoryType type, MemoryAccess access, Set<MemoryBlock> blocks, ResourceAccount account) {
    // An account is for one thread: of a shared memory it is that of whoever makes or grows it.
    this.account = type.limits().shared() ? null : account;
    this.type = type;
    this.access = access;
    this.blocks = blocks;
    this.pageSizeLog2 = type.pageSizeLog2();
    Limits limits = type.limits();
    this.shared = limits.shared() ? new SharedState(this) : null;
    long most = limits.is64() ? MAX_BYTES : 1L << 32;
    long absolute = most >>> pageSizeLog2;
    if (!limits.is64() && pageSizeLog2 == 0) {
      absolute--; // memory.size could not tell 2^32 bytes from none
    }
    boolean declared = limits.hasMax() && Long.compareUnsigned(limits.max(), absolute) < 0;
    this.maxPages = declared ? limits.max() : absolute;
  }

  /**
   * Makes a memory of its minimum size, all zero.
   *
   * @param type the type
   * @param context the context that owns the bytes
   * @throws WasmException if the host has not got so much memory, or a limit forbids it
   */
  public static Memory create(MemoryType type, WasmContext context) {
    return type.limits().shared()
        ? create(type, context.memoryAccess(), ConcurrentHashMap.newKeySet(), context.account())
        : create(type, context.memoryAccess(), context.memoryBlocks(), context.account());
  }

  static Memory create(MemoryType type, MemoryAccess access, Set<MemoryBlock> blocks) {
    return create(type, access, blocks, null);
  }

  @TruffleBoundary
  private static Memory create(
      MemoryType type, MemoryAccess access, Set<MemoryBlock> blocks, ResourceAccount account) {
    Memory memory = new Memory(type, access, blocks, account);
    long pages = type.limits().min();
    if (account != null) {
      memory.accountEntry =
          account.memory(memory, memory.bytes(pages), memory.declaredMaximum(), pages);
      if (memory.isShared() && memory.accountEntry != null) {
        memory.shared.maker = account;
      }
    }
    if (Long.compareUnsigned(pages, memory.maxPages) > 0 || !memory.resize(pages)) {
      ResourceAccount.release(memory.accountEntry);
      if (account != null) {
        account.growthFailed("the host cannot provide so much memory");
      }
      throw WasmException.failure(
          FailureType.UNLINKABLE,
          "out of memory",
          "the host cannot provide a memory of "
              + Long.toUnsignedString(pages)
              + " pages of "
              + (1L << type.pageSizeLog2())
              + " bytes",
          null);
    }
    return memory;
  }

  /** The declared type; its minimum is the size the memory was made with. */
  public MemoryType type() {
    return type;
  }

  /** The type with the present size as minimum, as imports see it. */
  public MemoryType currentType() {
    Limits l = type.limits();
    return new MemoryType(
        new Limits(pages(), l.hasMax(), l.max(), l.is64(), l.shared()), pageSizeLog2);
  }

  @Override
  public boolean isShared() {
    return shared != null;
  }

  /** The present size in bytes; for shared memories a sequentially consistent read. */
  public long byteSize() {
    if (shared == null) {
      return byteSize;
    }
    VarHandle.fullFence();
    long bytes = byteSize;
    VarHandle.acquireFence();
    return bytes;
  }

  /** The present size in pages of this memory's page size. */
  public long pages() {
    return byteSize() >>> pageSizeLog2;
  }

  /** The most bytes this memory may ever have. */
  long maxBytes() {
    return maxPages << pageSizeLog2;
  }

  /** The most pages this memory may ever have: its declared maximum or what its type allows. */
  public long maxPages() {
    return maxPages;
  }

  /** The raw access to this memory's bytes. */
  public MemoryAccess access() {
    return access;
  }

  /**
   * Grows the memory; the new bytes are zero.
   *
   * @param deltaPages how many pages to add, unsigned
   * @return the size before, in pages, or -1 if the memory may or can not grow so far
   */
  @TruffleBoundary
  public long grow(long deltaPages) {
    if (isShared()) {
      return shared.grow(deltaPages, WasmContext.get(null).account());
    }
    long before = pages();
    if (deltaPages == 0 && !closed) {
      noteGrowth();
      return before;
    }
    if (closed || !mayGrow(before, deltaPages)) {
      return -1;
    }
    if (deltaPages < 0 || deltaPages > maxPages - pages()) {
      growthFailed("the maximum size of the memory is " + maxPages + " pages");
      return -1;
    }
    before = pages(); // the limiter may have let it grow meanwhile
    long end = byteSize;
    if (!resize(before + deltaPages)) {
      growthFailed("the host cannot provide so much memory");
      return -1;
    }
    if (account != null) {
      account.grown(accountEntry, byteSize);
    }
    if (end > 0 && limit == end) {
      // What is used up to its end will be used beyond: then compiled code need not leave for it.
      // If the bytes cannot be had, the first access will say so.
      long newLimit = Math.min(end + STEP, byteSize);
      if (tryExtend(newLimit) == null) {
        limit(newLimit);
        block.account(newLimit);
      }
    }
    noteGrowth();
    return before;
  }

  /** Tells a JavaScript engine that has an object for this memory, also if it grew by nothing. */
  void noteGrowth() {
    if (embedderData() != null) {
      WasmContext.get(null).javaScript().memoryGrown(this);
    }
  }

  private boolean mayGrow(long before, long deltaPages) {
    if (account == null) {
      return true;
    }
    long pages = before + deltaPages;
    long desired = Long.compareUnsigned(pages, before) < 0 ? -1 : bytes(pages);
    return account.mayGrow(accountEntry, byteSize, desired, declaredMaximum()) && !closed;
  }

  private void growthFailed(String why) {
    if (account != null) {
      account.growthFailed(why);
    }
  }

  /** The bytes of so many pages; -1, the largest number, if they are more. */
  long bytes(long pages) {
    return pages >>> (Long.SIZE - 1 - pageSizeLog2) != 0 && pageSizeLog2 > 0
        ? -1
        : pages << pageSizeLog2;
  }

  long declaredMaximum() {
    Limits limits = type.limits();
    return limits.hasMax() ? bytes(limits.max()) : -1;
  }

  /** What the account of the context knows this memory by, or null. */
  Object accountEntry() {
    return accountEntry;
  }

  private boolean resize(long pages) {
    long bytes = pages << pageSizeLog2;
    if (isShared() && !shared.reserve(bytes)) {
      return false;
    }
    boolean now = !isShared() && (bytes > RESERVE_EARLY || block != null);
    if (now && tryReserve(bytes) != null) {
      if (!MemoryPressure.ALL.collectForMore() || tryReserve(bytes) != null) {
        return false;
      }
    }
    byteSize = bytes;
    return true;
  }

  private OutOfMemoryError tryReserve(long bytes) {
    try {
      access.reserve(this, bytes);
      return null;
    } catch (OutOfMemoryError e) {
      return e;
    }
  }

  private OutOfMemoryError tryExtend(long newLimit) {
    try {
      access.extend(this, newLimit);
      return null;
    } catch (OutOfMemoryError e) {
      return e;
    }
  }

  /** Whether a range is not inside the memory; negative numbers are outside of any. */
  boolean lacks(long address, long count) {
    return (address | count) < 0 || address > byteSize - count;
  }

  /**
   * The slow path of the bounds check: makes the bytes accessible if the memory has them.
   *
   * @param address the first byte; negative if out of any bounds
   * @param count how many bytes, unsigned; none of them is needed if 0
   * @param location what the trap is attributed to, or null
   * @throws WasmException the trap if the memory does not reach so far
   */
  @TruffleBoundary
  void makeAccessible(long address, long count, Node location) {
    if (!isShared()) {
      makeAccessibleAlone(address, count, location);
      return;
    }
    synchronized (shared) {
      makeAccessibleAlone(address, count, location);
    }
  }

  private void makeAccessibleAlone(long address, long count, Node location) {
    if (lacks(address, count)) {
      throw WasmException.trap(TrapCode.MEMORY_OUT_OF_BOUNDS, location);
    }
    long end = address + count;
    if (end <= limit || count == 0) {
      return;
    }
    long step = limit == 0 ? FIRST_STEP : STEP;
    long newLimit = Math.min(Math.max(limit + step, end), byteSize);
    OutOfMemoryError failure = tryExtend(newLimit);
    if (failure != null && MemoryPressure.ALL.collectForMore()) {
      failure = tryExtend(newLimit);
    }
    if (failure != null) {
      throw WasmException.failure(
          FailureType.EXHAUSTION,
          "out of memory",
          "the host cannot provide " + newLimit + " bytes of memory",
          failure);
    }
    if (isShared()) {
      SharedState.publishZeroes();
    }
    limit(newLimit);
    block.account(newLimit);
  }

  /**
   * A view of the present bytes of a shared memory. It stays valid when the memory grows, and keeps
   * the memory alive.
   *
   * @throws WasmException if there are more than 2<sup>31</sup> - 1 bytes
   */
  @TruffleBoundary
  public ByteBuffer buffer() {
    long bytes = byteSize();
    if (bytes > Integer.MAX_VALUE) {
      throw WasmException.failure(
          FailureType.UNSUPPORTED,
          "view of a shared memory",
          bytes + " bytes are more than the " + Integer.MAX_VALUE + " that a view can have",
          null);
    }
    MemoryAccess.checkRange(this, 0, bytes, null);
    return access.sharedBuffer(this, (int) bytes);
  }

  /** See {@link dev.weft.ops.AtomicOps#await}; only for shared memories. */
  @TruffleBoundary
  public int await(long ea, int bytes, long expected, long timeout, Node location) {
    return shared.waiters.await(this, ea, bytes, expected, timeout, location, true);
  }

  @Override
  public int await(long address, int bytes, long expected, long nanos, boolean guest) {
    MemoryAccess.checkRange(this, address, bytes, null);
    return shared.waiters.await(this, address, bytes, expected, nanos, null, guest);
  }

  @Override
  @TruffleBoundary
  public long growShared(long deltaPages) {
    return shared.grow(deltaPages, null);
  }

  /** The new size of a shared memory; only under its lock. */
  void shareSize(long bytes) {
    byteSize = bytes;
    VarHandle.fullFence();
  }

  @Override
  @TruffleBoundary
  public int wake(long ea, int count) {
    return shared.waiters.wake(ea, count);
  }

  /**
   * A view of the present bytes. It ends, so that any access through it throws {@link
   * IllegalStateException}, when the memory grows, is closed with its context, or is not reachable
   * any more. The first view of a memory, and the first after each growth, copies it once.
   *
   * @throws WasmException if the host has not got so much memory
   * @throws IllegalStateException if the context was closed
   */
  @TruffleBoundary
  public MemorySegment view() {
    if (isShared()) {
      return MemorySegment.ofBuffer(buffer());
    }
    if (closed) {
      throw new IllegalStateException("the memory was closed with its context");
    }
    try {
      return access.view(this);
    } catch (OutOfMemoryError e) {
      throw WasmException.failure(
          FailureType.EXHAUSTION,
          "out of memory",
          "the host cannot provide " + byteSize + " bytes of memory",
          e);
    }
  }

  /** Takes the bytes away: the context was closed. */
  void forget() {
    closed = true;
    byteSize = 0;
    limit(0);
    base = 0;
    segment = null;
  }

  /** Frees the bytes; the memory is empty from then on and cannot grow. */
  @TruffleBoundary
  public void close() {
    MemoryBlock b = block;
    if (b != null) {
      block = null;
      b.close();
    }
    forget();
  }

  private long checked(long address, int bytes) {
    MemoryAccess.checkRange(this, address, bytes, null);
    return address;
  }

  /** Reads a byte; traps out of bounds. */
  public byte getByte(long address) {
    return access.getByte(this, checked(address, 1));
  }

  /** Reads a little-endian 16-bit number; traps out of bounds. */
  public short getShort(long address) {
    return access.getShort(this, checked(address, 2));
  }

  /** Reads a little-endian 32-bit number; traps out of bounds. */
  public int getInt(long address) {
    return access.getInt(this, checked(address, 4));
  }

  /** Reads a little-endian 64-bit number; traps out of bounds. */
  public long getLong(long address) {
    return access.getLong(this, checked(address, 8));
  }

  /** Reads a little-endian 32-bit float; traps out of bounds. */
  public float getFloat(long address) {
    return Float.intBitsToFloat(getInt(address));
  }

  /** Reads a little-endian 64-bit float; traps out of bounds. */
  public double getDouble(long address) {
    return Double.longBitsToDouble(getLong(address));
  }

  /** Writes the low byte of {@code value}; traps out of bounds. */
  public void putByte(long address, int value) {
    access.putByte(this, checked(address, 1), value);
  }

  /** Writes the low two bytes of {@code value}, little-endian; traps out of bounds. */
  public void putShort(long address, int value) {
    access.putShort(this, checked(address, 2), value);
  }

  /** Writes a 32-bit number, little-endian; traps out of bounds. */
  public void putInt(long address, int value) {
    access.putInt(this, checked(address, 4), value);
  }

  /** Writes a 64-bit number, little-endian; traps out of bounds. */
  public void putLong(long address, long value) {
    access.putLong(this, checked(address, 8), value);
  }

  /** Writes a 32-bit float, little-endian; traps out of bounds. */
  public void putFloat(long address, float value) {
    putInt(address, Float.floatToRawIntBits(value));
  }

  /** Writes a 64-bit float, little-endian; traps out of bounds. */
  public void putDouble(long address, double value) {
    putLong(address, Double.doubleToRawLongBits(value));
  }

  /** Copies bytes out of the memory; traps out of bounds. */
  public void read(long address, byte[] to, int toIndex, int count) {
    MemoryAccess.checkRange(this, address, count, null);
    access.read(this, address, to, toIndex, count);
  }

  /** Copies bytes into the memory; traps out of bounds, and then writes nothing. */
  public void write(long address, byte[] from, int fromIndex, int count) {
    MemoryAccess.checkRange(this, address, count, null);
    access.write(this, address, from, fromIndex, count);
  }

  /** Sets {@code count} bytes to {@code value}; traps out of bounds, and then writes nothing. */
  public void fill(long address, byte value, long count) {
    MemoryAccess.checkRange(this, address, count, null);
    access.fill(this, address, value, count);
  }

  /**
   * Copies {@code count} bytes of {@code from} into this memory, which may be the same; traps if
   * either range is out of bounds, and then writes nothing.
   */
  public void copy(long address, Memory from, long fromAddress, long count) {
    MemoryAccess.checkRange(from, fromAddress, count, null);
    MemoryAccess.checkRange(this, address, count, null);
    access.copy(from, fromAddress, this, address, count);
  }

  // ---- Other languages: a buffer, an array of bytes, and members

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
    if (offset < 0 || count < 0 || offset > limit - count) {
      CompilerDirectives.transferToInterpreter();
      if (offset < 0 || count < 0 || offset > byteSize - count) {
        throw InvalidBufferOffsetException.create(offset, count);
      }
      makeAccessible(offset, count, null);
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void copyFrom(long address, EngineMemory from, long fromAddress, long count) {
    copy(address, (Memory) from, fromAddress, count);
  }

  @Override
  public dev.weft.linker.MemoryType externType() {
    return LinkTypes.memoryType(currentType());
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
    return byteSize();
  }

  @ExportMessage
  void readBuffer(long offset, byte[] to, int toOffset, int count)
      throws InvalidBufferOffsetException {
    check(offset, count);
    access.read(this, offset, to, toOffset, count);
  }

  @ExportMessage
  byte readBufferByte(long offset, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 1);
    return node.execute(this).getByte(this, offset);
  }

  @ExportMessage
  void writeBufferByte(long offset, byte value, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 1);
    node.execute(this).putByte(this, offset, value);
  }

  @ExportMessage
  short readBufferShort(ByteOrder order, long offset, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 2);
    short value = node.execute(this).getShort(this, offset);
    return order == ByteOrder.BIG_ENDIAN ? Short.reverseBytes(value) : value;
  }

  @ExportMessage
  void writeBufferShort(
      ByteOrder order, long offset, short value, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 2);
    short ordered = order == ByteOrder.BIG_ENDIAN ? Short.reverseBytes(value) : value;
    node.execute(this).putShort(this, offset, ordered);
  }

  @ExportMessage
  int readBufferInt(ByteOrder order, long offset, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 4);
    int value = node.execute(this).getInt(this, offset);
    return order == ByteOrder.BIG_ENDIAN ? Integer.reverseBytes(value) : value;
  }

  @ExportMessage
  void writeBufferInt(
      ByteOrder order, long offset, int value, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 4);
    int ordered = order == ByteOrder.BIG_ENDIAN ? Integer.reverseBytes(value) : value;
    node.execute(this).putInt(this, offset, ordered);
  }

  @ExportMessage
  long readBufferLong(ByteOrder order, long offset, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 8);
    long value = node.execute(this).getLong(this, offset);
    return order == ByteOrder.BIG_ENDIAN ? Long.reverseBytes(value) : value;
  }

  @ExportMessage
  void writeBufferLong(
      ByteOrder order, long offset, long value, @Shared("access") @Cached AccessNode node)
      throws InvalidBufferOffsetException {
    check(offset, 8);
    long ordered = order == ByteOrder.BIG_ENDIAN ? Long.reverseBytes(value) : value;
    node.execute(this).putLong(this, offset, ordered);
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
    return byteSize;
  }

  @ExportMessage(name = "isArrayElementReadable")
  @ExportMessage(name = "isArrayElementModifiable")
  boolean hasElement(long index) {
    return index >= 0 && index < byteSize;
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
    MemoryAccess.checkRange(this, index, 1, null);
    return node.execute(this).getByte(this, index) & 0xFF;
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
    MemoryAccess.checkRange(this, index, 1, null);
    node.execute(this).putByte(this, index, (int) number);
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
      case SIZE -> pages();
      case BYTE_SIZE -> byteSize();
      case PAGE_SIZE -> 1L << pageSizeLog2;
      case TYPE -> Types.describe(currentType());
      default -> method(member);
    };
  }

  private MethodObject method(String member) throws UnknownIdentifierException {
    MemoryMethods method = MemoryMethods.named(member);
    if (method == null) {
      throw UnknownIdentifierException.create(member);
    }
    return method.of(this);
  }

  @ExportMessage
  @TruffleBoundary
  Object invokeMember(String member, Object[] arguments)
      throws UnknownIdentifierException, ArityException, UnsupportedTypeException {
    return method(member).execute(arguments);
  }

  @Override
  MetaType metaType() {
    return MetaType.MEMORY;
  }

  @Override
  @TruffleBoundary
  String display() {
    return "memory of " + pages() + " pages";
  }
}
