// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.ExportType;
import dev.weft.linker.ImportType;
import java.util.List;

/** A decoded and validated module; belongs to no context. */
public interface EngineModule {
  /** Identifies the decoded module: the same object for all {@code EngineModule}s made of it. */
  Object identity();

  /** The name in the name section, or null. */
  String moduleName();

  /** The name of the source it came from. */
  String sourceName();

  /** The binary module; a copy. */
  byte[] moduleBytes();

  /** The imports in order. */
  List<ImportType> importTypes();

  /** The exports in order. */
  List<ExportType> exportTypes();

  /** The types of the memories it defines (not those it imports), in order. */
  List<dev.weft.linker.MemoryType> definedMemories();

  /** The types of the tables it defines (not those it imports), in order. */
  List<dev.weft.linker.TableType> definedTables();

  /** Whether instantiating it runs a start function. */
  boolean hasStart();

  /** The contents of the custom sections with a name, in order. */
  List<byte[]> customSectionContents(String name);
}
