// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.command;

import static dev.weft.tests.command.Command.weft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.tests.command.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says, and its status, when something is wrong. */
@Tag("distribution")
final class FailureTest {
  @TempDir static Path directory;

  private static Path program(String name) throws IOException {
    return Command.program(name, directory);
  }

  /** One line on stderr, nothing on stdout. */
  private static void assertSentence(int status, String sentence, Result result) {
    assertEquals(new Result(status, "", "weft: " + sentence + "\n"), result);
  }

  @Test
  void wrongUsage() throws IOException {
    Path functions = program("functions");
    assertSentence(
        2,
        "which FILE? weft [run] [--dir HOST[::GUEST]] [--env NAME=VALUE] [--invoke FUNCTION]"
            + " [--preload NAME=FILE] FILE [ARGS...] (more: weft --help)",
        weft().run());
    assertSentence(2, "--env wants a value: --env NAME=VALUE", weft("--env").run());
    assertSentence(
        2, "'A' is not what --env NAME=VALUE wants", weft("--env", "A", functions).run());
    assertSentence(
        2, "there is no option --nonsense; see weft --help", weft("--nonsense", functions).run());
    assertSentence(2, "there is no option -x; see weft --help", weft("-x", functions).run());
    assertSentence(
        2,
        "there is no option --directory; did you mean --dir?",
        weft("--directory", ".", functions).run());
    assertSentence(
        2,
        "--wasm.SIMD=false is experimental, which --experimental-options=false rules out",
        weft("--experimental-options=false", "--wasm.SIMD=false", functions).run());
    Result value = weft("--engine.Compilation=maybe", functions).run();
    assertEquals(2, value.status());
    assertTrue(value.err().startsWith("weft: --engine.Compilation=maybe: "), value.err());
  }

  /**
   * Too small a heap is said so, by the option that helps, whether for the engine or the program.
   */
  @Test
  void heapIsTooSmall() throws IOException {
    Path large = directory.resolve("large.wat");
    String function = "(func (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))\n";
    Files.writeString(large, "(module\n" + function.repeat(90_000) + ")\n");
    Result result = weft("--vm.Xmx24m", large).run();
    assertTrue(result.status() == 1 || result.status() == 134, result.toString());
    assertEquals("weft: " + large + ": Java heap space exhausted (see --vm.Xmx)\n", result.err());
  }

  @Test
  void wrongArgumentsOfInvoke() throws IOException {
    Path functions = program("functions");
    assertSentence(
        2,
        "'add' takes 2 arguments (i32, i32), but 1 is given",
        weft("--invoke", "add", functions, "1").run());
    assertSentence(
        2, "'x' is no value of type i32", weft("--invoke", "add", functions, "1", "x").run());
    assertSentence(
        2,
        "'refs' cannot be called from the command line: it takes a value of type externref",
        weft("--invoke", "refs", functions, "1").run());
    assertSentence(
        1,
        functions + " exports no function 'none'; it has add, swap, nothing, refs, null, f32bits",
        weft("--invoke", "none", functions).run());
    assertSentence(
        1,
        functions
            + " exports neither _start nor _initialize; name the function to call with --invoke:"
            + " add, swap, nothing, refs, null, f32bits",
        weft(functions).run());
  }

  @Test
  void startsThatTakeParameters() throws IOException {
    for (String name : List.of("_start", "_initialize")) {
      Path text = directory.resolve(name + ".wat");
      Files.writeString(text, "(module (func (export \"" + name + "\") (param i32)))");
      Path binary = directory.resolve(name + ".wasm");
      assertEquals(0, weft("wat2wasm", text, "-o", binary).run().status());
      String sentence = ": not a program: its function " + name + " takes parameters";
      assertSentence(1, text + sentence, weft(text).run());
      assertSentence(1, binary + sentence, weft(binary).run());
      Path other = program("functions");
      String call = "--invoke=nothing";
      if (name.equals("_initialize")) {
        assertSentence(1, binary + sentence, weft("--preload", "m=" + binary, call, other).run());
      }
    }
  }

