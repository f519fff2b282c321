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

  /**
   * A shared memory of its minimum size, which does not belong to the context.
   *
   * @throws UnsupportedOperationException if shared memories are switched off
   */
  EngineMemory sharedMemory(MemoryType type);

  /** A table of its minimum size, filled with a reference of the engine. */
  EngineTable table(TableType type, Object initial);

  /** A global that holds a boxed number or a reference of the engine. */
  EngineGlobal global(GlobalType type, Object initial);

  /**
   * A function of WASI. Each instance that it is linked into gets one that works on the memory
   * which the instance exports as {@code memory}.
   *
   * @param configuration what the functions see; they share one state for each configuration. Null
   *     for what the context itself has, its options included
   * @param moduleName the module of WASI
   * @param name the function
   */
  EngineFunction wasiFunction(WasiConfiguration configuration, String moduleName, String name);

  /** A new tag. */
  EngineTag tag(TagType type);
}
