// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import dev.weft.WasmContext;
import dev.weft.linker.GlobalType;
import dev.weft.linker.MemoryType;
import dev.weft.linker.TableType;
import dev.weft.linker.TagType;
import dev.weft.linker.spi.EngineFunction;
import dev.weft.linker.spi.EngineGlobal;
import dev.weft.linker.spi.EngineMemory;
import dev.weft.linker.spi.EngineObjects;
import dev.weft.linker.spi.EngineTable;
import dev.weft.linker.spi.EngineTag;
import dev.weft.linker.spi.WasiConfiguration;
import dev.weft.opcode.Feature;
import dev.weft.runtime.Global;
import dev.weft.runtime.Memory;
import dev.weft.runtime.Table;
import dev.weft.runtime.Tag;
import dev.weft.wasi.WasiModule;

/** What the host can make in a context. */
final class ObjectsBridge implements EngineObjects {
  private final WasmContext context;

  ObjectsBridge(WasmContext context) {
    this.context = context;
  }

  @Override
  public EngineMemory memory(MemoryType type) {
    return Memory.create(LinkTypes.memoryType(type), context);
  }

  @Override
  public EngineMemory sharedMemory(MemoryType type) {
    if (!context.options().features().has(Feature.THREADS)) {
      throw new UnsupportedOperationException("shared memories are switched off (wasm.Threads)");
    }
    return Memory.create(LinkTypes.memoryType(type), context);
  }

  @Override
  public EngineTable table(TableType type, Object initial) {
    return Table.create(LinkTypes.tableType(type), initial, context.account());
  }

  @Override
  public EngineGlobal global(GlobalType type, Object initial) {
    return Global.of(LinkTypes.globalType(type), initial);
  }

  @Override
  public EngineFunction wasiFunction(
      WasiConfiguration configuration, String moduleName, String name) {
    return WasiModule.unbound(
        context,
        configuration == null ? context.wasi() : context.wasi(configuration),
        moduleName,
        name);
  }

  @Override
  public EngineTag tag(TagType type) {
    return new Tag(LinkTypes.tagType(type));
  }
}
