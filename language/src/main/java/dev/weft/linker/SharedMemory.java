// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineMemory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;

/** A memory of an engine that several stores and threads use. */
public final class SharedMemory extends LinearMemory implements Extern {
  private final Engine engine;
  private final EngineMemory engineSide;

  SharedMemory(Engine engine, EngineMemory engineSide) {
    this.engine = engine;
    this.engineSide = engineSide;
  }

  /**
   * Makes a shared memory.
   *
   * @throws IllegalArgumentException if the type is not a shared one
   * @throws UnsupportedOperationException always, as yet: the threads proposal is not executable
   */
  public static SharedMemory create(Engine engine, MemoryType type) {
    if (!type.shared()) {
      throw new IllegalArgumentException(
          "memories that are not shared are made with Memory.create");
    }
    throw new UnsupportedOperationException(
        "shared memories need the threads proposal, which Weft cannot execute yet");
  }

  @Override
  EngineMemory bytes() {
    return engineSide;
  }

  @Override
  RuntimeException translate(RuntimeException failure) {
    return failure;
  }

  @Override
  public long grow(long deltaPages) {
    long before = engineSide.grow(deltaPages);
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
   * Wakes threads that wait at an address.
   *
   * @throws UnsupportedOperationException always, as yet: the threads proposal is not executable
   */
  public int atomicNotify(long address, int count) {
    throw waiting();
  }

  /**
   * Waits until another thread notifies, if there is a certain number at an address.
   *
   * @throws UnsupportedOperationException always, as yet: the threads proposal is not executable
   */
  public WaitResult atomicWait32(long address, int expected, Optional<Duration> timeout) {
    throw waiting();
  }

  /** See {@link #atomicWait32}; for a number of 64 bits. */
  public WaitResult atomicWait64(long address, long expected, Optional<Duration> timeout) {
    throw waiting();
  }

  private static UnsupportedOperationException waiting() {
    return new UnsupportedOperationException(
        "waiting needs the threads proposal, which Weft cannot execute yet");
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

  @Override
  public Value value() {
    throw new IllegalStateException("a shared memory belongs to no store");
  }
}
