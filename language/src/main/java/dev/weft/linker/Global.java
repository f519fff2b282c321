// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineGlobal;
import java.util.Optional;
import org.graalvm.polyglot.Value;

/** A global variable in a store. */
public final class Global implements Extern {
  private final Store<?> store;
  private final EngineGlobal engine;

  Global(Store<?> store, EngineGlobal engine) {
    this.store = store;
    this.engine = engine;
  }

  /**
   * Makes a global.
   *
   * @throws IllegalArgumentException if the value is not of the type
   * @throws LinkException.CrossStore if the value refers to an item of another store
   */
  public static Global create(Store<?> store, GlobalType type, Val initial) {
    if (!initial.matches(type.content())) {
      throw new IllegalArgumentException(
          "the initial value of a global of type "
              + type.content()
              + " cannot be "
              + Values.describe(initial));
    }
    return new Global(
        store,
        store.call(
            () -> store.engineSide().objects().global(type, Values.toEngine(store, initial))));
  }

  EngineGlobal engine() {
    return engine;
  }

  @Override
  public GlobalType type() {
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

  /** The value. */
  public Val get() {
    return store.call(() -> Values.toVal(store, type().content(), engine.getBoxed()));
  }

  /**
   * Sets the value.
   *
   * @throws IllegalStateException if the global is immutable
   * @throws IllegalArgumentException if the value is of another type
   * @throws LinkException.CrossStore if the value refers to an item of another store
   */
  public void set(Val value) {
    GlobalType type = type();
    if (!type.mutable()) {
      throw new IllegalStateException("the global is immutable: " + type);
    }
    if (!value.matches(type.content())) {
      throw new IllegalArgumentException(
          "a global of type " + type.content() + " cannot hold " + Values.describe(value));
    }
    store.run(() -> engine.setBoxed(Values.toEngine(store, value)));
  }

  /**
   * The value of an i32.
   *
   * @throws IllegalStateException if the global is of another type
   */
  public int getInt() {
    return (int) number(ValType.I32);
  }

  /** The value of an i64; see {@link #getInt}. */
  public long getLong() {
    return (long) number(ValType.I64);
  }

  /** The value of an f32; see {@link #getInt}. */
  public float getFloat() {
    return (float) number(ValType.F32);
  }

  /** The value of an f64; see {@link #getInt}. */
  public double getDouble() {
    return (double) number(ValType.F64);
  }

  private Object number(ValType expected) {
    GlobalType type = type();
    if (type.content() != expected) {
      throw new IllegalStateException("the global is not an " + expected + ": " + type);
    }
    return engine.getBoxed();
  }

  /**
   * Sets the value of an i32.
   *
   * @throws IllegalStateException if the global is immutable
   * @throws IllegalArgumentException if it is of another type
   */
  public void setInt(int value) {
    set(Val.i32(value));
  }

  /** Sets the value of an i64; see {@link #setInt}. */
  public void setLong(long value) {
    set(Val.i64(value));
  }

  /** Sets the value of an f32; see {@link #setInt}. */
  public void setFloat(float value) {
    set(Val.f32(value));
  }

  /** Sets the value of an f64; see {@link #setInt}. */
  public void setDouble(double value) {
    set(Val.f64(value));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Global global && engine == global.engine;
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
