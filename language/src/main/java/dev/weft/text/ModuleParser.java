// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of a module, in three passes: the first finds all definitions and their identifiers
 * (bodies are only skipped), the second reads the types, the third everything else.
 */
final class ModuleParser {
  private static final int EXTERN_FUNCTION = 0;
  private static final int EXTERN_TABLE = 1;
  private static final int EXTERN_MEMORY = 2;
  private static final int EXTERN_GLOBAL = 3;
  private static final int EXTERN_TAG = 4;

  private final Lexer lexer;
  private final ModuleState state;
  private final TypeParser types;
  private final InstructionParser instructions;
  private final Sections sections = new Sections();
  private final BranchHints hints = new BranchHints();
  private final SegmentParser segments;
  private final ByteOutput body = new ByteOutput(1024);

  /** Where the fields that define types begin. */
  private int[] typeFields = new int[16];

  private int typeFieldCount;

  /** The first definition so far after which no import may come. */
  private String lastDefinition;

  private byte[] moduleName;

  /** The next index of each kind of definition in the third pass. */
  private final int[] next = new int[5];

  private boolean hasStart;

  /** Where everything comes from, or null. */
  private final Positions positions;

  private ModuleParser(Lexer lexer, Positions positions) {
    this.lexer = lexer;
    this.positions = positions;
    state = new ModuleState(lexer);
    types = new TypeParser(state);
    instructions = new InstructionParser(state, types, positions);
    segments = new SegmentParser(state, types, instructions, sections);
  }

  /**
   * Reads the fields of a module from the lexer's current token to the right parenthesis that
   * closes the module, which becomes the current token, or to the end.
   *
   * @param name the module's name, or null
   * @param positions gets where everything comes from; may be null
   */
  static byte[] parse(Lexer lexer, byte[] name, Positions positions) {
    ModuleParser parser = new ModuleParser(lexer, positions);
    parser.moduleName = name;
    return parser.run();
  }

  private byte[] run() {
    // The position before the annotations that precede the first token.
    int begin = lexer.pendingCount > 0 ? lexer.pending[1] : lexer.tokenStart;
    lexer.collectAnnotations(false);
    lexer.seek(begin);
    while (lexer.kind == Lexer.OPEN && lexer.keyword != null) {
      declare();
    }
    lexer.collectAnnotations(true);
    for (int i = 0; i < typeFieldCount; i++) {
      lexer.seek(typeFields[i]);
      if (positions != null) {
        positions.mark(Sections.TYPE, types.sectionSize(), typeFields[i]);
      }
      types.group();
    }
    lexer.seek(begin);
    moduleAnnotations(true);
    while (lexer.kind == Lexer.OPEN) {
      field();
      moduleAnnotations(false);
    }
    if (lexer.kind != Lexer.RIGHT && lexer.kind != Lexer.EOF) {
      throw lexer.unexpected();
    }
    return write();
  }

  /** Takes the annotations between fields. */
  private void moduleAnnotations(boolean first) {
    while (lexer.pendingCount > 0) {
      // There may be very many, which are dropped together.
      int customs = 0;
      while (customs < lexer.pendingCount
          && lexer.pending[3 * customs] == Lexer.ANNOTATION_CUSTOM) {
        sections.custom(lexer, customs++, state);
      }
      if (customs > 0) {
        lexer.dropPending(customs);
        continue;
      }
      switch (lexer.pending[0]) {
        case Lexer.ANNOTATION_BRANCH_HINT ->
            throw BranchHints.error(lexer, lexer.pending[1], "not in a function", false);
        default -> {
          if (!first) {
            throw lexer.misplaced();
          }
          moduleName = state.takeName("module");
        }
      }
    }
  }

  // --- the first pass

