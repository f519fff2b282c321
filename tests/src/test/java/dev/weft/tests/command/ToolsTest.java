// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.command;

import static dev.weft.tests.command.Command.weft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.tests.command.Command.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text modules, and the tools for them and for test scripts. */
@Tag("distribution")
final class ToolsTest {
  private static final String ADD =
      "(module (func (export \"add\") (param i32 i32) (result i32)\n"
          + "  (i32.add (local.get 0) (local.get 1))))\n";

  @TempDir Path directory;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void textModulesRun() throws IOException {
    Path add = file("add.wat", ADD);
    assertEquals(new Result(0, "5\n", ""), weft("--invoke", "add", add, "2", "3").run());
  }

  @Test
  void malformedTextNamesItsPlace() throws IOException {
    Path bad = file("bad.wat", "(module\n  (func (blubb)))");
    String message = ": malformed module: unknown operator blubb (at line 2, column 10)\n";
    assertEquals(new Result(1, "", "weft: " + bad + message), weft(bad).run());
    assertEquals(new Result(1, "", "weft: " + bad + message), weft("wat2wasm", bad).run());
  }

  @Test
  void malformedUtf8NamesItsPlace() throws IOException {
    Path bad = directory.resolve("bad.wat");
    Files.write(bad, "(module\n  ;; \u00ff".getBytes(StandardCharsets.ISO_8859_1));
    String message = ": malformed module: malformed UTF-8 encoding (at line 2, column 6)\n";
    assertEquals(new Result(1, "", "weft: " + bad + message), weft(bad).run());
    assertEquals(new Result(1, "", "weft: " + bad + message), weft("wat2wasm", bad).run());
  }

  @Test
  void wat2wasm() throws IOException {
    Path add = file("add.wat", ADD);
    assertEquals(new Result(0, "", ""), weft("wat2wasm", add).run());
    Path binary = directory.resolve("add.wasm");
    assertEquals(new Result(0, "5\n", ""), weft("--invoke", "add", binary, "2", "3").run());
    Path other = directory.resolve("other");
    assertEquals(new Result(0, "", ""), weft("wat2wasm", add, "-o", other).run());
    assertEquals(-1, Files.mismatch(binary, other));
    assertEquals(2, weft("wat2wasm", add, add).run().status());
    assertEquals(1, weft("wat2wasm", directory.resolve("none")).run().status());
  }

  @Test
  void wat2wasmValidates() throws IOException {
    Path bad = file("bad.wat", "(module\n  (func (drop\n    (i32.eqz (f32.const 1)))))");
    Result result = weft("wat2wasm", bad).run();
    assertEquals(1, result.status());
    String message = "weft: " + bad + ": invalid module: type mismatch: ";
    assertTrue(result.err().startsWith(message), result.err());
    assertTrue(result.err().endsWith(" (at line 3, column 5)\n"), result.err());
    assertFalse(Files.exists(directory.resolve("bad.wasm")));
    // The same error, whoever finds it.
    assertEquals(result, weft(bad).run());
    assertEquals(new Result(0, "", ""), weft("wat2wasm", "--no-check", bad).run());
    assertTrue(Files.exists(directory.resolve("bad.wasm")));
    assertEquals(2, weft("print", "--no-check", directory.resolve("bad.wasm")).run().status());
  }

  @Test
  void print() throws IOException {
    Path add = file("add.wat", ADD);
    assertEquals(new Result(0, "", ""), weft("wat2wasm", add).run());
    Path binary = directory.resolve("add.wasm");
    Path again = directory.resolve("again.wat");
    Result printed = weft("print", binary).run();
    assertTrue(printed.out().contains("\n    i32.add))\n"), printed.toString());
    assertEquals(new Result(0, "", ""), weft("print", binary, "-o", again).run());
    assertEquals(printed.out(), Files.readString(again));
    Path other = directory.resolve("other.wasm");
    assertEquals(new Result(0, "", ""), weft("wat2wasm", again, "-o", other).run());
    assertEquals(-1, Files.mismatch(binary, other));
    assertEquals(
        new Result(
            1,
            "",
            "weft: " + add + ": malformed module: magic header not detected (at offset 0x0)\n"),
        weft("print", add).run());
  }

