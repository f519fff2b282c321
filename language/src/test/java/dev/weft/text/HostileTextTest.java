// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.binary.WasmFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Texts of 50 MB that are made to be slow, to nest too deep, or to end too early: they are modules,
 * or refused by an error of ours with its place, in time, on a small stack.
 */
class HostileTextTest {
  private static final int LIMIT_SECONDS = 60;

  /** How deep nesting is. */
  private static final int DEEP = 100_000;

  /** In bytes; a thread has four times as much where nobody asks for more or less. */
  private static final int SMALL_STACK = 256 << 10;

  /** Texts made of a beginning, something that is repeated, and an end. */
  private record Shape(String begin, String unit, String end) {
    byte[] text(int size) {
      byte[] first = begin.getBytes(StandardCharsets.UTF_8);
      byte[] middle = unit.getBytes(StandardCharsets.UTF_8);
      byte[] last = end.getBytes(StandardCharsets.UTF_8);
      int units = (size - first.length - last.length) / middle.length;
      byte[] text = Arrays.copyOf(first, first.length + units * middle.length + last.length);
      int at = first.length;
      if (units > 0) {
        System.arraycopy(middle, 0, text, at, middle.length);
        int limit = at + units * middle.length;
        for (int done = middle.length; at + done < limit; done *= 2) {
          System.arraycopy(text, at, text, at + done, Math.min(done, limit - at - done));
        }
        at = limit;
      }
      System.arraycopy(last, 0, text, at, last.length);
      return text;
    }
  }

  /** Each shape, and how the error begins that it leads to; those that are modules have "". */
  private static final Map<Shape, String> SHAPES = new LinkedHashMap<>();

  /** Those that are tried at full length, because they need most memory or look longest. */
  private static final Set<Shape> LARGE_SHAPES = new LinkedHashSet<>();

  private static Shape shape(String begin, String unit, String end, String error) {
    Shape shape = new Shape(begin, unit, end);
    SHAPES.put(shape, error);
    return shape;
  }

  private static void large(String begin, String unit, String end, String error) {
    LARGE_SHAPES.add(shape(begin, unit, end, error));
  }

