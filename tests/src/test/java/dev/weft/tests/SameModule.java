// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests;

import dev.weft.binary.Instruction;
import dev.weft.binary.InstructionReader;
import dev.weft.binary.ModuleDecoder;
import dev.weft.module.ConstExpr;
import dev.weft.module.CustomSection;
import dev.weft.module.DataSegment;
import dev.weft.module.ElementSegment;
import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import dev.weft.types.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Compares two modules by what they say rather than by their bytes: an integer may be encoded in
 * more bytes than it needs, locals of a type may be in several groups, and data segments may be
 * counted where nothing asks for it. Everything else must be equal, down to each immediate of each
 * instruction.
 */
final class SameModule {
  private final Module first;
  private final Module second;
  private final InstructionReader firstReader;
  private final InstructionReader secondReader;
  private final Instruction firstInstruction = new Instruction();
  private final Instruction secondInstruction = new Instruction();

  private SameModule(Module first, Module second) {
    this.first = first;
    this.second = second;
    firstReader = new InstructionReader(first, 0, 0);
    secondReader = new InstructionReader(second, 0, 0);
  }

  /**
   * Where two modules differ.
   *
   * @return null if they are the same
   */
  static String difference(byte[] first, byte[] second) {
    return new SameModule(
            ModuleDecoder.decode(first, "first", FeatureSet.ALL),
            ModuleDecoder.decode(second, "second", FeatureSet.ALL))
        .difference();
  }

  private String difference() {
    // Defined types that are equal are the same object, and know their group.
    if (!Arrays.equals(first.types(), second.types())) {
      return "types";
    }
    if (!first.imports().equals(second.imports())) {
      return "imports";
    }
    if (!first.exports().equals(second.exports())) {
      return "exports";
    }
    if (first.startFunction() != second.startFunction()) {
      return "start function";
    }
    String difference = definitions();
    if (difference == null) {
      difference = segments();
    }
    if (difference == null) {
      difference = customSections();
    }
    return difference;
  }

  private String definitions() {
    if (first.functionCount() != second.functionCount()
        || first.tableCount() != second.tableCount()
        || first.memoryCount() != second.memoryCount()
        || first.globalCount() != second.globalCount()
        || first.tagCount() != second.tagCount()) {
      return "number of definitions";
    }
    for (int i = 0; i < first.tableCount(); i++) {
      if (!first.tableType(i).equals(second.tableType(i))
          || !same(first.tableInit(i), second.tableInit(i))) {
        return "table " + i;
      }
    }
    for (int i = 0; i < first.memoryCount(); i++) {
      if (!first.memoryType(i).equals(second.memoryType(i))) {
        return "memory " + i;
      }
    }
    for (int i = 0; i < first.globalCount(); i++) {
      if (!first.globalType(i).equals(second.globalType(i))
          || !same(first.globalInit(i), second.globalInit(i))) {
        return "global " + i;
      }
    }
    for (int i = 0; i < first.tagCount(); i++) {
      if (!first.tagType(i).equals(second.tagType(i))) {
        return "tag " + i;
      }
    }
    for (int i = 0; i < first.functionCount(); i++) {
      if (first.functionTypeIndex(i) != second.functionTypeIndex(i)
          || !first.functionName(i).equals(second.functionName(i))) {
        return "type or name of function " + i;
      }
      if (i >= first.importedFunctionCount()) {
        String difference = body(i);
        if (difference != null) {
          return "function " + i + ": " + difference;
        }
      }
    }
    return null;
  }

  private String body(int function) {
    firstReader.reset(first.codeStart(function), first.codeEnd(function));
    secondReader.reset(second.codeStart(function), second.codeEnd(function));
    if (!locals(firstReader).equals(locals(secondReader))) {
      return "locals";
    }
    return instructions();
  }

  private static List<ValueType> locals(InstructionReader reader) {
    List<ValueType> locals = new ArrayList<>();
    for (int group = reader.localGroupCount(); group > 0; group--) {
      int count = reader.localGroup();
      ValueType type = reader.localType();
      for (int i = 0; i < count; i++) {
        locals.add(type);
      }
    }
    return locals;
  }

