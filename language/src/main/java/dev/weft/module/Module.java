// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

import dev.weft.types.DefinedType;
import dev.weft.types.ExternKind;
import dev.weft.types.GlobalType;
import dev.weft.types.MemoryType;
import dev.weft.types.TableType;
import dev.weft.types.TagType;
import java.util.List;

/**
 * A decoded module: the specification's abstract syntax, with function bodies and constant
 * expressions left as ranges of the binary module.
 *
 * <p>Immutable (but for names, which are read when first asked for) and safe for use by many
 * threads; contexts share it.
 */
public final class Module {
  private static final int[] NO_FUNCTIONS = {};

  private final byte[] bytes;
  private final String sourceName;
  private final DefinedType[] types;
  private final List<Import> imports;
  private final int[] functionTypes;
  private final int importedFunctions;
  private final int[] codeStarts;
  private final int[] codeEnds;
  private final TableType[] tables;
  private final int importedTables;
  private final ConstExpr[] tableInits;
  private final MemoryType[] memories;
  private final int importedMemories;
  private final GlobalType[] globals;
  private final int importedGlobals;
  private final ConstExpr[] globalInits;
  private final TagType[] tags;
  private final int importedTags;
  private final List<Export> exports;
  private final int startFunction;
  private final List<ElementSegment> elements;
  private final List<DataSegment> data;
  private final int dataCount;
  private final List<CustomSection> customSections;
  private final int[] sectionOffsets;

  private NameSection names;
  private int[] exportOfFunction;
  private int[] importOfFunction;
  private Unsupported unsupported;

  /** Takes over the given parts. */
  public Module(ModuleParts parts) {
    bytes = parts.bytes;
    sourceName = parts.sourceName;
    types = parts.types;
    imports = List.copyOf(parts.imports);
    functionTypes = parts.functionTypes;
    importedFunctions = parts.importedFunctions;
    codeStarts = parts.codeStarts;
    codeEnds = parts.codeEnds;
    tables = parts.tables.toArray(new TableType[0]);
    importedTables = parts.importedTables;
    tableInits = parts.tableInits.toArray(new ConstExpr[0]);
    memories = parts.memories.toArray(new MemoryType[0]);
    importedMemories = parts.importedMemories;
    globals = parts.globals.toArray(new GlobalType[0]);
    importedGlobals = parts.importedGlobals;
    globalInits = parts.globalInits.toArray(new ConstExpr[0]);
    tags = parts.tags.toArray(new TagType[0]);
    importedTags = parts.importedTags;
    exports = List.copyOf(parts.exports);
    startFunction = parts.startFunction;
    elements = List.copyOf(parts.elements);
    data = List.copyOf(parts.data);
    dataCount = parts.dataCount;
    customSections = List.copyOf(parts.customSections);
    sectionOffsets = parts.sectionOffsets;
  }

  /** Returns the whole binary module; callers must not change it. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the name that the source gave for messages, or null. */
  public String sourceName() {
    return sourceName;
  }

  /** Returns the module's name from its name section, or null. */
  public String name() {
    return names().moduleName();
  }

  /** Returns the number of types. */
  public int typeCount() {
    return types.length;
  }

  /** Returns the types by index; callers must not change the array. */
  public DefinedType[] types() {
    return types;
  }

  /** Returns the type with the given index. */
  public DefinedType type(int index) {
    return types[index];
  }

  /** Returns the imports in order. */
  public List<Import> imports() {
    return imports;
  }

  /** Returns the number of functions, imported ones included. */
  public int functionCount() {
    return functionTypes.length;
  }

  /** Returns the number of imported functions, which come first in the index space. */
  public int importedFunctionCount() {
    return importedFunctions;
  }

  /** Returns the type of a function. */
  public DefinedType functionType(int function) {
    return types[functionTypes[function]];
  }

  /** Returns the index of the type of a function. */
  public int functionTypeIndex(int function) {
    return functionTypes[function];
  }

  /** Returns the offset in {@link #bytes} of the locals of a function, -1 if it is imported. */
  public int codeStart(int function) {
    return function < importedFunctions ? -1 : codeStarts[function - importedFunctions];
  }

  /** Returns the offset in {@link #bytes} after the body of a function, -1 if it is imported. */
  public int codeEnd(int function) {
    return function < importedFunctions ? -1 : codeEnds[function - importedFunctions];
  }

