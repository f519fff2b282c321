// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Types: value types, the type section, and the uses of function types with inline signatures. */
final class TypeParser {
  private static final int NULLABLE_REFERENCE = 0x63;
  private static final int REFERENCE = 0x64;
  private static final int EMPTY_BLOCK = 0x40;

  private final ModuleState state;
  private final Lexer lexer;

  /** The recursive groups of the type section. */
  private final ByteOutput section = new ByteOutput(256);

  private int groups;

  /** The signature of each type, null for those that are no function types. */
  private final List<Signature> signatures = new ArrayList<>();

  /** The first plain function type (final, alone in its group) of each signature. */
  private final Map<Signature, Integer> functionTypes = new HashMap<>();

  /** The field of a struct type by its identifier: type in the high half, symbol in the low. */
  private final Map<Long, Integer> fields = new HashMap<>();

  private final ByteOutput params = new ByteOutput(64);
  private final ByteOutput results = new ByteOutput(64);
  private final Signature scratch = new Signature();

  /** The largest type index written since it was last reset. */
  private long largestIndex;

  /**
   * The largest index of a function type whose parameters were asked for before it was defined, and
   * where that was.
   */
  private int unknownUse = -1;

  private int unknownUseOffset;

  TypeParser(ModuleState state) {
    this.state = state;
    this.lexer = state.lexer;
  }

  // --- value types

  void valueType(ByteOutput output) {
    if (lexer.kind == Lexer.KEYWORD
        && lexer.keyword != null
        && lexer.keyword.typeCode != 0
        && lexer.keyword != Keyword.I8
        && lexer.keyword != Keyword.I16) {
      output.u8(lexer.keyword.typeCode);
      lexer.next();
    } else {
      openReference(output);
    }
  }

  boolean atReferenceType() {
    return lexer.isOpen(Keyword.REF) || atReferenceKeyword();
  }

  private boolean atReferenceKeyword() {
    return lexer.kind == Lexer.KEYWORD
        && lexer.keyword != null
        && lexer.keyword.compareTo(Keyword.FUNCREF) >= 0
        && lexer.keyword.typeCode != 0;
  }

  void referenceType(ByteOutput output) {
    if (atReferenceKeyword()) {
      output.u8(lexer.keyword.typeCode);
      lexer.next();
    } else {
      openReference(output);
    }
  }

  private void openReference(ByteOutput output) {
    if (!state.acceptOpen(Keyword.REF)) {
      throw lexer.unexpected();
    }
    boolean nullable = state.accept(Keyword.NULL);
    if (!nullable) {
      output.u8(REFERENCE);
    } else if (lexer.kind != Lexer.KEYWORD) {
      output.u8(NULLABLE_REFERENCE);
    }
    heapType(output);
    state.expectRight();
  }

  /** Reads a reference type, writes only its heap type, and returns whether it is nullable. */
  boolean referenceParts(ByteOutput heap) {
    if (atReferenceKeyword()) {
      // The abbreviations have the code of their heap type.
      heap.u8(lexer.keyword.typeCode);
      lexer.next();
      return true;
    }
    if (!state.acceptOpen(Keyword.REF)) {
      throw lexer.unexpected();
    }
    boolean nullable = state.accept(Keyword.NULL);
    heapType(heap);
    state.expectRight();
    return nullable;
  }

  void heapType(ByteOutput output) {
    if (lexer.kind == Lexer.KEYWORD && lexer.keyword != null && lexer.keyword.heapCode() != 0) {
      output.u8(lexer.keyword.heapCode());
      lexer.next();
    } else {
      long index = Integer.toUnsignedLong(state.index(state.types));
      largestIndex = Math.max(largestIndex, index);
      output.s64(index);
    }
  }

  private void storageType(ByteOutput output) {
    if (lexer.isKeyword(Keyword.I8) || lexer.isKeyword(Keyword.I16)) {
      output.u8(lexer.keyword.typeCode);
      lexer.next();
    } else {
      valueType(output);
    }
  }

  private void fieldType(ByteOutput output) {
    boolean mutable = state.acceptOpen(Keyword.MUT);
    storageType(output);
    if (mutable) {
      state.expectRight();
    }
    output.u8(mutable ? 1 : 0);
  }

  // --- the type section