  @Test
  void filesThatCannotBeRead() throws IOException {
    assertSentence(1, "none.wasm: there is no such file", weft("none.wasm").run());
    assertSentence(1, directory + ": is a directory", weft(directory).run());
    assertSentence(
        1, "--dir none: there is no such directory", weft("--dir", "none", "x.wasm").run());
    assertSentence(
        1,
        "none.wasm: there is no such file",
        weft("--preload", "a=none.wasm", program("hello")).run());
  }

  @Test
  void filesThatAreNoModules() throws IOException {
    Path text = Files.writeString(directory.resolve("text.txt"), "Hello, world!");
    Result result = weft(text).run();
    assertEquals(1, result.status());
    assertEquals("", result.out());
    assertTrue(
        result.err().startsWith("weft: " + text + ": malformed module: magic header not detected"),
        result.err());
    assertEquals(1, result.err().lines().count());

    Path cut = directory.resolve("cut.wasm");
    Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(program("hello")), 40));
    result = weft(cut).run();
    assertEquals(1, result.status());
    assertTrue(result.err().startsWith("weft: " + cut + ": malformed module: "), result.err());
    assertTrue(result.err().contains("0x"), result.err());

    Path invalid = program("invalid");
    result = weft("--invoke", "f", invalid).run();
    assertEquals(1, result.status());
    assertTrue(
        result.err().startsWith("weft: " + invalid + ": invalid module: type mismatch"),
        result.err());
    assertEquals(1, result.err().lines().count());
  }

  @Test
  void modulesThatDoNotLink() throws IOException {
    Path needs = program("needs");
    Result result = weft("--invoke", "twice", needs).run();
    assertEquals(1, result.status());
    assertTrue(result.err().startsWith("weft: " + needs + ": cannot link: "), result.err());
    assertTrue(result.err().contains("lib") && result.err().contains("get"), result.err());
    assertEquals(1, result.err().lines().count());

    result = weft("--preload", "lib=" + program("functions"), "--invoke", "twice", needs).run();
    assertEquals(1, result.status());
    assertTrue(result.err().startsWith("weft: " + needs + ": cannot link: "), result.err());
  }

  @Test
  void trapPrintsPhraseAndBacktrace() throws IOException {
    Result result = weft(program("trap")).run();
    assertEquals(134, result.status());
    assertEquals("before\n", result.out());
    List<String> lines = result.err().lines().toList();
    assertEquals("weft: trap: integer divide by zero", lines.get(0));
    assertTrue(lines.get(1).matches("    at divide \\(at 0x[0-9a-f]+\\)"), result.err());
    assertTrue(lines.get(2).matches("    at middle \\(at 0x[0-9a-f]+\\)"), result.err());
    assertTrue(lines.get(3).matches("    at _start \\(at 0x[0-9a-f]+\\)"), result.err());
    assertEquals(4, lines.size());
  }

  @Test
  void offsetsOfTheBacktraceAreThoseOfTheInstructions() throws IOException {
    Path trap = program("trap");
    byte[] bytes = Files.readAllBytes(trap);
    Result result = weft(trap).run();
    List<String> lines = result.err().lines().toList();
    assertEquals(0x6d, bytes[offset(lines.get(1))], "i32.div_s");
    assertEquals(0x10, bytes[offset(lines.get(2))], "call");
    assertEquals(0x10, bytes[offset(lines.get(3))], "call");
  }

  private static int offset(String line) {
    return Integer.parseInt(line.substring(line.indexOf("0x") + 2, line.length() - 1), 16);
  }

  @Test
  void stackOverflow() throws IOException {
    Result result = weft("--invoke", "recurse", program("trap")).run();
    assertEquals(134, result.status());
    List<String> lines = result.err().lines().toList();
    assertEquals("weft: trap: call stack exhausted", lines.get(0));
    assertTrue(lines.get(1).startsWith("    at recurse"), lines.get(1));
    assertTrue(lines.size() < 60, "a long backtrace is shortened");
    assertTrue(result.err().contains(" more ..."), result.err());
  }

  /** Programs written for other engines recurse some ten thousand calls deep. */
  @Test
  void deepRecursionIsNoOverflow() throws IOException {
    Result result = weft("--invoke", "deep", program("trap"), "30000").run();
    assertEquals("weft: trap: integer divide by zero", result.err().lines().findFirst().orElse(""));
  }
}
