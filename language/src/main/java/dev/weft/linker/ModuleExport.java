// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** An export of a module, found once: see {@link WasmModule#exportIndex}. */
public final class ModuleExport {
  private final WasmModule module;
  private final String name;
  private final int index;

  ModuleExport(WasmModule module, String name, int index) {
    this.module = module;
    this.name = name;
    this.index = index;
  }

  /** The module. */
  public WasmModule module() {
    return module;
  }

  /** The name of the export. */
  public String name() {
    return name;
  }

  int index() {
    return index;
  }
}
