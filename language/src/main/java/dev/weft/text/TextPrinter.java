// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.WasmFormatException;
import dev.weft.module.CustomSection;
import dev.weft.module.DataSegment;
import dev.weft.module.ElementSegment;
import dev.weft.module.Export;
import dev.weft.module.Import;
import dev.weft.module.Module;
import dev.weft.module.SegmentMode;
import dev.weft.opcode.FeatureSet;
import dev.weft.types.ExternKind;
import dev.weft.types.GlobalType;
import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import dev.weft.types.TableType;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Prints modules in the text format, so that {@link TextParser} makes the same module of it.
 *
 * <p>The same means: the same definitions in the same index spaces, the same instructions, names
 * and custom sections. Encodings longer than necessary are not kept. The module need not be valid.
 */
public final class TextPrinter {
  private static final int BYTES_PER_LINE = 64;
  private static final int INDICES_PER_LINE = 16;

  private final Module module;
  private final ModuleNames names;
  private final TextOutput out;
  private final TypePrinter types;
  private final InstructionPrinter instructions;
  private final FunctionPrinter functions;

  private TextPrinter(Module module, OutputStream stream, LineTable lines) {
    this.module = module;
    names = new ModuleNames(module);
    out = new TextOutput(stream);
    types = new TypePrinter(module, names, out);
    instructions = new InstructionPrinter(module, names, types, out, lines);
    functions = new FunctionPrinter(module, names, types, instructions, out);
  }

  /**
   * Prints a module.
   *
   * @param module a decoded module
   * @param stream where the text goes, in UTF-8
   * @param lines takes the line of each instruction of function bodies; may be null
   * @throws IOException if the stream throws it
   * @throws WasmFormatException if a function body is malformed
   */
  public static void print(Module module, OutputStream stream, LineTable lines) throws IOException {
    new TextPrinter(module, stream, lines).print();
  }

