// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command {@code tests/fuzz}, on the distribution. */
@Tag("distribution")
final class FuzzCommandTest {
  @Test
  void comparesPrograms() throws IOException, InterruptedException {
    Path command = Path.of(System.getProperty("weft.root"), "tests", "fuzz").normalize();
    Process process =
        new ProcessBuilder(
                command.toString(),
                "--seed",
                "1",
                "--count",
                "20",
                "--runners",
                "interpreted,bytecode")
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    assertTrue(printed.contains("in all: 20 programs"), printed);
  }
}
