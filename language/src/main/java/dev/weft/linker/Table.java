// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineTable;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    return engine.size();
  }

  /**
   * An element.
   *
   * @param index an unsigned number
   * @return the element; empty beyond the end
   */
  public Optional<Val.Ref> get(long index) {
    if (index < 0 || index >= engine.size()) {
      return Optional.empty();
    }
    RefType element = type().element();
    return Optional.of(
        store.call(() -> Values.toRef(store, element, engine.get(Math.toIntExact(index)))));
  }

  /**
   * Sets an element.
   *
   * @param index an unsigned number
   * @throws IllegalArgumentException if the reference is not of the element type
   * @throws IndexOutOfBoundsException if there is no such element
   * @throws LinkException.CrossStore if it refers to an item of another store
   */
  public void set(long index, Val.Ref value) {
    checkType(value);
    checkRange(index, 1);
    store.run(() -> engine.set(Math.toIntExact(index), Values.toEngine(store, value)));
  }

  /**
   * Adds elements.
   *
   * @param delta how many, an unsigned number
   * @param initial what they are
   * @return the size before
   * @throws IllegalArgumentException if the reference is not of the element type
   * @throws ResourceLimitException if the maximum, a limit of the store or the host forbids it
   * @throws LinkException.CrossStore if it refers to an item of another store
   */
  public long grow(long delta, Val.Ref initial) {
    checkType(initial);
    long before = store.call(() -> engine.grow(delta, Values.toEngine(store, initial)));
    if (before < 0) {
      throw new ResourceLimitException(
          "failed to grow table by `" + Long.toUnsignedString(delta) + "`", null, null);
    }
    return before;
  }

  /** See {@link #grow}; on the store's executor. */
  public CompletableFuture<Long> growAsync(long delta, Val.Ref initial) {
    return store.async(() -> grow(delta, initial));
  }

  /**
   * Sets elements.
   *
   * @throws IllegalArgumentException if the reference is not of the element type
   * @throws IndexOutOfBoundsException if the range is not inside the table; then none is set
   * @throws LinkException.CrossStore if it refers to an item of another store
   */
  public void fill(long index, Val.Ref value, long length) {
    checkType(value);
    checkRange(index, length);
    store.run(() -> engine.fill(index, Values.toEngine(store, value), length));
  }

  /**
   * Copies elements between tables of one store, or within a table; the ranges may overlap.
   *
   * @throws IllegalArgumentException if the elements of one are not of the type of the other's
   * @throws IndexOutOfBoundsException if a range is not inside its table; then none is copied
   * @throws LinkException.CrossStore if the tables belong to different stores
   */
  public static void copy(
      Table target, long targetIndex, Table source, long sourceIndex, long length) {
    RefType to = target.type().element();
    RefType from = source.type().element();
    if (!target.store.isSame(source.store)) {
      throw new LinkException.CrossStore("the table " + source, null);
    }
    if (!from.matches(to)) {
      throw new IllegalArgumentException(
          "elements of type " + from + " cannot be copied to a table of " + to);
    }
    source.checkRange(sourceIndex, length);
    target.checkRange(targetIndex, length);
    target.store.run(() -> target.engine.copyFrom(targetIndex, source.engine, sourceIndex, length));
  }

  private void checkType(Val.Ref value) {
    RefType element = type().element();
    if (!value.matches(element)) {
      throw new IllegalArgumentException(
          "value does not match table element type " + element + ": " + Values.describe(value));
    }
  }

  private void checkRange(long index, long length) {
    long size = engine.size();
    if ((index | length) < 0 || index > size - length) {
      throw new IndexOutOfBoundsException(
          "table access out of bounds: index "
              + Long.toUnsignedString(index)
              + " and length "
              + Long.toUnsignedString(length)
              + " in a table of "
              + size
              + " elements");
    }
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
