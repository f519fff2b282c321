// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.opcode.Opcode;

/** Element and data segments, as fields of their own and inline in tables and memories. */
final class SegmentParser {
  private static final int FUNCREF = Keyword.FUNCREF.typeCode;

  private final ModuleState state;
  private final Lexer lexer;
  private final TypeParser types;
  private final InstructionParser instructions;
  private final Sections sections;
  private final ByteOutput scratch = new ByteOutput(256);
  private int nextElement;
  private int nextData;

  SegmentParser(
      ModuleState state, TypeParser types, InstructionParser instructions, Sections sections) {
    this.state = state;
    this.lexer = state.lexer;
    this.types = types;
    this.instructions = instructions;
    this.sections = sections;
  }

  /** A buffer for what is used up before anything else is read. */
  ByteOutput scratch() {
    scratch.size = 0;
    return scratch;
  }

  /** Reads an offset, spelled out or as a single folded instruction. */
  private void offset(ByteOutput output) {
    if (state.acceptOpen(Keyword.OFFSET)) {
      instructions.constant(output);
      state.expectRight();
    } else {
      instructions.foldedConstant(output);
    }
  }

  private static void zeroOffset(boolean is64, ByteOutput output) {
    output.u8((is64 ? Opcode.I64_CONST : Opcode.I32_CONST).code());
    output.u8(0);
    output.u8(Opcode.END.code());
  }

  private boolean atOffset() {
    return lexer.kind == Lexer.OPEN && (lexer.opcode != null || lexer.keyword == Keyword.OFFSET);
  }

  // --- element segments

  /** Reads a field {@code elem}. */
  void element() {
    lexer.next();
    if (lexer.kind == Lexer.ID) {
      lexer.next();
    }
    state.takeName(state.elements, nextElement++, "elem segment");
    boolean declarative = state.accept(Keyword.DECLARE);
    boolean active = false;
    int table = 0;
    boolean explicitTable = false;
    ByteOutput offset = new ByteOutput(16);
    if (!declarative) {
      if (state.acceptOpen(Keyword.TABLE)) {
        table = state.index(state.tables);
        explicitTable = true;
        state.expectRight();
      } else if (state.atIndex()) {
        // The oldest form: a table index, an offset, functions.
        int start = lexer.tokenStart;
        lexer.next();
        boolean isTable = atOffset();
        lexer.seek(start);
        if (isTable) {
          table = state.index(state.tables);
        }
      }
      active = explicitTable || atOffset();
      if (active) {
        offset(offset);
      }
    }
    // Indices of functions, or a reference type and expressions.
    ByteOutput type = new ByteOutput(8);
    ByteOutput items = new ByteOutput(64);
    int count;
    boolean expressions = false;
    if (state.accept(Keyword.FUNC)) {
      count = functionIndices(items);
    } else if (types.atReferenceType()) {
      types.referenceType(type);
      expressions = true;
      count = expressions(items);
    } else if (active && !explicitTable) {
      count = functionIndices(items);
    } else {
      throw lexer.unexpected();
    }
    state.expectRight();
    int mode = active ? 0 : declarative ? 3 : 1;
    write(mode, table, offset, expressions ? type : null, count, items);
  }

  /**
   * Writes a segment.
   *
   * @param mode 0 active, 1 passive, 3 declarative
   * @param type the type of expressions, or null for function indices
   */
  private void write(
      int mode, int table, ByteOutput offset, ByteOutput type, int count, ByteOutput items) {
    boolean isFuncref = type != null && type.size == 1 && type.data[0] == FUNCREF;
    boolean implicit = mode == 0 && table == 0 && (type == null || isFuncref);
    int flags = mode | (type != null ? 4 : 0) | (mode == 0 && !implicit ? 2 : 0);
    sections.counts[Sections.ELEMENT]++;
    ByteOutput output = sections.contents[Sections.ELEMENT];
    output.u8(flags);
    if (mode == 0) {
      if (!implicit) {
        output.u32(table);
      }
      output.append(offset);
    }
    if (!implicit) {
      if (type == null) {
        output.u8(0);
      } else {
        output.append(type);
      }
    }
    output.u32(count);
    output.append(items);
  }

  private int functionIndices(ByteOutput items) {
    int count = 0;
    while (state.atIndex()) {
      items.u32(state.index(state.functions));
      count++;
    }
    return count;
  }

  private int functionReferences(ByteOutput items) {
    int count = 0;
    while (state.atIndex()) {
      items.u8(0xD2);
      items.u32(state.index(state.functions));
      items.u8(0x0B);
      count++;
    }
    return count;
  }

  private int expressions(ByteOutput items) {
    int count = 0;
    while (lexer.kind == Lexer.OPEN) {
      if (state.acceptOpen(Keyword.ITEM)) {
        instructions.constant(items);
        state.expectRight();
      } else {
        instructions.foldedConstant(items);
      }
      count++;
    }
    return count;
  }

  /** Reads the elements that are part of a table and writes their segment; returns their number. */
  int inlineElements(int table, boolean is64, ByteOutput tableType) {
    nextElement++;
    if (!state.acceptOpen(Keyword.ELEM)) {
      throw lexer.unexpected();
    }
    ByteOutput offset = new ByteOutput(4);
    zeroOffset(is64, offset);
    ByteOutput items = new ByteOutput(64);
    int count;
    boolean isFuncref = tableType.size == 1 && tableType.data[0] == FUNCREF;
    if (lexer.kind == Lexer.OPEN) {
      count = expressions(items);
      write(0, table, offset, tableType, count, items);
    } else if (!isFuncref) {
      // Function indices stand for elements of the type (ref func), which may not fit the table.
      count = functionReferences(items);
      write(0, table, offset, tableType, count, items);
    } else {
      count = functionIndices(items);
      write(0, table, offset, null, count, items);
    }
    state.expectRight();
    return count;
  }

  // --- data segments

  /** Reads a field {@code data}. */
  void data() {
    lexer.next();
    if (lexer.kind == Lexer.ID) {
      lexer.next();
    }
    state.takeName(state.data, nextData++, "data segment");
    sections.counts[Sections.DATA]++;
    ByteOutput output = sections.contents[Sections.DATA];
    int memory = 0;
    boolean active = false;
    if (state.acceptOpen(Keyword.MEMORY)) {
      memory = state.index(state.memories);
      state.expectRight();
      active = true;
    } else if (state.atIndex()) {
      memory = state.index(state.memories);
      active = true;
    }
    if (active || atOffset()) {
      output.u8(memory == 0 ? 0 : 2);
      if (memory != 0) {
        output.u32(memory);
      }
      offset(output);
    } else {
      output.u8(1);
    }
    strings(output);
    state.expectRight();
  }

  /** Reads the data that is part of a memory and writes its segment; returns the bytes. */
  int inlineData(int memory, boolean is64) {
    nextData++;
    if (!state.acceptOpen(Keyword.DATA)) {
      throw lexer.unexpected();
    }
    sections.counts[Sections.DATA]++;
    ByteOutput output = sections.contents[Sections.DATA];
    output.u8(memory == 0 ? 0 : 2);
    if (memory != 0) {
      output.u32(memory);
    }
    zeroOffset(is64, output);
    int count = strings(output);
    state.expectRight();
    return count;
  }

  /** Reads strings and writes them as one vector; returns its length. */
  private int strings(ByteOutput output) {
    ByteOutput bytes = new ByteOutput(Math.max(16, lexer.stop - lexer.start));
    while (lexer.kind == Lexer.STRING) {
      lexer.appendString(bytes);
      lexer.next();
    }
    output.sized(bytes);
    return bytes.size;
  }
}
