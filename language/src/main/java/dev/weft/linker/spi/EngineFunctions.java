// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.FuncType;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Host functions of one context. */
public interface EngineFunctions {
  /**
   * The code of a host function.
   *
   * <p>Whatever it throws reaches WebAssembly code as a host exception.
   */
  @FunctionalInterface
  interface Body {
    /**
     * Runs it.
     *
     * @param params boxed numbers and references of the engine
     * @return null, a boxed result of exactly the type, or an {@code Object[]} of several
     */
    Object call(Object[] params) throws Throwable;
  }

  /** A function of the engine that runs {@code body}. */
  EngineFunction hostFunction(FuncType type, String name, Body body);

  /**
   * Code that calls host functions by a method handle.
   *
   * @param type the type of the functions
   * @param handle takes the function, what the API keeps for the store, the calling {@link
   *     EngineInstance} or null, and the parameters as {@code int}, {@code long}, {@code float},
   *     {@code double} and {@link Object}; returns the same, or an {@code Object[]} of several
   *     boxed results. Where there are more than 240 slots of arguments, the parameters come in an
   *     array instead, and the result is boxed.
   * @param pure asked once, if one of the functions is called often: given it, returns a handle of
   *     the same type for all of them whose code may be compiled into that of WebAssembly
   *     functions, because it does nothing but compute a number in bounded time and never throws;
   *     else null
   */
  EngineHostCode code(FuncType type, MethodHandle handle, Function<Object, MethodHandle> pure);

  /**
   * A host function.
   *
   * @param code how it is called
   * @param name its name in messages
   * @param function the first argument of the code's handle
   * @param state the second argument of the code's handle
   */
  EngineFunction hostFunction(EngineHostCode code, String name, Object function, Object state);

  /** Calls a hook around host functions and start functions of the context; null for none. */
  void hook(EngineHook hook);

  /**
   * Waits for a future to be done, whatever it completes with. The context can be interrupted and
   * cancelled meanwhile.
   */
  void await(Future<?> future);
}
