// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.binary.WasmFormatException;
import dev.weft.binary.WasmFormatException.Kind;
import dev.weft.module.ConstExpr;
import dev.weft.module.DataSegment;
import dev.weft.module.ElementSegment;
import dev.weft.module.Export;
import dev.weft.module.Module;
import dev.weft.module.SegmentMode;
import dev.weft.opcode.Feature;
import dev.weft.opcode.FeatureSet;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import dev.weft.types.RefType;
import dev.weft.types.TableType;
import dev.weft.types.ValueType;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Validates modules (specification, "Modules" under "Validation"). */
public final class ModuleValidator {
  private static final long MAX_PAGES_32 = 1L << 16;
  private static final long MAX_BYTES_32 = (1L << 32) - 1;
  private static final long MAX_PAGES_64 = 1L << 48;
  private static final long MAX_TABLE_32 = (1L << 32) - 1;

  /** The numbers of the sections as the decoder records their offsets. */
  private static final int SECTION_IMPORT = 2;

  private static final int SECTION_TABLE = 4;
  private static final int SECTION_MEMORY = 5;
  private static final int SECTION_EXPORT = 7;
  private static final int SECTION_START = 8;
  private static final int SECTION_ELEMENT = 9;
  private static final int SECTION_DATA = 11;
  private static final int SECTION_TAG = 13;

  private final Module module;
  private final FeatureSet features;
  private final FunctionValidator expressions;

  /** The functions that occur outside of bodies, which is what lets ref.func name them. */
  private final BitSet declaredFunctions;

  private ModuleValidator(Module module, FeatureSet features) {
    this.module = module;
    this.features = features;
    this.declaredFunctions = new BitSet(module.functionCount());
    this.expressions = new FunctionValidator(module, features, declaredFunctions);
  }

  /**
   * Validates everything in a module, function bodies included; these on two threads if there are
   * many. Afterwards {@link Module#firstUnsupported} is known.
   *
   * @param module a decoded module
   * @param features the proposals that the module may use
   * @throws WasmFormatException if the module is malformed or invalid; of errors in several
   *     functions that of the first
   */
  public static void validate(Module module, FeatureSet features) {
    ModuleValidator validator = new ModuleValidator(module, features);
    validator.checkMemories();
    validator.checkTables();
    validator.checkTags();
    validator.checkGlobals();
    validator.checkElements();
    validator.checkData();
    validator.checkStart();
    validator.checkExports();
    new BodyValidation(module, features, validator.declaredFunctions).run();
  }

  private WasmFormatException invalid(String phrase, String detail, int section) {
    return new WasmFormatException(Kind.INVALID, phrase, detail, module.sectionOffset(section), -1);
  }

  private void checkRange(Limits limits, long maximum, String phrase, String what, int section) {
    if (Long.compareUnsigned(limits.min(), maximum) > 0
        || limits.hasMax() && Long.compareUnsigned(limits.max(), maximum) > 0) {
      throw invalid(phrase, what, section);
    }
    if (limits.hasMax() && Long.compareUnsigned(limits.min(), limits.max()) > 0) {
      throw invalid("size minimum must not be greater than maximum", what, section);
    }
  }

  private void checkMemories() {
    int count = module.memoryCount();
    if (count > 1 && !features.has(Feature.MULTI_MEMORY)) {
      throw invalid("multiple memories", count + " memories", SECTION_MEMORY);
    }
    for (int i = 0; i < count; i++) {
      int section = i < module.importedMemoryCount() ? SECTION_IMPORT : SECTION_MEMORY;
      MemoryType type = module.memoryType(i);
      Limits limits = type.limits();
      boolean bytes = type.pageSizeLog2() == 0;
      String phrase;
      long maximum;
      if (limits.is64()) {
        maximum = bytes ? -1 : MAX_PAGES_64;
        phrase = "memory size must be at most 2^48 pages";
      } else {
        maximum = bytes ? MAX_BYTES_32 : MAX_PAGES_32;
        phrase =
            bytes
                ? "memory size must be at most 4294967295 pages of one byte"
                : "memory size must be at most 65536 pages (4GiB)";
      }
      checkRange(limits, maximum, phrase, "memory " + i, section);
      if (limits.shared() && !limits.hasMax()) {
        throw invalid("shared memory must have maximum", "memory " + i, section);
      }
    }
  }

  private void checkTables() {
    int count = module.tableCount();
    if (count > 1 && !features.has(Feature.REFERENCE_TYPES)) {
      throw invalid("multiple tables", count + " tables", SECTION_TABLE);
    }
    for (int i = 0; i < count; i++) {
      int section = i < module.importedTableCount() ? SECTION_IMPORT : SECTION_TABLE;
      TableType type = module.tableType(i);
      checkRange(
          type.limits(),
          type.limits().is64() ? -1 : MAX_TABLE_32,
          "table size must be at most 2^32-1",
          "table " + i,
          section);
      ConstExpr init = module.tableInit(i);
      if (init != null) {
        expressions.checkConstant(init, type.element(), module.importedGlobalCount());
      } else if (i >= module.importedTableCount() && !type.element().isDefaultable()) {
        throw invalid(
            "type mismatch",
            "table " + i + " of " + type.element() + " needs an initialiser",
            section);
      }
    }
  }

