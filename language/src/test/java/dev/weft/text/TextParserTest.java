// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextParserTest {
  private static final String HEADER = "0061736d01000000";

  private static String hex(String text) {
    String hex = HexFormat.of().formatHex(TextParser.parse(text));
    assertTrue(hex.startsWith(HEADER));
    return hex.substring(HEADER.length());
  }

  private static TextFormatException error(String text) {
    return assertThrows(TextFormatException.class, () -> TextParser.parse(text));
  }

  private static void assertError(String message, String text) {
    String actual = error(text).getMessage();
    assertTrue(actual.startsWith(message), actual);
  }

  @Test
  void emptyModule() {
    assertEquals("", hex("(module)"));
    assertEquals("", hex(""));
    assertEquals("", hex(";; nothing (; but ;) a comment"));
  }

  @Test
  void foldedAndFlatAreTheSame() {
    String flat =
        "(module (func (param i32) (result i32) local.get 0 if (result i32) i32.const 1 else"
            + " i32.const 2 i32.const 3 i32.add end))";
    String folded =
        "(func (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.const 1))"
            + " (else (i32.add (i32.const 2) (i32.const 3)))))";
    assertEquals(hex(flat), hex(folded));
    assertEquals(
        "01060160017f017f" + "03020100" + "0a11010f00" + "2000047f410105410241036a0b0b", hex(flat));
  }

  @Test
  void namesGoToTheNameSection() {
    // Module m, function f with parameter x and label l.
    assertEquals(
        "010501"
            + "60017f00"
            + "03020100"
            + "0a0701050002400b0b"
            + "001f046e616d65"
            + "0002016d"
            + "010401000166"
            + "020601000100"
            + "0178"
            + "030601000100"
            + "016c",
        hex("(module $m (func $f (param $x i32) (block $l)))"));
    String named = hex("(module (@name \"M\") (func $f (@name \"\\u{3bb}\")))");
    assertTrue(named.endsWith("0002" + "014d" + "0105" + "0100" + "02cebb"), named);
  }

  @Test
  void quotedIdentifiers() {
    assertEquals(
        hex("(func $ab) (func (call $ab))"), hex("(func $\"a\\62\") (func (call $\"\\u{61}b\"))"));
  }

  @Test
  void implicitTypes() {
    // Explicit types come first, wherever they stand.
    assertEquals(
        hex(
            "(type (func (param i32))) (type (func (result f64)))"
                + "(func (type 1) f64.const 0) (func (type 0))"),
        hex("(func (result f64) f64.const 0) (func (param i32)) (type (func (param i32)))"));
    assertError(
        "unknown type", "(func (type 0) (local $x i32) (drop (local.get $x))) (func (param i32))");
  }

  @Test
  void customSectionsInTheirPlaces() {
    assertEquals(
        "0003026131" + "010401600000" + "0003026132" + "03020100" + "0a040102000b" + "0003026133",
        hex(
            "(func) (@custom \"a3\") (@custom \"a2\" (after type)) (@custom \"a1\" (before"
                + " first))"));
  }

  @Test
  void veryManyCustomSections() {
    String text = "(@custom \"c\" \"x\")".repeat(200_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertEquals(8 + 5 * 200_000, TextParser.parse(text).length));
  }

  /** Identifiers that are the same to String.hashCode are found as fast as others. */
  @Test
  void identifiersMadeToCollide() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1 << 17; i++) {
      String bits = Integer.toBinaryString(i | 1 << 17).replace("0", "Aa").replace("1", "BB");
      text.append("(func $").append(bits).append(')');
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertNotNull(TextParser.parse(text.toString())));
  }

  @Test
  void inlineElementsHaveTheTypeOfTheirTable() {
    assertEquals(
        hex(
            "(type $t (func)) (table 1 1 (ref null $t)) (elem (table 0) (i32.const 0)"
                + " (ref null $t) (ref.func $f)) (func $f)"),
        hex("(type $t (func)) (table (ref null $t) (elem $f)) (func $f)"));
  }

  @Test
  void branchHints() {
    String hex =
        hex("(func (param i32) (@metadata.code.branch_hint \"\\01\") (if (local.get 0) (then)))");
    // Function 0, one hint at offset 3 of the body, one byte, likely.
    assertTrue(hex.contains("0100" + "01" + "0301" + "01" + "0a"), hex);
  }

  @Test
  void positionsAreLineAndColumn() {
    TextFormatException e = error("(module\n  (func $e i32.add\n \t(;é;)(blubb)))");
    assertEquals("unknown operator", e.phrase());
    assertEquals(3, e.line());
    assertEquals(9, e.column());
    assertEquals("unknown operator blubb (at line 3, column 9)", e.getMessage());
    assertEquals(1, error("(module").line());
    assertEquals(3, error("(module\r(func)\r\n)x").line());
  }

  @Test
  void phrases() {
    assertError("unexpected token", "(func (nop) (local i32))");
    assertError("unknown label", "(func (br $x))");
    assertError("unknown function", "(func (call $x))");
    assertError("duplicate func", "(func $x) (func $x)");
    assertError("duplicate local", "(func (param $x i32) (local $x i32))");
    assertError("mismatching label", "(func block $a end $b)");
    assertError("import after function", "(func) (import \"\" \"\" (func))");
    assertError("inline function type", "(type (func)) (func (type 0) (param i32))");
    assertError("constant out of range", "(func (i32.const 4294967296))");
    assertError("alignment must be a power of two", "(func (i32.load align=3))");
    assertError("malformed UTF-8 encoding", "(func (export \"\\ff\"))");
    assertError("malformed UTF-8 encoding", "(func (export \"\ud800\"))");
    assertError("multiple start sections", "(func) (start 0) (start 0)");
    assertError("unclosed comment", "(; (; ;)");
    assertError("unclosed string", "(data \"");
    assertError("illegal escape", "(data \"\\x\")");
    assertError("illegal escape", "(data \"\\u{d800}\")");
    assertError("illegal escape", "(data \"\\u{ffffffffff}\")");
  }

  @Test
  void functionsForgetTheLocalsOfOthers() {
    assertError("unknown local", "(func (param $x i32)) (func (local.get $x))");
  }

  @Test
  void labelsShadowAndReturn() {
    String named = hex("(func block $l block $l br $l end br $l end)");
    String plain = hex("(func block block br 0 end br 0 end)");
    assertEquals(plain, named.substring(0, plain.length()));
  }

  @Test
  void deepNestingNeedsNoStack() {
    int depth = 100_000;
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertNotNull(
              TextParser.parse("(func " + "block ".repeat(depth) + "end ".repeat(depth) + ")"));
          assertNotNull(
              TextParser.parse("(func " + "(block ".repeat(depth) + ")".repeat(depth) + ")"));
          assertNotNull(
              TextParser.parse(
                  "(func "
                      + "(i32.eqz ".repeat(depth)
                      + "(i32.const 0)"
                      + ")".repeat(depth)
                      + ")"));
          assertNotNull(
              TextParser.parse(
                  "(func " + "(if (i32.const 0) (then ".repeat(depth) + "))".repeat(depth) + ")"));
          assertNotNull(
              TextParser.parse(
                  "(func "
                      + "(if ".repeat(depth)
                      + "(i32.const 0)"
                      + "(then))".repeat(depth)
                      + ")"));
          assertNotNull(
              TextParser.parse("(func " + "(try (do ".repeat(depth) + "))".repeat(depth) + ")"));
          assertNotNull(
              TextParser.parse(
                  "(func (block $a "
                      + "(block $l (br $a)".repeat(depth)
                      + ")".repeat(depth)
                      + "))"));
          assertNotNull(TextParser.parse("(@a " + "(".repeat(depth) + ")".repeat(depth) + ")"));
          assertNotNull(TextParser.parse("(;".repeat(depth) + ";)".repeat(depth)));
          error("(".repeat(depth));
          error("(func " + "(block ".repeat(depth));
          error("(@a ".repeat(depth));
          error("(;".repeat(depth));
        });
  }

  @Test
  void everyPrefixAndMutationIsAnErrorOrAModule() {
    byte[] text =
        ("(module $m (@custom \"c\" (after type) \"x\") (rec (type $s (sub (struct (field $x (mut"
                + " i8))))) (type $t (array (ref null $s)))) (import \"a\" \"b\" (memory $i i64 1 2"
                + " shared)) (table $tab 1 2 funcref (ref.null func)) (table (ref null $s) (elem"
                + " (item (ref.null $s)))) (memory $mem (pagesize 1) (data \"\\00\\u{20ac}\"))"
                + " (global $g (export \"g\") (mut f64) (f64.const -0x1.8p-3)) (tag $e (param"
                + " i32)) (elem declare func $f) (data $d (memory $mem) (offset (i32.const 0))"
                + " \"x\") (func $f (export \"f\") (param $p i32) (result v128) (local $l f32)"
                + " (block $b (try_table (catch $e $b) (catch_all 0) (br_table 0 $b (local.get"
                + " $p)))) (@metadata.code.branch_hint \"\\00\") (if (local.get $p) (then nop)"
                + " (else (memory.init $mem $d (i32.const 0) (i32.const 0) (i32.const 0))))"
                + " (drop (i32.load $mem offset=3 align=2 (i32.const 1))) (drop (struct.get_s $s"
                + " $x (struct.new $s (i32.const 1)))) (v128.const f32x4 nan:0x1 inf -0 1e3))"
                + " (start 0))")
            .getBytes(StandardCharsets.UTF_8);
    assertNotNull(TextParser.parse(text));
    for (int i = 0; i < text.length; i++) {
      parseOrFail(java.util.Arrays.copyOf(text, i));
    }
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = text.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        int at = random.nextInt(mutated.length);
        switch (random.nextInt(3)) {
          case 0 -> mutated[at] = (byte) random.nextInt(256);
          case 1 -> mutated[at] = (byte) "()\"$ ;@0ax\\.-".charAt(random.nextInt(13));
          default -> {
            int from = random.nextInt(mutated.length);
            int count = Math.min(random.nextInt(12), mutated.length - Math.max(at, from));
            System.arraycopy(mutated, from, mutated, at, count);
          }
        }
      }
      parseOrFail(mutated);
    }
  }

  private static void parseOrFail(byte[] text) {
    try {
      assertNotNull(TextParser.parse(text));
    } catch (TextFormatException e) {
      assertNotNull(e.getMessage());
    } catch (RuntimeException | Error e) {
      throw new AssertionError(new String(text, StandardCharsets.ISO_8859_1), e);
    }
  }

  @Test
  void binaryAndQuotedModules() {
    assertArrayEquals(
        TextParser.parse("(module)"),
        TextParser.parse("(module binary \"\\00asm\" \"\\01\\00\\00\\00\")"));
    assertArrayEquals(TextParser.parse("(func)"), TextParser.parse("(module quote \"(func)\")"));
  }
}
