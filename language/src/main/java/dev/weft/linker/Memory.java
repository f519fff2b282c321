// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineMemory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.graalvm.polyglot.Value;

/** A memory in a store. */
public final class Memory extends LinearMemory implements Extern {
  private final Store<?> store;
  private final EngineMemory engine;

  Memory(Store<?> store, EngineMemory engine) {
    this.store = store;
    this.engine = engine;
  }

  /**
   * Makes a memory of its minimum size.
   *
   * @throws IllegalArgumentException if the type is a shared one
   * @throws ResourceLimitException if a limit of the store or the host forbids it
   */
  public static Memory create(Store<?> store, MemoryType type) {
    if (type.shared()) {
      throw new IllegalArgumentException("shared memories are made with SharedMemory.create");
    }
    return new Memory(store, store.call(() -> store.engineSide().objects().memory(type)));
  }

  EngineMemory engine() {
    return engine;
  }

  @Override
  EngineMemory bytes() {
    return engine;
  }

  @Override
  RuntimeException translate(RuntimeException failure) {
    return store.call(
        () -> {
          throw failure;
        });
  }

  @Override
  public long grow(long deltaPages) {
    long before = store.call(() -> engine.grow(deltaPages));
    if (before < 0) {
      throw new ResourceLimitException(
          "failed to grow memory by `" + Long.toUnsignedString(deltaPages) + "`", null, null);
    }
    return before;
  }

  @Override
  public CompletableFuture<Long> growAsync(long deltaPages) {
    return store.async(() -> grow(deltaPages));
  }

  @Override
  public MemoryType type() {
    return engine.externType();
  }

  @Override
  boolean isClosed() {
    return store.isClosed();
  }

  @Override
  public Optional<Store<?>> store() {
    return Optional.of(store);
  }

  @Override
  public Value value() {
    return store.call(() -> store.context().asValue(engine));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Memory memory && engine == memory.engine;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(engine);
  }

  @Override
  public String toString() {
    return type().toString();
  }
}
