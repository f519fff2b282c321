// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.TableType;

/** A table of the engine. */
public non-sealed interface EngineTable extends EngineExtern {
  @Override
  TableType externType();
}