  /**
   * Returns the name of a function: from the name section, else the first name it is exported by,
   * else {@code module.name} of its import, else {@code func[index]}.
   */
  public String functionName(int function) {
    String name = names().functionName(function);
    if (name != null) {
      return name;
    }
    int[] exportIndices = exportOfFunction();
    if (exportIndices.length > 0 && exportIndices[function] > 0) {
      return exports.get(exportIndices[function] - 1).name();
    }
    if (function < importedFunctions) {
      Import found = imports.get(importOfFunction()[function]);
      return found.module() + "." + found.name();
    }
    return "func[" + function + "]";
  }

  /** Returns the import that provides an imported function. */
  public Import functionImport(int function) {
    return imports.get(importOfFunction()[function]);
  }

  /** Returns the number of tables, imported ones included. */
  public int tableCount() {
    return tables.length;
  }

  /** Returns the number of imported tables, which come first in the index space. */
  public int importedTableCount() {
    return importedTables;
  }

  /** Returns the type of a table. */
  public TableType tableType(int table) {
    return tables[table];
  }

  /** Returns the initialiser of a table's elements, or null. */
  public ConstExpr tableInit(int table) {
    return table < importedTables ? null : tableInits[table - importedTables];
  }

  /** Returns the number of memories, imported ones included. */
  public int memoryCount() {
    return memories.length;
  }

  /** Returns the number of imported memories, which come first in the index space. */
  public int importedMemoryCount() {
    return importedMemories;
  }

  /** Returns the type of a memory. */
  public MemoryType memoryType(int memory) {
    return memories[memory];
  }

  /** Returns the number of globals, imported ones included. */
  public int globalCount() {
    return globals.length;
  }

  /** Returns the number of imported globals, which come first in the index space. */
  public int importedGlobalCount() {
    return importedGlobals;
  }

  /** Returns the type of a global. */
  public GlobalType globalType(int global) {
    return globals[global];
  }

  /** Returns the initialiser of a global, null if it is imported. */
  public ConstExpr globalInit(int global) {
    return global < importedGlobals ? null : globalInits[global - importedGlobals];
  }

  /** Returns the number of tags, imported ones included. */
  public int tagCount() {
    return tags.length;
  }

  /** Returns the number of imported tags, which come first in the index space. */
  public int importedTagCount() {
    return importedTags;
  }

  /** Returns the type of a tag. */
  public TagType tagType(int tag) {
    return tags[tag];
  }

  /** Returns the exports in the order of the section. */
  public List<Export> exports() {
    return exports;
  }

  /** Returns the index of the start function, or -1. */
  public int startFunction() {
    return startFunction;
  }

  /** Returns the element segments. */
  public List<ElementSegment> elements() {
    return elements;
  }

  /** Returns the data segments. */
  public List<DataSegment> data() {
    return data;
  }

  /** Returns the number in the data count section, or -1 without such a section. */
  public int declaredDataCount() {
    return dataCount;
  }

  /** Returns the custom sections in order. */
  public List<CustomSection> customSections() {
    return customSections;
  }

  /** Returns where the contents of a section start, 0 if the module has none of that id. */
  public int sectionOffset(int id) {
    return sectionOffsets[id];
  }

  /**
   * Returns the first thing in the module, by offset, that the engine does not execute, or null.
   * Meaningful after validation.
   */
  public synchronized Unsupported firstUnsupported() {
    return unsupported;
  }

  /** Notes something that the engine does not execute; the one with the lowest offset is kept. */
  public synchronized void noteUnsupported(Unsupported found) {
    if (unsupported == null || found.offset() < unsupported.offset()) {
      unsupported = found;
    }
  }

  private synchronized NameSection names() {
    if (names == null) {
      names = new NameSection(bytes, customSections, functionTypes.length);
    }
    return names;
  }

  private synchronized int[] exportOfFunction() {
    if (exportOfFunction == null) {
      int[] indices = NO_FUNCTIONS;
      for (int i = exports.size() - 1; i >= 0; i--) {
        Export export = exports.get(i);
        if (export.kind() == ExternKind.FUNCTION) {
          if (indices.length == 0) {
            indices = new int[functionTypes.length];
          }
          // Indices are checked by validation only.
          if (Integer.compareUnsigned(export.index(), indices.length) < 0) {
            indices[export.index()] = i + 1;
          }
        }
      }
      exportOfFunction = indices;
    }
    return exportOfFunction;
  }

  private synchronized int[] importOfFunction() {
    if (importOfFunction == null) {
      int[] indices = new int[importedFunctions];
      for (int i = 0; i < imports.size(); i++) {
        Import candidate = imports.get(i);
        if (candidate.kind() == ExternKind.FUNCTION) {
          indices[candidate.index()] = i;
        }
      }
      importOfFunction = indices;
    }
    return importOfFunction;
  }
}
