// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

import dev.weft.types.DefinedType;
import dev.weft.types.GlobalType;
import dev.weft.types.MemoryType;
import dev.weft.types.TableType;
import dev.weft.types.TagType;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a {@link Module} while it is being read; {@link Module#Module(ModuleParts)} takes
 * them over. Index spaces begin with the imports; arrays of initialisers and of code ranges are
 * indexed by what the module itself defines.
 */
public final class ModuleParts {
  /** The whole binary module. */
  public byte[] bytes;

  /** A name for messages, or null. */
  public String sourceName;

  /** The types by index. */
  public DefinedType[] types = {};

  /** The imports in order. */
  public List<Import> imports = new ArrayList<>();

  /** The type index of every function, imported ones first. */
  public int[] functionTypes = {};

  /** The number of imported functions. */
  public int importedFunctions;

  /** For each defined function the offset of its locals. */
  public int[] codeStarts = {};

  /** For each defined function the offset after its body. */
  public int[] codeEnds = {};

  /** The tables, imported ones first. */
  public List<TableType> tables = new ArrayList<>();

  /** The number of imported tables. */
  public int importedTables;

  /** For each defined table its initialiser, or null. */
  public List<ConstExpr> tableInits = new ArrayList<>();

  /** The memories, imported ones first. */
  public List<MemoryType> memories = new ArrayList<>();

  /** The number of imported memories. */
  public int importedMemories;

  /** The globals, imported ones first. */
  public List<GlobalType> globals = new ArrayList<>();

  /** The number of imported globals. */
  public int importedGlobals;

  /** For each defined global its initialiser. */
  public List<ConstExpr> globalInits = new ArrayList<>();

  /** The tags, imported ones first. */
  public List<TagType> tags = new ArrayList<>();

  /** The number of imported tags. */
  public int importedTags;

  /** The exports in order. */
  public List<Export> exports = new ArrayList<>();

  /** The index of the start function, or -1. */
  public int startFunction = -1;

  /** The element segments. */
  public List<ElementSegment> elements = new ArrayList<>();

  /** The data segments. */
  public List<DataSegment> data = new ArrayList<>();

  /** The number in the data count section, or -1 without such a section. */
  public int dataCount = -1;

  /** The custom sections in order. */
  public List<CustomSection> customSections = new ArrayList<>();

  /** For error messages: the byte offset at which each section's contents start, by section id. */
  public int[] sectionOffsets = new int[16];
}
