// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.FuncType;

/** A function of the engine. */
public non-sealed interface EngineFunction extends EngineExtern {
  @Override
  FuncType externType();

  /** A name for messages. */
  String functionName();

  /**
   * Calls it. The context must be entered; what the engine throws must go through {@link
   * EngineContext#explain}.
   *
   * @param params as many boxed numbers and references of the engine, of exactly the types, as
   *     there are parameters
   * @return null, a boxed result, or an {@code Object[]} of several
   */
  Object callBoxed(Object... params);

  /**
   * The same without a copy.
   *
   * @param slots an element that is free, then the parameters
   */
  Object callRaw(Object[] slots);
}
