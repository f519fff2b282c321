// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineContext;
import dev.weft.linker.spi.EngineFunction;
import java.util.function.Supplier;

/** Calls from the host into functions of the engine. */
final class Calls {
  private Calls() {}

  /**
   * Calls a function.
   *
   * @param slots an element that is free, then the parameters in the engine's form, boxed
   * @return null, the boxed result, or an {@code Object[]} of several
   */
  static Object call(Store<?> store, EngineFunction function, Object[] slots) {
    store.asyncCalls().checkSync();
    EngineContext context = store.engineSide();
    Object previous = enter(store);
    try {
      return entered(store, function, slots);
    } catch (Throwable t) {
      throw Failures.translate(store, t);
    } finally {
      context.leave(previous);
    }
  }

  /** The same with conversions on both ways. */
  static Object converting(
      Store<?> store, EngineFunction function, Object[] slots, TypedTarget target) {
    store.asyncCalls().checkSync();
    EngineContext context = store.engineSide();
    Object previous = enter(store);
    try {
      target.toRaw(slots);
      return target.toJava(entered(store, function, slots));
    } catch (Throwable t) {
      throw Failures.translate(store, t);
    } finally {
      context.leave(previous);
    }
  }

  /**
   * Enters the context of a store.
   *
   * @return what {@link EngineContext#leave} wants
   * @throws org.graalvm.polyglot.PolyglotException if the context was cancelled
   * @throws IllegalStateException if it was closed, or another thread is in it
   */
  static Object enter(Store<?> store) {
    try {
      return store.engineSide().enter();
    } catch (Throwable t) {
      if (store.isClosed()) {
        throw new IllegalStateException("the store is closed", t);
      }
      // Exceptions of the engine's own: the polyglot API throws what hosts may see.
      store.context().enter();
      store.context().leave();
      throw t;
    }
  }

  /** Calls a function in a context that is entered. */
  static Object entered(Store<?> store, EngineFunction function, Object[] slots) {
    StoreControl control = store.control();
    StoreHook hook = store.hook();
    if (!control.isGuarded()) {
      return hook == null ? function.callRaw(slots) : hook.callWasm(function, slots);
    }
    enter(control);
    try {
      return hook == null ? function.callRaw(slots) : hook.callWasm(function, slots);
    } finally {
      control.exit();
    }
  }

  /** Instantiates under deadlines and timeout; the engine calls the hook for the start function. */
  static <R> R watched(Store<?> store, Supplier<R> instantiation) {
    StoreControl control = store.control();
    return store.call(
        () -> {
          if (!control.isGuarded()) {
            return instantiation.get();
          }
          enter(control);
          try {
            return instantiation.get();
          } finally {
            control.exit();
          }
        });
  }

  private static void enter(StoreControl control) {
    try {
      control.enter();
    } catch (Exception e) {
      throw Failures.<RuntimeException>sneaky(e);
    }
  }
}