  static {
    // What never closes.
    shape("", "(", "", "unexpected token");
    shape("(module ", "(func ", "", "unexpected token");
    shape("(func ", "(block ", "", "unexpected token");
    shape("(func ", "(i32.eqz ", "", "unexpected token");
    large("(func ", "if ", "", "unexpected token");
    shape("(func ", "(if (then ", "", "unexpected token");
    shape("(func ", "(try (do ", "", "unexpected token");
    large("", "(;", "", "unclosed comment");
    shape("(; ", "a ;", "", "unclosed comment");
    shape("(func) (; ", "(;;)", "", "unclosed comment");
    shape("(data \"", "a", "", "unclosed string");
    large("(data \"", "\\\"", "", "unclosed string");
    shape("(func (@a ", "\"x\" (", "", "unclosed annotation");
    large("", "(@a ", "", "unclosed annotation");
    shape("(func $f (@a \"", "(", "", "unclosed string");
    // What opens nothing.
    shape("(module ", ")", "", "unexpected token");
    shape("(func ", "end ", ")", "unexpected token");
    // Nesting that does close.
    shape("(func ", "block ", "end ".repeat(DEEP) + ")", "unexpected token");
    shape("(@a ", "()", ")", "");
    // Giant tokens.
    shape("(func ", "a", ")", "unknown operator");
    large("(func $", "a", ")", "");
    shape("(func $\"", "\\u{61}", "\")", "");
    shape("(global i32 (i32.const ", "9", "))", "constant out of range");
    shape("(global i32 (i32.const ", "0", "))", "");
    shape("(global i64 (i64.const 0x", "f", "))", "constant out of range");
    large("(global f64 (f64.const 0.", "1", "))", "");
    shape("(global f64 (f64.const 0x0.", "f", "))", "");
    shape("(global f32 (f32.const 1e-", "9", "))", "");
    shape("(global f32 (f32.const 0x1p", "9", "))", "constant out of range");
    shape("(global f32 (f32.const 1", "_", "))", "unknown operator");
    shape("(global f32 (f32.const nan:0x", "0", "))", "constant out of range");
    shape("(func (drop (i32.load offset=", "0", " (i32.const 0))))", "");
    shape("(func (export \"", "\\e2\\82\\ac", "\"))", "");
    large("(func (export \"", "\\ff", "\"))", "malformed UTF-8 encoding");
    shape("(memory (data \"", "\\00", "\"))", "");
    shape("(module binary ", "\"a\" ", ")", "");
    // Nothing at all, much of it.
    shape("", " \n", "", "");
    shape("", ";;\n", "", "");
    shape("", "(;;)", "(", "unexpected token");
    shape("(module (@custom \"", "a", "\"))", "");
    // Very many of something.
    large("(module ", "(func)", ")", "");
    shape("", "(type (func))", "", "");
    shape("(rec ", "(type (func))", ")", "");
    shape("(type (func", "(param i32)", "))", "");
    shape("(type (struct ", "(field i8)", "))", "");
    shape("(func (local ", "i32 ", "))", "");
    shape("(func ", "(local i32)", ")", "");
    shape("", "(import \"\" \"\" (func))", "", "");
    shape("(func ", "(export \"\")", ")", "");
    shape("(memory 1)", "(data (i32.const 0))", "", "");
    shape("(table funcref (elem ", "0 ", "))", "");
    large("(func br_table ", "0 ", ")", "");
    shape("(func ", "nop ", ")", "");
    shape("(func ", "(nop)", ")", "");
    shape("(func ", "(i32.const 1)", ")", "");
    shape("(func ", "block $l end ", ")", "");
    shape("", "(func $f)", "", "duplicate func");
    shape(
        "(func (param i32) ",
        "(@metadata.code.branch_hint \"\\01\") (br_if 0 (local.get 0))",
        ")",
        "");
    large("", "(@custom \"a\" \"b\")", "", "");
    shape("", "(@name \"a\")", "", "@name annotation: multiple module");
  }