  private void declare() {
    switch (lexer.keyword) {
      case TYPE -> {
        noteTypeField();
        lexer.next();
        state.types.define(lexer);
        leaveField();
      }
      case REC -> {
        noteTypeField();
        lexer.next();
        while (lexer.isOpen(Keyword.TYPE)) {
          lexer.next();
          state.types.define(lexer);
          leaveField();
        }
        leaveField();
      }
      case IMPORT -> declareImport();
      case FUNC -> declareExtern(state.functions, "function");
      case TABLE -> {
        if (!declareExtern(state.tables, "table")) {
          acceptAddressType();
          boolean inline = types.atReferenceType();
          if (inline) {
            state.elements.defineAnonymous();
          }
          leaveField();
        }
      }
      case MEMORY -> {
        if (!declareExtern(state.memories, "memory")) {
          acceptAddressType();
          if (lexer.isOpen(Keyword.PAGESIZE)) {
            leaveOpen();
          }
          if (lexer.isOpen(Keyword.DATA)) {
            state.data.defineAnonymous();
          }
          leaveField();
        }
      }
      case GLOBAL -> declareExtern(state.globals, "global");
      case TAG -> declareExtern(state.tags, "tag");
      case ELEM -> {
        lexer.next();
        state.elements.define(lexer);
        leaveField();
      }
      case DATA -> {
        lexer.next();
        state.data.define(lexer);
        leaveField();
      }
      default -> leaveOpen();
    }
  }

  private void noteTypeField() {
    if (typeFieldCount == typeFields.length) {
      typeFields = Arrays.copyOf(typeFields, typeFieldCount * 2);
    }
    typeFields[typeFieldCount++] = lexer.tokenStart;
  }

  /** Skips the rest of the field whose parenthesis is open. */
  private void leaveField() {
    lexer.skip(1);
    lexer.next();
  }

  /** Skips the parenthesis that is the current token, with its content. */
  private void leaveOpen() {
    lexer.skip(0);
    lexer.next();
  }

  /**
   * Reads the begin of a function, table, memory, global or tag.
   *
   * @return whether the whole field was read, as tables and memories need a further look
   */
  private boolean declareExtern(IndexSpace space, String what) {
    lexer.next();
    space.define(lexer);
    while (lexer.isOpen(Keyword.EXPORT)) {
      leaveOpen();
    }
    boolean isImport = lexer.isOpen(Keyword.IMPORT);
    if (isImport) {
      checkImport();
    } else if (lastDefinition == null) {
      lastDefinition = what;
    }
    if (isImport || space != state.tables && space != state.memories) {
      leaveField();
      return true;
    }
    return false;
  }

  private void checkImport() {
    if (lastDefinition != null) {
      throw lexer.error("import after " + lastDefinition);
    }
  }

  private void declareImport() {
    checkImport();
    lexer.next();
    if (lexer.kind == Lexer.STRING) {
      lexer.next();
    }
    if (lexer.kind == Lexer.STRING) {
      lexer.next();
    }
    if (lexer.kind == Lexer.OPEN && lexer.keyword != null) {
      IndexSpace space =
          switch (lexer.keyword) {
            case FUNC -> state.functions;
            case TABLE -> state.tables;
            case MEMORY -> state.memories;
            case GLOBAL -> state.globals;
            case TAG -> state.tags;
            default -> null;
          };
      if (space != null) {
        lexer.next();
        space.define(lexer);
        lexer.skip(2);
        lexer.next();
        return;
      }
    }
    leaveField();
  }

  private void acceptAddressType() {
    if (lexer.isKeyword(Keyword.I32) || lexer.isKeyword(Keyword.I64)) {
      lexer.next();
    }
  }

  // --- the third pass

  private void field() {
    if (lexer.keyword == null) {
      throw lexer.unexpected();
    }
    if (positions != null) {
      noteField();
    }
    switch (lexer.keyword) {
      case TYPE, REC -> leaveOpen();
      case IMPORT -> importField();
      case FUNC -> function();
      case TABLE -> table();
      case MEMORY -> memory();
      case GLOBAL -> global();
      case TAG -> tag();
      case EXPORT -> exportField();
      case START -> start();
      case ELEM -> segments.element();
      case DATA -> segments.data();
      default -> throw lexer.unexpected();
    }
  }

  /** Notes where the field begins that is the current token, for whatever it will define. */
  private void noteField() {
    int place = lexer.tokenStart;
    for (int i = Sections.IMPORT; i <= Sections.DATA; i++) {
      positions.mark(i, sections.contents[i].size, place);
    }
    // What this field does not define, a later one will, and take the name over.
    positions.define("table " + next[EXTERN_TABLE], place);
    positions.define("memory " + next[EXTERN_MEMORY], place);
    positions.define("global " + next[EXTERN_GLOBAL], place);
    positions.define("tag " + next[EXTERN_TAG], place);
    positions.define("element segment " + sections.counts[Sections.ELEMENT], place);
    positions.define("data segment " + sections.counts[Sections.DATA], place);
  }

