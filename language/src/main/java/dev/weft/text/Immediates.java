// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.opcode.Opcode;
import java.util.Arrays;

/** The immediates of instructions. */
final class Immediates {
  private final ModuleState state;
  private final TypeParser types;
  private final Lexer lexer;

  /** Labels of br_table; where the lanes of a vector begin and end. */
  private int[] scratch = new int[64];

  private final ByteOutput heap = new ByteOutput(16);
  private final ByteOutput target = new ByteOutput(16);

  Immediates(ModuleState state, TypeParser types) {
    this.state = state;
    this.types = types;
    this.lexer = state.lexer;
  }

  /** Writes the opcode, which the lexer has passed, and its immediates, which follow. */
  void encode(Opcode opcode, ByteOutput output) {
    switch (opcode) {
      case SELECT -> {
        select(output);
        return;
      }
      case REF_TEST, REF_CAST -> {
        heap.size = 0;
        boolean nullable = types.referenceParts(heap);
        Opcode nullOpcode = opcode == Opcode.REF_TEST ? Opcode.REF_TEST_NULL : Opcode.REF_CAST_NULL;
        opcode(nullable ? nullOpcode : opcode, output);
        output.append(heap);
        return;
      }
      default -> opcode(opcode, output);
    }
    switch (opcode.immediate()) {
      case NONE -> {}
      case LABEL -> label(output);
      case LABEL_TABLE -> labelTable(output);
      case FUNC -> output.u32(state.index(state.functions));
      case TYPE -> output.u32(state.index(state.types));
      case CALL_INDIRECT -> {
        int table = state.optionalIndex(state.tables);
        output.u32(types.typeUse(null));
        output.u32(table);
      }
      case LOCAL -> local(output);
      case GLOBAL -> output.u32(state.index(state.globals));
      case TABLE -> output.u32(state.optionalIndex(state.tables));
      case TABLE_TABLE -> pair(state.tables, state.tables, output);
      case MEMORY -> output.u32(state.optionalIndex(state.memories));
      case MEMORY_MEMORY -> pair(state.memories, state.memories, output);
      case DATA_MEMORY -> {
        state.usesData = true;
        segment(state.data, state.memories, output);
      }
      case DATA -> {
        state.usesData = true;
        output.u32(state.index(state.data));
      }
      case ELEM -> output.u32(state.index(state.elements));
      case ELEM_TABLE -> segment(state.elements, state.tables, output);
      case MEMARG -> {
        int memory = state.optionalIndex(state.memories);
        memoryArgument(opcode, memory, output);
      }
      case MEMARG_LANE -> memoryArgumentLane(opcode, output);
      case LANE -> output.u8((int) state.nat(8));
      case LANES16 -> shuffle(output);
      case I32 -> output.s64((int) integer(32));
      case I64 -> output.s64(integer(64));
      case F32 -> output.littleEndian(floating(false), 4);
      case F64 -> output.littleEndian(floating(true), 8);
      case V128 -> vector(output);
      case HEAP_TYPE -> types.heapType(output);
      case BR_ON_CAST -> branchOnCast(output);
      case TYPE_FIELD -> {
        int type = state.index(state.types);
        output.u32(type);
        output.u32(types.fieldIndex(type));
      }
      case TYPE_LENGTH -> {
        output.u32(state.index(state.types));
        output.u32(state.nat32());
      }
      case TYPE_DATA -> {
        state.usesData = true;
        output.u32(state.index(state.types));
        output.u32(state.index(state.data));
      }
      case TYPE_ELEM -> {
        output.u32(state.index(state.types));
        output.u32(state.index(state.elements));
      }
      case TYPE_TYPE -> {
        output.u32(state.index(state.types));
        output.u32(state.index(state.types));
      }
      case TAG -> output.u32(state.index(state.tags));
      case ATOMIC_FENCE -> output.u8(0);
      case BLOCK, TRY_TABLE, SELECT_TYPES, REF_CAST ->
          throw new AssertionError(opcode + " is not read here");
    }
  }

  private static void opcode(Opcode opcode, ByteOutput output) {
    if (opcode.prefix() == 0) {
      output.u8(opcode.code());
    } else {
      output.u8(opcode.prefix());
      output.u32(opcode.code());
    }
  }

  // --- indices

  void label(ByteOutput output) {
    output.u32(labelIndex());
  }

