// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineTable;
import java.util.Optional;
import org.graalvm.polyglot.Value;

/** A table of references in a store. */
public final class Table implements Extern {
  private final Store<?> store;
  private final EngineTable engine;

  Table(Store<?> store, EngineTable engine) {
    this.store = store;
    this.engine = engine;
  }

  /**
   * Makes a table of its minimum size.
   *
   * @throws IllegalArgumentException if the reference is not of the element type
   * @throws LinkException.CrossStore if it refers to an item of another store
   */
  public static Table create(Store<?> store, TableType type, Val.Ref initial) {
    if (!initial.matches(type.element())) {
      throw new IllegalArgumentException(
          "value does not match table element type "
              + type.element()
              + ": "
              + Values.describe(initial));
    }
    return new Table(
        store,
        store.call(
            () -> store.engineSide().objects().table(type, Values.toEngine(store, initial))));
  }

  EngineTable engine() {
    return engine;
  }

  @Override
  public TableType type() {
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

  /** How many elements it has. */
  public long size() {
    return type().min();
  }

  /** An element; empty beyond the end. */
  public Optional<Val.Ref> get(long index) {
    throw Missing.part("Table.get");
  }

  /** Sets an element. */
  public void set(long index, Val.Ref value) {
    throw Missing.part("Table.set");
  }

  /** Adds elements; returns the size before. */
  public long grow(long delta, Val.Ref initial) {
    throw Missing.part("Table.grow");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Table table && engine == table.engine;
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
