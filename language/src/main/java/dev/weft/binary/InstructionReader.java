// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import dev.weft.module.Module;
import dev.weft.opcode.Feature;
import dev.weft.opcode.FeatureSet;
import dev.weft.opcode.Immediate;
import dev.weft.opcode.Opcode;
import dev.weft.types.AbstractHeapType;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.HeapType;
import dev.weft.types.RefType;
import dev.weft.types.ValueType;
import java.util.Arrays;

/**
 * Reads instructions one after the other, driven by the opcode table (specification, "Instructions"
 * under "Binary format").
 *
 * <p>Checks what the binary format demands; indices other than those of types are left to the
 * validator. One reader can be used for many ranges; it is not thread-safe. Reading allocates only
 * for typed select, and when a table of labels or clauses is longer than all before.
 */
public final class InstructionReader extends ByteReader {
  private static final ValueType[] NO_TYPES = {};
  private static final FuncType EMPTY_BLOCK = new FuncType(NO_TYPES, NO_TYPES);

  /** The limit of the JavaScript API for the locals of a function. */
  static final int MAX_LOCALS = 50_000;

  private final boolean lenient;
  private final boolean allFeatures;
  private long localCount;

  /**
   * Creates a reader of the instructions in a range of the module's bytes.
   *
   * @param start the offset of the first instruction
   * @param end the offset after the last one
   */
  public InstructionReader(Module module, int start, int end) {
    this(module, FeatureSet.ALL, start, end);
  }

  /**
   * Creates a reader that admits only the given features.
   *
   * @param features the enabled features; instructions of others are illegal opcodes
   * @param start the offset of the first instruction
   * @param end the offset after the last one
   */
  public InstructionReader(Module module, FeatureSet features, int start, int end) {
    super(module.bytes(), features, start, end);
    allFeatures = features.equals(FeatureSet.ALL);
    typeCount = module.typeCount();
    types = module.types();
    lenient = false;
  }

  /** For the decoder, which looks for the end of an expression: unknown types are no error. */
  InstructionReader(byte[] bytes, FeatureSet features, DefinedType[] types, int typeCount) {
    super(bytes, features, 0, 0);
    this.allFeatures = features.equals(FeatureSet.ALL);
    this.types = types;
    this.typeCount = typeCount;
    this.lenient = true;
  }

  /** Sets the range to read next. */
  public void reset(int start, int end) {
    position = start;
    limit = end;
  }

  /** Returns the offset of the next byte. */
  public int position() {
    return position;
  }

  /** Returns the offset of the first v128 type in what was read so far, or -1. */
  public int vectorTypeOffset() {
    return vectorTypeOffset;
  }

  /**
   * Reads the number of groups of locals at the start of a body; {@link #localGroup} and {@link
   * #localType} must follow that often.
   *
   * @throws WasmFormatException if it is malformed
   */
  public int localGroupCount() {
    localCount = 0;
    return readLength();
  }

  /**
   * Reads the number of locals in the next group.
   *
   * @return a number from 0 to {@value #MAX_LOCALS}
   * @throws WasmFormatException if it is malformed or the function gets too many locals
   */
  public int localGroup() {
    int at = position;
    int count = readU32();
    localCount += count & 0xFFFFFFFFL;
    if (localCount > MAX_LOCALS) {
      throw new WasmFormatException(
          localCount > 0xFFFFFFFFL
              ? WasmFormatException.Kind.MALFORMED
              : WasmFormatException.Kind.LIMIT,
          "too many locals",
          localCount + ", at most " + MAX_LOCALS + " are allowed",
          at,
          -1);
    }
    return count;
  }

  /**
   * Reads the type of the locals in the group.
   *
   * @throws WasmFormatException if it is malformed or refers to an unknown type
   */
  public ValueType localType() {
    return readValueType();
  }

