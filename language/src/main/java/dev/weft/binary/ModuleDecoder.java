// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import dev.weft.binary.WasmFormatException.Kind;
import dev.weft.module.ConstExpr;
import dev.weft.module.CustomSection;
import dev.weft.module.DataSegment;
import dev.weft.module.ElementSegment;
import dev.weft.module.Export;
import dev.weft.module.Import;
import dev.weft.module.Module;
import dev.weft.module.ModuleParts;
import dev.weft.module.SegmentMode;
import dev.weft.module.Unsupported;
import dev.weft.opcode.Feature;
import dev.weft.opcode.FeatureSet;
import dev.weft.opcode.Immediate;
import dev.weft.opcode.Opcode;
import dev.weft.types.AbstractHeapType;
import dev.weft.types.DefinedType;
import dev.weft.types.ExternKind;
import dev.weft.types.ExternType;
import dev.weft.types.GlobalType;
import dev.weft.types.HeapType;
import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import dev.weft.types.RefType;
import dev.weft.types.TableType;
import dev.weft.types.TagType;
import dev.weft.types.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes binary modules (specification, "Modules" under "Binary format"). Function bodies and
 * constant expressions stay ranges of the bytes.
 *
 * <p>The limits are those of the JavaScript API ("Limits" in its implementation section).
 *
 * <p>What is malformed wins over what is invalid: an index of an unknown type is reported only when
 * all sections could be read.
 */
public final class ModuleDecoder extends ByteReader {
  private static final int MAX_MODULE_BYTES = 1 << 30;
  private static final int MAX_FUNCTIONS = 1_000_000;
  private static final int MAX_IMPORTS = 100_000;
  private static final int MAX_EXPORTS = 100_000;
  private static final int MAX_GLOBALS = 1_000_000;
  private static final int MAX_TAGS = 1_000_000;
  private static final int MAX_DATA_SEGMENTS = 100_000;
  private static final int MAX_TABLES = 100_000;
  private static final int MAX_ELEMENT_SEGMENTS = 10_000_000;
  private static final int MAX_ELEMENTS = 10_000_000;
  private static final int MAX_MEMORIES = 100;
  private static final int MAX_BODY_BYTES = 7_654_321;

  private static final int MAGIC = 0x6D736100;
  private static final int VERSION = 1;

  private final ModuleParts parts = new ModuleParts();
  private final Instruction instruction = new Instruction();
  private InstructionReader expressionReader;
  private WasmFormatException deferred;

  /** The type indices of the functions that the module defines. */
  private int[] definedFunctionTypes = {};

  private int[] importedFunctionTypes = {};

  private ModuleDecoder(byte[] bytes, FeatureSet features) {
    super(bytes, features, 0, bytes.length);
    types = new DefinedType[0];
  }

  /**
   * Decodes a module.
   *
   * @param bytes the binary module, which must not be changed as long as the module is in use
   * @param name a name for messages, or null
   * @param features the proposals that the module may use
   * @return the module, whose function bodies and constant expressions are not checked yet
   * @throws WasmFormatException if the module is malformed, refers to an unknown type or exceeds a
   *     limit
   */
  public static Module decode(byte[] bytes, String name, FeatureSet features) {
    if (bytes.length > MAX_MODULE_BYTES) {
      throw limit("bytes in a module", bytes.length, MAX_MODULE_BYTES, 0);
    }
    ModuleDecoder decoder = new ModuleDecoder(bytes, features);
    decoder.parts.bytes = bytes;
    decoder.parts.sourceName = name;
    try {
      return decoder.decode();
    } catch (WasmFormatException e) {
      throw e.kind() == Kind.MALFORMED ? decoder.firstError(e) : e;
    }
  }

