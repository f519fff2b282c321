// SPDX-License-Identifier: Apache-2.0
package dev.weft.host;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import dev.weft.WasmContext;
import dev.weft.runtime.FunctionInstance;

/**
 * A Java function in a store: the environment (argument 0) of {@link HostCode}'s call targets. Code
 * holds the functions of no host; bindings do.
 */
public final class HostBinding {
  /** The context of the store. */
  public final WasmContext context;

  /** How the function is called. */
  public final HostCode code;

  /** The Java function: first argument of the code's handle. */
  public final Object function;

  /** What the embedding keeps for the store: second argument of the handle. */
  public final Object state;

  private HostBinding(WasmContext context, HostCode code, Object function, Object state) {
    this.context = context;
    this.code = code;
    this.function = function;
    this.state = state;
  }

  /**
   * Makes a function object.
   *
   * @param context the current context
   * @param code how the function is called
   * @param name its name in messages
   * @param function the Java function: first argument of the code's handle
   * @param state what the embedding keeps for the store: second argument of the handle
   */
  @TruffleBoundary
  public static FunctionInstance bind(
      WasmContext context, HostCode code, String name, Object function, Object state) {
    return new FunctionInstance(
        code.type(),
        name,
        code.target(context.language()),
        new HostBinding(context, code, function, state));
  }
}
