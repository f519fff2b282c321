// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.binary.WasmFormatException;
import dev.weft.binary.WasmFormatException.Kind;
import dev.weft.module.Module;
import dev.weft.module.Unsupported;
import dev.weft.opcode.Feature;
import dev.weft.opcode.FeatureSet;
import dev.weft.opcode.Opcode;
import dev.weft.testing.Bytes;
import dev.weft.testing.ModuleBuilder;
import dev.weft.testing.Modules;
import dev.weft.text.TextParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleValidatorTest {
  private static final int[] NONE = {};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(memory 2 1) | size minimum must not be greater than maximum",
        "(memory 65537) | memory size must be at most 65536 pages (4GiB)",
        "(memory i64 0x1_0000_0000_0001) | memory size must be at most 2^48 pages",
        "(memory 1 shared) | shared memory must have maximum",
        "(import \"m\" \"m\" (memory 2 1)) | size minimum must not be greater than maximum",
        "(table 2 1 funcref) | size minimum must not be greater than maximum",
        "(table 1 (ref func)) | type mismatch",
        "(table 1 (ref null func) (i32.const 1)) | type mismatch",
        "(global $g funcref (ref.null func)) (table 1 funcref (global.get $g)) | unknown global 0",
        "(tag (result i32)) | non-empty tag result type",
        "(global i32 (i64.const 1)) | type mismatch",
        "(global i32 (i32.const 1) (i32.const 2)) | type mismatch",
        "(global i32) | type mismatch",
        "(global i32 (global.get 0)) | unknown global 0",
        "(global i32 (global.get 1)) (global i32 (i32.const 1)) | unknown global 1",
        "(global (mut i32) (i32.const 1)) (global i32 (global.get 0))"
            + " | constant expression required",
        "(global i32 (i32.div_u (i32.const 4) (i32.const 2))) | constant expression required",
        "(global i32 (block (result i32) (i32.const 0))) | constant expression required",
        "(func) (elem (i32.const 0) 0) | unknown table 0",
        "(table 1 externref) (func) (elem (i32.const 0) func 0) | type mismatch",
        "(table 1 funcref) (elem (i32.const 0) 7) | unknown function 7",
        "(table 1 funcref) (elem (i64.const 0)) | type mismatch",
        "(table i64 1 funcref) (elem (i32.const 0)) | type mismatch",
        "(elem funcref (ref.null extern)) | type mismatch",
        "(data (i32.const 0)) | unknown memory 0",
        "(memory 1) (data (i64.const 0)) | type mismatch",
        "(memory i64 1) (data (i32.const 0)) | type mismatch",
        "(memory 1) (data (memory 1) (i32.const 0)) | unknown memory 1",
        "(start 3) | unknown function 3",
        "(func (param i32)) (start 0) | start function",
        "(func (result i32) (i32.const 0)) (start 0) | start function",
        "(export \"a\" (func 0)) | unknown function 0",
        "(export \"a\" (memory 0)) | unknown memory 0",
        "(export \"a\" (table 0)) | unknown table 0",
        "(export \"a\" (global 0)) | unknown global 0",
        "(export \"a\" (tag 0)) | unknown tag 0",
        "(memory 1) (func) (export \"a\" (func 0)) (export \"a\" (memory 0))"
            + " | duplicate export name",
        "(func (drop (ref.func 0))) | undeclared function reference",
        "(type (func)) (type (sub 0 (func))) | sub type",
        "(type (sub (func))) (type (sub 0 (struct))) | sub type",
        "(type (sub (struct (field i32)))) (type (sub 0 (struct (field i64)))) | sub type",
      })
  void invalidModules(String text, String phrase) {
    WasmFormatException e = Modules.refused(text);
    assertEquals(phrase, e.phrase(), e.getMessage());
    assertEquals(Kind.INVALID, e.kind());
    assertEquals(-1, phrase.startsWith("undeclared") ? -1 : e.function());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(memory 0 65536) (memory i64 0 0x1_0000_0000_0000)",
        "(memory 0 0xffff_ffff (pagesize 1))",
        "(table i64 0 0xffff_ffff_ffff_ffff funcref)",
        "(table 0 0xffff_ffff funcref)",
        "(func $f) (table 1 (ref func) (ref.func $f)) (func (drop (ref.func $f)))",
        "(global i32 (i32.const 1)) (global i32 (i32.mul (global.get 0) (i32.const 3)))",
        "(func $f) (global funcref (ref.func $f)) (func (drop (ref.func $f)))",
        "(func $f) (elem declare func $f) (func (drop (ref.func $f)))",
        "(func $f) (export \"f\" (func $f)) (func (drop (ref.func $f)))",
        "(global $o i32 (i32.const 8)) (memory 1) (data (global.get $o) \"x\")",
        "(type $s (struct (field i8))) (global (ref $s) (struct.new $s (i32.const 1)))",
        "(func (export \"a\") (export \"b\"))",
        "(tag (param i32 externref))",
      })
  void validModules(String text) {
    Modules.valid(text);
  }

  @Test
  void aStartFunctionWithTheGreatestIndex() {
    assertEquals(
        "unknown function 4294967295",
        Modules.refused(new ModuleBuilder().start(0xFFFFFFFFL).build()).phrase());
  }

  @Test
  void errorsNameOffsetAndFunction() {
    ModuleBuilder builder = new ModuleBuilder();
    int type = builder.type(NONE, NONE);
    builder.importFunction("m", "f", type);
    builder.function(type, new Bytes());
    int wrong = builder.function(type, new Bytes().op(Opcode.NOP).i32Const(1).op(Opcode.I64_EQZ));
    byte[] bytes = builder.build();
    WasmFormatException e = Modules.refused(bytes);
    assertEquals(wrong, e.function());
    assertEquals(bytes.length - 2, e.offset());
    assertEquals(
        "type mismatch: instruction requires [i64] but stack has [i32] (at offset 0x"
            + Integer.toHexString(bytes.length - 2)
            + ", in function 2)",
        e.getMessage());
  }

  /** Enough functions for two threads, several of them wrong: always the first one is reported. */
  @Test
  void theFirstWrongFunctionIsReportedWhateverTheThreadsDo() {
    ModuleBuilder builder = new ModuleBuilder();
    int type = builder.type(NONE, NONE);
    Bytes filler = new Bytes();
    for (int i = 0; i < 100; i++) {
      filler.i32Const(i).op(Opcode.DROP);
    }
    for (int i = 0; i < 3000; i++) {
      boolean wrong = i == 1037 || i == 1038 || i > 1500 && i % 7 == 0;
      builder.function(type, wrong ? new Bytes().append(filler).op(Opcode.DROP) : filler);
    }
    byte[] bytes = builder.build();
    for (int round = 0; round < 20; round++) {
      assertEquals(1037, Modules.refused(bytes).function());
    }
  }

  @Test
  void interruptedThreadsStayInterrupted() {
    ModuleBuilder builder = new ModuleBuilder();
    int type = builder.type(NONE, NONE);
    byte[] nops = new byte[400_000];
    java.util.Arrays.fill(nops, (byte) 1);
    for (int i = 0; i < 64; i++) {
      builder.function(type, new Bytes().raw(nops));
    }
    byte[] bytes = builder.build();
    Thread.currentThread().interrupt();
    try {
      assertEquals(64, Modules.valid(bytes).functionCount());
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void whatIsNotExecutableIsNoted() {
    assertNull(Modules.valid("(func (drop (i32.const 1)))").firstUnsupported());
    for (Feature feature : Feature.values()) {
      if (feature.executable()) {
        continue;
      }
      String text =
          switch (feature) {
            case SIMD -> "(func (drop (v128.const i64x2 0 0)))";
            case RELAXED_SIMD ->
                "(func (param v128) (drop (i8x16.relaxed_swizzle (local.get 0) (local.get 0))))";
            case GC -> "(func (drop (ref.i31 (i32.const 1))))";
            case EXCEPTIONS -> "(tag) (func (throw 0))";
            case LEGACY_EXCEPTIONS -> "(func try end)";
            case WIDE_ARITHMETIC ->
                "(func (drop (drop (i64.mul_wide_s (i64.const 1) (i64.const 2)))))";
            default -> throw new AssertionError(feature);
          };
      Unsupported found = Modules.valid(text).firstUnsupported();
      assertNotNull(found, text);
      if (feature != Feature.RELAXED_SIMD) {
        assertEquals(feature, found.feature());
      }
      assertTrue(found.offset() > 8);
    }
  }

  @Test
  void theFirstUnsupportedThingIsTheOneWithTheLowestOffset() {
    if (Feature.SIMD.executable() || Feature.GC.executable()) {
      return;
    }
    Module module =
        Modules.valid(
            """
            (global i31ref (ref.i31 (i32.const 1)))
            (func (drop (i8x16.splat (i32.const 1))))
            """);
    assertEquals("ref.i31", module.firstUnsupported().what());
    module =
        Modules.valid(
            """
            (func (local v128))
            (func (drop (i8x16.splat (i32.const 1))))
            """);
    assertEquals("v128", module.firstUnsupported().what());
    module = Modules.valid("(func (drop (block (result v128) (unreachable))))");
    assertEquals("v128", module.firstUnsupported().what());
  }

  private static void needs(Feature feature, String text) {
    byte[] bytes = TextParser.parse(text);
    Modules.valid(bytes);
    WasmFormatException e = Modules.refused(bytes, FeatureSet.ALL.without(feature));
    assertTrue(
        e.getMessage().contains(feature.text())
            || e.phrase().startsWith("multiple")
            || e.phrase().startsWith("constant expression")
            || e.phrase().startsWith("unknown global")
            || e.phrase().startsWith("mutable")
            || e.phrase().startsWith("malformed"),
        e.getMessage());
  }

  @Test
  void featuresCanBeSwitchedOff() {
    needs(Feature.MUTABLE_GLOBALS, "(global (export \"g\") (mut i32) (i32.const 1))");
    needs(Feature.MUTABLE_GLOBALS, "(import \"m\" \"g\" (global (mut i32)))");
    needs(Feature.SIGN_EXTENSION, "(func (drop (i32.extend8_s (i32.const 1))))");
    needs(Feature.SATURATING_CONVERSION, "(func (drop (i32.trunc_sat_f32_s (f32.const 1))))");
    needs(Feature.MULTI_VALUE, "(func (result i32 i32) (i32.const 1) (i32.const 2))");
    needs(Feature.MULTI_VALUE, "(func (i32.const 1) (block (param i32) (drop)))");
    needs(Feature.BULK_MEMORY, "(memory 1) (data \"x\")");
    needs(Feature.BULK_MEMORY, "(elem func)");
    needs(Feature.REFERENCE_TYPES, "(table 1 funcref) (table 1 funcref)");
    needs(Feature.REFERENCE_TYPES, "(func (param externref))");
    needs(Feature.SIMD, "(func (param v128))");
    needs(
        Feature.RELAXED_SIMD,
        "(func (param v128) (drop (i8x16.relaxed_swizzle (local.get 0) (local.get 0))))");
    needs(Feature.EXTENDED_CONST, "(global i32 (i32.add (i32.const 1) (i32.const 2)))");
    needs(Feature.TAIL_CALL, "(func (return_call 0))");
    needs(Feature.FUNCTION_REFERENCES, "(func (param (ref func)))");
    needs(Feature.FUNCTION_REFERENCES, "(type (func)) (elem funcref (ref.null 0))");
    needs(Feature.GC, "(type (struct))");
    needs(Feature.GC, "(global i32 (i32.const 1)) (global i32 (global.get 0))");
    needs(Feature.EXCEPTIONS, "(tag)");
    needs(Feature.LEGACY_EXCEPTIONS, "(func try end)");
    needs(Feature.MULTI_MEMORY, "(memory 1) (memory 1)");
    needs(Feature.MEMORY64, "(memory i64 1)");
    needs(Feature.THREADS, "(memory 1 1 shared)");
    needs(Feature.CUSTOM_PAGE_SIZES, "(memory 1 (pagesize 1))");
    needs(
        Feature.WIDE_ARITHMETIC,
        "(func (drop (drop (i64.mul_wide_s (i64.const 1) (i64.const 2)))))");
  }

  @Test
  void theMvpAloneStillWorks() {
    byte[] bytes =
        TextParser.parse(
            """
            (import "m" "f" (func $f (param i32) (result i32)))
            (memory (export "m") 1)
            (table 2 funcref)
            (elem (i32.const 0) $f)
            (data (i32.const 0) "abc")
            (global $g (mut i64) (i64.const 3))
            (func (export "run") (param i32) (result i32)
              (block $b (result i32)
                (br_if $b (i32.load (local.get 0)) (i32.eqz (local.get 0)))
                (drop)
                (call_indirect (param i32) (result i32) (i32.const 1) (local.get 0))))
            """);
    Modules.valid(bytes, FeatureSet.MVP);
  }
}
