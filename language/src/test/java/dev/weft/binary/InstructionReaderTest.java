// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.module.Module;
import dev.weft.opcode.Feature;
import dev.weft.opcode.FeatureSet;
import dev.weft.opcode.Immediate;
import dev.weft.opcode.Opcode;
import dev.weft.testing.Bytes;
import dev.weft.testing.ModuleBuilder;
import dev.weft.types.AbstractHeapType;
import dev.weft.types.RefType;
import dev.weft.types.ValueType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InstructionReaderTest {
  /** A module with the given instructions as the contents of a passive data segment. */
  private static Module moduleWith(Bytes instructions) {
    ModuleBuilder builder = new ModuleBuilder();
    builder.type(new int[] {0x7F, 0x7F}, new int[] {0x7E});
    builder.entry(1, new Bytes().raw(0x5E, 0x7F, 0));
    builder.entry(11, new Bytes().raw(1).sized(instructions));
    return ModuleDecoder.decode(builder.build(), null, FeatureSet.ALL);
  }

  private static InstructionReader reader(Bytes instructions, FeatureSet features) {
    Module module = moduleWith(instructions);
    int start = module.data().get(0).start();
    return new InstructionReader(module, features, start, start + instructions.size());
  }

  /** Reads one instruction, which must take up all bytes. */
  private static Instruction read(Bytes bytes) {
    InstructionReader reader = reader(bytes, FeatureSet.ALL);
    Instruction insn = new Instruction();
    int start = reader.position();
    assertTrue(reader.next(insn));
    assertEquals(start, insn.offset);
    assertEquals(start + bytes.size(), insn.end);
    assertFalse(reader.next(insn));
    return insn;
  }

  private static Instruction read(Opcode opcode, long... immediates) {
    Instruction insn = read(new Bytes().op(opcode, immediates));
    assertSame(opcode, insn.opcode);
    return insn;
  }

  private static WasmFormatException refused(Bytes bytes) {
    InstructionReader reader = reader(bytes, FeatureSet.ALL);
    return assertThrows(WasmFormatException.class, () -> reader.next(new Instruction()));
  }

  @Test
  void instructionsWithoutImmediates() {
    for (Opcode opcode : Opcode.values()) {
      if (opcode.immediate() == Immediate.NONE) {
        read(opcode);
      }
    }
  }

  @Test
  void instructionsWithOneIndex() {
    for (Opcode opcode : Opcode.values()) {
      switch (opcode.immediate()) {
        case LABEL, FUNC, TYPE, LOCAL, GLOBAL, TABLE, MEMORY, DATA, ELEM, TAG -> {
          assertEquals(5, read(opcode, 5).index);
          assertEquals(-2, read(opcode, 0xFFFFFFFEL).index);
        }
        default -> {}
      }
    }
  }

  @Test
  void instructionsWithTwoIndices() {
    for (Opcode opcode : Opcode.values()) {
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
          Instruction insn = read(opcode, 300, 7);
          assertEquals(300, insn.index);
          assertEquals(7, insn.index2);
        }
        default -> {}
      }
    }
  }

  @Test
  void constants() {
    assertEquals(-1, read(new Bytes().op(Opcode.I32_CONST).s(-1)).value);
    assertEquals(
        Integer.MIN_VALUE, read(new Bytes().op(Opcode.I32_CONST).s(Integer.MIN_VALUE)).value);
    assertEquals(Long.MIN_VALUE, read(new Bytes().op(Opcode.I64_CONST).s(Long.MIN_VALUE)).value);
    assertEquals(
        0x80000001L, read(new Bytes().op(Opcode.F32_CONST).i32(0x80000001)).value, "zero-extended");
    assertEquals(-2, read(new Bytes().op(Opcode.F64_CONST).i64(-2)).value);
    Instruction vector = read(new Bytes().op(Opcode.V128_CONST).i64(3).i64(-4));
    assertEquals(3, vector.value);
    assertEquals(-4, vector.valueHigh);
    assertEquals(-1, read(new Bytes().op(Opcode.I8X16_SHUFFLE).i64(0).i64(-1)).valueHigh);
  }

  @Test
  void memoryArguments() {
    Instruction plain = read(Opcode.I64_LOAD, 3, 1000);
    assertEquals(3, plain.align);
    assertEquals(0, plain.index);
    assertEquals(1000, plain.value);
    Instruction far = read(Opcode.I32_STORE8, 0x40, 9, -1L);
    assertEquals(0, far.align);
    assertEquals(9, far.index);
    assertEquals(-1, far.value);
    Instruction lane = read(new Bytes().op(Opcode.V128_LOAD8_LANE, 0, 5).raw(15));
    assertEquals(15, lane.index2);
    assertEquals("malformed memop flags", refused(new Bytes().op(Opcode.I32_LOAD, 0x80)).phrase());
  }

  @Test
  void blockTypes() {
    assertEquals(0, read(new Bytes().raw(0x02, 0x40)).blockType.resultCount());
    assertSame(ValueType.F64, read(new Bytes().raw(0x03, 0x7C)).blockType.result(0));
    assertSame(RefType.EXTERNREF, read(new Bytes().raw(0x04, 0x6F)).blockType.result(0));
    assertEquals(2, read(new Bytes().raw(0x06, 0x00)).blockType.paramCount());
    assertSame(
        RefType.of(false, AbstractHeapType.ANY),
        read(new Bytes().raw(0x02, 0x64, 0x6E)).blockType.result(0));
    assertEquals("unknown type", refused(new Bytes().raw(0x02, 9)).phrase());
    assertEquals("unknown type", refused(new Bytes().raw(0x02, 1)).phrase(), "an array type");
  }

  @Test
  void labels() {
    Bytes table = new Bytes().op(Opcode.BR_TABLE).u(300);
    for (int i = 0; i < 300; i++) {
      table.u(i);
    }
    Instruction insn = read(table.u(42));
    assertEquals(300, insn.labelCount);
    assertEquals(299, insn.labels[299]);
    assertEquals(42, insn.index);
    assertEquals(0, read(Opcode.BR_TABLE, 0, 1).labelCount);
  }

  @Test
  void catchClauses() {
    Instruction insn = read(new Bytes().raw(0x1F, 0x40).u(4).raw(0, 7, 1, 1, 8, 2, 2, 3, 3, 4));
    assertEquals(4, insn.catchCount);
    assertArrayEquals(new int[] {0, 1, 2, 3}, Arrays.copyOf(insn.catchKinds, 4));
    assertArrayEquals(new int[] {7, 8}, Arrays.copyOf(insn.catchTags, 2));
    assertArrayEquals(new int[] {1, 2, 3, 4}, Arrays.copyOf(insn.catchLabels, 4));
    assertEquals("malformed catch clause", refused(new Bytes().raw(0x1F, 0x40, 1, 4, 0)).phrase());
  }

  @Test
  void references() {
    assertSame(RefType.FUNCREF, read(new Bytes().raw(0xD0, 0x70)).refType);
    assertFalse(read(new Bytes().op(Opcode.REF_TEST).raw(0x6C)).refType.nullable());
    assertTrue(read(new Bytes().op(Opcode.REF_CAST_NULL).raw(0x01)).refType.nullable());
    Instruction cast = read(new Bytes().op(Opcode.BR_ON_CAST).raw(1, 5, 0x6E, 0x01));
    assertEquals(5, cast.index);
    assertEquals("anyref", cast.refType.toString());
    assertFalse(cast.refType2.nullable());
    assertEquals(
        "malformed br_on_cast flags",
        refused(new Bytes().op(Opcode.BR_ON_CAST).raw(4, 5, 0x6E, 0x01)).phrase());
    Instruction select = read(new Bytes().raw(0x1C, 2, 0x7F, 0x63, 0x01));
    assertEquals(2, select.types.length);
    assertTrue(((RefType) select.types[1]).nullable());
  }

  @Test
  void fences() {
    read(Opcode.ATOMIC_FENCE, 0);
    assertEquals("zero byte expected", refused(new Bytes().op(Opcode.ATOMIC_FENCE, 1)).phrase());
  }

  @Test
  void illegalOpcodes() {
    assertEquals("illegal opcode ff", refused(new Bytes().raw(0xFF, 0)).phrase());
    assertEquals("illegal opcode fc 17", refused(new Bytes().raw(0xFC, 0x17)).phrase());
    assertEquals("illegal opcode fd ff 7f", refused(new Bytes().raw(0xFD, 0xFF, 0x7F)).phrase());
    assertEquals(
        "integer representation too long",
        refused(new Bytes().raw(0xFC, 0x80, 0x80, 0x80, 0x80, 0x80, 0)).phrase());
  }

  /** Every instruction cut off after each of its bytes. */
  @Test
  void truncatedInstructions() {
    Bytes[] whole = {
      new Bytes().op(Opcode.I32_CONST).s(1 << 30),
      new Bytes().op(Opcode.F64_CONST).i64(1),
      new Bytes().op(Opcode.V128_CONST).i64(1).i64(2),
      new Bytes().op(Opcode.I64_LOAD, 0x43, 300, 1L << 40),
      new Bytes().op(Opcode.CALL_INDIRECT, 300, 300),
      new Bytes().op(Opcode.BR_TABLE, 2, 300, 300, 300),
      new Bytes().raw(0x1F, 0x40).u(1).raw(0, 7, 1),
      new Bytes().op(Opcode.BR_ON_CAST).raw(1, 5, 0x6E, 0x01)
    };
    for (Bytes bytes : whole) {
      read(bytes);
      for (int length = 1; length < bytes.size(); length++) {
        String phrase = refused(new Bytes().raw(Arrays.copyOf(bytes.toArray(), length))).phrase();
        assertTrue(
            phrase.equals("unexpected end of section or function")
                || phrase.equals("length out of bounds"),
            phrase);
      }
    }
  }

  @Test
  void disabledFeaturesAreIllegalOpcodes() {
    for (Opcode opcode : Opcode.values()) {
      if (opcode.immediate() == Immediate.NONE && opcode.feature() != Feature.MVP) {
        InstructionReader reader =
            reader(new Bytes().op(opcode), FeatureSet.ALL.without(opcode.feature()));
        WasmFormatException e =
            assertThrows(WasmFormatException.class, () -> reader.next(new Instruction()));
        assertTrue(e.phrase().startsWith("illegal opcode"), e.phrase());
        assertTrue(e.detail().contains(opcode.feature().text()), e.detail());
      }
    }
  }

  @Test
  void errorsOfBodies() {
    Bytes good = new Bytes().u(1).u(2).raw(0x7F).raw(0x02, 0x40, 0x0B, 0x0B);
    Module module = moduleWith(good);
    int start = module.data().get(0).start();
    InstructionReader reader = new InstructionReader(module, start, start);
    assertNull(reader.bodyError(start, start + good.size()));
    WasmFormatException wrongSize = reader.bodyError(start, start + good.size() - 1);
    assertNotNull(wrongSize);
    assertEquals("section size mismatch", wrongSize.phrase());
  }
}