  /** Reads a field {@code type} or {@code rec}; all identifiers of types are known. */
  void group() {
    groups++;
    if (state.acceptOpen(Keyword.REC)) {
      ByteOutput members = new ByteOutput(64);
      int count = 0;
      while (lexer.isOpen(Keyword.TYPE)) {
        definition(members, false);
        count++;
      }
      state.expectRight();
      section.u8(0x4e);
      section.u32(count);
      section.append(members);
    } else {
      definition(section, true);
    }
  }

  private void definition(ByteOutput output, boolean alone) {
    int index = signatures.size();
    lexer.next();
    if (lexer.kind == Lexer.ID) {
      lexer.next();
    }
    state.takeName(state.types, index, "type");
    largestIndex = -1;
    if (!state.acceptOpen(Keyword.SUB)) {
      Signature signature = composite(output, index);
      signatures.add(signature);
      if (signature != null && alone && largestIndex < index) {
        functionTypes.putIfAbsent(signature, index);
      }
    } else {
      boolean isFinal = state.accept(Keyword.FINAL);
      ByteOutput supers = new ByteOutput(8);
      int count = 0;
      while (state.atIndex()) {
        supers.u32(state.index(state.types));
        count++;
      }
      boolean plain = isFinal && count == 0;
      if (!plain) {
        output.u8(isFinal ? 0x4f : 0x50);
        output.u32(count);
        output.append(supers);
      }
      Signature signature = composite(output, index);
      signatures.add(signature);
      if (signature != null && alone && plain && largestIndex < index) {
        functionTypes.putIfAbsent(signature, index);
      }
      state.expectRight();
    }
    state.expectRight();
  }

  private Signature composite(ByteOutput output, int index) {
    Signature signature = null;
    if (state.acceptOpen(Keyword.FUNC)) {
      signature(true, null);
      signature = copy();
      output.u8(0x60);
      output.bytes(signature.bytes, 0, signature.bytes.length);
    } else if (state.acceptOpen(Keyword.ARRAY)) {
      output.u8(0x5e);
      fieldType(output);
    } else if (state.acceptOpen(Keyword.STRUCT)) {
      output.u8(0x5f);
      structFields(output, index);
    } else {
      throw lexer.unexpected();
    }
    state.expectRight();
    return signature;
  }

  private void structFields(ByteOutput output, int index) {
    ByteOutput types = new ByteOutput(32);
    int count = 0;
    while (state.acceptOpen(Keyword.FIELD)) {
      if (lexer.kind == Lexer.ID) {
        int symbol = state.symbols.of(lexer);
        if (fields.putIfAbsent((long) index << 32 | symbol, count) != null) {
          throw lexer.error("duplicate field", lexer.describe());
        }
        state.fieldNames.add(index, count, symbol);
        lexer.next();
        fieldName(index, count);
        fieldType(types);
        count++;
      } else {
        fieldName(index, count);
        while (lexer.kind != Lexer.RIGHT) {
          fieldType(types);
          count++;
        }
      }
      state.expectRight();
    }
    output.u32(count);
    output.append(types);
  }

  private void fieldName(int type, int field) {
    byte[] name = state.takeName("field");
    if (name != null) {
      state.fieldNames.add(type, field, name);
    }
  }

  /** Reads the index of a field of a struct type. */
  int fieldIndex(int type) {
    if (lexer.kind != Lexer.ID) {
      return state.nat32();
    }
    Integer field = fields.get((long) type << 32 | state.symbols.of(lexer));
    if (field == null) {
      throw lexer.error("unknown field", lexer.describe());
    }
    lexer.next();
    return field;
  }

  /** Writes the section's content: its groups, implicit types included. */
  void writeSection(ByteOutput output) {
    if (unknownUse >= 0
        && unknownUse < signatures.size()
        && signatures.get(unknownUse).paramCount > 0) {
      throw lexer.error(
          unknownUseOffset, "unknown type", unknownUse + ": defined implicitly further on", false);
    }
    output.append(section);
  }

  /** How many bytes the groups take that were read so far. */
  int sectionSize() {
    return section.size;
  }

  int groupCount() {
    return groups;
  }

  // --- type uses

