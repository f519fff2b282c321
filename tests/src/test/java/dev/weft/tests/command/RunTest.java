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

/** What the flags of the command do for programs that run. */
@Tag("distribution")
final class RunTest {
  @TempDir static Path directory;

  private static Path program(String name) throws IOException {
    return Command.program(name, directory);
  }

  private static void assertOutput(String expected, Result result) {
    assertEquals(new Result(0, expected, ""), result);
  }

  @Test
  void hello() throws IOException {
    assertOutput("Hello, world!\n", weft(program("hello")).run());
    assertOutput("Hello, world!\n", weft("run", program("hello")).run());
  }

  /** A start function is something to run, whatever else is exported, and however it is given. */
  @Test
  void startFunctions() throws IOException {
    Path text = directory.resolve("starts.wat");
    Files.writeString(
        text,
        """
        (module
          (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
          (func $start (call $proc_exit (i32.const 7)))
          (func (export "other"))
          (start $start))
        """);
    Path binary = directory.resolve("starts.wasm");
    assertEquals(0, weft("wat2wasm", text, "-o", binary).run().status());
    Result seven = new Result(7, "", "");
    assertEquals(seven, weft(binary).run());
    assertEquals(seven, weft(text).run());
    assertEquals(seven, weft("--preload", "m=" + program("functions"), binary).run());
  }

  @Test
  void argumentsAreAllTheGuests() throws IOException {
    Path words = program("words");
    assertOutput(
        words + "\n--env\nA=1\n--help\n\nrun\n--\n--vm.foo\n",
        weft(words, "--env", "A=1", "--help", "", "run", "--", "--vm.foo").run());
  }

  @Test
  void environmentIsWhatTheFlagsSay() throws IOException {
    Path words = program("words");
    Result result = weft("--env", "B==x", "run", "--env=A=ü €", words).with("SECRET", "1").run();
    assertEquals(0, result.status());
    assertEquals(
        List.of(words.toString(), "A=ü €", "B==x"), result.out().lines().sorted().toList());
  }

  @Test
  void fileNamedLikeTheSubcommand() throws IOException {
    Path copy = Files.copy(program("hello"), directory.resolve("run"));
    assertOutput("Hello, world!\n", weft("run", "run").in(directory).run());
    assertOutput("Hello, world!\n", weft("./run").in(directory).run());
    Files.delete(copy);
  }

  @Test
  void standardInput() throws IOException {
    String text = "abc\n".repeat(100_000);
    assertOutput(text, weft(program("cat")).reading(text).run());
    assertOutput("", weft(program("cat")).run());
  }

  @Test
  void directories() throws IOException {
    Path data = Files.createDirectories(directory.resolve("data"));
    Files.writeString(data.resolve("a é.txt"), "content");
    Path file = program("file");
    assertOutput("/guest:content", weft("--dir", data + "::/guest", file, "a é.txt").run());
    assertOutput("data:content", weft("--dir", "data", file, "a é.txt").in(directory).run());
    // Without a directory there is no file descriptor 3 (EBADF); outside of it there is nothing.
    assertEquals(8, weft(file, "a é.txt").run().status());
    assertEquals(44, weft("--dir", data + "::/guest", file, "none").run().status(), "ENOENT");
    Files.writeString(directory.resolve("secret"), "secret");
    Result outside = weft("--dir", data + "::/guest", file, "../secret").run();
    assertTrue(outside.status() != 0 && !outside.out().contains("secret"), outside.toString());
  }

  @Test
  void exitStatusIsThePrograms() throws IOException {
    Path exit = program("exit");
    assertEquals(new Result(0, "out\n", ""), weft(exit, "").run());
    assertEquals(new Result(3, "out\n", ""), weft(exit, "abc").run());
    assertEquals(new Result(125, "out\n", ""), weft(exit, "x".repeat(125)).run());
  }

  @Test
  void invoke() throws IOException {
    Path functions = program("functions");
    assertOutput("5\n", weft("--invoke", "add", functions, "2", "3").run());
    assertOutput("-2\n", weft("--invoke=add", functions, "0xffffffff", "4294967295").run());
    assertOutput(
        "-0\nnan:0x1\n-9223372036854775808\n-1\n",
        weft("--invoke", "swap", functions, "-1", "9223372036854775808", "nan:0x1", "-0").run());
    assertOutput(
        "1e300\ninf\n255\n0\n",
        weft("run", "--invoke", "swap", functions, "0", "0xff", "inf", "1e300").run());
    assertOutput("2143289344\n", weft("--invoke", "f32bits", functions, "nan").run());
    assertOutput("", weft("--invoke", "nothing", functions).run());
    assertOutput("null\n", weft("--invoke", "null", functions).run());
  }

  @Test
  void reactorIsInitialized() throws IOException {
    Path reactor = program("reactor");
    assertOutput("42\n", weft("--invoke", "get", reactor).run());
    assertOutput("", weft(reactor).run());
  }

  @Test
  void preload() throws IOException {
    Path reactor = program("reactor");
    assertOutput(
        "84\n", weft("--preload", "lib=" + reactor, "--invoke", "twice", program("needs")).run());
  }

  @Test
  void preloadsSeeThoseBefore() throws IOException {
    assertOutput(
        "84\n",
        weft(
                "--preload=lib=" + program("reactor"),
                "--preload=middle=" + program("needs"),
                "--invoke=twice",
                program("needs"))
            .run());
  }

  @Test
  void optionsOfTheEngine() throws IOException {
    Path hello = program("hello");
    assertOutput("Hello, world!\n", weft("--engine.Compilation=false", hello).run());
    assertOutput(
        "Hello, world!\n", weft("--experimental-options", "run", "--wasm.SIMD=false", hello).run());
    assertOutput("Hello, world!\n", weft("--log.wasm.level=SEVERE", hello).run());
    Result sampled = weft("--cpusampler", hello).run();
    assertEquals(0, sampled.status());
    assertTrue(sampled.out().startsWith("Hello, world!\n"), sampled.out());
    assertTrue(sampled.out().contains("Sampling Histogram"), sampled.out());
  }

  /** A profiler sees each function, also one that nothing outside of the program calls. */
  @Test
  void profilersSeeAllFunctions() throws IOException {
    Path root = Path.of(System.getProperty("weft.root", ".."));
    Path program = root.resolve("benchmarks/programs/sha256.wasm");
    Result sampled = weft("--cpusampler", program).run();
    assertEquals(0, sampled.status());
    assertTrue(sampled.out().contains("\n compress "), sampled.out());
  }

  @Test
  void optionsOfTheJvm() throws IOException {
    Path hello = program("hello");
    assertOutput("Hello, world!\n", weft("--vm.Xmx300m", "--vm.Dx=a b", "run", hello).run());
    Result log = weft("run", "--vm.Xlog:gc+init=info:stderr", "--vm.Xmx256m", hello).run();
    assertEquals("Hello, world!\n", log.out());
    assertTrue(log.err().contains("Heap Max Capacity: 256M"), log.err());
  }
}
