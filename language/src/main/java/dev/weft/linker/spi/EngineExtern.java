// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.ExternType;

/** A function, global, table, memory or tag of the engine. */
public sealed interface EngineExtern
    permits EngineFunction, EngineGlobal, EngineTable, EngineMemory, EngineTag {
  /** Its type, with the present size of tables and memories as minimum. */
  ExternType externType();
}