  /** Reads the name of an export. */
  private byte[] exportName() {
    int place = lexer.tokenStart;
    byte[] name = state.nameString();
    if (positions != null) {
      positions.define('"' + new String(name, StandardCharsets.UTF_8) + '"', place);
    }
    return name;
  }

  private ByteOutput entry(int section) {
    sections.counts[section]++;
    return sections.contents[section];
  }

  private void importField() {
    lexer.next();
    ByteOutput output = entry(Sections.IMPORT);
    output.name(state.nameString());
    output.name(state.nameString());
    Keyword kind = lexer.kind == Lexer.OPEN ? lexer.keyword : null;
    switch (kind) {
      case FUNC -> {
        int index = identifier(state.functions, EXTERN_FUNCTION, "function");
        importedFunction(index, output);
      }
      case TABLE -> {
        identifier(state.tables, EXTERN_TABLE, "table");
        output.u8(EXTERN_TABLE);
        tableType(output);
      }
      case MEMORY -> {
        identifier(state.memories, EXTERN_MEMORY, "memory");
        output.u8(EXTERN_MEMORY);
        memoryType(output);
      }
      case GLOBAL -> {
        identifier(state.globals, EXTERN_GLOBAL, "global");
        output.u8(EXTERN_GLOBAL);
        globalType(output);
      }
      case TAG -> {
        int index = identifier(state.tags, EXTERN_TAG, "tag");
        importedTag(output);
      }
      case null, default -> throw lexer.unexpected();
    }
    state.expectRight();
    state.expectRight();
  }

  /** Passes the keyword and identifier of a definition; returns its index. */
  private int identifier(IndexSpace space, int kind, String what) {
    lexer.next();
    if (lexer.kind == Lexer.ID) {
      lexer.next();
    }
    int index = next[kind]++;
    state.takeName(space, index, what);
    return index;
  }

  /** Reads inline exports, and an inline import whose names it writes; returns if there was one. */
  private boolean inline(int kind, int index) {
    while (state.acceptOpen(Keyword.EXPORT)) {
      ByteOutput output = entry(Sections.EXPORT);
      output.name(exportName());
      output.u8(kind);
      output.u32(index);
      state.expectRight();
    }
    if (!state.acceptOpen(Keyword.IMPORT)) {
      return false;
    }
    ByteOutput output = entry(Sections.IMPORT);
    output.name(state.nameString());
    output.name(state.nameString());
    state.expectRight();
    return true;
  }

  private void importedFunction(int index, ByteOutput output) {
    state.locals.begin(index);
    output.u8(EXTERN_FUNCTION);
    output.u32(types.typeUse(state.locals));
  }

  private void importedTag(ByteOutput output) {
    output.u8(EXTERN_TAG);
    tagType(output);
  }

  private void tagType(ByteOutput output) {
    output.u8(0);
    output.u32(types.namedTypeUse());
  }

  private void function() {
    int index = identifier(state.functions, EXTERN_FUNCTION, "function");
    if (inline(EXTERN_FUNCTION, index)) {
      importedFunction(index, sections.contents[Sections.IMPORT]);
      state.expectRight();
      return;
    }
    state.locals.begin(index);
    entry(Sections.FUNCTION).u32(types.typeUse(state.locals));
    body.size = 0;
    locals();
    instructions.body(index, body, hints);
    state.expectRight();
    hints.endFunction(index);
    ByteOutput code = entry(Sections.CODE);
    code.sized(body);
    if (positions != null) {
      positions.endFunction(code.size - body.size);
    }
  }

