// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.command;

import static dev.weft.tests.command.Command.weft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.tests.command.Command.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches the process' output, and what happens where it cannot. */
@Tag("distribution")
final class OutputTest {
  @TempDir static Path directory;

  private static Path program(String name) throws IOException {
    return Command.program(name, directory);
  }

  @Test
  void readerThatGoesAwayEndsTheProgram() throws IOException {
    // EPIPE is WASI's error number 64, with which the program ends.
    Result result =
        weft(program("yes")).runInShell("set -o pipefail; %s | head -n 3; echo ${PIPESTATUS[0]}");
    assertEquals(new Result(0, "y\ny\ny\n64\n", ""), result);
  }

  @Test
  void failureOfTheLastWriteIsTold() throws IOException {
    Result result = weft(program("hello")).runInShell("%s > /dev/full");
    assertEquals(new Result(1, "", "weft: standard output: No space left on device\n"), result);
    result = weft("--invoke", "add", program("functions"), "1", "2").runInShell("%s > /dev/full");
    assertEquals(new Result(1, "", "weft: standard output: No space left on device\n"), result);
  }

  @Test
  void nothingIsLostAtAnyEnd() throws IOException {
    assertEquals("before\n", weft(program("trap")).run().out());
    assertEquals("out\n", weft(program("exit"), "abc").run().out());
  }

  @Test
  void help() {
    Result help = weft("--help").run();
    assertEquals(0, help.status());
    assertEquals("", help.err());
    for (String word :
        new String[] {
          "Usage: weft [run]", "--dir HOST[::GUEST]", "--invoke", "--preload", "--vm."
        }) {
      assertTrue(help.out().contains(word), word);
    }
    assertEquals(help.out(), weft("-h").run().out());
    Result options = weft("--help:wasm").run();
    assertEquals(0, options.status());
    for (String option : new String[] {"--wasm.Builtins", "--wasm.WasiMapDirs", "--wasm.SIMD"}) {
      assertTrue(options.out().contains(option), option);
    }
    assertTrue(weft("--help:engine").run().out().contains("--engine.Compilation"));
    assertTrue(weft("--help:vm").run().out().contains("--vm.Xmx"));
  }
}