  private int labelIndex() {
    if (lexer.kind == Lexer.ID) {
      int depth = state.labels.find(lexer);
      lexer.next();
      return depth;
    }
    return state.nat32();
  }

  private void labelTable(ByteOutput output) {
    int count = 0;
    do {
      if (count == scratch.length) {
        scratch = Arrays.copyOf(scratch, count * 2);
      }
      scratch[count++] = labelIndex();
    } while (state.atIndex());
    output.u32(count - 1);
    for (int i = 0; i < count; i++) {
      output.u32(scratch[i]);
    }
  }

  private void local(ByteOutput output) {
    if (lexer.kind == Lexer.ID) {
      output.u32(state.locals.find(lexer));
      lexer.next();
    } else {
      output.u32(state.nat32());
    }
  }

  /** Two indices, or none for 0 and 0. */
  private void pair(IndexSpace first, IndexSpace second, ByteOutput output) {
    if (state.atIndex()) {
      output.u32(state.index(first));
      output.u32(state.index(second));
    } else {
      output.u32(0);
      output.u32(0);
    }
  }

  /** A segment, with the memory or table before it if that is not 0; encoded after it. */
  private void segment(IndexSpace segments, IndexSpace targets, ByteOutput output) {
    if (lexer.kind == Lexer.ID) {
      // Which index space an identifier belongs to is known only when it stands alone or not.
      int start = lexer.tokenStart;
      lexer.next();
      boolean two = state.atIndex();
      lexer.seek(start);
      segment(segments, targets, two, output);
    } else {
      int first = state.nat32();
      if (state.atIndex()) {
        output.u32(state.index(segments));
        output.u32(first);
      } else {
        output.u32(first);
        output.u32(0);
      }
    }
  }

  private void segment(IndexSpace segments, IndexSpace targets, boolean two, ByteOutput output) {
    int target = two ? state.index(targets) : 0;
    output.u32(state.index(segments));
    output.u32(target);
  }

  // --- memory arguments

  private void memoryArgument(Opcode opcode, int memory, ByteOutput output) {
    long offset = 0;
    if (lexer.kind == Lexer.OFFSET_EQ) {
      offset = state.natValue(lexer.start + "offset=".length(), 64);
      lexer.next();
    }
    int alignment = Integer.numberOfTrailingZeros(opcode.accessBytes());
    if (lexer.kind == Lexer.ALIGN_EQ) {
      long bytes = state.natValue(lexer.start + "align=".length(), 64);
      if (Long.bitCount(bytes) != 1) {
        throw lexer.error("alignment must be a power of two", lexer.describe());
      }
      alignment = Long.numberOfTrailingZeros(bytes);
      if (alignment >= 6) {
        // Cannot even be encoded, so the validator would not see it.
        throw lexer.error(
            lexer.tokenStart, "alignment must not be larger than natural:", lexer.describe(), true);
      }
      lexer.next();
    }
    if (memory == 0) {
      output.u8(alignment);
    } else {
      output.u8(alignment | 0x40);
      output.u32(memory);
    }
    output.u64(offset);
  }

  private void memoryArgumentLane(Opcode opcode, ByteOutput output) {
    int memory = 0;
    if (lexer.kind == Lexer.ID) {
      memory = state.index(state.memories);
    } else if (lexer.kind == Lexer.NAT) {
      // The memory if a lane is still to come, else the lane.
      int start = lexer.tokenStart;
      lexer.next();
      boolean isLane =
          lexer.kind != Lexer.NAT && lexer.kind != Lexer.OFFSET_EQ && lexer.kind != Lexer.ALIGN_EQ;
      lexer.seek(start);
      memory = isLane ? 0 : state.nat32();
    }
    memoryArgument(opcode, memory, output);
    output.u8((int) state.nat(8));
  }

  // --- literals

  private TextFormatException outOfRange() {
    return lexer.error("constant out of range", lexer.describe());
  }

