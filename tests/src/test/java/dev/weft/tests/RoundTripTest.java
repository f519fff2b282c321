// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.benchmarks.Catalogue;
import dev.weft.text.Script;
import dev.weft.text.ScriptReader;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A module that is printed is the same module when it is read again: every one of the official test
 * suite, and the real programs.
 */
final class RoundTripTest {
  private static final Path ROOT =
      Path.of(System.getProperty("weft.root", "..")).toAbsolutePath().normalize();

  @TempDir Path scratch;
  private int modules;
  private int identical;
  private final List<String> failures = new ArrayList<>();

  @Test
  void officialSuite() throws IOException {
    assumeTrue(Suite.DIRECTORY != null, "the official test suite is missing");
    for (Path script : Suite.scripts()) {
      ScriptReader reader = new ScriptReader(Files.readAllBytes(script));
      for (Script.Command command = reader.next(); command != null; command = reader.next()) {
        if (command instanceof Script.DefineModule define) {
          check(Suite.name(script) + ":" + command.line(), define.module().bytes());
        } else if (command instanceof Script.AssertFailure assertion
            && assertion.action() instanceof Script.Instantiate instantiate) {
          check(Suite.name(script) + ":" + command.line(), instantiate.module().bytes());
        }
      }
    }
    report("the official suite");
    assertTrue(modules > 2500, modules + " modules");
    assertTrue(identical > modules * 95 / 100, identical + " identical");
  }

  /** The programs of tests and benchmarks, those that need vectors included. */
  @Tag("programs")
  @Test
  void programs() throws IOException {
    Set<Path> programs = new TreeSet<>();
    Catalogue catalogue = Catalogue.read(ROOT);
    catalogue.benchmarks().forEach(program -> programs.add(program.wasm()));
    for (Path program : programs) {
      byte[] module = Files.readAllBytes(program);
      long start = System.nanoTime();
      check(program.getFileName().toString(), module);
      long bound = 20 + module.length / 100_000;
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      assertTrue(seconds < bound, () -> program + " took " + seconds + " s, at most " + bound);
    }
    report("the programs");
    // What could not be fetched is told, and fails under CI=true, where the programs run.
    assertTrue(modules >= 20 || !catalogue.skipped().isEmpty(), modules + " programs");
  }

  private void report(String what) {
    assertEquals(List.of(), failures);
    System.out.printf(
        "%d modules of %s printed and read, %d identically%n", modules, what, identical);
  }

  /** The text of a module, which may be very long. */
  private byte[] print(byte[] module) throws IOException {
    Path file = scratch.resolve("text");
    try (OutputStream out = Files.newOutputStream(file)) {
      TextPrinter.print(module, out);
    }
    return Files.readAllBytes(file);
  }

  /** Where the text of a module begins to be different from a text, or -1. */
  private static int mismatch(byte[] module, byte[] text) throws IOException {
    int[] same = new int[2];
    TextPrinter.print(
        module,
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            if (same[0] != same[1]) {
              return;
            }
            int rest = Math.min(length, text.length - same[0]);
            int at = Arrays.mismatch(bytes, offset, offset + rest, text, same[0], same[0] + rest);
            same[0] += at < 0 ? rest : at;
            same[1] += length;
          }
        });
    return same[0] == same[1] && same[0] == text.length ? -1 : same[0];
  }

  private void check(String where, byte[] module) throws IOException {
    modules++;
    byte[] text = print(module);
    byte[] again = TextParser.parse(text);
    if (Arrays.equals(again, module)) {
      identical++;
      return;
    }
    String difference = SameModule.difference(module, again);
    if (difference != null) {
      failures.add(where + ": " + difference);
    } else if (mismatch(again, text) >= 0
        // Encodings longer than necessary are not kept, nor empty sections, by which others stand.
        && !withoutPlacements(print(again)).equals(withoutPlacements(text))) {
      failures.add(where + ": text from " + mismatch(again, text) + " on");
    }
  }

  private static String withoutPlacements(byte[] text) {
    return new String(text, StandardCharsets.UTF_8).replaceAll("\\((before|after) [a-z]+\\)", "");
  }
}