  /**
   * Looks for what makes a function body malformed when it is read without regard to its size, as
   * the specification's grammar does. A body without its end so runs on into what follows.
   *
   * @param start the offset of the locals
   * @param end the offset after the body as its size field has it
   * @return the error, or null if the body is well-formed
   */
  public WasmFormatException bodyError(int start, int end) {
    InstructionReader reader = new InstructionReader(bytes, features, types, typeCount);
    reader.reset(start, bytes.length);
    try {
      return reader.readBody(end);
    } catch (WasmFormatException e) {
      return e;
    }
  }

  private WasmFormatException readBody(int end) {
    for (int group = localGroupCount(); group > 0; group--) {
      localGroup();
      localType();
    }
    Instruction insn = new Instruction();
    int depth = 0;
    while (next(insn)) {
      if (insn.opcode.immediate() == Immediate.BLOCK || insn.opcode == Opcode.TRY_TABLE) {
        depth++;
      } else if (insn.opcode == Opcode.END && depth == 0) {
        return position == end ? null : malformed("section size mismatch", null, end);
      } else if (insn.opcode == Opcode.ELSE && depth == 0) {
        return malformed("END opcode expected", null, insn.offset);
      } else if (insn.opcode == Opcode.END || insn.opcode == Opcode.DELEGATE) {
        depth--;
      }
    }
    return unexpectedEnd();
  }

  @Override
  HeapType unknownType(long index, int offset) {
    if (lenient) {
      return AbstractHeapType.ANY;
    }
    throw invalid("unknown type", Long.toString(index), offset);
  }

  /**
   * Reads the next instruction.
   *
   * @return false if the range was at its end already
   * @throws WasmFormatException if the instruction is malformed
   */
  public boolean next(Instruction insn) {
    int at = position;
    if (at >= limit) {
      return false;
    }
    insn.offset = at;
    int first = bytes[at] & 0xFF;
    position = at + 1;
    Opcode opcode = first < 0xFB ? Opcode.plain(first) : prefixed(first);
    if (opcode == null) {
      throw illegalOpcode(null, at);
    }
    if (!allFeatures && !features.has(opcode.feature())) {
      throw illegalOpcode(opcode, at);
    }
    insn.opcode = opcode;
    switch (opcode.immediate()) {
      case NONE -> {}
      case LABEL, FUNC, TYPE, LOCAL, GLOBAL, DATA, ELEM, TAG, TABLE, MEMORY ->
          insn.index = readU32();
      case I32 -> insn.value = readS32();
      case MEMARG -> readMemoryArgument(insn);
      case BLOCK -> insn.blockType = readBlockType();
      case I64 -> insn.value = readS64();
      case F32 -> insn.value = readInt32() & 0xFFFFFFFFL;
      case F64 -> insn.value = readInt64();
      case LABEL_TABLE -> readLabels(insn);
      default -> readRareImmediate(insn, opcode);
    }
    insn.end = position;
    return true;
  }

  private Opcode prefixed(int prefix) {
    return prefix == 0xFF ? null : Opcode.of(prefix, readU32());
  }

  private WasmFormatException illegalOpcode(Opcode opcode, int at) {
    StringBuilder phrase = new StringBuilder("illegal opcode");
    for (int i = at; i < position; i++) {
      phrase.append(String.format(" %02x", bytes[i]));
    }
    String detail =
        opcode == null
            ? null
            : opcode.text() + " needs the proposal " + opcode.feature().text() + ", which is off";
    return malformed(phrase.toString(), detail, at);
  }