  private long integer(int bits) {
    if (lexer.kind != Lexer.NAT && lexer.kind != Lexer.INT) {
      throw lexer.unexpected();
    }
    try {
      long value = Literals.integer(lexer.source, lexer.start, lexer.stop, bits);
      lexer.next();
      return value;
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
  }

  private long floating(boolean isDouble) {
    if (!lexer.isNumber()) {
      throw lexer.unexpected();
    }
    try {
      long bits = Literals.floating(lexer.source, lexer.start, lexer.stop, isDouble);
      lexer.next();
      return bits;
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
  }

  /** Reads numbers as long as there are any, and notes where the first of them begin and end. */
  private int numbers(int wanted) {
    int count = 0;
    for (; lexer.isNumber(); lexer.next()) {
      if (count < wanted) {
        scratch[2 * count] = lexer.start;
        scratch[2 * count + 1] = lexer.stop;
      }
      count++;
    }
    return count;
  }

  private void vector(ByteOutput output) {
    Keyword shape = lexer.kind == Lexer.KEYWORD ? lexer.keyword : null;
    int lanes =
        switch (shape) {
          case I8X16 -> 16;
          case I16X8 -> 8;
          case I32X4, F32X4 -> 4;
          case I64X2, F64X2 -> 2;
          case null, default -> throw lexer.unexpected();
        };
    lexer.next();
    int at = lexer.tokenStart;
    if (numbers(lanes) != lanes) {
      throw lexer.error(at, "wrong number of lane literals");
    }
    boolean isFloat = shape == Keyword.F32X4 || shape == Keyword.F64X2;
    for (int i = 0; i < lanes; i++) {
      int from = scratch[2 * i];
      int to = scratch[2 * i + 1];
      try {
        long value;
        if (isFloat) {
          value = Literals.floating(lexer.source, from, to, shape == Keyword.F64X2);
        } else if (Literals.classify(lexer.source, from, to) == Lexer.FLOAT) {
          throw lexer.error(from, "unexpected token", "in integer lanes", false);
        } else {
          value = Literals.integer(lexer.source, from, to, 128 / lanes);
        }
        output.littleEndian(value, 16 / lanes);
      } catch (ArithmeticException e) {
        throw lexer.error(from, "constant out of range");
      }
    }
  }

  private void shuffle(ByteOutput output) {
    int at = lexer.tokenStart;
    if (numbers(16) != 16) {
      throw lexer.error(at, "invalid lane length", "of i8x16.shuffle, which takes 16", false);
    }
    for (int i = 0; i < 16; i++) {
      int from = scratch[2 * i];
      int to = scratch[2 * i + 1];
      try {
        if (Literals.classify(lexer.source, from, to) != Lexer.NAT) {
          throw new ArithmeticException();
        }
        output.u8((int) Literals.integer(lexer.source, from, to, 8));
      } catch (ArithmeticException e) {
        throw lexer.error(from, "i8 constant out of range");
      }
    }
  }

  // --- types

  private void select(ByteOutput output) {
    if (!lexer.isOpen(Keyword.RESULT)) {
      opcode(Opcode.SELECT, output);
      return;
    }
    target.size = 0;
    int count = 0;
    while (state.acceptOpen(Keyword.RESULT)) {
      while (lexer.kind != Lexer.RIGHT) {
        types.valueType(target);
        count++;
      }
      lexer.next();
    }
    opcode(Opcode.SELECT_T, output);
    output.u32(count);
    output.append(target);
  }

  private void branchOnCast(ByteOutput output) {
    int label = labelIndex();
    heap.size = 0;
    target.size = 0;
    int flags = types.referenceParts(heap) ? 1 : 0;
    flags |= types.referenceParts(target) ? 2 : 0;
    output.u8(flags);
    output.u32(label);
    output.append(heap);
    output.append(target);
  }

  /** Reads the catch clauses of a try_table; their labels lie outside of it. */
  void catches(ByteOutput output) {
    ByteOutput clauses = target;
    clauses.size = 0;
    int count = 0;
    while (lexer.kind == Lexer.OPEN) {
      int kind;
      if (lexer.opcode == Opcode.CATCH) {
        kind = 0;
      } else if (lexer.keyword == Keyword.CATCH_REF) {
        kind = 1;
      } else if (lexer.opcode == Opcode.CATCH_ALL) {
        kind = 2;
      } else if (lexer.keyword == Keyword.CATCH_ALL_REF) {
        kind = 3;
      } else {
        break;
      }
      lexer.next();
      clauses.u8(kind);
      if (kind < 2) {
        clauses.u32(state.index(state.tags));
      }
      label(clauses);
      state.expectRight();
      count++;
    }
    output.u32(count);
    output.append(clauses);
  }
}
