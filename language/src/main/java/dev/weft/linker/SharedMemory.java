// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineMemory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;

/**
 * A memory of an engine that several stores and threads use, each thread with a store of its own.
 * All methods may be called by any thread at any time. The bytes never move: views stay valid when
 * the memory grows, with the size that they were made with, and keep it alive. Plain accesses of
 * several threads to the same bytes at a time may see them in any order; numbers at multiples of
 * their size are read and written as a whole.
 *
 * <p>It is freed when nobody can reach it any more: neither the host nor an instance.
 */
public final class SharedMemory extends LinearMemory implements Extern {
  private final Engine engine;
  private final EngineMemory engineSide;

  SharedMemory(Engine engine, EngineMemory engineSide) {
    this.engine = engine;
    this.engineSide = engineSide;
  }

  /**
   * Makes a shared memory. Address space for its maximum is reserved at once; bytes are obtained as
   * they are used.
   *
   * @throws IllegalArgumentException if the type is not a shared one
   * @throws UnsupportedOperationException if {@code wasm.Threads} is switched off in the engine
   * @throws ResourceLimitException if the host has not got so much memory
   */
  public static SharedMemory create(Engine engine, MemoryType type) {
    if (!type.shared()) {
      throw new IllegalArgumentException(
          "memories that are not shared are made with Memory.create");
    }
    try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
      Store<Void> store = Store.of(context, null);
      return new SharedMemory(
          engine, store.call(() -> store.engineSide().objects().sharedMemory(type)));
    }
  }

  @Override
  EngineMemory bytes() {
    return engineSide;
  }

  @Override
  RuntimeException translate(RuntimeException failure) {
    return failure;
  }

  /**
   * Adds pages, all zero. No limit of a store is asked.
   *
   * @param deltaPages how many, an unsigned number
   * @return the size before, in pages
   * @throws ResourceLimitException if the maximum or the host forbids it
   */
  @Override
  public long grow(long deltaPages) {
    long before = engineSide.growShared(deltaPages);
    if (before < 0) {
      throw new ResourceLimitException(
          "failed to grow memory by `" + Long.toUnsignedString(deltaPages) + "`", null, null);
    }
    return before;
  }

  @Override
  public CompletableFuture<Long> growAsync(long deltaPages) {
    return CompletableFuture.supplyAsync(() -> grow(deltaPages));
  }

  /** What a wait ended with. */
  public enum WaitResult {
    /** Another thread notified. */
    OK,
    /** The memory did not hold the expected number. */
    MISMATCH,
    /** The time was over. */
    TIMED_OUT
  }

  /**
   * Wakes threads that wait at an address, those first that came first.
   *
   * @param address a multiple of 4
   * @param count how many at most, an unsigned number
   * @return how many were woken
   * @throws WasmTrap if the address is not aligned, or out of bounds
   */
  public int atomicNotify(long address, int count) {
    check(address, Integer.BYTES);
    return engineSide.wake(address, count);
  }

  /**
   * Waits until another thread notifies, if there is a certain number at an address.
   *
   * @param address a multiple of 4
   * @param expected the number
   * @param timeout how long at most; for ever if empty
   * @throws WasmTrap if the address is not aligned, or out of bounds
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public WaitResult atomicWait32(long address, int expected, Optional<Duration> timeout) {
    return await(address, Integer.BYTES, expected, timeout);
  }

  /** See {@link #atomicWait32}; for a number of 64 bits, at a multiple of 8. */
  public WaitResult atomicWait64(long address, long expected, Optional<Duration> timeout) {
    return await(address, Long.BYTES, expected, timeout);
  }

  private WaitResult await(long address, int bytes, long expected, Optional<Duration> timeout) {
    check(address, bytes);
    long nanos = timeout.map(SharedMemory::nanos).orElse(-1L);
    return WaitResult.values()[engineSide.await(address, bytes, expected, nanos, isGuest())];
  }

  private static long nanos(Duration time) {
    try {
      return Math.max(0, time.toNanos());
    } catch (ArithmeticException e) {
      return time.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  /** Whether this thread is in a context, which must be able to interrupt it. */
  private static boolean isGuest() {
    try {
      Context.getCurrent();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private void check(long address, int bytes) {
    if ((address & bytes - 1) != 0) {
      throw trap(TrapCode.HEAP_MISALIGNED, "unaligned atomic");
    }
    if (address < 0 || address > byteSize() - bytes) {
      throw trap(TrapCode.MEMORY_OUT_OF_BOUNDS, "out of bounds memory access");
    }
  }

  private static WasmTrap trap(TrapCode code, String message) {
    return new WasmTrap(code, message, Backtrace.EMPTY, null, null);
  }

  EngineMemory engineSide() {
    return engineSide;
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  @Override
  public MemoryType type() {
    return engineSide.externType();
  }

  @Override
  boolean isClosed() {
    return false;
  }

  @Override
  public Optional<Store<?>> store() {
    return Optional.empty();
  }

  /**
   * @throws IllegalStateException always; see {@link #value(Store)}
   */
  @Override
  public Value value() {
    throw new IllegalStateException("a shared memory belongs to no store");
  }

  /** The object that guest languages of a store use in its place. */
  public Value value(Store<?> store) {
    if (!engine.equals(store.engine())) {
      throw new IllegalArgumentException("the store is of another engine");
    }
    return store.call(() -> store.context().asValue(engineSide));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SharedMemory memory && engineSide == memory.engineSide;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(engineSide);
  }

  @Override
  public String toString() {
    return type().toString();
  }
}
