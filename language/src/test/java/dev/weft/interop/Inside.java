// SPDX-License-Identifier: Apache-2.0
package dev.weft.interop;

import com.oracle.truffle.api.interop.InteropLibrary;
import dev.weft.WasmContext;
import dev.weft.runtime.ModuleObject;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;

/** Looks behind the polyglot API, from inside a context. */
final class Inside {
  private Inside() {}

  /** Runs something while the context is entered. */
  static <T> T call(Context context, Supplier<T> body) {
    context.initialize("wasm");
    context.enter();
    try {
      return body.get();
    } finally {
      context.leave();
    }
  }

  /** The module object behind a value of the entered context. */
  static ModuleObject unwrap(Value module) {
    var env = WasmContext.get(null).env();
    Object guest = env.asGuestValue(module);
    if (!InteropLibrary.getUncached(guest).isInstantiable(guest)) {
      throw new IllegalArgumentException(module.toString());
    }
    return (ModuleObject) guest;
  }
}
