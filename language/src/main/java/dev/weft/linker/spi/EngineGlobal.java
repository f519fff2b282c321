// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.GlobalType;

/** A global of the engine. */
public non-sealed interface EngineGlobal extends EngineExtern {
  @Override
  GlobalType externType();

  /** The value: a boxed number or a reference of the engine. */
  Object getBoxed();

  /** Sets the value to one of exactly its type. */
  void setBoxed(Object value);
}
