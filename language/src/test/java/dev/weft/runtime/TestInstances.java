// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import dev.weft.module.Module;
import dev.weft.types.GlobalType;
import java.util.HashSet;

/** Makes instances without a context, for tests of single nodes. */
public final class TestInstances {

  private TestInstances() {}

  /**
   * Makes the memories, tables and globals of a module that imports nothing; segments are passive
   * and element segments have no items yet.
   *
   * @param module the module
   * @param access the raw access to the memories
   * @return the instance
   */
  public static Instance create(Module module, MemoryAccess access) {
    ModuleCode code =
        new ModuleCode(null, module, null, access, null, CodeLimits.NONE, new Tools(null), null);
    Instance instance = new Instance(code, null);
    for (int i = 0; i < module.memoryCount(); i++) {
      instance.memories[i] = Memory.create(module.memoryType(i), access, new HashSet<>());
    }
    instance.memory0 = module.memoryCount() > 0 ? instance.memories[0] : null;
    for (int i = 0; i < module.tableCount(); i++) {
      instance.tables[i] = Table.create(module.tableType(i), WasmNull.INSTANCE, null);
    }
    for (int i = 0; i < module.globalCount(); i++) {
      GlobalType type = module.globalType(i);
      instance.globals[i] =
          type.type().isRef() ? new Global(type, WasmNull.INSTANCE) : new Global(type, 0);
    }
    for (int i = 0; i < instance.elements.length; i++) {
      instance.elements[i] = new Object[0];
    }
    return instance;
  }
}
