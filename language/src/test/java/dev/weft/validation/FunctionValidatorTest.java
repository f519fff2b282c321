// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.binary.Instruction;
import dev.weft.binary.WasmFormatException;
import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import dev.weft.opcode.Opcode;
import dev.weft.testing.Bytes;
import dev.weft.testing.ModuleBuilder;
import dev.weft.testing.Modules;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionValidatorTest {
  private static final int[] NONE = {};

  /** What most tests refer to. */
  private static final String CONTEXT =
      """
      (type $ft (func (param i32) (result i64)))
      (type $s (sub (struct (field $a (mut i32)) (field $b i8))))
      (type $s2 (sub $s (struct (field (mut i32)) (field i8) (field f32))))
      (type $a (array (mut i16)))
      (type $c (array f64))
      (type $r (array (mut funcref)))
      (memory $m 1) (memory $m64 i64 1)
      (table $t 1 funcref) (table $t64 i64 1 externref)
      (global $i i32 (i32.const 0)) (global $mut (mut i64) (i64.const 0))
      (tag $e (param i32))
      (data $d "x") (elem $el funcref)
      (elem declare func $f)
      (func $f (type $ft) (i64.const 0))
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(drop) | type mismatch",
        "(i32.add (i32.const 1) (i64.const 1)) (drop) | type mismatch",
        "(i32.const 1) | type mismatch",
        "(block (result i32)) (drop) | type mismatch",
        "(block (i32.const 1)) | type mismatch",
        "(if (result i32) (i32.const 1) (then (i32.const 1))) (drop) | type mismatch",
        "(if (i64.const 1) (then)) | type mismatch",
        "(if (result i32) (i32.const 1) (then (i32.const 1)) (else (i64.const 1))) (drop)"
            + " | type mismatch",
        "(br 1) | unknown label",
        "(br_if 9 (i32.const 1)) | unknown label",
        "(block (block (br_table 0 1 3 (i32.const 0)))) | unknown label",
        "(block (result i32) (i32.const 0)"
            + " (block (result i64) (i64.const 0) (br_table 0 1 (i32.const 0))) (drop)) (drop)"
            + " | type mismatch",
        "(drop (local.get 5)) | unknown local 5",
        "(local.set 0 (i64.const 1)) | type mismatch",
        "(local (ref func)) (drop (local.get 1)) | uninitialized local",
        "(local (ref func)) (block (local.set 1 (ref.func $f))) (drop (local.get 1))"
            + " | uninitialized local",
        "(local (ref func)) (if (i32.const 1) (then (local.set 1 (ref.func $f)))"
            + " (else (drop (local.get 1)))) | uninitialized local",
        "(drop (global.get 7)) | unknown global 7",
        "(global.set $i (i32.const 1)) | immutable global",
        "(global.set $mut (i32.const 1)) | type mismatch",
        "(drop (i32.load align=8 (i32.const 0)))" + " | alignment must not be larger than natural",
        "(drop (i32.load (i64.const 0))) | type mismatch",
        "(drop (i32.load $m64 (i32.const 0))) | type mismatch",
        "(drop (i32.load offset=0x1_0000_0000 (i32.const 0))) | offset out of range",
        "(drop (i32.atomic.load align=2 (i32.const 0))) | atomic alignment must be natural",
        "(drop (i32.load 5 (i32.const 0))) | unknown memory 5",
        "(drop (memory.grow $m64 (i32.const 1))) | type mismatch",
        "(memory.copy $m64 $m (i64.const 0) (i32.const 0) (i64.const 0)) | type mismatch",
        "(memory.init 9 (i32.const 0) (i32.const 0) (i32.const 0)) | unknown data segment 9",
        "(data.drop 9) | unknown data segment 9",
        "(elem.drop 9) | unknown elem segment 9",
        "(drop (table.get 9 (i32.const 0))) | unknown table 9",
        "(table.set $t (i32.const 0) (ref.null extern)) | type mismatch",
        "(drop (table.get $t64 (i32.const 0))) | type mismatch",
        "(table.copy $t $t64 (i32.const 0) (i64.const 0) (i32.const 0)) | type mismatch",
        "(table.init $t64 $el (i64.const 0) (i32.const 0) (i32.const 0)) | type mismatch",
        "(drop (call $f (i64.const 0))) | type mismatch",
        "(call 99) | unknown function 99",
        "(drop (call_indirect $t64 (type $ft) (i32.const 0) (i64.const 0))) | type mismatch",
        "(drop (call_ref $ft (i32.const 0) (ref.null extern))) | type mismatch",
        "(return_call $f (i32.const 0)) | type mismatch",
        "(drop (select (i32.const 0) (i64.const 0) (i32.const 1))) | type mismatch",
        "(drop (select (ref.null func) (ref.null func) (i32.const 1))) | type mismatch",
        "(drop (ref.is_null (i32.const 0))) | type mismatch",
        "(drop (ref.eq (ref.func $f) (ref.null any))) | type mismatch",
        "(throw 5 (i32.const 1)) | unknown tag 5",
        "(throw $e) | type mismatch",
        "(throw_ref (ref.null func)) | type mismatch",
        "(block $l (try_table (catch $e $l))) | type mismatch",
        "(block $l (result i32) (try_table (catch_all $l)) (i32.const 0)) (drop)"
            + " | type mismatch",
        "(drop (struct.new $s (i32.const 1))) | type mismatch",
        "(drop (struct.get $s 0 (array.new_default $a (i32.const 1)))) | type mismatch",
        "(drop (struct.get $s $b (ref.null $s))) | type mismatch",
        "(drop (struct.get_s $s $a (ref.null $s))) | type mismatch",
        "(drop (struct.get $s 7 (ref.null $s))) | unknown field 7",
        "(struct.set $s $b (ref.null $s) (i32.const 1)) | immutable field",
        "(array.set $c (ref.null $c) (i32.const 0) (f64.const 1)) | immutable array",
        "(array.copy $a $c (ref.null $a) (i32.const 0) (ref.null $c) (i32.const 0) (i32.const 0))"
            + " | array types do not match",
        "(array.init_data $r $d (ref.null $r) (i32.const 0) (i32.const 0) (i32.const 0))"
            + " | array type is not numeric or vector",
        "(drop (ref.cast (ref func) (ref.null any))) | type mismatch",
        "(drop (br_on_cast 0 eqref anyref (ref.null eq))) | type mismatch",
        "(drop (i8x16.extract_lane_s 16 (v128.const i64x2 0 0))) | invalid lane index",
        "(drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 32"
            + " (v128.const i64x2 0 0) (v128.const i64x2 0 0))) | invalid lane index",
        "(drop (v128.load32_lane 4 (i32.const 0) (v128.const i64x2 0 0))) | invalid lane index",
        "try catch 9 end | unknown tag 9",
        "try rethrow 0 end | invalid rethrow label",
        "try (i32.const 1) catch_all end | type mismatch",
        "unreachable (i32.const 1) (i64.add) (drop) | type mismatch",
        "unreachable (ref.as_non_null) (i32.eqz) (drop) | type mismatch",
      })
  void invalidBodies(String body, String phrase) {
    WasmFormatException e = Modules.refused(CONTEXT + "(func $test (param $p i32) " + body + ")");
    assertEquals(phrase, e.phrase(), e.getMessage());
    assertEquals(WasmFormatException.Kind.INVALID, e.kind());
    assertEquals(1, e.function());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unreachable (i32.add) (drop)",
        "unreachable (select) (i64.eqz) (drop)",
        "unreachable (br_on_null 0) (ref.is_null) (drop)",
        "(block (result i32) (unreachable)) (drop)",
        "(br 0) (i64.add) (drop)",
        "(loop (br 0))",
        "(i32.const 1) (loop (param i32) (br_if 0 (i32.const 1)) unreachable)",
        "(local (ref func)) (local.set 1 (ref.func $f)) (drop (local.get 1))",
        "(local (ref func)) (local.set 1 (ref.func $f)) (block (drop (local.get 1)))",
        "(drop (select (result funcref) (ref.null func) (ref.func $f) (i32.const 1)))",
        "(drop (block $l (result i32) (try_table (result i32) (catch $e $l) (i32.const 2))))",
        "(drop (block $l (result exnref) (try_table (catch_all_ref $l)) (ref.null exn)))",
        "(drop (struct.get_u $s $b (struct.new_default $s2)))",
        "(drop (array.new_fixed $a 2 (i32.const 1) (i32.const 2)))",
        "(drop (array.new_data $a $d (i32.const 0) (i32.const 0)))",
        "(drop (block $l (result structref)"
            + " (br_on_cast_fail $l structref (ref $s) (ref.null struct))))",
        "(drop (extern.convert_any (any.convert_extern (ref.null extern))))",
        "(memory.copy $m64 $m (i64.const 0) (i32.const 0) (i32.const 0))",
        "(drop (drop (i64.add128 (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1))))",
        "try (throw $e (i32.const 1)) catch $e drop catch_all rethrow 0 end",
        "try try (throw $e (i32.const 1)) delegate 0 catch_all end",
        "try (i32.const 1) (drop) delegate 0",
        "(drop (i32.atomic.rmw8.cmpxchg_u (i32.const 0) (i32.const 0) (i32.const 0)))",
      })
  void validBodies(String body) {
    Modules.valid(CONTEXT + "(func $test (param $p i32) " + body + ")");
  }

  /** Writes down what a sink is told. */
  private static final class Recorder implements FunctionSink {
    final StringBuilder text = new StringBuilder();

    @Override
    public void begin(FunctionValidator v) {
      text.append("begin ").append(v.functionIndex()).append(' ').append(v.localCount());
      text.append(' ').append(v.labelCount()).append(';');
    }

    @Override
    public void instruction(Instruction i, FunctionValidator v) {
      text.append(i.opcode.text()).append(v.wasReachable() ? "" : "!");
      text.append(' ').append(v.labelCount()).append('/').append(v.height()).append(';');
    }

    @Override
    public void finish(FunctionValidator v) {
      text.append("finish");
    }
  }

  private static String record(String text, int function) {
    Module module = Modules.valid(text);
    Recorder recorder = new Recorder();
    new FunctionValidator(module, FeatureSet.ALL).run(function, recorder);
    return recorder.text.toString();
  }

  @Test
  void sinksSeeLabelsBeforeTheyAreClosed() {
    assertEquals(
        "begin 0 3 1;block 2/0;i32.const 2/1;end 2/1;drop 1/0;end 1/0;finish",
        record("(func (param i32 i32) (local i64) (drop (block (result i32) (i32.const 1))))", 0));
  }

  @Test
  void sinksSeeBothArmsAndReachability() {
    assertEquals(
        "begin 0 1 1;local.get 1/1;if 2/0;i32.const 2/1;else 2/1;i32.const 2/1;br 2/0;"
            + "nop! 2/0;end! 2/0;end 1/1;finish",
        record(
            """
            (func (param i32) (result i32)
              local.get 0
              if (result i32) i32.const 1 else i32.const 2 br 0 nop end)
            """,
            0));
  }

  @Test
  void sinksSeeTryAndDelegate() {
    assertEquals(
        "begin 0 0 1;try 2/0;try 3/0;delegate 3/0;catch_all 2/0;end 2/0;end 1/0;finish",
        record("(func try try delegate 0 catch_all end)", 0));
  }

  @Test
  void operandsAndLabelsAreVisible() {
    Module module =
        Modules.valid(
            """
            (func (result i32)
              (i32.const 1) (f64.const 2)
              (block (param f64) (result f64))
              (drop))
            """);
    int[] seen = {0};
    FunctionSink sink =
        new FunctionSink() {
          @Override
          public void begin(FunctionValidator v) {
            assertEquals(Opcode.BLOCK, v.label(0).opcode);
            assertEquals(1, v.label(0).branchTypes().length);
            assertEquals(0, v.paramCount());
          }

          @Override
          public void instruction(Instruction i, FunctionValidator v) {
            if (i.opcode == Opcode.BLOCK) {
              seen[0]++;
              assertEquals(1, v.label(0).height);
              assertEquals("f64", v.operand(0).toString());
              assertEquals("i32", v.operand(1).toString());
              assertEquals(2, v.height());
              assertEquals(1, v.label(0).startTypes.length);
              assertEquals("i32", v.label(1).endTypes[0].toString());
              assertEquals(1, v.label(0).type.paramCount());
            }
          }

          @Override
          public void finish(FunctionValidator v) {
            seen[0] += 10;
          }
        };
    new FunctionValidator(module, FeatureSet.ALL).run(0, sink);
    assertEquals(11, seen[0]);
  }

  @Test
  void manyNestedBlocks() {
    int depth = 100_000;
    Bytes body = new Bytes();
    for (int i = 0; i < depth; i++) {
      body.raw(0x02, 0x40);
    }
    body.op(Opcode.BR, depth);
    for (int i = 0; i < depth; i++) {
      body.raw(0x0B);
    }
    ModuleBuilder builder = new ModuleBuilder();
    builder.function(builder.type(NONE, NONE), body);
    Modules.valid(builder.build());
  }

  @Test
  void manyNestedOperands() {
    int depth = 100_000;
    Bytes body = new Bytes();
    for (int i = 0; i <= depth; i++) {
      body.i32Const(1);
    }
    for (int i = 0; i < depth; i++) {
      body.op(Opcode.I32_ADD);
    }
    ModuleBuilder builder = new ModuleBuilder();
    builder.function(builder.type(NONE, NONE), body.op(Opcode.DROP));
    Modules.valid(builder.build());
  }

  @Test
  void theLongestBody() {
    byte[] code = new byte[7_654_321 - 2];
    for (int i = 0; i + 2 < code.length; i += 3) {
      code[i] = 0x41;
      code[i + 1] = 1;
      code[i + 2] = 0x1A;
    }
    Arrays.fill(code, code.length / 3 * 3, code.length, (byte) 1);
    ModuleBuilder builder = new ModuleBuilder();
    builder.function(builder.type(NONE, NONE), new Bytes().raw(code));
    Modules.valid(builder.build());
  }

  @Test
  void numbersOfLocals() {
    ModuleBuilder builder = new ModuleBuilder();
    int type = builder.type(new int[] {0x7F}, NONE);
    Bytes locals = new Bytes().u(2).u(49_999).raw(0x7F).u(1).raw(0x7E);
    builder.functionWithLocals(type, locals, new Bytes().op(Opcode.LOCAL_GET, 50_000).raw(0x1A));
    Modules.valid(builder.build());
    builder.functionWithLocals(type, new Bytes().u(1).u(50_001).raw(0x7F), new Bytes());
    WasmFormatException e = Modules.refused(builder.build());
    assertEquals("too many locals", e.phrase());
    assertEquals(WasmFormatException.Kind.LIMIT, e.kind());
  }

  @Test
  void longArraysInUnreachableCode() {
    ModuleBuilder builder = new ModuleBuilder();
    int array = builder.entry(1, new Bytes().raw(0x5E, 0x7F, 0));
    int type = builder.type(NONE, NONE);
    Bytes body = new Bytes().raw(0).op(Opcode.ARRAY_NEW_FIXED, array, 0xFFFFFFFFL).raw(0x1A);
    builder.function(type, body);
    assertEquals(WasmFormatException.Kind.LIMIT, Modules.refused(builder.build()).kind());
  }

  @Test
  void bodiesWithoutTheirEnd() {
    Bytes[] bodies = {new Bytes().raw(0, 0x41, 1, 0x1A), new Bytes().raw(0), new Bytes()};
    for (Bytes body : bodies) {
      ModuleBuilder builder = new ModuleBuilder();
      builder.entry(3, new Bytes().u(builder.type(NONE, NONE)));
      builder.entry(10, new Bytes().sized(body));
      WasmFormatException e = Modules.refused(builder.build());
      assertEquals("unexpected end of section or function", e.phrase());
      assertEquals(WasmFormatException.Kind.MALFORMED, e.kind());
    }
    ModuleBuilder builder = new ModuleBuilder();
    builder.function(builder.type(NONE, NONE), new Bytes().raw(0x0B));
    assertEquals("section size mismatch", Modules.refused(builder.build()).phrase());
    builder = new ModuleBuilder();
    builder.function(builder.type(NONE, NONE), new Bytes().raw(0x05));
    assertEquals("END opcode expected", Modules.refused(builder.build()).phrase());
  }

  @Test
  void segmentsNeedTheDataCount() {
    ModuleBuilder builder = new ModuleBuilder();
    builder.function(builder.type(NONE, NONE), new Bytes().op(Opcode.DATA_DROP, 0));
    builder.entry(11, new Bytes().raw(1).u(0));
    assertEquals("data count section required", Modules.refused(builder.build()).phrase());
    builder.entry(12, new Bytes().u(1));
    Modules.valid(builder.build());
  }

  @Test
  void oneValidatorServesManyFunctions() {
    Module module =
        Modules.valid(
            """
            (func (param i32) (local (ref func)))
            (func (local i64 f32))
            (func (result i32) (i32.const 1))
            """);
    FunctionValidator validator = new FunctionValidator(module, FeatureSet.ALL);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 3; i++) {
        validator.run(i, null);
      }
    }
    assertEquals(0, validator.localCount());
    assertTrue(validator.type().resultCount() == 1);
  }
}
