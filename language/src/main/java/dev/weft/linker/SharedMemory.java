// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineMemory;
import java.util.Optional;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;

/** A memory of an engine that several stores and threads use. */
public final class SharedMemory implements Extern, LinearMemory {
  private final Engine engine;
  private final EngineMemory engineSide;

  SharedMemory(Engine engine, EngineMemory engineSide) {
    this.engine = engine;
    this.engineSide = engineSide;
  }

  /** Makes a shared memory. */
  public static SharedMemory create(Engine engine, MemoryType type) {
    throw Missing.part("SharedMemory: threads are not executable");
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
  public Optional<Store<?>> store() {
    return Optional.empty();
  }

  @Override
  public Value value() {
    throw new IllegalStateException("a shared memory belongs to no store");
  }
}