  private boolean same(ConstExpr a, ConstExpr b) {
    if (a == null || b == null) {
      return a == b;
    }
    firstReader.reset(a.start(), a.end());
    secondReader.reset(b.start(), b.end());
    return instructions() == null;
  }

  /** Compares the instructions from where the readers are. */
  private String instructions() {
    Instruction a = firstInstruction;
    Instruction b = secondInstruction;
    while (true) {
      boolean more = firstReader.next(a);
      if (more != secondReader.next(b)) {
        return "length";
      }
      if (!more) {
        return null;
      }
      // What an instruction does not have is left from the one before, on both sides alike.
      if (a.opcode != b.opcode
          || a.index != b.index
          || a.index2 != b.index2
          || a.align != b.align
          || a.value != b.value
          || a.valueHigh != b.valueHigh
          || !Arrays.equals(a.labels, 0, a.labelCount, b.labels, 0, b.labelCount)
          || !Objects.equals(a.blockType, b.blockType)
          || !Arrays.equals(a.types, b.types)
          || !Objects.equals(a.refType, b.refType)
          || !Objects.equals(a.refType2, b.refType2)
          || !Arrays.equals(a.catchKinds, 0, a.catchCount, b.catchKinds, 0, b.catchCount)
          || !Arrays.equals(a.catchTags, 0, a.catchCount, b.catchTags, 0, b.catchCount)
          || !Arrays.equals(a.catchLabels, 0, a.catchCount, b.catchLabels, 0, b.catchCount)) {
        return a.opcode.text() + " at " + a.offset + ", " + b.opcode.text() + " at " + b.offset;
      }
    }
  }

  private String segments() {
    if (first.elements().size() != second.elements().size()
        || first.data().size() != second.data().size()) {
      return "number of segments";
    }
    for (int i = 0; i < first.elements().size(); i++) {
      if (!same(first.elements().get(i), second.elements().get(i))) {
        return "element segment " + i;
      }
    }
    for (int i = 0; i < first.data().size(); i++) {
      DataSegment a = first.data().get(i);
      DataSegment b = second.data().get(i);
      if (a.mode() != b.mode()
          || a.memory() != b.memory()
          || !same(a.offset(), b.offset())
          || !sameBytes(a.start(), a.length(), b.start(), b.length())) {
        return "data segment " + i;
      }
    }
    return null;
  }

  private boolean same(ElementSegment a, ElementSegment b) {
    boolean same =
        a.mode() == b.mode()
            && a.table() == b.table()
            && a.type().equals(b.type())
            && a.length() == b.length()
            && same(a.offset(), b.offset())
            && Arrays.equals(a.functions(), b.functions());
    for (int i = 0; same && a.functions() == null && i < a.length(); i++) {
      same = same(a.items()[i], b.items()[i]);
    }
    return same;
  }

  private boolean sameBytes(int start, int length, int otherStart, int otherLength) {
    return Arrays.equals(
        first.bytes(), start, start + length, second.bytes(), otherStart, otherStart + otherLength);
  }

  /** The sections that only hold what is written down by the parser itself are left out. */
  private String customSections() {
    List<CustomSection> a = opaque(first);
    List<CustomSection> b = opaque(second);
    if (a.size() != b.size()) {
      return "number of custom sections";
    }
    for (int i = 0; i < a.size(); i++) {
      CustomSection one = a.get(i);
      CustomSection other = b.get(i);
      if (!one.name().equals(other.name())
          || !sameBytes(one.start(), one.length(), other.start(), other.length())) {
        return "custom section " + one.name();
      }
    }
    return null;
  }

  /** Names and branch hints are integers again, and the offsets of hints depend on encodings. */
  private static List<CustomSection> opaque(Module module) {
    return module.customSections().stream()
        .filter(s -> !s.name().equals("name") && !s.name().equals("metadata.code.branch_hint"))
        .toList();
  }
}
