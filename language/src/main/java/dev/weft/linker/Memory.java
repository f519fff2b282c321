// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineMemory;
import java.util.Optional;
import org.graalvm.polyglot.Value;

/** A memory in a store. */
public final class Memory implements Extern, LinearMemory {
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
  public MemoryType type() {
    return engine.externType();
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