  /** Reads locals and writes them in groups of one type. */
  private void locals() {
    ByteOutput groups = segments.scratch();
    int groupCount = 0;
    int count = 0;
    // The type of the current group, encoded.
    ByteOutput type = new ByteOutput(8);
    ByteOutput current = new ByteOutput(8);
    while (state.acceptOpen(Keyword.LOCAL)) {
      boolean single = lexer.kind == Lexer.ID;
      if (single) {
        state.locals.define(lexer);
        types.localName(state.locals, state.locals.count() - 1);
      } else {
        types.localName(state.locals, state.locals.count());
      }
      while (single || lexer.kind != Lexer.RIGHT) {
        type.size = 0;
        types.valueType(type);
        if (!single) {
          state.locals.defineAnonymous(1);
        }
        if (count > 0 && !Arrays.equals(type.data, 0, type.size, current.data, 0, current.size)) {
          groups.u32(count);
          groups.append(current);
          groupCount++;
          count = 0;
        }
        if (count++ == 0) {
          current.size = 0;
          current.append(type);
        }
        if (single) {
          break;
        }
      }
      state.expectRight();
    }
    if (count > 0) {
      groups.u32(count);
      groups.append(current);
      groupCount++;
    }
    body.u32(groupCount);
    body.append(groups);
  }

  // --- tables and memories

  private static final int HAS_MAX = 1;
  private static final int SHARED = 2;
  private static final int IS_64 = 4;
  private static final int HAS_PAGE_SIZE = 8;

  /** Reads the address type; returns its flag of the limits. */
  private int addressType() {
    if (state.accept(Keyword.I64)) {
      return IS_64;
    }
    state.accept(Keyword.I32);
    return 0;
  }

  private void tableType(ByteOutput output) {
    int flags = addressType();
    ByteOutput limits = segments.scratch();
    limits(flags, false, limits);
    types.referenceType(output);
    output.append(limits);
  }

  private void memoryType(ByteOutput output) {
    limits(addressType(), true, output);
  }

  private void limits(int addressFlag, boolean memory, ByteOutput output) {
    int flags = addressFlag;
    // Which sizes are possible is the validator's business; here they must only be integers.
    long min = state.nat(64);
    long max = 0;
    if (lexer.kind == Lexer.NAT) {
      max = state.nat(64);
      flags |= HAS_MAX;
    }
    if (memory && state.accept(Keyword.SHARED)) {
      flags |= SHARED;
    }
    int pageSizeLog2 = memory ? pageSize() : -1;
    if (pageSizeLog2 >= 0) {
      flags |= HAS_PAGE_SIZE;
    }
    output.u8(flags);
    output.u64(min);
    if ((flags & HAS_MAX) != 0) {
      output.u64(max);
    }
    if (pageSizeLog2 >= 0) {
      output.u32(pageSizeLog2);
    }
  }

  /** Reads the page size of a memory if one is given; returns its logarithm, -1 otherwise. */
  private int pageSize() {
    if (!state.acceptOpen(Keyword.PAGESIZE)) {
      return -1;
    }
    long size = lexer.kind == Lexer.NAT ? state.natValue(lexer.start, 64) : 0;
    if (lexer.kind == Lexer.NAT && Long.bitCount(size) != 1) {
      throw lexer.error("invalid custom page size", lexer.describe());
    }
    state.nat(64);
    state.expectRight();
    return Long.numberOfTrailingZeros(size);
  }

  private void table() {
    int index = identifier(state.tables, EXTERN_TABLE, "table");
    if (inline(EXTERN_TABLE, index)) {
      ByteOutput output = sections.contents[Sections.IMPORT];
      output.u8(EXTERN_TABLE);
      tableType(output);
      state.expectRight();
      return;
    }
    int flags = addressType();
    ByteOutput output = entry(Sections.TABLE);
    if (lexer.kind == Lexer.NAT) {
      ByteOutput limits = segments.scratch();
      limits(flags, false, limits);
      ByteOutput type = new ByteOutput(8);
      types.referenceType(type);
      boolean initialised = lexer.kind != Lexer.RIGHT;
      if (initialised) {
        output.u8(0x40);
        output.u8(0);
      }
      output.append(type);
      output.append(limits);
      if (initialised) {
        instructions.constant(output);
      }
    } else {
      ByteOutput type = new ByteOutput(8);
      types.referenceType(type);
      int count = segments.inlineElements(index, flags != 0, type);
      output.append(type);
      output.u8(flags | HAS_MAX);
      output.u32(count);
      output.u32(count);
    }
    state.expectRight();
  }