  /**
   * Returns the first error of a malformed module. The bodies of functions were skipped: where the
   * sections after them make no sense, a body may be the cause.
   */
  private WasmFormatException firstError(WasmFormatException later) {
    InstructionReader reader = new InstructionReader(bytes, features, types, typeCount);
    for (int i = 0; i < parts.codeStarts.length; i++) {
      if (parts.codeStarts[i] > later.offset()) {
        break;
      }
      WasmFormatException error = reader.bodyError(parts.codeStarts[i], parts.codeEnds[i]);
      if (error != null) {
        return error.inFunction(parts.importedFunctions + i);
      }
    }
    return later;
  }

  private Module decode() {
    readHeader();
    int lastRank = 0;
    while (position < limit) {
      int at = position;
      int id = readByte();
      int rank = Section.rank(id);
      if (rank < 0 || id == Section.TAG && !features.has(Feature.EXCEPTIONS)) {
        throw malformed("malformed section id", Integer.toString(id), at);
      }
      if (id != Section.CUSTOM) {
        if (rank <= lastRank) {
          throw malformed("unexpected content after last section", "section " + id, at);
        }
        lastRank = rank;
      }
      int size = readLength();
      int start = position;
      if (size > limit - start) {
        throw unexpectedEnd();
      }
      parts.sectionOffsets[id] = start;
      readSection(id, start + size);
      if (position != start + size) {
        throw malformed("section size mismatch", "section " + id, start);
      }
    }
    return finish();
  }

  private void readHeader() {
    if (readInt32() != MAGIC) {
      throw malformed("magic header not detected", null, 0);
    }
    if (readInt32() != VERSION) {
      throw malformed("unknown binary version", null, 4);
    }
  }

  private Module finish() {
    int defined = definedFunctionTypes.length;
    if (defined != parts.codeStarts.length) {
      throw malformed(
          "function and code section have inconsistent lengths",
          defined + " functions, " + parts.codeStarts.length + " bodies",
          limit);
    }
    if (parts.dataCount >= 0 && parts.dataCount != parts.data.size()) {
      throw malformed(
          "data count and data section have inconsistent lengths",
          parts.dataCount + " announced, " + parts.data.size() + " present",
          limit);
    }
    if (deferred != null) {
      throw deferred;
    }
    parts.types = types;
    int imported = parts.importedFunctions;
    parts.functionTypes = new int[imported + defined];
    System.arraycopy(importedFunctionTypes, 0, parts.functionTypes, 0, imported);
    System.arraycopy(definedFunctionTypes, 0, parts.functionTypes, imported, defined);
    Module module = new Module(parts);
    if (vectorTypeOffset >= 0 && !Feature.SIMD.executable()) {
      module.noteUnsupported(new Unsupported(Feature.SIMD, vectorTypeOffset, "v128"));
    }
    return module;
  }

  /** Keeps the first error of validation until the module has turned out well-formed. */
  void defer(String phrase, String detail, int offset) {
    if (deferred == null) {
      deferred = invalid(phrase, detail, offset);
    }
  }

  @Override
  HeapType unknownType(long index, int offset) {
    defer("unknown type", Long.toString(index), offset);
    return AbstractHeapType.ANY;
  }

  private void readSection(int id, int end) {
    switch (id) {
      case Section.CUSTOM -> readCustom(end);
      case Section.TYPE -> new TypeSectionReader(this).read();
      case Section.IMPORT -> readImports();
      case Section.FUNCTION -> readFunctions();
      case Section.TABLE -> readTables();
      case Section.MEMORY -> readMemories();
      case Section.TAG -> readTags();
      case Section.GLOBAL -> readGlobals();
      case Section.EXPORT -> readExports();
      case Section.START -> parts.startFunction = readU32();
      case Section.ELEMENT -> readElements();
      case Section.DATA_COUNT -> {
        require(Feature.BULK_MEMORY, "malformed section id", end);
        int at = position;
        parts.dataCount = readU32();
        if (parts.dataCount < 0 || parts.dataCount > MAX_DATA_SEGMENTS) {
          throw limit("data segments", parts.dataCount & 0xFFFFFFFFL, MAX_DATA_SEGMENTS, at);
        }
      }
      case Section.CODE -> readCode();
      case Section.DATA -> readData();
      default -> throw new AssertionError(id);
    }
  }

