// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Errors of validation name the place in the text that they come from. */
class TextValidatorTest {
  /**
   * @param text has {@code @@} where the error is
   */
  private static void invalid(String message, String text) {
    int at = text.indexOf("@@");
    String clean = text.replace("@@", "");
    byte[] utf8 = clean.getBytes(StandardCharsets.UTF_8);
    TextFormatException e =
        assertThrows(
            TextFormatException.class,
            () -> TextValidator.validate(utf8, TextParser.parse(utf8)),
            clean);
    assertTrue(e.isInvalid());
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
    String before = text.substring(0, at);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int lineStart = before.lastIndexOf('\n') + 1;
    int column = before.codePointCount(lineStart, before.length()) + 1;
    assertEquals(line + ":" + column, e.line() + ":" + e.column(), e.getMessage());
  }

  @Test
  void instructions() {
    invalid(
        "type mismatch: ",
        "(module\n  (func)\n  (func (param i64) (result i32)\n    i32.const 1\n    local.get 0\n"
            + "    @@i32.add)\n  (func))");
    invalid(
        "type mismatch: ",
        "(module (func (result i32)\n  @@(i32.add\n    (i32.const 1)\n    (i64.const 2)))"
            + "\n(func (result i32) (i32.const 0)))");
    invalid(
        "type mismatch: ",
        "(module (func (result i32) (; \ud83d\ude00 \u00e9 ;) (drop @@(i32.eqz (f32.const 1)))"
            + " (i32.const 0)))");
    invalid("unknown local", "(func (block (drop @@(local.get 3))))");
    invalid("type mismatch", "(func (if (i32.const 1) (then (drop @@(f64.abs (i32.const 1))))))");
    invalid("type mismatch", "(func @@(if (i64.const 1) (then (nop))))");
    // What is missing is missing at the end.
    invalid("type mismatch", "(func (result i32) (nop)\n@@)");
    invalid("type mismatch", "(func (block (result i32) (nop)@@) (drop))");
    invalid("type mismatch", "(func block (result i32)\n nop\n @@end drop)");
  }

  @Test
  void largeFunctions() {
    String many = "  (nop)\n".repeat(1000);
    invalid(
        "type mismatch",
        "(module\n(func\n" + many + ")\n(func\n" + many + "  @@(i32.add (nop))\n" + many + "))");
  }

  @Test
  void otherFields() {
    invalid("type mismatch", "(module (global i32 (i32.const 1))\n @@(global i32 (i64.const 1)))");
    invalid("unknown function", "(module (func)\n (export @@\"f\" (func 1)))");
    invalid("duplicate export name", "(func (export \"a\"))\n (func (export @@\"a\"))");
    invalid("unknown memory", "(table 1 funcref) @@(data (i32.const 0) \"abc\")");
    invalid("type mismatch", "(memory 1) (data (i32.const 0) \"\") @@(data (i64.const 0) \"a\")");
    invalid("type mismatch", "(table 1 funcref) @@(elem (i64.const 0))");
    invalid("size minimum must not be", "(table 1 2 funcref) @@(table 2 1 funcref)");
    invalid("memory size", "(import \"a\" \"b\" (func)) @@(memory 65537)");
    invalid("start function", "(func (param i32)) @@(start 0)");
    invalid("unknown type", "(type (func)) @@(type (func (param (ref 7))))");
    invalid("sub type", "(type $a (sub (struct))) @@(type (sub $a (array i8)))");
    invalid("unknown type", "(type (func)) (func (type 0)) @@(func (type 5))");
  }

  @Test
  void modulesGivenAsBytes() {
    byte[] utf8 =
        "  (module binary \"\\00asm\\01\\00\\00\\00\\63\")".getBytes(StandardCharsets.UTF_8);
    TextFormatException e =
        assertThrows(
            TextFormatException.class, () -> TextValidator.validate(utf8, TextParser.parse(utf8)));
    assertEquals("1:3", e.line() + ":" + e.column());
    assertTrue(e.getMessage().contains("at offset 0x8"), e.getMessage());
  }

  /** Modules that are valid pass, whatever proposals they need. */
  @Test
  void validModules() {
    for (String text :
        new String[] {
          "", "(module (func (result v128) (v128.const i64x2 1 2)))", "(memory 1 1 shared)"
        }) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      TextValidator.validate(utf8, TextParser.parse(utf8));
    }
  }
}
