// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.binary.Instruction;
import dev.weft.binary.InstructionReader;
import dev.weft.module.ConstExpr;
import dev.weft.module.Module;
import dev.weft.opcode.Opcode;
import dev.weft.types.FuncType;
import dev.weft.types.ValueType;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Prints instructions in the flat form, one on each line. */
final class InstructionPrinter {
  private final Module module;
  private final ModuleNames names;
  private final TypePrinter types;
  private final TextOutput out;
  private final LineTable lines;
  private final InstructionReader reader;
  private final Instruction insn = new Instruction();

  /** The names of the open labels, the innermost last; null for those without. */
  private String[] labels = new String[64];

  /** For each open label with a name, where the next label outside lies that it hides, or -1. */
  private int[] hidden = new int[64];

  /** Where the innermost open label of each name lies. */
  private final Map<String, Integer> innermost = new HashMap<>();

  private int labelCount;

  InstructionPrinter(
      Module module, ModuleNames names, TypePrinter types, TextOutput out, LineTable lines) {
    this.module = module;
    this.names = names;
    this.types = types;
    this.out = out;
    this.lines = lines;
    this.reader = new InstructionReader(module, 0, 0);
  }

  /** Prints a constant expression on the current line, a space before each instruction. */
  void constant(ConstExpr expression) {
    reader.reset(expression.start(), expression.end());
    clearLabels();
    boolean more = reader.next(insn);
    while (more && reader.position() < expression.end()) {
      out.add(" ");
      print(Map.of());
      more = reader.next(insn);
    }
  }

  /**
   * Prints a function's instructions but the last {@code end}.
   *
   * @param start the offset of the first instruction
   * @param end the offset behind the body
   * @param localIdentifiers the identifiers of locals by index
   * @param hints the branch hints by offset in the module, see {@link FunctionPrinter}
   */
  void body(
      int function,
      int start,
      int end,
      Map<Integer, String> localIdentifiers,
      Map<Integer, Integer> hints)
      throws IOException {
    Map<Integer, String> labelNames = names.of(ModuleNames.LABELS, function);
    int labelIndex = 0;
    clearLabels();
    int depth = 2;
    reader.reset(start, end);
    while (reader.next(insn) && reader.position() < end) {
      Opcode opcode = insn.opcode;
      boolean opens = false;
      switch (opcode) {
        case BLOCK, LOOP, IF, TRY, TRY_TABLE -> opens = true;
        case ELSE, CATCH, CATCH_ALL, END, DELEGATE -> depth = Math.max(2, depth - 1);
        default -> {}
      }
      out.line(depth);
      if (opcode == Opcode.END || opcode == Opcode.DELEGATE) {
        closeLabel();
      }
      Integer hint = hints.get(insn.offset);
      if (hint != null && (opcode == Opcode.IF || opcode == Opcode.BR_IF)) {
        out.add("(@metadata.code.branch_hint \"\\0").add(hint).add("\") ");
      }
      if (lines != null) {
        lines.add(insn.offset, out.line());
      }
      if (opens) {
        open(opcode, labelNames.get(labelIndex++));
        depth++;
      } else {
        print(localIdentifiers);
        if (opcode == Opcode.ELSE || opcode == Opcode.CATCH || opcode == Opcode.CATCH_ALL) {
          depth++;
        }
      }
    }
  }

  private void open(Opcode opcode, String label) {
    out.add(opcode.text());
    boolean named = label != null && !label.isEmpty();
    if (named) {
      out.add(" ").identifier(label);
    }
    blockType();
    if (opcode == Opcode.TRY_TABLE) {
      catches();
    }
    if (labelCount == labels.length) {
      labels = Arrays.copyOf(labels, labelCount * 2);
      hidden = Arrays.copyOf(hidden, labelCount * 2);
    }
    labels[labelCount] = named ? label : null;
    if (named) {
      Integer outer = innermost.put(label, labelCount);
      hidden[labelCount] = outer == null ? -1 : outer;
    }
    labelCount++;
  }