  private void readCustom(int end) {
    String name = readName();
    if (position > end) {
      throw malformed("unexpected end of section or function", "custom section", end);
    }
    parts.customSections.add(new CustomSection(name, position, end - position));
    position = end;
  }

  private void readImports() {
    int count = readCount("imports", MAX_IMPORTS);
    int[] functionTypes = new int[count];
    int functions = 0;
    for (int i = 0; i < count; i++) {
      String module = readName();
      String name = readName();
      int at = position;
      int kind = readByte();
      ExternType type;
      int index;
      switch (kind) {
        case 0 -> {
          index = functions++;
          int typeIndex = readU32();
          functionTypes[index] = typeIndex;
          type = ExternType.function(functionType(typeIndex, at));
        }
        case 1 -> {
          index = parts.tables.size();
          TableType table = readTableType();
          parts.tables.add(table);
          type = table;
        }
        case 2 -> {
          index = parts.memories.size();
          MemoryType memory = readMemoryType();
          parts.memories.add(memory);
          type = memory;
        }
        case 3 -> {
          index = parts.globals.size();
          GlobalType global = readGlobalType();
          if (global.mutable()) {
            require(Feature.MUTABLE_GLOBALS, "malformed mutability", at);
          }
          parts.globals.add(global);
          type = global;
        }
        case 4 -> {
          require(Feature.EXCEPTIONS, "malformed import kind", at);
          index = parts.tags.size();
          TagType tag = readTagType();
          parts.tags.add(tag);
          type = tag;
        }
        default -> throw malformed("malformed import kind", Integer.toString(kind), at);
      }
      parts.imports.add(new Import(module, name, type, type.kind(), index));
    }
    importedFunctionTypes = functionTypes;
    parts.importedFunctions = functions;
    parts.importedTables = parts.tables.size();
    parts.importedMemories = parts.memories.size();
    parts.importedGlobals = parts.globals.size();
    parts.importedTags = parts.tags.size();
  }

  /** Returns the function type with the given index; some other one after deferring an error. */
  private DefinedType functionType(int index, int offset) {
    if (index < 0 || index >= typeCount || !types[index].isFunc()) {
      defer(
          "unknown type",
          Integer.toUnsignedString(index)
              + (index >= 0 && index < typeCount ? " is not a function type" : ""),
          offset);
      return null;
    }
    return types[index];
  }

  private void readFunctions() {
    int count = readCount("functions", MAX_FUNCTIONS);
    int[] functionTypes = new int[count];
    for (int i = 0; i < count; i++) {
      int at = position;
      int type = readU32();
      functionTypes[i] = type;
      functionType(type, at);
    }
    definedFunctionTypes = functionTypes;
  }

  private void readTables() {
    int count = readCount("tables", MAX_TABLES);
    for (int i = 0; i < count; i++) {
      ConstExpr init = null;
      TableType type;
      if (position < limit && bytes[position] == 0x40) {
        require(Feature.FUNCTION_REFERENCES, "malformed reference type", position);
        position++;
        if (readByte() != 0) {
          throw malformed("malformed table", null, position - 1);
        }
        type = readTableType();
        init = readExpression();
      } else {
        type = readTableType();
      }
      parts.tables.add(type);
      parts.tableInits.add(init);
    }
  }

  private TableType readTableType() {
    RefType element = readRefType();
    int at = position;
    int flags = readByte();
    if ((flags & ~0x05) != 0) {
      throw malformed("malformed limits flags", Integer.toString(flags), at);
    }
    return new TableType(element, readLimits(flags, at));
  }

