// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import java.util.List;

/** An instance of a module. */
public interface EngineInstance {
  /** The module. */
  EngineModule engineModule();

  /** What it exports, in the order of the module. */
  List<EngineExtern> exportedItems();
}
