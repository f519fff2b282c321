// SPDX-License-Identifier: Apache-2.0
package dev.weft.host;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import dev.weft.WasmContext;
import dev.weft.linker.spi.LinkerAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** What the host throws, as guests may see it. */
public final class HostExceptions {
  private HostExceptions() {}

  /**
   * Throws what a host function threw. An exception of the host gets the wrapper that belongs to
   * it, one that came from a guest loses it: only the polyglot engine can do either, so it is made
   * to call a function that throws.
   *
   * @return never
   */
  public static RuntimeException toGuest(WasmContext context, Throwable e) {
    if (e instanceof StackOverflowError overflow) {
      throw overflow; // a trap at the next function of a module
    }
    if (e instanceof AbstractTruffleException guest) {
      throw guest;
    }
    Throwable meant = LinkerAccess.get().guestException(e, context.bridge());
    if (meant != null) {
      throw HostExceptions.<RuntimeException>sneak(meant);
    }
    ProxyExecutable thrower =
        arguments -> {
          throw HostExceptions.<RuntimeException>sneak(e);
        };
    try {
      InteropLibrary.getUncached().execute(context.env().asGuestValue(thrower));
    } catch (InteropException refused) {
      throw CompilerDirectives.shouldNotReachHere(refused);
    }
    throw CompilerDirectives.shouldNotReachHere("an exception got lost", e);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E sneak(Throwable e) throws E {
    throw (E) e;
  }
}
