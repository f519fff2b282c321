// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.FuncType;

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

  /** The instance whose function called the host function that is running, or null. */
  EngineInstance caller();
}