  /**
   * Prints a module given in the binary format.
   *
   * @param bytes the module; its function bodies are read while others are printed already
   * @param stream where the text goes, in UTF-8
   * @throws IOException if the stream throws it
   * @throws IllegalArgumentException if the module is malformed; the message says where
   */
  public static void print(byte[] bytes, OutputStream stream) throws IOException {
    try {
      print(ModuleDecoder.decode(bytes, "module", FeatureSet.ALL), stream, null);
    } catch (WasmFormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private void print() throws IOException {
    out.add("(module");
    String name = names.moduleName();
    if (name != null && !name.isEmpty()) {
      out.add(" ").identifier(name);
    } else if (name != null) {
      out.add(" (@name \"\")");
    }
    customs();
    types.section();
    imports();
    for (int i = module.importedTableCount(); i < module.tableCount(); i++) {
      begin("table", ModuleNames.TABLES, i);
      table(module.tableType(i));
      if (module.tableInit(i) != null) {
        instructions.constant(module.tableInit(i));
      }
      out.add(")");
    }
    for (int i = module.importedMemoryCount(); i < module.memoryCount(); i++) {
      begin("memory", ModuleNames.MEMORIES, i);
      memory(module.memoryType(i));
      out.add(")");
    }
    for (int i = module.importedTagCount(); i < module.tagCount(); i++) {
      begin("tag", ModuleNames.TAGS, i);
      tag(i);
      out.add(")");
    }
    for (int i = module.importedGlobalCount(); i < module.globalCount(); i++) {
      begin("global", ModuleNames.GLOBALS, i);
      global(module.globalType(i));
      instructions.constant(module.globalInit(i));
      out.add(")");
    }
    exports();
    if (module.startFunction() >= 0) {
      out.line(1);
      out.add("(start ");
      index(ModuleNames.FUNCTIONS, module.startFunction());
      out.add(")");
    }
    elements();
    functions.print();
    data();
    out.add(")\n");
    out.flush();
  }

  /** Begins a definition on a line of its own. */
  private void begin(String keyword, int space, int index) throws IOException {
    out.line(1);
    beginHere(keyword, space, index);
  }

  private void beginHere(String keyword, int space, int index) {
    out.add("(").add(keyword);
    String name = names.name(space, index);
    String identifier = names.identifier(space, index);
    if (identifier != null) {
      out.add(" ").identifier(identifier);
    } else if (name != null) {
      out.add(" (@name ").string(name).add(")");
    }
    out.add(" (;").add(index).add(";)");
  }

  private void index(int space, int index) {
    String name = names.identifier(space, index);
    if (name != null) {
      out.identifier(name);
    } else {
      out.addUnsigned(index);
    }
  }

  private static int space(ExternKind kind) {
    return switch (kind) {
      case FUNCTION -> ModuleNames.FUNCTIONS;
      case TABLE -> ModuleNames.TABLES;
      case MEMORY -> ModuleNames.MEMORIES;
      case GLOBAL -> ModuleNames.GLOBALS;
      case TAG -> ModuleNames.TAGS;
    };
  }

  private static String keyword(ExternKind kind) {
    return switch (kind) {
      case FUNCTION -> "func";
      case TABLE -> "table";
      case MEMORY -> "memory";
      case GLOBAL -> "global";
      case TAG -> "tag";
    };
  }

  // --- imports, exports and types of definitions

  private void imports() throws IOException {
    for (Import item : module.imports()) {
      out.line(1);
      out.add("(import ").string(item.module()).add(" ").string(item.name()).add(" ");
      beginHere(keyword(item.kind()), space(item.kind()), item.index());
      switch (item.kind()) {
        case FUNCTION -> functions.signature(item.index());
        case TABLE -> table(module.tableType(item.index()));
        case MEMORY -> memory(module.memoryType(item.index()));
        case GLOBAL -> global(module.globalType(item.index()));
        case TAG -> tag(item.index());
      }
      out.add("))");
    }
  }

  private void exports() throws IOException {
    for (Export export : module.exports()) {
      out.line(1);
      out.add("(export ").string(export.name()).add(" (").add(keyword(export.kind())).add(" ");
      index(space(export.kind()), export.index());
      out.add("))");
    }
  }

  private void limits(Limits limits) {
    out.add(limits.is64() ? " i64 " : " ").addUnsigned(limits.min());
    if (limits.hasMax()) {
      out.add(" ").addUnsigned(limits.max());
    }
    out.add(limits.shared() ? " shared" : "");
  }

  private void table(TableType type) {
    limits(type.limits());
    out.add(" ");
    types.value(type.element());
  }

  private void memory(MemoryType type) {
    limits(type.limits());
    if (type.pageSizeLog2() != MemoryType.DEFAULT_PAGE_SIZE_LOG2) {
      out.add(" (pagesize ").addUnsigned(1L << type.pageSizeLog2()).add(")");
    }
  }

  private void global(GlobalType type) {
    out.add(type.mutable() ? " (mut " : " ");
    types.value(type.type());
    out.add(type.mutable() ? ")" : "");
  }

  private void tag(int index) {
    out.add(" (type ");
    types.heap(module.tagType(index).type());
    out.add(")");
  }

  // --- segments

  private void elements() throws IOException {
    int index = 0;
    for (ElementSegment segment : module.elements()) {
      begin("elem", ModuleNames.ELEMENTS, index++);
      if (segment.mode() == SegmentMode.ACTIVE) {
        out.add(" (table ");
        index(ModuleNames.TABLES, segment.table());
        out.add(") (offset");
        instructions.constant(segment.offset());
        out.add(")");
      } else if (segment.mode() == SegmentMode.DECLARATIVE) {
        out.add(" declare");
      }
      if (segment.functions() != null) {
        out.add(" func");
        for (int i = 0; i < segment.length(); i++) {
          if (i % INDICES_PER_LINE == 0 && segment.length() > INDICES_PER_LINE) {
            out.line(2);
          } else {
            out.add(" ");
          }
          index(ModuleNames.FUNCTIONS, segment.functions()[i]);
        }
      } else {
        out.add(" ");
        types.value(segment.type());
        for (int i = 0; i < segment.length(); i++) {
          out.line(2);
          out.add("(item");
          instructions.constant(segment.items()[i]);
          out.add(")");
        }
      }
      out.add(")");
    }
  }

  private void data() throws IOException {
    int index = 0;
    for (DataSegment segment : module.data()) {
      begin("data", ModuleNames.DATA, index++);
      if (segment.mode() == SegmentMode.ACTIVE) {
        if (segment.memory() != 0) {
          out.add(" (memory ");
          index(ModuleNames.MEMORIES, segment.memory());
          out.add(")");
        }
        out.add(" (offset");
        instructions.constant(segment.offset());
        out.add(")");
      }
      bytes(segment.start(), segment.length());
      out.add(")");
    }
  }

  private void bytes(int start, int length) throws IOException {
    byte[] bytes = module.bytes();
    for (int i = start; i < start + length; i += BYTES_PER_LINE) {
      if (length > BYTES_PER_LINE) {
        out.line(2);
      } else {
        out.add(" ");
      }
      out.string(bytes, i, Math.min(start + length, i + BYTES_PER_LINE));
    }
  }

  // --- custom sections

  private void customs() throws IOException {
    for (CustomSection section : module.customSections()) {
      if (section != names.section() && section != functions.hintSection()) {
        out.line(1);
        out.add("(@custom ").string(section.name()).add(" ").add(placement(section));
        bytes(section.start(), section.length());
        out.add(")");
      }
    }
  }

  private String placement(CustomSection section) {
    String last = null;
    for (int i = 0; i < Sections.NAMES.length; i++) {
      int offset = module.sectionOffset(Sections.IDS[i]);
      if (offset > 0 && offset < section.start()) {
        last = Sections.NAMES[i];
      }
    }
    return last == null ? "(before first)" : "(after " + last + ")";
  }
}
