// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import dev.weft.WasmContext;
import dev.weft.linker.spi.EngineFunctions;
import dev.weft.linker.spi.LinkerAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** A host function: the environment of {@link HostBodyRootNode}. */
final class HostBody {
  final WasmContext context;
  private final EngineFunctions.Body body;

  HostBody(WasmContext context, EngineFunctions.Body body) {
    this.context = context;
    this.body = body;
  }

  @TruffleBoundary
  Object call(Object[] params) {
    context.flushOutput();
    try {
      return body.call(params);
    } catch (Throwable t) {
      throw failure(t);
    }
  }

  /**
   * Throws what guests may see: exceptions of the host through interop, so that they are wrapped.
   */
  private RuntimeException failure(Throwable t) {
    if (t instanceof AbstractTruffleException
        || t.getClass().getName().startsWith("com.oracle.truffle.polyglot.")) {
      throw Sneaky.rethrow(t);
    }
    Throwable guest = LinkerAccess.get().guestException(t, context.bridge());
    if (guest != null) {
      throw Sneaky.rethrow(guest);
    }
    ProxyExecutable thrower =
        arguments -> {
          throw Sneaky.rethrow(t);
        };
    try {
      InteropLibrary.getUncached().execute(context.env().asGuestValue(thrower));
    } catch (InteropException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException("not thrown", t);
  }
}
