// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.HostHook;
import java.util.concurrent.Callable;

/** A {@link CallHook} at work. Both hooks of a call run also if the call throws. */
final class StoreHook implements HostHook {
  private final Store<Object> store;
  private final CallHook<Object> hook;

  @SuppressWarnings("unchecked")
  StoreHook(Store<?> store, CallHook<?> hook) {
    this.store = (Store<Object>) store;
    this.hook = (CallHook<Object>) hook;
  }

  /** A call of the host into WebAssembly. */
  <R> R callWasm(Callable<R> work) throws Exception {
    hook.on(store, CallHook.Transition.CALLING_WASM);
    R result;
    try {
      result = work.call();
    } catch (Throwable t) {
      try {
        hook.on(store, CallHook.Transition.RETURNING_FROM_WASM);
      } catch (Throwable ofHook) {
        ofHook.addSuppressed(t);
        throw ofHook;
      }
      throw t;
    }
    hook.on(store, CallHook.Transition.RETURNING_FROM_WASM);
    return result;
  }

  @Override
  public void callingHost() throws Exception {
    hook.on(store, CallHook.Transition.CALLING_HOST);
  }

  @Override
  public void returningFromHost() throws Exception {
    hook.on(store, CallHook.Transition.RETURNING_FROM_HOST);
  }
}