  private Limits readLimits(int flags, int flagsAt) {
    boolean hasMax = (flags & 0x01) != 0;
    boolean is64 = (flags & 0x04) != 0;
    if (is64) {
      require(Feature.MEMORY64, "malformed limits flags", flagsAt);
    }
    long min = readU64();
    long max = hasMax ? readU64() : 0;
    return new Limits(min, hasMax, max, is64, (flags & 0x02) != 0);
  }

  private void readMemories() {
    int count = readCount("memories", MAX_MEMORIES);
    for (int i = 0; i < count; i++) {
      parts.memories.add(readMemoryType());
    }
  }

  private MemoryType readMemoryType() {
    int at = position;
    int flags = readByte();
    // With nothing behind it, the flag of custom page sizes is taken for a wrong flag: that is
    // what the specification without this proposal expects.
    if (flags > 0x0F || (flags & 0x08) != 0 && position == limit) {
      throw malformed("malformed limits flags", Integer.toString(flags), at);
    }
    if ((flags & 0x02) != 0) {
      require(Feature.THREADS, "malformed limits flags", at);
    }
    Limits limits = readLimits(flags, at);
    int pageSizeLog2 = MemoryType.DEFAULT_PAGE_SIZE_LOG2;
    if ((flags & 0x08) != 0) {
      require(Feature.CUSTOM_PAGE_SIZES, "malformed limits flags", at);
      int pageSizeAt = position;
      pageSizeLog2 = readU32();
      if (pageSizeLog2 < 0 || pageSizeLog2 > 63) {
        throw malformed("invalid custom page size", null, pageSizeAt);
      }
      if (pageSizeLog2 != 0 && pageSizeLog2 != MemoryType.DEFAULT_PAGE_SIZE_LOG2) {
        defer("invalid custom page size", "only 1 and 65536 are allowed", pageSizeAt);
      }
    }
    return new MemoryType(limits, pageSizeLog2);
  }

  private void readTags() {
    int count = readCount("tags", MAX_TAGS);
    for (int i = 0; i < count; i++) {
      parts.tags.add(readTagType());
    }
  }

  private TagType readTagType() {
    int at = position;
    int attribute = readByte();
    if (attribute != 0) {
      throw malformed("malformed tag attribute", Integer.toString(attribute), at);
    }
    return new TagType(functionType(readU32(), at));
  }

  private void readGlobals() {
    int count = readCount("globals", MAX_GLOBALS);
    for (int i = 0; i < count; i++) {
      parts.globals.add(readGlobalType());
      parts.globalInits.add(readExpression());
    }
  }

  private GlobalType readGlobalType() {
    ValueType type = readValueType();
    return new GlobalType(type, readMutability());
  }

  boolean readMutability() {
    int code = readByte();
    if (code > 1) {
      throw malformed("malformed mutability", Integer.toString(code), position - 1);
    }
    return code == 1;
  }

  private void readExports() {
    ExternKind[] kinds = ExternKind.values();
    int count = readCount("exports", MAX_EXPORTS);
    for (int i = 0; i < count; i++) {
      String name = readName();
      int at = position;
      int kind = readByte();
      if (kind >= kinds.length) {
        throw malformed("malformed export kind", Integer.toString(kind), at);
      }
      parts.exports.add(new Export(name, kinds[kind], readU32()));
    }
  }

  private void readElements() {
    int count = readCount("element segments", MAX_ELEMENT_SEGMENTS);
    List<ElementSegment> segments = new ArrayList<>(Math.min(count, 1000));
    for (int i = 0; i < count; i++) {
      segments.add(readElement());
    }
    parts.elements = segments;
  }