  private void closeLabel() {
    if (labelCount > 0) {
      String label = labels[--labelCount];
      if (label != null && hidden[labelCount] >= 0) {
        innermost.put(label, hidden[labelCount]);
      } else if (label != null) {
        innermost.remove(label);
      }
    }
  }

  private void clearLabels() {
    labelCount = 0;
    innermost.clear();
  }

  private void blockType() {
    int at = insn.offset + 1;
    int code = module.bytes()[at] & 0xff;
    if (code == 0x40) {
      return;
    }
    FuncType type = insn.blockType;
    if (code > 0x40 && code < 0x80) {
      out.add(" (result ");
      types.value(type.result(0));
      out.add(")");
      return;
    }
    // A type index, as a positive signed number.
    long index = 0;
    int b;
    int shift = 0;
    do {
      b = module.bytes()[at++];
      index |= (long) (b & 0x7f) << shift;
      shift += 7;
    } while (b < 0);
    out.add(" (type ");
    types.index((int) index);
    out.add(")");
  }

  private void catches() {
    for (int i = 0; i < insn.catchCount; i++) {
      switch (insn.catchKinds[i]) {
        case Instruction.CATCH -> out.add(" (catch ");
        case Instruction.CATCH_REF -> out.add(" (catch_ref ");
        case Instruction.CATCH_ALL -> out.add(" (catch_all ");
        default -> out.add(" (catch_all_ref ");
      }
      if (insn.catchKinds[i] < Instruction.CATCH_ALL) {
        index(ModuleNames.TAGS, insn.catchTags[i]);
        out.add(" ");
      }
      label(insn.catchLabels[i]);
      out.add(")");
    }
  }

  private void index(int space, int index) {
    String name = names.identifier(space, index);
    if (name != null) {
      out.identifier(name);
    } else {
      out.addUnsigned(index);
    }
  }

  private void label(int depth) {
    int at = labelCount - 1 - depth;
    String name = depth >= 0 && at >= 0 ? labels[at] : null;
    // Another label of the name, further inside, hides it.
    if (name != null && innermost.get(name) == at) {
      out.identifier(name);
    } else {
      out.addUnsigned(depth);
    }
  }

