// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets which word of the command line. */
final class CommandLineTest {
  private static CommandLine parse(String... words) throws UsageException {
    return CommandLine.parse(List.of(words));
  }

  @Test
  void everythingAfterTheFileIsTheGuests() throws UsageException {
    CommandLine line = parse("--engine.Compilation=false", "f.wasm", "--dir", "x", "run", "--", "");
    assertEquals("f.wasm", line.file);
    assertEquals(List.of("--dir", "x", "run", "--", ""), line.arguments);
    assertEquals(List.of("--engine.Compilation=false"), line.engineOptions);
    assertEquals(Map.of(), line.directories);
  }

  @Test
  void optionsStandBeforeAndAfterRun() throws UsageException {
    CommandLine line =
        parse("--env", "A=1", "--wasm.SIMD=false", "run", "--env=B==", "--cpusampler", "f", "a");
    assertEquals(Map.of("A", "1", "B", "="), line.environment);
    assertEquals(List.of("--wasm.SIMD=false", "--cpusampler"), line.engineOptions);
    assertEquals("f", line.file);
    assertEquals(List.of("a"), line.arguments);
  }

  @Test
  void fileNamedLikeTheSubcommand() throws UsageException {
    assertEquals("run", parse("run", "run", "x").file);
    assertEquals("./run", parse("./run").file);
    assertNull(parse("run").file);
    assertEquals("-x", parse("--", "-x").file);
  }

  @Test
  void tools() throws UsageException {
    CommandLine line = parse("wast", "--fail-fast", "a", "--filter=x", "b", "--engine.Foo=1");
    assertEquals(CommandLine.Task.WAST, line.task);
    assertEquals(List.of("a", "b"), line.files);
    assertEquals("x", line.filter);
    assertEquals(true, line.failFast);
    assertEquals(List.of("--engine.Foo=1"), line.engineOptions);
    line = parse("wat2wasm", "a.wat", "-o", "b.wasm");
    assertEquals("a.wat", line.file);
    assertEquals("b.wasm", line.output);
    assertEquals("wast", parse("run", "wast").file);
    assertEquals("wast", parse("--", "wast").file);
    // The options of one task are unknown to the others.
    assertEquals(List.of("--fail-fast"), parse("--fail-fast", "f").engineOptions);
    assertThrows(UsageException.class, () -> parse("wat2wasm", "a", "-o"));
  }

  @Test
  void directories() throws UsageException {
    CommandLine line = parse("--dir", "a", "--dir=b::/c", "--dir", "b::/d", "f");
    assertEquals(Map.of("a", "a", "/c", "b", "/d", "b"), line.directories);
  }

  @Test
  void preloads() throws UsageException {
    assertEquals(Map.of("m", "a=b"), parse("--preload", "m=a=b", "f").preloads);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--dir                 | --dir wants a value: --dir HOST[::GUEST]",
        "--env X f             | 'X' is not what --env NAME=VALUE wants",
        "--env =X f            | '=X' is not what --env NAME=VALUE wants",
        "--dir ::/x f          | '::/x' is not what --dir HOST[::GUEST] wants",
        "--dir x:: f           | 'x::' is not what --dir HOST[::GUEST] wants",
        "--dir a --dir b::a f  | --dir gives the guest's directory 'a' twice",
        "--preload m f         | 'm' is not what --preload NAME=FILE wants",
        "--preload m= f        | 'm=' is not what --preload NAME=FILE wants",
        "--preload m=a --preload m=b f | --preload names the module 'm' twice",
        "--invoke a --invoke b f       | --invoke is given twice: 'a', 'b'",
      })
  void refused(String words, String sentence) {
    UsageException e = assertThrows(UsageException.class, () -> parse(words.split(" ")));
    assertEquals(sentence, e.getMessage());
  }
}
