// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.MemoryType;

/** A memory of the engine. */
public non-sealed interface EngineMemory extends EngineExtern {
  @Override
  MemoryType externType();
}