  /**
   * Reads an element segment. Bit 0 of its kind tells passive and declarative segments from active
   * ones; bit 1 declarative from passive, or an explicit table; bit 2 expressions.
   */
  private ElementSegment readElement() {
    int at = position;
    int kind = readU32();
    if (kind < 0 || kind > 7) {
      throw malformed("malformed elements segment kind", Integer.toUnsignedString(kind), at);
    }
    if (kind != 0) {
      require(Feature.BULK_MEMORY, "malformed elements segment kind", at);
    }
    SegmentMode mode = SegmentMode.ACTIVE;
    int table = 0;
    ConstExpr offset = null;
    if ((kind & 1) != 0) {
      mode = (kind & 2) != 0 ? SegmentMode.DECLARATIVE : SegmentMode.PASSIVE;
    } else {
      table = (kind & 2) != 0 ? readU32() : 0;
      offset = readExpression();
    }
    boolean explicitType = (kind & 3) != 0;
    if ((kind & 4) == 0) {
      if (explicitType && readByte() != 0) {
        throw malformed("malformed element kind", null, position - 1);
      }
      int[] functions = new int[readCount("elements", MAX_ELEMENTS)];
      for (int i = 0; i < functions.length; i++) {
        functions[i] = readU32();
      }
      RefType type = RefType.of(false, AbstractHeapType.FUNC);
      return new ElementSegment(mode, table, offset, type, functions, null);
    }
    RefType type = explicitType ? readRefType() : RefType.FUNCREF;
    ConstExpr[] items = new ConstExpr[readCount("elements", MAX_ELEMENTS)];
    for (int i = 0; i < items.length; i++) {
      items[i] = readExpression();
    }
    return new ElementSegment(mode, table, offset, type, null, items);
  }

  private void readCode() {
    int count = readCount("functions", MAX_FUNCTIONS);
    int[] starts = new int[count];
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      int at = position;
      int size = readLength();
      if (size > MAX_BODY_BYTES) {
        throw limit("bytes in a function body", size, MAX_BODY_BYTES, at);
      }
      if (size > limit - position) {
        throw unexpectedEnd();
      }
      starts[i] = position;
      position += size;
      ends[i] = position;
    }
    parts.codeStarts = starts;
    parts.codeEnds = ends;
  }

  private void readData() {
    int count = readCount("data segments", MAX_DATA_SEGMENTS);
    List<DataSegment> segments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = position;
      int kind = readU32();
      if (kind < 0 || kind > 2) {
        throw malformed("malformed data segment kind", Integer.toUnsignedString(kind), at);
      }
      if (kind != 0) {
        require(Feature.BULK_MEMORY, "malformed data segment kind", at);
      }
      int memory = kind == 2 ? readU32() : 0;
      ConstExpr offset = kind == 1 ? null : readExpression();
      int length = readLength();
      if (length > limit - position) {
        throw unexpectedEnd();
      }
      SegmentMode mode = kind == 1 ? SegmentMode.PASSIVE : SegmentMode.ACTIVE;
      segments.add(new DataSegment(mode, memory, offset, position, length));
      position += length;
    }
    parts.data = segments;
  }

  /** Finds the end of an expression by reading its instructions. */
  private ConstExpr readExpression() {
    int start = position;
    if (expressionReader == null) {
      expressionReader = new InstructionReader(bytes, features, types, typeCount);
    }
    InstructionReader reader = expressionReader;
    reader.reset(start, limit);
    int depth = 0;
    while (reader.next(instruction)) {
      Opcode opcode = instruction.opcode;
      Immediate immediate = opcode.immediate();
      if (immediate == Immediate.BLOCK || immediate == Immediate.TRY_TABLE) {
        depth++;
      } else if (opcode == Opcode.END) {
        if (depth == 0) {
          position = reader.position;
          if (vectorTypeOffset < 0) {
            vectorTypeOffset = reader.vectorTypeOffset;
          }
          return new ConstExpr(start, position);
        }
        depth--;
      } else if (opcode == Opcode.ELSE && depth == 0) {
        throw malformed("END opcode expected", null, instruction.offset);
      } else if (opcode == Opcode.DELEGATE && depth > 0) {
        depth--;
      }
    }
    throw unexpectedEnd();
  }
}