  /**
   * Does something on a thread with a small stack.
   *
   * @throws TextFormatException if that is what it throws; anything else it throws is a failure
   */
  private static <T> T onSmallStack(String what, Callable<T> body) throws Exception {
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = new Thread(null, task, "small", SMALL_STACK);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TextFormatException refused) {
        throw refused;
      }
      throw new AssertionError(what, e.getCause());
    } catch (TimeoutException e) {
      AssertionError hangs = new AssertionError(what + " hangs");
      hangs.setStackTrace(thread.getStackTrace());
      throw hangs;
    }
  }

  /** The error has a place in the text. */
  private static void assertPlaced(TextFormatException e, byte[] text) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length && line < e.line(); i++) {
      line += text[i] == '\n' ? 1 : 0;
      column = i + 2;
    }
    assertEquals(line, e.line(), e.getMessage());
    int rest = text.length - column + 1;
    assertTrue(e.column() >= 1 && e.column() <= rest + 1, e.getMessage());
    assertNotNull(e.phrase());
    assertTrue(e.getMessage().length() < 500, "the message has its own length");
  }

  private static void check(Shape shape, int size, boolean all) throws Exception {
    byte[] text = shape.text(size);
    String what = size + " bytes of " + shape.begin + shape.unit;
    String expected = SHAPES.get(shape);
    byte[] module;
    try {
      module = onSmallStack(what, () -> TextParser.parse(text));
    } catch (TextFormatException e) {
      assertTrue(!expected.isEmpty() && e.getMessage().startsWith(expected), what + ": " + e);
      assertPlaced(e, text);
      return;
    }
    assertEquals("", expected, what);
    if (all) {
      onSmallStack(what, () -> printAndValidate(text, module));
    }
  }

  /** What can be printed is the same when it is read again; what is invalid has a place. */
  private static Void printAndValidate(byte[] text, byte[] module) throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      TextPrinter.print(module, printed);
    } catch (IllegalArgumentException e) {
      // Limits of the decoder, on locals and the like, are no limits of the parser.
      assertTrue(e.getCause() instanceof WasmFormatException, e.toString());
      return null;
    }
    assertArrayEquals(module, TextParser.parse(printed.toByteArray()));
    try {
      TextValidator.validate(text, module);
    } catch (TextFormatException e) {
      assertPlaced(e, text);
    }
    return null;
  }

  @Test
  void fiftyMegabytes() throws Exception {
    for (Shape shape : LARGE_SHAPES) {
      check(shape, 50_000_000, false);
    }
  }

  @Test
  void manyShapes() throws Exception {
    for (Shape shape : SHAPES.keySet()) {
      check(shape, 1_000_000, true);
    }
  }

  /** 100 000 blocks and operators inside each other, flat and folded, that all close. */
  @Test
  void deepNesting() throws Exception {
    String[][] nested = {
      {"block ", "end "},
      {"loop $l ", "end $l "},
      {"i32.const 1 if ", "else nop end "},
      {"try ", "catch_all end "},
      {"(block ", ")"},
      {"(loop $l ", ")"},
      {"(if (i32.const 1) (then ", ") (else))"},
      {"(try (do ", ") (catch_all))"},
      {"(try_table (catch_all 0) ", ")"},
      {"(drop (i32.eqz ", "(i32.const 1)))"},
      {"(call 0 ", ")"},
      {"(block (br_if 0 (i32.const 1)) ", ")"}
    };
    for (String[] pair : nested) {
      String text = "(func " + pair[0].repeat(DEEP) + pair[1].repeat(DEEP) + ")";
      checkNested(text);
    }
    checkNested("(func (drop " + "(i32.eqz ".repeat(DEEP) + "(i32.const 1)" + ")".repeat(DEEP + 2));
    checkNested("(func i32.const 1 " + "i32.eqz ".repeat(DEEP) + "drop)");
    checkNested("(func " + "(i32.add (i32.const 1) ".repeat(DEEP) + ")".repeat(DEEP + 1));
    checkNested("(func " + "i32.const 1 ".repeat(DEEP) + "i32.add ".repeat(DEEP - 1) + "drop)");
    checkNested("(global i32 " + "(i32.add (i32.const 1) ".repeat(DEEP) + ")".repeat(DEEP + 1));
  }

  private static void checkNested(String text) throws Exception {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    String what = text.substring(0, 40);
    byte[] module = onSmallStack(what, () -> TextParser.parse(utf8));
    onSmallStack(what, () -> printAndValidate(utf8, module));
  }

  /** A module in quotes may not stand in a module in quotes: each would be read in turn. */
  @Test
  void quotesInQuotes() {
    StringBuilder text = new StringBuilder("(module)");
    StringBuilder begin = new StringBuilder();
    String quote = "\"";
    String end = "";
    for (int i = 0; i < 1000; i++) {
      begin.append("(module quote ").append(quote);
      end = quote + ")" + end;
      quote = quote.equals("\"") ? "\\22" : quote.replace("\\", "\\5c");
    }
    text.insert(0, begin).append(end);
    byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
    assertThrows(
        TextFormatException.class, () -> onSmallStack("quotes", () -> TextParser.parse(utf8)));
  }

  /** Messages quote names, but not all of a long one. */
  @Test
  void longNamesInMessages() {
    String name = "\"" + "name".repeat(1_000_000) + "\"";
    byte[] text =
        ("(func (export " + name + ") (export " + name + "))").getBytes(StandardCharsets.UTF_8);
    TextFormatException e =
        assertThrows(
            TextFormatException.class, () -> TextValidator.validate(text, TextParser.parse(text)));
    assertTrue(e.getMessage().startsWith("duplicate export name: \"namename"), e.getMessage());
    assertPlaced(e, text);
  }

  private static final String FIELDS =
      """
        (@custom "c" (after type) "x\\00\\u{20ac}")
        (rec (type $s (sub (struct (field $x (mut i8)) (field i64)))) (type $t (array (ref null $s))))
        (import "a" "b" (memory $i i64 1 2 shared)) (import "a" "f" (func $g (param f32)))
        (table $tab 1 2 funcref (ref.null func)) (table (ref null $s) (elem (item (ref.null $s))))
        (memory $mem (data "\\00\\u{20ac}\\n\\'")) ;; a comment (; that is none ;)
        (global $g (export "g") (mut f64) (f64.const -0x1.8p-3)) (tag $e (param i32))
        (elem declare func $f) (data $d (memory $mem) (offset (i32.const 0)) "x" "y")
        (func $f (export "f") (param $p i32) (result v128) (local $l f32) (local i32 i64)
          (block $b (result i32) (try_table (catch $e $b) (catch_all 1) (br_table 0 $b (local.get $p))))
          drop (; nested (; comment \u00e9 ;) ;)
          (@metadata.code.branch_hint "\\00")
          (if (local.get $p) (then nop)
            (else (memory.init $mem $d (i32.const 0) (i32.const 1_000) (i32.const 0xffff_ffff))))
          loop $r i32.const -1 br_if $r end $r
          (drop (i32.load $mem offset=3 align=2 (i32.const 1)))
          (drop (struct.get_s $s $x (struct.new $s (i32.const 1) (i64.const 2))))
          (drop (call_indirect $tab (param i32) (result i32) (i32.const 1) (i32.const 0)))
          (drop (f64.add (f64.const nan:0x1) (f64.const 1.5e-3)))
          (v128.const f32x4 nan:0x1 inf -0 1e3))
        (start $h) (func $h)
      """;

  /** A module of some length, fields like those above but with names of their own. */
  private static byte[] module(int copies) {
    StringBuilder text = new StringBuilder("(module $m\n").append(FIELDS);
    for (int i = 0; i < copies; i++) {
      text.append("(func $\"n").append(i).append("\" (export \"\\u{e9}").append(i);
      text.append("\") (param $p f64) (result i64)\n  (block $l (br_if $l (i32.const ").append(i);
      text.append("))) ;; branch\n  i64.const 0x").append(Integer.toHexString(i));
      text.append(" (@a \"(\" (b)) (i64.add (i64.const 1) (call $\"n").append(i);
      text.append("\" (f64.const 0x1p-").append(i % 1000).append("))) i64.mul)\n");
      text.append("(data $\"d").append(i).append("\" \"\\00\\ff text\")\n");
    }
    return text.append(")\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What is left of a text that was cut off inside of its module is an error at its end. */
  private static void assertCut(byte[] text, int length) {
    byte[] cut = Arrays.copyOf(text, length);
    TextFormatException e =
        assertThrows(
            TextFormatException.class, () -> TextParser.parse(cut), () -> "cut at " + length);
    assertPlaced(e, cut);
  }

  @Test
  void cutAtEveryByte() throws Exception {
    byte[] text = module(25);
    assertTrue(text.length > 6_000, text.length + " bytes");
    assertTrue(TextParser.parse(text).length > 1_000);
    onSmallStack(
        "cut text",
        () -> {
          // The last parenthesis is followed by a line feed alone.
          for (int i = 1; i < text.length - 1; i++) {
            assertCut(text, i);
          }
          return null;
        });
    assertNotNull(TextParser.parse(Arrays.copyOf(text, text.length - 1)));
  }

  @Test
  void largeTextsCutAnywhere() throws Exception {
    byte[] text = module(30_000);
    assertTrue(text.length > 5_000_000, text.length + " bytes");
    assertTrue(TextParser.parse(text).length > 1_000_000);
    Random random = new Random(1);
    onSmallStack(
        "cut text",
        () -> {
          for (int i = 0; i < 20; i++) {
            assertCut(text, 1 + random.nextInt(text.length - 2));
          }
          return null;
        });
  }
}