  private void readRareImmediate(Instruction insn, Opcode opcode) {
    switch (opcode.immediate()) {
      case CALL_INDIRECT,
          TABLE_TABLE,
          MEMORY_MEMORY,
          DATA_MEMORY,
          ELEM_TABLE,
          TYPE_FIELD,
          TYPE_LENGTH,
          TYPE_DATA,
          TYPE_ELEM,
          TYPE_TYPE -> {
        insn.index = readU32();
        insn.index2 = readU32();
      }
      case MEMARG_LANE -> {
        readMemoryArgument(insn);
        insn.index2 = readByte();
      }
      case LANE -> insn.index = readByte();
      case LANES16, V128 -> {
        insn.value = readInt64();
        insn.valueHigh = readInt64();
      }
      case SELECT_TYPES -> {
        int count = readLength();
        insn.types = new ValueType[count];
        for (int i = 0; i < count; i++) {
          insn.types[i] = readValueType();
        }
      }
      case HEAP_TYPE -> insn.refType = RefType.of(true, readHeapType());
      case REF_CAST -> {
        boolean nullable = opcode == Opcode.REF_TEST_NULL || opcode == Opcode.REF_CAST_NULL;
        insn.refType = RefType.of(nullable, readHeapType());
      }
      case BR_ON_CAST -> {
        int at = position;
        int flags = readByte();
        if (flags > 3) {
          throw malformed("malformed br_on_cast flags", Integer.toString(flags), at);
        }
        insn.index = readU32();
        insn.refType = RefType.of((flags & 1) != 0, readHeapType());
        insn.refType2 = RefType.of((flags & 2) != 0, readHeapType());
      }
      case TRY_TABLE -> {
        insn.blockType = readBlockType();
        readCatches(insn);
      }
      case ATOMIC_FENCE -> {
        if (readByte() != 0) {
          throw malformed("zero byte expected", null, position - 1);
        }
      }
      default -> throw new AssertionError(opcode);
    }
  }

  private void readMemoryArgument(Instruction insn) {
    int at = position;
    int flags = readU32();
    if (flags < 0 || flags >= 0x80) {
      throw malformed("malformed memop flags", Integer.toUnsignedString(flags), at);
    }
    insn.align = flags & 0x3F;
    if (flags >= 0x40) {
      require(Feature.MULTI_MEMORY, "malformed memop flags", at);
      insn.index = readU32();
    } else {
      insn.index = 0;
    }
    at = position;
    if (at < limit && bytes[at] >= 0) {
      position = at + 1;
      insn.value = bytes[at];
    } else {
      insn.value = readU64();
    }
  }

  private FuncType readBlockType() {
    int at = position;
    int code = readByte();
    if (code == 0x40) {
      return EMPTY_BLOCK;
    }
    if (code < 0x80 && code >= 0x40) {
      position = at;
      return FuncType.ofResult(readValueType());
    }
    position = at;
    long index = readS33();
    if (index < 0) {
      throw malformed("malformed block type", null, at);
    }
    require(Feature.MULTI_VALUE, "malformed block type", at);
    HeapType type = typeAt(index, at);
    if (type instanceof DefinedType defined && defined.isFunc()) {
      return defined.funcType();
    }
    if (lenient) {
      return EMPTY_BLOCK;
    }
    throw invalid("unknown type", "type " + index + " is not a function type", at);
  }

  private void readLabels(Instruction insn) {
    int count = readLength();
    if (insn.labels.length < count) {
      insn.labels = new int[Math.max(count, 2 * insn.labels.length)];
    }
    int[] labels = insn.labels;
    for (int i = 0; i < count; i++) {
      labels[i] = readU32();
    }
    insn.labelCount = count;
    insn.index = readU32();
  }

  private void readCatches(Instruction insn) {
    int count = readLength();
    if (insn.catchKinds.length < count) {
      int size = Math.max(count, 2 * insn.catchKinds.length);
      insn.catchKinds = Arrays.copyOf(insn.catchKinds, size);
      insn.catchTags = Arrays.copyOf(insn.catchTags, size);
      insn.catchLabels = Arrays.copyOf(insn.catchLabels, size);
    }
    for (int i = 0; i < count; i++) {
      int kind = readByte();
      if (kind > Instruction.CATCH_ALL_REF) {
        throw malformed("malformed catch clause", Integer.toString(kind), position - 1);
      }
      insn.catchKinds[i] = kind;
      insn.catchTags[i] =
          kind == Instruction.CATCH || kind == Instruction.CATCH_REF ? readU32() : -1;
      insn.catchLabels[i] = readU32();
    }
    insn.catchCount = count;
  }
}
