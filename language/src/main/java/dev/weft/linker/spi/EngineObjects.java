// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.GlobalType;
import dev.weft.linker.MemoryType;
import dev.weft.linker.TableType;
import dev.weft.linker.TagType;

/** What the host can make in a context. */
public interface EngineObjects {
  /** A memory of its minimum size. */
  EngineMemory memory(MemoryType type);

  /** A table of its minimum size, filled with a reference of the engine. */
  EngineTable table(TableType type, Object initial);

  /** A global that holds a boxed number or a reference of the engine. */
  EngineGlobal global(GlobalType type, Object initial);

  /** A new tag. */
  EngineTag tag(TagType type);
}