  @Test
  void scripts() throws IOException {
    file(
        "a.wast",
        ADD + "(assert_return (invoke \"add\" (i32.const 1) (i32.const 2)) (i32.const 3))");
    Path bad =
        file(
            "b.wast",
            ADD + "(assert_return (invoke \"add\" (i32.const 1) (i32.const 2)) (i32.const 4))");
    Result result = weft("wast", directory).run();
    assertEquals(1, result.status());
    assertTrue(result.out().contains("a.wast: 2 passed, 0 failed\n"), result.out());
    assertTrue(
        result.out().contains(bad + ":3: expected i32 4 (0x4), got i32 3 (0x3)\n"), result.out());
    assertTrue(result.out().endsWith("2 scripts: 3 passed, 1 failed\n"), result.out());
    assertEquals(0, weft("wast", directory, "--filter", "a.wast").run().status());
    assertEquals(1, weft("wast", directory, "--filter", "none").run().status());
  }

  private static String sum(int expected) {
    return "(assert_return (invoke \"add\" (i32.const 1) (i32.const 2)) (i32.const "
        + expected
        + "))\n";
  }

  @Test
  void failFast() throws IOException {
    Path first = file("a.wast", ADD + sum(3) + sum(4) + sum(3) + sum(5));
    file("b.wast", ADD + sum(6));
    Result all = weft("wast", directory).run();
    assertEquals(1, all.status());
    assertTrue(all.out().contains("a.wast: 3 passed, 2 failed\n"), all.out());
    assertTrue(all.out().contains("b.wast: 1 passed, 1 failed\n"), all.out());
    assertTrue(all.out().endsWith("\n2 scripts: 4 passed, 3 failed\n"), all.out());
    Result fast = weft("wast", "--fail-fast", directory).run();
    String expected =
        first
            + ": 2 passed, 1 failed\n  "
            + first
            + ":4: expected i32 4 (0x4), got i32 3 (0x3)\n1 script: 2 passed, 1 failed\n";
    assertEquals(new Result(1, expected, ""), fast);
    // It has nothing to do where all is well.
    Path good = file("c.wast", ADD + sum(3) + sum(3));
    expected = good + ": 3 passed, 0 failed\n1 script: 3 passed, 0 failed\n";
    assertEquals(new Result(0, expected, ""), weft("wast", good, "--fail-fast").run());
    assertEquals(2, weft("wat2wasm", "--fail-fast", good).run().status());
  }

  @Test
  void filter() throws IOException {
    Files.createDirectories(directory.resolve("memory"));
    file("add.wast", ADD + sum(3));
    file("memory/grow.wast", ADD + sum(4));
    file("memory/size.txt", "no script");
    Result some = weft("wast", "--filter", "memory", directory).run();
    assertEquals(1, some.status());
    assertTrue(some.out().contains("memory/grow.wast: 1 passed, 1 failed\n"), some.out());
    assertTrue(some.out().endsWith("1 script: 1 passed, 1 failed\n"), some.out());
    assertFalse(some.out().contains("add.wast"), some.out());
    assertEquals(0, weft("wast", "--filter=add.wast", directory).run().status());
    Result none = weft("wast", directory, "--filter", "size.txt").run();
    assertEquals(
        new Result(
            1,
            "",
            "weft: there are no scripts (.wast) in "
                + directory
                + " whose path contains 'size.txt'\n"),
        none);
    assertEquals(2, weft("wast", directory, "--filter").run().status());
  }

  @Test
  void statusOfScripts() throws IOException {
    // What cannot be executed yet is skipped, with its reason, and is no failure.
    Path skipped =
        file(
            "skipped.wast",
            "(module (func (export \"f\") (result v128) (v128.const i64x2 1 2)))\n"
                + "(assert_return (invoke \"f\") (v128.const i64x2 1 2))\n");
    assertEquals(
        new Result(
            0,
            skipped
                + ": 1 passed, 0 failed, 1 skipped (not executable yet: SIMD 1)\n"
                + "1 script: 1 passed, 0 failed, 1 skipped (not executable yet: SIMD 1)\n",
            ""),
        weft("wast", skipped).run());
    // Messages are compared: the specification's phrase is a prefix of ours.
    String module = "(module (func (export \"f\") (unreachable)))\n";
    Path right = file("right.wast", module + "(assert_trap (invoke \"f\") \"unreach\")\n");
    assertEquals(0, weft("wast", right).run().status());
    Path wrong = file("wrong.wast", module + "(assert_trap (invoke \"f\") \"out of bounds\")\n");
    Result result = weft("wast", wrong).run();
    assertEquals(1, result.status());
    String reason = ":2: expected message \"out of bounds\", got \"unreachable\"\n";
    assertTrue(result.out().contains(wrong + reason), result.out());
    Path cut = file("cut.wast", "(module)\n(assert_trap (invoke");
    assertEquals(1, weft("wast", cut).run().status());
    Path none = directory.resolve("none.wast");
    assertEquals(
        new Result(1, "", "weft: " + none + ": there is no such file\n"), weft("wast", none).run());
    assertEquals(2, weft("wast").run().status());
    assertEquals(2, weft("wast", "--fail-slow", right).run().status());
  }

