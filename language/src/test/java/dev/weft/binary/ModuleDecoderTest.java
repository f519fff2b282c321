// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.module.ConstExpr;
import dev.weft.module.DataSegment;
import dev.weft.module.ElementSegment;
import dev.weft.module.Export;
import dev.weft.module.Module;
import dev.weft.module.SegmentMode;
import dev.weft.opcode.FeatureSet;
import dev.weft.opcode.Opcode;
import dev.weft.testing.Bytes;
import dev.weft.testing.ModuleBuilder;
import dev.weft.types.ExternKind;
import dev.weft.types.PackedType;
import dev.weft.types.RefType;
import dev.weft.types.StructType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleDecoderTest {
  private static final int[] NONE = {};

  private static Module decode(byte[] bytes) {
    return ModuleDecoder.decode(bytes, "test", FeatureSet.ALL);
  }

  private static WasmFormatException refused(byte[] bytes) {
    return assertThrows(WasmFormatException.class, () -> decode(bytes));
  }

  private static byte[] hex(String text) {
    String[] parts = text.trim().split("\\s+");
    Bytes bytes = ModuleBuilder.header();
    for (String part : parts) {
      bytes.raw(Integer.parseInt(part, 16));
    }
    return bytes.toArray();
  }

  @Test
  void theEmptyModule() {
    Module module = decode(ModuleBuilder.header().toArray());
    assertEquals(0, module.functionCount());
    assertEquals(0, module.typeCount());
    assertEquals(-1, module.startFunction());
    assertNull(module.name());
    assertEquals("test", module.sourceName());
    assertNull(module.firstUnsupported());
  }

  /** After the header: bytes in hexadecimal, the expected phrase, the offset of the error. */
  @ParameterizedTest
  @CsvSource({
    "0e 00, malformed section id, 8",
    "80 00, malformed section id, 8",
    "01, unexpected end of section or function, 9",
    "01 05 00, length out of bounds, 9",
    "01 02 00 00, section size mismatch, 10",
    "01 01 00 01 01 00, unexpected content after last section, 11",
    "05 01 00 04 01 00, unexpected content after last section, 11",
    "06 01 00 0d 01 00, unexpected content after last section, 11",
    "0a 01 00 0c 01 00, unexpected content after last section, 11",
    "01 02 01 61, malformed definition type, 11",
    "01 03 01 e0 7f, integer representation too long, 11",
    "01 05 01 60 01 61 00, malformed value type, 13",
    "01 05 01 60 01 40 00, malformed value type, 13",
    "01 05 01 60 01 ff 00, integer representation too long, 13",
    "01 04 01 5e 7f 02, malformed mutability, 13",
    "02 04 01 00 00 05, malformed import kind, 13",
    "02 05 01 01 ff 00 00, malformed UTF-8 encoding, 12",
    "04 04 01 7f 00 00, malformed reference type, 11",
    "04 04 01 70 02 00, malformed limits flags, 12",
    "05 03 01 10 00, malformed limits flags, 11",
    "05 04 01 08 00 41, invalid custom page size, 13",
    "0d 03 01 01 00, malformed tag attribute, 11",
    "07 04 01 00 05 00, malformed export kind, 12",
    "09 02 01 08, malformed elements segment kind, 11",
    "09 04 01 01 01 00, malformed element kind, 12",
    "0b 02 01 03, malformed data segment kind, 11",
    "0b 06 01 00 05 0b 00 00, END opcode expected, 12",
    "0b 05 01 00 27 0b 00, illegal opcode 27, 12",
    "0b 05 01 00 fd 9a 01, illegal opcode fd 9a 01, 12",
    "0b 05 01 00 41 00 1a, unexpected end of section or function, 15",
    "02 05 01 00 00 00 09, unknown type, 13",
    "01 04 01 60 00 00 03 02 01 00, function and code section have inconsistent lengths, 18",
    "0c 01 01, data count and data section have inconsistent lengths, 11",
    "00 01 01 41, unexpected end of section or function, 11",
    "00 01 02, length out of bounds, 10"
  })
  void malformedModules(String bytes, String phrase, int offset) {
    WasmFormatException e = refused(hex(bytes));
    assertEquals(phrase, e.phrase());
    assertEquals(offset, e.offset());
    assertTrue(e.getMessage().startsWith(phrase), e.getMessage());
    assertTrue(e.getMessage().contains("offset 0x" + Integer.toHexString(offset)), e.getMessage());
  }

  @Test
  void headers() {
    assertEquals("unexpected end of section or function", refused(new byte[0]).phrase());
    assertEquals("unexpected end of section or function", refused(new byte[] {0, 'a'}).phrase());
    byte[] bytes = ModuleBuilder.header().toArray();
    assertEquals(
        "unexpected end of section or function", refused(Arrays.copyOf(bytes, 6)).phrase());
    bytes[4] = 2;
    assertEquals("unknown binary version", refused(bytes).phrase());
    bytes[0] = 1;
    assertEquals("magic header not detected", refused(bytes).phrase());
  }

  @Test
  void whatIsMalformedWinsOverWhatIsInvalid() {
    Bytes bytes = ModuleBuilder.header();
    bytes.raw(2).sized(new Bytes().u(1).name("m").name("f").raw(0).u(7));
    assertEquals(WasmFormatException.Kind.INVALID, refused(bytes.toArray()).kind());
    bytes.raw(0x7F).raw(0);
    assertEquals("malformed section id", refused(bytes.toArray()).phrase());
  }

  @Test
  void typesOfAllForms() {
    ModuleBuilder builder = new ModuleBuilder();
    builder.type(new int[] {0x7F, 0x7E}, new int[] {0x7D, 0x7C});
    // A structure that refers to itself and to a type behind it in the group.
    Bytes struct = new Bytes().raw(0x50, 0, 0x5F).u(3).raw(0x78, 1).raw(0x63, 1, 0).raw(0x64, 2, 1);
    builder.entry(1, new Bytes().raw(0x4E).u(2).append(struct).raw(0x5E, 0x77, 1));
    builder.entry(1, new Bytes().raw(0x4F, 0, 0x60, 1, 0x70, 0));
    Module module = decode(builder.build());
    assertEquals(4, module.typeCount());
    assertEquals("(func (param i32 i64) (result f32 f64))", module.type(0).toString());
    StructType type = (StructType) module.type(1).composite();
    assertSame(PackedType.I8, type.field(0).type());
    assertSame(RefType.of(true, module.type(1)), type.field(1).type());
    assertSame(RefType.of(false, module.type(2)), type.field(2).type());
    assertTrue(module.type(0).isFinal());
    assertTrue(!module.type(1).isFinal());
    assertTrue(module.type(3).isFinal());
    Module again = decode(builder.build());
    for (int i = 0; i < 4; i++) {
      assertSame(module.type(i), again.type(i));
    }
  }

  @Test
  void importsComeFirstInTheirIndexSpaces() {
    ModuleBuilder builder = new ModuleBuilder();
    int type = builder.type(NONE, NONE);
    builder.importFunction("m", "f", type);
    builder.entry(2, new Bytes().name("m").name("g").raw(3, 0x7F, 1));
    builder.entry(2, new Bytes().name("m").name("mem").raw(2, 0x01).u(1).u(2));
    builder.entry(2, new Bytes().name("m").name("t").raw(1, 0x6F, 0x05).u(1).u(1L << 40));
    builder.entry(2, new Bytes().name("m").name("e").raw(4, 0).u(type));
    builder.importFunction("é", "", type);
    int defined = builder.function(type, new Bytes());
    builder.global(0x7E, false, new Bytes().op(Opcode.I64_CONST).s(5));
    Module module = decode(builder.build());
    assertEquals(6, module.imports().size());
    assertEquals(2, module.importedFunctionCount());
    assertEquals(2, defined);
    assertEquals(3, module.functionCount());
    assertEquals(1, module.imports().get(5).index());
    assertEquals("é", module.imports().get(5).module());
    assertEquals(ExternKind.TAG, module.imports().get(4).kind());
    assertEquals(-1, module.codeStart(1));
    assertEquals(2, module.codeEnd(2) - module.codeStart(2));
    assertEquals(1L << 40, module.tableType(0).limits().max());
    assertTrue(module.tableType(0).limits().is64());
    assertEquals(2, module.globalCount());
    assertNull(module.globalInit(0));
    ConstExpr init = module.globalInit(1);
    assertArrayEquals(
        new byte[] {0x42, 5, 0x0B}, Arrays.copyOfRange(module.bytes(), init.start(), init.end()));
    assertEquals("m.f", module.functionName(0));
    assertEquals("func[2]", module.functionName(2));
  }

  @Test
  void memoriesOfAllKinds() {
    ModuleBuilder builder = new ModuleBuilder();
    builder.entry(5, new Bytes().raw(0x00).u(1));
    builder.entry(5, new Bytes().raw(0x03).u(1).u(2));
    builder.entry(5, new Bytes().raw(0x04).u(1L << 33));
    builder.entry(5, new Bytes().raw(0x09).u(3).u(1000).u(0));
    Module module = decode(builder.build());
    assertEquals(4, module.memoryCount());
    assertTrue(module.memoryType(1).limits().shared());
    assertEquals(1L << 33, module.memoryType(2).limits().min());
    assertTrue(module.memoryType(2).limits().is64());
    assertEquals(0, module.memoryType(3).pageSizeLog2());
    assertEquals(16, module.memoryType(2).pageSizeLog2());
  }

  @Test
  void elementSegmentsOfAllForms() {
    ModuleBuilder builder = new ModuleBuilder();
    builder.type(NONE, NONE);
    builder.table(1);
    Bytes zero = new Bytes().i32Const(0).raw(0x0B);
    Bytes functions = new Bytes().u(2).u(1).u(0);
    Bytes items = new Bytes().u(2).raw(0xD2, 0, 0x0B).raw(0xD0, 0x70, 0x0B);
    builder.entry(9, new Bytes().raw(0).append(zero).append(functions));
    builder.entry(9, new Bytes().raw(1, 0).append(functions));
    builder.entry(9, new Bytes().raw(2, 0).append(zero).raw(0).append(functions));
    builder.entry(9, new Bytes().raw(3, 0).append(functions));
    builder.entry(9, new Bytes().raw(4).append(zero).append(items));
    builder.entry(9, new Bytes().raw(5, 0x70).append(items));
    builder.entry(9, new Bytes().raw(6, 0).append(zero).raw(0x63, 0x00).append(items));
    builder.entry(9, new Bytes().raw(7, 0x6F).append(items));
    Module module = decode(builder.build());
    SegmentMode[] modes = {
      SegmentMode.ACTIVE, SegmentMode.PASSIVE, SegmentMode.ACTIVE, SegmentMode.DECLARATIVE
    };
    for (int i = 0; i < 8; i++) {
      ElementSegment segment = module.elements().get(i);
      assertEquals(modes[i % 4], segment.mode());
      assertEquals(segment.mode() == SegmentMode.ACTIVE, segment.offset() != null);
      assertEquals(2, segment.length());
      assertEquals(i < 4, segment.functions() != null);
      assertEquals(i >= 4, segment.items() != null);
    }
    assertArrayEquals(new int[] {1, 0}, module.elements().get(2).functions());
    assertEquals("(ref func)", module.elements().get(0).type().toString());
    assertSame(RefType.FUNCREF, module.elements().get(4).type());
    assertSame(RefType.of(true, module.type(0)), module.elements().get(6).type());
    assertSame(RefType.EXTERNREF, module.elements().get(7).type());
    assertEquals(
        3, module.elements().get(5).items()[1].end() - module.elements().get(5).items()[1].start());
  }

  @Test
  void dataSegmentsOfAllForms() {
    ModuleBuilder builder = new ModuleBuilder();
    builder.memory(1);
    builder.entry(12, new Bytes().u(3));
    builder.entry(11, new Bytes().raw(0).i32Const(9).raw(0x0B).sized(new Bytes().raw(1, 2)));
    builder.entry(11, new Bytes().raw(1).sized(new Bytes().raw(3)));
    builder.entry(11, new Bytes().raw(2, 7).i32Const(9).raw(0x0B).u(0));
    Module module = decode(builder.build());
    assertEquals(3, module.declaredDataCount());
    DataSegment first = module.data().get(0);
    assertEquals(2, first.length());
    assertEquals(1, module.bytes()[first.start()]);
    assertEquals(SegmentMode.PASSIVE, module.data().get(1).mode());
    assertNull(module.data().get(1).offset());
    assertEquals(7, module.data().get(2).memory());
  }

  @Test
  void exportsKeepTheirOrder() {
    ModuleBuilder builder = new ModuleBuilder();
    builder.function(builder.type(NONE, NONE), new Bytes());
    builder.memory(0);
    builder.export("z", 0, 0).export("a", 2, 0).export("y", 0, 0);
    Module module = decode(builder.build());
    assertEquals(new Export("z", ExternKind.FUNCTION, 0), module.exports().get(0));
    assertEquals(new Export("a", ExternKind.MEMORY, 0), module.exports().get(1));
    assertEquals("z", module.functionName(0), "the first export names the function");
  }

  @Test
  void customSectionsAreKept() {
    Bytes bytes = ModuleBuilder.header();
    bytes.raw(0).sized(new Bytes().name("before").raw(1, 2, 3));
    bytes.raw(1).sized(new Bytes().u(0));
    bytes.raw(0).sized(new Bytes().name("before"));
    Module module = decode(bytes.toArray());
    assertEquals(2, module.customSections().size());
    assertEquals("before", module.customSections().get(0).name());
    assertEquals(3, module.customSections().get(0).length());
    assertEquals(2, module.bytes()[module.customSections().get(0).start() + 1]);
    assertEquals(0, module.customSections().get(1).length());
  }

  @Test
  void constantExpressionsMayNest() {
    ModuleBuilder builder = new ModuleBuilder();
    Bytes nested = new Bytes().raw(0x02, 0x7F).i32Const(1).raw(0x0B);
    builder.global(0x7F, false, nested);
    builder.global(0x7F, false, new Bytes().i32Const(0x0B));
    Module module = decode(builder.build());
    assertEquals(6, module.globalInit(0).end() - module.globalInit(0).start());
    assertEquals(3, module.globalInit(1).end() - module.globalInit(1).start());
  }

  @Test
  void limitsOfTheEngine() {
    int[] many = new int[1001];
    Arrays.fill(many, 0x7F);
    ModuleBuilder builder = new ModuleBuilder();
    builder.type(many, NONE);
    WasmFormatException e = refused(builder.build());
    assertEquals(WasmFormatException.Kind.LIMIT, e.kind());
    assertTrue(e.getMessage().contains("parameters: 1001, at most 1000 are allowed"));
    builder = new ModuleBuilder();
    builder.type(Arrays.copyOf(many, 1000), Arrays.copyOf(many, 1000));
    assertEquals(1000, decode(builder.build()).type(0).funcType().resultCount());

    ModuleBuilder memories = new ModuleBuilder();
    for (int i = 0; i < 101; i++) {
      memories.memory(0);
    }
    assertEquals(WasmFormatException.Kind.LIMIT, refused(memories.build()).kind());

    Bytes exports = new Bytes().u(100_001);
    for (int i = 0; i < 100_001; i++) {
      exports.raw(0, 0, 0);
    }
    Bytes module = ModuleBuilder.header().raw(7).sized(exports);
    assertTrue(refused(module.toArray()).getMessage().contains("exports: 100001"));
  }

  @Test
  void bodiesBeyondTheLimit() {
    for (int size : new int[] {7_654_321, 7_654_322}) {
      byte[] body = new byte[size];
      Arrays.fill(body, (byte) 0x01);
      body[0] = 0;
      body[size - 1] = 0x0B;
      ModuleBuilder builder = new ModuleBuilder();
      builder.entry(3, new Bytes().u(builder.type(NONE, NONE)));
      builder.entry(10, new Bytes().sized(body));
      if (size == 7_654_321) {
        assertEquals(
            size, decode(builder.build()).codeEnd(0) - decode(builder.build()).codeStart(0));
      } else {
        assertEquals(WasmFormatException.Kind.LIMIT, refused(builder.build()).kind());
      }
    }
  }

  @Test
  void supertypesMayBe63Deep() {
    for (int count : new int[] {64, 65}) {
      ModuleBuilder builder = new ModuleBuilder();
      builder.entry(1, new Bytes().raw(0x50, 0, 0x60, 0, 0));
      for (int i = 1; i < count; i++) {
        builder.entry(1, new Bytes().raw(0x50, 1).u(i - 1).raw(0x60, 0, 0));
      }
      if (count == 64) {
        assertEquals(63, decode(builder.build()).type(63).depth());
      } else {
        assertEquals(WasmFormatException.Kind.LIMIT, refused(builder.build()).kind());
      }
    }
  }
}