  private void memory() {
    int index = identifier(state.memories, EXTERN_MEMORY, "memory");
    if (inline(EXTERN_MEMORY, index)) {
      ByteOutput output = sections.contents[Sections.IMPORT];
      output.u8(EXTERN_MEMORY);
      memoryType(output);
      state.expectRight();
      return;
    }
    int flags = addressType();
    ByteOutput output = entry(Sections.MEMORY);
    if (lexer.kind == Lexer.NAT) {
      limits(flags, true, output);
    } else {
      int pageSizeLog2 = pageSize();
      int bytes = segments.inlineData(index, flags != 0);
      int shift = pageSizeLog2 < 0 ? 16 : Math.min(pageSizeLog2, 62);
      long pages = (bytes + (1L << shift) - 1) >>> shift;
      output.u8(flags | HAS_MAX | (pageSizeLog2 < 0 ? 0 : HAS_PAGE_SIZE));
      output.u64(pages);
      output.u64(pages);
      if (pageSizeLog2 >= 0) {
        output.u32(pageSizeLog2);
      }
    }
    state.expectRight();
  }

  // --- globals, tags, exports, start

  private void globalType(ByteOutput output) {
    if (state.acceptOpen(Keyword.MUT)) {
      types.valueType(output);
      state.expectRight();
      output.u8(1);
    } else {
      types.valueType(output);
      output.u8(0);
    }
  }

  private void global() {
    int index = identifier(state.globals, EXTERN_GLOBAL, "global");
    if (inline(EXTERN_GLOBAL, index)) {
      ByteOutput output = sections.contents[Sections.IMPORT];
      output.u8(EXTERN_GLOBAL);
      globalType(output);
    } else {
      ByteOutput output = entry(Sections.GLOBAL);
      globalType(output);
      instructions.constant(output);
    }
    state.expectRight();
  }

  private void tag() {
    int index = identifier(state.tags, EXTERN_TAG, "tag");
    if (inline(EXTERN_TAG, index)) {
      importedTag(sections.contents[Sections.IMPORT]);
    } else {
      tagType(entry(Sections.TAG));
    }
    state.expectRight();
  }

  private void exportField() {
    lexer.next();
    ByteOutput output = entry(Sections.EXPORT);
    output.name(exportName());
    Keyword kind = lexer.kind == Lexer.OPEN ? lexer.keyword : null;
    switch (kind) {
      case FUNC -> exported(EXTERN_FUNCTION, state.functions, output);
      case TABLE -> exported(EXTERN_TABLE, state.tables, output);
      case MEMORY -> exported(EXTERN_MEMORY, state.memories, output);
      case GLOBAL -> exported(EXTERN_GLOBAL, state.globals, output);
      case TAG -> exported(EXTERN_TAG, state.tags, output);
      case null, default -> throw lexer.unexpected();
    }
    state.expectRight();
    state.expectRight();
  }

  private void exported(int kind, IndexSpace space, ByteOutput output) {
    lexer.next();
    output.u8(kind);
    output.u32(state.index(space));
  }

  private void start() {
    if (hasStart) {
      throw lexer.error("multiple start sections");
    }
    hasStart = true;
    lexer.next();
    sections.contents[Sections.START].u32(state.index(state.functions));
    state.expectRight();
  }

  // --- the end

  private byte[] write() {
    types.writeSection(sections.contents[Sections.TYPE]);
    sections.counts[Sections.TYPE] = types.groupCount();
    if (state.usesData) {
      sections.contents[Sections.DATA_COUNT].u32(sections.counts[Sections.DATA]);
    }
    ByteOutput hintSection = new ByteOutput(64);
    hints.write(hintSection);
    return sections.write(names(), hintSection, positions);
  }

  private ByteOutput names() {
    ByteOutput output = new ByteOutput(1024);
    output.name("name");
    int empty = output.size;
    if (moduleName != null) {
      ByteOutput name = new ByteOutput(moduleName.length + 5);
      name.name(moduleName);
      output.u8(0);
      output.sized(name);
    }
    state.functions.writeNames(1, output);
    state.localNames.write(2, output);
    state.labelNames.write(3, output);
    state.types.writeNames(4, output);
    state.tables.writeNames(5, output);
    state.memories.writeNames(6, output);
    state.globals.writeNames(7, output);
    state.elements.writeNames(8, output);
    state.data.writeNames(9, output);
    state.fieldNames.write(10, output);
    state.tags.writeNames(11, output);
    if (output.size == empty) {
      output.size = 0;
    }
    return output;
  }
}