  /** Prints an instruction that opens no label. */
  private void print(Map<Integer, String> localIdentifiers) {
    Opcode opcode = insn.opcode;
    out.add(opcode.text());
    switch (opcode.immediate()) {
      case NONE, ATOMIC_FENCE -> {}
      case LABEL -> {
        out.add(" ");
        label(insn.index);
      }
      case LABEL_TABLE -> {
        for (int i = 0; i < insn.labelCount; i++) {
          out.add(" ");
          label(insn.labels[i]);
        }
        out.add(" ");
        label(insn.index);
      }
      case FUNC -> reference(ModuleNames.FUNCTIONS, insn.index);
      case TYPE -> reference(ModuleNames.TYPES, insn.index);
      case CALL_INDIRECT -> {
        optional(ModuleNames.TABLES, insn.index2);
        out.add(" (type ");
        types.index(insn.index);
        out.add(")");
      }
      case LOCAL -> {
        String name = localIdentifiers.get(insn.index);
        out.add(" ");
        if (name != null) {
          out.identifier(name);
        } else {
          out.addUnsigned(insn.index);
        }
      }
      case GLOBAL -> reference(ModuleNames.GLOBALS, insn.index);
      case TABLE -> reference(ModuleNames.TABLES, insn.index);
      case MEMORY -> optional(ModuleNames.MEMORIES, insn.index);
      case TABLE_TABLE -> {
        reference(ModuleNames.TABLES, insn.index);
        reference(ModuleNames.TABLES, insn.index2);
      }
      case MEMORY_MEMORY -> {
        if (insn.index != 0 || insn.index2 != 0) {
          reference(ModuleNames.MEMORIES, insn.index);
          reference(ModuleNames.MEMORIES, insn.index2);
        }
      }
      case DATA_MEMORY -> {
        optional(ModuleNames.MEMORIES, insn.index2);
        reference(ModuleNames.DATA, insn.index);
      }
      case DATA -> reference(ModuleNames.DATA, insn.index);
      case ELEM -> reference(ModuleNames.ELEMENTS, insn.index);
      case ELEM_TABLE -> {
        optional(ModuleNames.TABLES, insn.index2);
        reference(ModuleNames.ELEMENTS, insn.index);
      }
      case MEMARG -> memoryArgument();
      case MEMARG_LANE -> {
        memoryArgument();
        out.add(" ").add(insn.index2);
      }
      case LANE -> out.add(" ").add(insn.index);
      case LANES16 -> {
        for (int i = 0; i < 16; i++) {
          long half = i < 8 ? insn.value : insn.valueHigh;
          out.add(" ").add(half >>> 8 * (i & 7) & 0xff);
        }
      }
      case I32 -> out.add(" ").add((int) insn.value);
      case I64 -> out.add(" ").add(insn.value);
      case F32 -> out.add(" ").add(floating((int) insn.value));
      case F64 -> out.add(" ").add(floating(insn.value));
      case V128 -> {
        out.add(" i32x4");
        for (int i = 0; i < 4; i++) {
          long half = i < 2 ? insn.value : insn.valueHigh;
          out.add(String.format(" 0x%08x", (int) (half >>> 32 * (i & 1))));
        }
      }
      case SELECT_TYPES -> {
        out.add(" (result");
        for (ValueType type : insn.types) {
          out.add(" ");
          types.value(type);
        }
        out.add(")");
      }
      case HEAP_TYPE -> {
        out.add(" ");
        types.heap(insn.refType.heap());
      }
      case REF_CAST -> {
        out.add(" ");
        types.value(insn.refType);
      }
      case BR_ON_CAST -> {
        out.add(" ");
        label(insn.index);
        out.add(" ");
        types.value(insn.refType);
        out.add(" ");
        types.value(insn.refType2);
      }
      case TYPE_FIELD -> {
        reference(ModuleNames.TYPES, insn.index);
        out.add(" ").addUnsigned(insn.index2);
      }
      case TYPE_LENGTH -> {
        reference(ModuleNames.TYPES, insn.index);
        out.add(" ").addUnsigned(insn.index2);
      }
      case TYPE_DATA -> {
        reference(ModuleNames.TYPES, insn.index);
        reference(ModuleNames.DATA, insn.index2);
      }
      case TYPE_ELEM -> {
        reference(ModuleNames.TYPES, insn.index);
        reference(ModuleNames.ELEMENTS, insn.index2);
      }
      case TYPE_TYPE -> {
        reference(ModuleNames.TYPES, insn.index);
        reference(ModuleNames.TYPES, insn.index2);
      }
      case TAG -> reference(ModuleNames.TAGS, insn.index);
      case BLOCK, TRY_TABLE -> {
        // In a constant expression, where the validator refuses it.
        blockType();
      }
    }
  }

  private void reference(int space, int index) {
    out.add(" ");
    index(space, index);
  }

  private void optional(int space, int index) {
    if (index != 0) {
      reference(space, index);
    }
  }

  private void memoryArgument() {
    optional(ModuleNames.MEMORIES, insn.index);
    if (insn.value != 0) {
      out.add(" offset=").addUnsigned(insn.value);
    }
    if (1L << insn.align != insn.opcode.accessBytes()) {
      out.add(" align=").addUnsigned(1L << insn.align);
    }
  }

  private static String floating(int bits) {
    float value = Float.intBitsToFloat(bits);
    if (Float.isNaN(value)) {
      return nan(bits < 0, bits & 0x7fffff, 0x400000);
    }
    return Float.isInfinite(value) ? value < 0 ? "-inf" : "inf" : Float.toString(value);
  }

  private static String floating(long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isNaN(value)) {
      return nan(bits < 0, bits & 0xfffffffffffffL, 0x8000000000000L);
    }
    return Double.isInfinite(value) ? value < 0 ? "-inf" : "inf" : Double.toString(value);
  }

  private static String nan(boolean negative, long payload, long canonical) {
    String sign = negative ? "-nan" : "nan";
    return payload == canonical ? sign : sign + ":0x" + Long.toHexString(payload);
  }
}
