// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineFunction;
import dev.weft.linker.spi.EngineHook;

/** A {@link CallHook} at work. Both hooks of a call run also if the call throws. */
final class StoreHook implements EngineHook {
  private final Store<Object> store;
  private final CallHook<Object> hook;

  @SuppressWarnings("unchecked")
  StoreHook(Store<?> store, CallHook<?> hook) {
    this.store = (Store<Object>) store;
    this.hook = (CallHook<Object>) hook;
  }

  /** Calls a function of the engine with the hooks around it. */
  Object callWasm(EngineFunction function, Object[] slots) {
    callingWasm();
    Throwable failure = null;
    try {
      return function.callRaw(slots);
    } catch (Throwable t) {
      failure = t;
      throw t;
    } finally {
      returningFromWasm(failure);
    }
  }

  private void on(CallHook.Transition transition, Throwable failure) {
    try {
      hook.on(store, transition);
    } catch (Throwable ofHook) {
      if (failure != null && failure != ofHook) {
        ofHook.addSuppressed(failure);
      }
      throw Failures.<RuntimeException>sneaky(ofHook);
    }
  }

  @Override
  public void callingWasm() {
    on(CallHook.Transition.CALLING_WASM, null);
  }

  @Override
  public void returningFromWasm(Throwable failure) {
    on(CallHook.Transition.RETURNING_FROM_WASM, failure);
  }

  @Override
  public void callingHost() {
    on(CallHook.Transition.CALLING_HOST, null);
  }

  @Override
  public void returningFromHost(Throwable failure) {
    on(CallHook.Transition.RETURNING_FROM_HOST, failure);
  }
}
