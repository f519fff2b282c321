// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.text.Script;
import dev.weft.text.ScriptReader;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every module of the official test suite, printed, is the same module when it is read again. */
final class RoundTripTest {
  private int modules;
  private int identical;
  private final List<String> failures = new ArrayList<>();

  private static String print(byte[] module) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    TextPrinter.print(module, text);
    return text.toString(StandardCharsets.UTF_8);
  }

  @Test
  void officialSuite() throws IOException {
    assumeTrue(Suite.DIRECTORY != null, "the official test suite is missing");
    for (Path script : Suite.scripts()) {
      ScriptReader reader = new ScriptReader(Files.readAllBytes(script));
      for (Script.Command command = reader.next(); command != null; command = reader.next()) {
        if (command instanceof Script.DefineModule define) {
          check(Suite.name(script) + ":" + command.line(), define.module());
        } else if (command instanceof Script.AssertFailure assertion
            && assertion.action() instanceof Script.Instantiate instantiate) {
          check(Suite.name(script) + ":" + command.line(), instantiate.module());
        }
      }
    }
    assertEquals(List.of(), failures);
    System.out.println(
        modules + " modules of the official suite printed and read, " + identical + " identically");
    assertTrue(modules > 2500, modules + " modules");
    assertTrue(identical > modules * 95 / 100, identical + " identical");
  }

  private void check(String where, Script.ModuleSource module) throws IOException {
    modules++;
    String text = print(module.bytes());
    byte[] again = TextParser.parse(text);
    if (Arrays.equals(again, module.bytes())) {
      identical++;
      return;
    }
    // Encodings longer than necessary are not kept, nor empty sections, by which others stand.
    String placements = "\\((before|after) [a-z]+\\)";
    if (!print(again).replaceAll(placements, "").equals(text.replaceAll(placements, ""))) {
      failures.add(where);
    }
  }
}
