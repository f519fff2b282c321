// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.binary.ModuleDecoder;
import dev.weft.opcode.FeatureSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TextPrinterTest {
  private static String print(byte[] module) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    TextPrinter.print(module, text);
    return text.toString(StandardCharsets.UTF_8);
  }

  private static void assertRoundTrip(String text) throws IOException {
    byte[] module = TextParser.parse(text);
    String printed = print(module);
    assertArrayEquals(module, TextParser.parse(printed), printed);
  }

  @Test
  void readableText() throws IOException {
    assertEquals(
        """
        (module $m
          (type (;0;) (func (param i32) (result i32)))
          (export "f" (func $f))
          (func $f (;0;) (type 0) (param $x i32) (result i32)
            (local f64 f64 i64)
            block $b
              loop
                local.get $x
                br_if $b
                local.get 1
                i32.load offset=8 align=1
                drop
              end
            end
            f32.const -1.5
            i32.trunc_f32_s))
        """,
        print(
            TextParser.parse(
                "(module $m (func $f (export \"f\") (param $x i32) (result i32) (local f64 f64 i64)"
                    + " (block $b (loop (br_if $b (local.get $x)) (drop (i32.load offset=8 align=1"
                    + " (local.get 1))))) (i32.trunc_f32_s (f32.const -1.5))))")));
  }

  @Test
  void names() throws IOException {
    assertRoundTrip(
        "(module $\"a b\" (func $\"x\\22\\0a\" (param $p i32) (param (@name \"p\") i32)))");
    assertRoundTrip("(func (@name \"same\")) (func (@name \"same\")) (func (@name \"\"))");
    assertRoundTrip(
        "(type $s (struct (field $a i32) (field i64 (mut i8)))) (tag $t) (data $d \"\")");
    assertRoundTrip("(func block $l block $l br 0 br 1 end end)");
    assertRoundTrip("(import \"a\" \"b\" (func $f (param $x i32)))");
  }

  @Test
  void floatingPoint() throws IOException {
    assertRoundTrip(
        "(func f32.const nan f32.const -nan:0x1 f32.const inf f32.const -0 f32.const 0x1p-149"
            + " f64.const nan:0x1 f64.const -inf f64.const 1e308 f64.const 0x1p-1074 f64.const 0.1)");
  }

  @Test
  void recursiveGroupsThatStandTwice() throws IOException {
    // Inside the second group, a reference to the first would be another type.
    assertRoundTrip(
        "(rec (type $a (struct (field (ref null $a)))) (type (func (param (ref $a)))))"
            + "(rec (type $b (struct (field (ref null $b)))) (type $f (func (param (ref $b)))))"
            + "(func (type $f) (param (ref $b)))");
  }

  @Test
  void customSectionsAndHints() throws IOException {
    assertRoundTrip(
        "(@custom \"a\" (before first) \"\\00\\ff\\\"\") (@custom \"b\" (after func) \"x\") (func (param"
            + " i32) (@metadata.code.branch_hint \"\\01\") (if (local.get 0) (then)) (br_if 0"
            + " (local.get 0)))");
  }

  @Test
  void deepNestingNeedsNeitherStackNorSquareSpace() throws IOException {
    int depth = 100_000;
    byte[] module =
        TextParser.parse("(func " + "block ".repeat(depth) + "end ".repeat(depth) + ")");
    String text = print(module);
    assertArrayEquals(module, TextParser.parse(text));
    assertTrue(text.length() < 300 * depth, "length " + text.length());
  }

  /** A branch out of many named blocks does not look at each of them. */
  @Test
  void branchesOutOfManyLabels() throws IOException {
    int depth = 50_000;
    StringBuilder text = new StringBuilder("(func (block $out ");
    for (int i = 0; i < depth; i++) {
      text.append("(block $b").append(i).append(" (br $out)");
    }
    byte[] module = TextParser.parse(text.append(")".repeat(depth)).append("))").toString());
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertArrayEquals(module, TextParser.parse(print(module))));
  }

  @Test
  void hiddenLabels() throws IOException {
    assertRoundTrip(
        "(func block $l block $l br 0 br 1 end br $l block $m br $l end block $l br 0 br 1 end br"
            + " $l end block $l br $l end)");
    String text =
        print(
            TextParser.parse("(func block $l block $l br 0 br 1 end br 0 end block $l br 0 end)"));
    assertEquals(3, text.split("br \\$l", -1).length - 1, text);
    assertEquals(1, text.split("br 1", -1).length - 1, text);
  }

  @Test
  void lines() throws IOException {
    byte[] bytes = TextParser.parse("(func nop drop) (func unreachable)");
    LineTable lines = new LineTable();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    var module = ModuleDecoder.decode(bytes, "test", FeatureSet.ALL);
    TextPrinter.print(module, text, lines);
    String[] printed = text.toString(StandardCharsets.UTF_8).split("\n");
    assertEquals(3, lines.size());
    // The locals of each body take one byte.
    assertEquals("    nop", printed[lines.lineOf(module.codeStart(0) + 1) - 1]);
    assertEquals("    drop)", printed[lines.lineOf(module.codeStart(0) + 2) - 1]);
    assertEquals("    unreachable))", printed[lines.lineOf(module.codeStart(1) + 1) - 1]);
    assertEquals(-1, lines.lineOf(0));
  }

  @Test
  void malformedModules() {
    assertThrows(IllegalArgumentException.class, () -> print(new byte[] {0, 1, 2, 3}));
  }
}
