// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.ThreadLocalAction;
import com.oracle.truffle.api.TruffleLanguage.Env;
import dev.weft.WasmContext;
import dev.weft.host.HostExceptions;

/**
 * Stops for a moment whatever runs in a context, at its next safepoint: code has safepoints at its
 * loops and calls anyway, so this costs nothing while it is not used.
 */
public final class Interruption {
  /** What is done at the safepoint, on the guest's thread. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Decides what happens to the code that runs.
     *
     * @return whether it goes on; else it traps
     * @throws Exception to end it with an exception of the host
     */
    boolean goesOn() throws Exception;
  }

  private Interruption() {}

  /**
   * Asks for an interruption. To be called by any thread. If no thread runs in the context, nothing
   * happens.
   *
   * @param context the context
   * @param handler what is done
   */
  public static void request(WasmContext context, Handler handler) {
    Env env = context.env();
    try {
      env.submitThreadLocal(
          null,
          new ThreadLocalAction(true, false) {
            @Override
            protected void perform(Access access) {
              boolean goesOn;
              try {
                goesOn = handler.goesOn();
              } catch (Throwable e) {
                throw HostExceptions.toGuest(context, e);
              }
              if (!goesOn) {
                throw WasmException.trap(TrapCode.INTERRUPT, access.getLocation());
              }
            }
          });
    } catch (IllegalStateException closed) {
      // Then nothing runs there any more.
    }
  }
}
