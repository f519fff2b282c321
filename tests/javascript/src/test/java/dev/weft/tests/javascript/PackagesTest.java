// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.javascript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Packages of npm, unmodified, do the same under GraalJS on Weft as under node: what {@code
 * src/test/packages} does with each must give the text in {@code expected}, which node gives too.
 */
@Tag("programs")
final class PackagesTest {
  private static final Path ROOT =
      Path.of(System.getProperty("weft.root")).toAbsolutePath().normalize();
  private static final Path TESTS = ROOT.resolve("tests/javascript");
  private static final Path SCRIPTS = TESTS.resolve("src/test/packages");

  private static int passed;
  private static int failed;
  private static final List<String> UNFETCHED = new ArrayList<>();

  @TestFactory
  Stream<DynamicTest> packages() throws Exception {
    fetch();
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : Files.readAllLines(TESTS.resolve("packages.properties"))) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String name = line.substring(0, line.indexOf(' '));
      Path directory = ROOT.resolve(".cache/npm").resolve(name).resolve("package");
      if (Files.isDirectory(directory)) {
        tests.add(DynamicTest.dynamicTest(name, () -> run(name, directory)));
      } else {
        UNFETCHED.add("package " + name);
        tests.add(
            DynamicTest.dynamicTest(
                name + " (not fetched)", () -> assertFalse("true".equals(System.getenv("CI")))));
      }
    }
    assertTrue(tests.size() >= 6);
    return tests.stream();
  }

  private static void run(String name, Path directory) throws Exception {
    boolean right = false;
    try {
      NpmPackage run = new NpmPackage(SCRIPTS.resolve(name + ".js"), directory);
      String expected = Files.readString(SCRIPTS.resolve("expected").resolve(name + ".txt"));
      assertEquals(expected, run.underWeft(), "under GraalJS on Weft");
      String node = run.underNode();
      if (node != null) {
        assertEquals(expected, node, "under node");
      }
      right = true;
    } finally {
      if (right) {
        passed++;
      } else {
        failed++;
      }
    }
  }

  private static void fetch() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(TESTS.resolve("fetch").toString()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    System.out.print(said);
    assertFalse(said.contains(": WRONG: "), said);
  }

  @AfterAll
  static void count() throws IOException {
    Path counts = Path.of(System.getProperty("weft.test.counts"));
    Files.createDirectories(counts);
    List<String> lines = new ArrayList<>();
    lines.add("programs passed " + passed);
    lines.add("programs failed " + failed);
    for (String name : UNFETCHED) {
      lines.add("unfetched " + name);
    }
    Files.write(counts.resolve("packages.txt"), lines);
  }
}