  /** Reads parameters and results into the scratch signature. */
  private void signature(boolean allowIds, Locals locals) {
    params.size = 0;
    results.size = 0;
    scratch.paramCount = 0;
    scratch.resultCount = 0;
    while (state.acceptOpen(Keyword.PARAM)) {
      if (allowIds && lexer.kind == Lexer.ID) {
        if (locals != null) {
          locals.define(lexer);
          localName(locals, locals.count() - 1);
        } else {
          lexer.next();
        }
        valueType(params);
        scratch.paramCount++;
      } else {
        if (locals != null) {
          localName(locals, locals.count());
        }
        int before = scratch.paramCount;
        while (lexer.kind != Lexer.RIGHT) {
          valueType(params);
          scratch.paramCount++;
        }
        if (locals != null) {
          locals.defineAnonymous(scratch.paramCount - before);
        }
      }
      state.expectRight();
    }
    while (state.acceptOpen(Keyword.RESULT)) {
      while (lexer.kind != Lexer.RIGHT) {
        valueType(results);
        scratch.resultCount++;
      }
      state.expectRight();
    }
    if (lexer.isOpen(Keyword.PARAM)) {
      throw lexer.unexpected();
    }
  }

  /** Gives a local the name of the pending annotation, if there is one. */
  void localName(Locals locals, int index) {
    byte[] name = state.takeName("local");
    if (name != null) {
      locals.name(index, name);
    }
  }

  private Signature copy() {
    ByteOutput bytes = new ByteOutput(params.size + results.size + 10);
    bytes.u32(scratch.paramCount);
    bytes.append(params);
    bytes.u32(scratch.resultCount);
    bytes.append(results);
    Signature signature = new Signature();
    signature.paramCount = scratch.paramCount;
    signature.resultCount = scratch.resultCount;
    signature.bytes = bytes.toByteArray();
    return signature;
  }

  private int explicitUse() {
    if (!state.acceptOpen(Keyword.TYPE)) {
      return -1;
    }
    int index = state.index(state.types);
    state.expectRight();
    return index;
  }

  /**
   * Reads a type use and returns the index of its type, which is added if there is none yet.
   *
   * @param locals takes the parameters, where the use is a function's own; else null, and
   *     parameters cannot have identifiers
   */
  int typeUse(Locals locals) {
    return typeUse(locals != null, locals);
  }

  private int typeUse(boolean allowIds, Locals locals) {
    int offset = lexer.tokenStart;
    boolean explicit = lexer.isOpen(Keyword.TYPE);
    int index = explicitUse();
    signature(allowIds, locals);
    if (!explicit) {
      return implicit();
    }
    if (scratch.paramCount + scratch.resultCount > 0) {
      checkInline(index, offset);
    } else if (locals != null) {
      if (index >= 0 && index < signatures.size()) {
        Signature signature = signatures.get(index);
        locals.defineAnonymous(signature == null ? 0 : signature.paramCount);
      } else {
        unknownUse = Math.max(unknownUse, index);
        unknownUseOffset = offset;
      }
    }
    return index;
  }

  /** Reads the type use of a tag: parameters may have identifiers, which nothing refers to. */
  int namedTypeUse() {
    return typeUse(true, null);
  }

  /** Reads a block type and writes it in its shortest form. */
  void blockType(ByteOutput output) {
    int offset = lexer.tokenStart;
    if (lexer.isOpen(Keyword.TYPE)) {
      int index = explicitUse();
      signature(false, null);
      if (scratch.paramCount + scratch.resultCount > 0) {
        checkInline(index, offset);
      }
      output.s64(Integer.toUnsignedLong(index));
      return;
    }
    if (lexer.kind != Lexer.OPEN) {
      output.u8(EMPTY_BLOCK);
      return;
    }
    signature(false, null);
    if (scratch.paramCount == 0 && scratch.resultCount <= 1) {
      if (scratch.resultCount == 0) {
        output.u8(EMPTY_BLOCK);
      } else {
        output.append(results);
      }
    } else {
      output.s64(implicit());
    }
  }

  private void checkInline(int index, int offset) {
    if (index < 0 || index >= signatures.size()) {
      throw lexer.error(offset, "unknown type", Integer.toUnsignedString(index), false);
    }
    if (!copy().equals(signatures.get(index))) {
      throw lexer.error(offset, "inline function type", "does not match its type", false);
    }
  }

  private int implicit() {
    Signature signature = copy();
    Integer known = functionTypes.get(signature);
    if (known != null) {
      return known;
    }
    int index = state.types.defineAnonymous();
    signatures.add(signature);
    functionTypes.put(signature, index);
    section.u8(0x60);
    section.bytes(signature.bytes, 0, signature.bytes.length);
    groups++;
    return index;
  }
}