  private void checkTags() {
    for (int i = 0; i < module.tagCount(); i++) {
      FuncType type = module.tagType(i).type().funcType();
      if (type.resultCount() > 0) {
        throw invalid(
            "non-empty tag result type",
            "tag " + i,
            i < module.importedTagCount() ? SECTION_IMPORT : SECTION_TAG);
      }
    }
  }

  private void checkGlobals() {
    int imported = module.importedGlobalCount();
    boolean earlierVisible = features.has(Feature.GC);
    for (int i = imported; i < module.globalCount(); i++) {
      expressions.checkConstant(
          module.globalInit(i), module.globalType(i).type(), earlierVisible ? i : imported);
    }
  }

  /** Returns how many globals offsets and elements may refer to. */
  private int visibleGlobals() {
    return features.has(Feature.GC) ? module.globalCount() : module.importedGlobalCount();
  }

  private void checkElements() {
    List<ElementSegment> segments = module.elements();
    int globals = visibleGlobals();
    for (int i = 0; i < segments.size(); i++) {
      ElementSegment segment = segments.get(i);
      if (segment.mode() == SegmentMode.ACTIVE) {
        if (Integer.compareUnsigned(segment.table(), module.tableCount()) >= 0) {
          throw invalid(
              "unknown table " + Integer.toUnsignedString(segment.table()),
              "element segment " + i,
              SECTION_ELEMENT);
        }
        TableType table = module.tableType(segment.table());
        if (!segment.type().isSubtypeOf(table.element())) {
          throw invalid(
              "type mismatch",
              "element segment "
                  + i
                  + " of "
                  + segment.type()
                  + " in a table of "
                  + table.element(),
              SECTION_ELEMENT);
        }
        expressions.checkConstant(segment.offset(), table.limits().addressType(), globals);
      }
      checkItems(segment, i, globals);
    }
  }

  private void checkItems(ElementSegment segment, int index, int globals) {
    int[] functions = segment.functions();
    if (functions != null) {
      int count = module.functionCount();
      for (int function : functions) {
        if (function < 0 || function >= count) {
          throw invalid(
              "unknown function " + Integer.toUnsignedString(function),
              "element segment " + index,
              SECTION_ELEMENT);
        }
        declaredFunctions.set(function);
      }
    } else {
      RefType type = segment.type();
      for (ConstExpr item : segment.items()) {
        expressions.checkConstant(item, type, globals);
      }
    }
  }

  private void checkData() {
    List<DataSegment> segments = module.data();
    int globals = visibleGlobals();
    for (int i = 0; i < segments.size(); i++) {
      DataSegment segment = segments.get(i);
      if (segment.mode() == SegmentMode.ACTIVE) {
        if (Integer.compareUnsigned(segment.memory(), module.memoryCount()) >= 0) {
          throw invalid(
              "unknown memory " + Integer.toUnsignedString(segment.memory()),
              "data segment " + i,
              SECTION_DATA);
        }
        ValueType address = module.memoryType(segment.memory()).limits().addressType();
        expressions.checkConstant(segment.offset(), address, globals);
      }
    }
  }

  private void checkStart() {
    // A module without start function has -1 here, one with the index 2^32 - 1 as well.
    int start = module.startFunction();
    if (module.sectionOffset(SECTION_START) == 0) {
      return;
    }
    if (start < 0 || start >= module.functionCount()) {
      throw invalid(
          "unknown function " + Integer.toUnsignedString(start), "start section", SECTION_START);
    }
    DefinedType type = module.functionType(start);
    if (type.funcType().paramCount() > 0 || type.funcType().resultCount() > 0) {
      throw invalid(
          "start function",
          "it must not have parameters or results, but is " + type,
          SECTION_START);
    }
  }

  private void checkExports() {
    List<Export> exports = module.exports();
    Set<String> names = new HashSet<>(2 * exports.size());
    for (int i = 0; i < exports.size(); i++) {
      Export export = exports.get(i);
      int index = export.index();
      int count =
          switch (export.kind()) {
            case FUNCTION -> module.functionCount();
            case TABLE -> module.tableCount();
            case MEMORY -> module.memoryCount();
            case GLOBAL -> module.globalCount();
            case TAG -> module.tagCount();
          };
      if (index < 0 || index >= count) {
        throw invalid(
            "unknown " + export.kind().text() + " " + Integer.toUnsignedString(index),
            "export \"" + export.name() + "\"",
            SECTION_EXPORT);
      }
      switch (export.kind()) {
        case FUNCTION -> declaredFunctions.set(index);
        case GLOBAL -> {
          if (module.globalType(index).mutable() && !features.has(Feature.MUTABLE_GLOBALS)) {
            throw invalid("mutable globals cannot be exported", "global " + index, SECTION_EXPORT);
          }
        }
        default -> {}
      }
      if (!names.add(export.name())) {
        throw invalid("duplicate export name", "\"" + export.name() + "\"", SECTION_EXPORT);
      }
    }
  }
}
