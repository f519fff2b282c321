// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineExtern;
import dev.weft.linker.spi.EngineFunction;
import dev.weft.linker.spi.EngineGlobal;
import dev.weft.linker.spi.EngineMemory;
import dev.weft.linker.spi.EngineTable;
import dev.weft.linker.spi.EngineTag;

/** From the engine's objects to {@link Extern}s and back. */
final class Externs {
  private Externs() {}

  static Extern wrap(Store<?> store, EngineExtern item) {
    return switch (item) {
      case EngineFunction function -> new Func(store, function);
      case EngineGlobal global -> new Global(store, global);
      case EngineTable table -> new Table(store, table);
      case EngineMemory memory ->
          memory.isShared() ? new SharedMemory(store.engine(), memory) : new Memory(store, memory);
      case EngineTag tag -> new Tag(store, tag);
    };
  }

  static EngineExtern unwrap(Extern item) {
    return switch (item) {
      case Func func -> func.engine();
      case Global global -> global.engine();
      case Table table -> table.engine();
      case Memory memory -> memory.engine();
      case SharedMemory memory -> memory.engineSide();
      case Tag tag -> tag.engine();
    };
  }
}
