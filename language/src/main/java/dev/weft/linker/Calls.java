// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineContext;
import dev.weft.linker.spi.EngineFunction;
import java.util.concurrent.Callable;

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
    Object previous = context.enter();
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
    Object previous = context.enter();
    try {
      target.toRaw(slots);
      return target.toJava(entered(store, function, slots));
    } catch (Throwable t) {
      throw Failures.translate(store, t);
    } finally {
      context.leave(previous);
    }
  }

  /** Calls a function in a context that is entered. */
  static Object entered(Store<?> store, EngineFunction function, Object[] slots) throws Throwable {
    if (store.hook() == null && !store.control().isGuarded()) {
      return function.callRaw(slots);
    }
    return watched(store, () -> function.callRaw(slots));
  }

  /** Lets WebAssembly code run under the deadlines, the timeout and the hook of its store. */
  static <R> R watched(Store<?> store, Callable<R> wasm) throws Exception {
    StoreControl control = store.control();
    StoreHook hook = store.hook();
    if (!control.isGuarded()) {
      return hook == null ? wasm.call() : hook.callWasm(wasm);
    }
    control.enter();
    try {
      return hook == null ? wasm.call() : hook.callWasm(wasm);
    } finally {
      control.exit();
    }
  }

  /** The same in a store that is not entered yet. */
  static <R> R enterAndWatch(Store<?> store, Callable<R> wasm) {
    return store.call(
        () -> {
          try {
            return watched(store, wasm);
          } catch (Exception e) {
            throw Failures.<RuntimeException>sneaky(e);
          }
        });
  }
}
