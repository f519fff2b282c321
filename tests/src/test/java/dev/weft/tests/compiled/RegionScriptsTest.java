// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.compiled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.script.ScriptResult;
import dev.weft.script.ScriptResult.Status;
import dev.weft.script.ScriptRunner;
import dev.weft.tests.compiled.Configuration.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Scripts of the official test suite about control flow and numbers, with every function divided
 * into regions, interpreted and compiled at once.
 */
@Tag("compiled")
@Tag("regions")
final class RegionScriptsTest {
  private static final List<String> INTERPRETED =
      List.of(
          "block",
          "br",
          "br_if",
          "br_table",
          "call",
          "call_indirect",
          "conversions",
          "f32",
          "f64",
          "fac",
          "forward",
          "func",
          "global",
          "i32",
          "i64",
          "if",
          "labels",
          "left-to-right",
          "local_get",
          "local_set",
          "local_tee",
          "loop",
          "memory_grow",
          "nop",
          "return",
          "select",
          "stack",
          "switch",
          "unreachable",
          "unwind",
          "return_call",
          "return_call_indirect",
          "call_ref",
          "br_on_null");

  /** Those in which much of the control flow is. */
  private static final List<String> COMPILED =
      List.of("block", "br", "br_if", "br_table", "fac", "if", "loop", "return_call", "switch");

  private static Path suite() {
    String directory = System.getProperty("weft.testsuite", System.getenv("WEFT_TESTSUITE"));
    return directory != null && !directory.isEmpty()
        ? Path.of(directory)
        : Path.of(System.getProperty("weft.root", ".."), "..", "shared", "testsuite");
  }

  private static Stream<Path> scripts(List<String> names) throws IOException {
    if (!Files.isDirectory(suite())) {
      // Whether that is a failure, the test of the whole suite says.
      return Stream.of();
    }
    try (Stream<Path> files = Files.walk(suite())) {
      return files
          .filter(file -> names.contains(file.getFileName().toString().replace(".wast", "")))
          .filter(file -> file.toString().endsWith(".wast"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @TestFactory
  Stream<DynamicTest> interpreted() throws IOException {
    return tests(INTERPRETED, Configuration.INTERPRETED);
  }

  @TestFactory
  Stream<DynamicTest> compiled() throws IOException {
    return tests(COMPILED, Configuration.IMMEDIATE);
  }

  private static Stream<DynamicTest> tests(List<String> names, Configuration configuration)
      throws IOException {
    assumeTrue(Configuration.REGIONS, "functions are not divided");
    return scripts(names)
        .map(
            file ->
                DynamicTest.dynamicTest(
                    suite().relativize(file).toString(),
                    file.toUri(),
                    () -> Stack.run(1 << 20, () -> run(file, configuration))));
  }

  private static void run(Path file, Configuration configuration) throws IOException {
    try (Running running = configuration.start();
        Context context = Context.newBuilder("wasm").engine(running.engine()).build()) {
      context.initialize("wasm");
      context.enter();
      try {
        ScriptResult result =
            ScriptRunner.run(file.getFileName().toString(), Files.readAllBytes(file));
        List<String> failures =
            result.outcomes().stream()
                .filter(outcome -> outcome.status() == Status.FAILED)
                .map(outcome -> outcome.line() + ": " + outcome.reason())
                .toList();
        assertEquals(List.of(), failures);
        assertTrue(result.passedAssertions() > 0);
      } finally {
        context.leave();
      }
    }
  }
}