  /** A command that cannot be read fails alone: not the one before it, nor those after it. */
  @Test
  void unreadableCommands() throws IOException {
    Path script =
        file(
            "bad.wast",
            ADD
                + sum(3)
                + "(blubb (but balanced))\n"
                + sum(4)
                + "(assert_return)\n"
                + "(module (func (drop)))\n"
                + "(module quote \"(func)\")\n"
                + "(assert_blubb (invoke \"add\"))");
    String expected =
        """
        FILE: 3 passed, 5 failed
          FILE:4: cannot be read: unknown operator blubb (at line 4, column 2)
          FILE:5: expected i32 4 (0x4), got i32 3 (0x3)
          FILE:6: cannot be read: unexpected token `)` (at line 6, column 15)
          FILE:7: the module could not be loaded: type mismatch: instruction requires an operand \
        but stack has [] (at offset 0x17, in function 0)
          FILE:9: cannot be read: unknown operator assert_blubb (at line 9, column 2)
        1 script: 3 passed, 5 failed
        """
            .replace("FILE", script.toString());
    assertEquals(new Result(1, expected, ""), weft("wast", script).run());
  }

  /** All that a script can expect of a value, in the words of the script. */
  @Test
  void expectedValues() throws IOException {
    String module =
        """
        (module
          (func (export "one") (result i32) (i32.const 1))
          (func (export "nan") (result f32) (f32.const nan:0x200000))
          (func (export "null") (result externref) (ref.null extern)))
        """;
    Path script =
        file(
            "expected.wast",
            module
                + """
                  (assert_return (invoke "one") (either (i32.const 0) (i32.const 1)))
                  (assert_return (invoke "nan") (f32.const nan:0x200000))
                  (assert_return (invoke "one") (either (i32.const 0) (i32.const 2)))
                  (assert_return (invoke "nan") (f32.const nan:arithmetic))
                  (assert_return (invoke "null") (ref.extern 5))
                  (assert_return (invoke "null") (ref.extern))
                  """);
    String expected =
        """
        FILE: 3 passed, 4 failed
          FILE:7: expected i32 0 (0x0) or i32 2 (0x2), got i32 1 (0x1)
          FILE:8: expected f32 nan:arithmetic, got f32 NaN (0x7fa00000)
          FILE:9: expected (ref.extern 5), got ref.null
          FILE:10: expected (ref.extern), got ref.null
        1 script: 3 passed, 4 failed
        """
            .replace("FILE", script.toString());
    assertEquals(new Result(1, expected, ""), weft("wast", script).run());
  }

  /**
   * What only an older version of WebAssembly says is skipped if it is known and fails as known.
   */
  @Test
  void supersededAssertions() throws IOException {
    String older = "(assert_invalid (module (memory 0) (memory 0)) \"multiple memories\")";
    Path known = file("known.wast", "(module)\r\n" + older + "\r\n");
    String summary =
        "1 passed, 0 failed, 1 skipped (contrary to WebAssembly 3.0: several memories are valid 1)\n";
    assertEquals(
        new Result(0, known + ": " + summary + "1 script: " + summary, ""),
        weft("wast", known).run());
    // Where it holds it is run like any other.
    Result passed = weft("--wasm.MultiMemory=false", "wast", known).run();
    assertEquals(0, passed.status(), passed.toString());
    assertTrue(passed.out().endsWith("1 script: 2 passed, 0 failed\n"), passed.out());
    // Another module, or the same text within other commands, is not known.
    Path changed = file("changed.wast", older.replace("(memory 0))", "(memory 1))"));
    Result failed = weft("wast", changed).run();
    assertEquals(1, failed.status());
    String reason = ":1: expected \"multiple memories\", but the module is not invalid\n";
    assertTrue(failed.out().contains(changed + reason), failed.out());
    assertTrue(failed.out().endsWith("1 script: 0 passed, 1 failed\n"), failed.out());
    Path thread = file("thread.wast", "(thread $t " + older + ")");
    Result inThread = weft("wast", thread).run();
    assertEquals(1, inThread.status(), inThread.toString());
    assertTrue(inThread.out().contains(thread + reason), inThread.out());
  }

  /** A text that the heap cannot hold is told to be so, in one sentence. */
  @Test
  void hostileTextRunsOutOfHeap() throws IOException {
    Path deep = file("deep.wat", "(func " + "block ".repeat(3_000_000));
    Result result = weft("--vm.Xmx64m", "wat2wasm", deep).run();
    assertEquals(
        new Result(
            1, "", "weft: " + deep + ": the module is too large for the heap (see --vm.Xmx)\n"),
        result);
  }
}
