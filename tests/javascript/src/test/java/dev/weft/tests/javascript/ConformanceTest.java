// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.javascript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.tests.javascript.Conformance.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JavaScript interface (https://webassembly.github.io/spec/js-api/), by the tests in {@code
 * src/test/js}, whose names are those of its sections: under GraalJS on Weft, and the same files
 * under node, where there is one. Where one of the two is at fault, {@code deviations.txt} says so.
 */
final class ConformanceTest {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("weft.root")).resolve("tests/javascript/src/test/js");

  @TempDir static Path scratch;

  private static Set<String> deviations(String engine) throws IOException {
    Set<String> tests = new HashSet<>();
    for (String line : Files.readAllLines(DIRECTORY.resolve("deviations.txt"))) {
      String[] parts = line.split(" \\| ");
      if (!line.startsWith("#") && !line.isBlank()) {
        assertEquals(3, parts.length, line);
        if (parts[0].equals(engine)) {
          tests.add(parts[1]);
        }
      }
    }
    return tests;
  }

  @TestFactory
  Stream<DynamicNode> javaScriptInterface() throws Exception {
    Conformance conformance = new Conformance(DIRECTORY);
    List<DynamicNode> nodes = new ArrayList<>();
    nodes.add(tests("graaljs", conformance.underWeft(), null));
    Conformance node = conformance.underNode(scratch);
    if (node != null) {
      nodes.add(tests("node", node.results(), conformance.results()));
    }
    return nodes.stream();
  }

  private static DynamicContainer tests(
      String engine,
      Map<String, Map<String, Result>> results,
      Map<String, Map<String, Result>> other)
      throws IOException {
    Set<String> deviations = deviations(engine);
    Set<String> unused = new HashSet<>(deviations);
    List<DynamicTest> tests = new ArrayList<>();
    int assertions = 0;
    for (String file : results.keySet()) {
      for (Map.Entry<String, Result> test : results.get(file).entrySet()) {
        String name = test.getKey();
        Result result = test.getValue();
        assertions += result.assertions();
        unused.remove(name);
        if (deviations.contains(name)) {
          tests.add(
              DynamicTest.dynamicTest(
                  name + " (deviates)", () -> assertNotNull(result.failure(), "now passes")));
        } else {
          tests.add(
              DynamicTest.dynamicTest(name, () -> assertNull(result.failure(), result.failure())));
        }
      }
      if (other != null) {
        tests.add(
            DynamicTest.dynamicTest(
                "the same tests ran: " + file,
                () -> assertEquals(other.get(file).keySet(), results.get(file).keySet())));
      }
    }
    int all = assertions;
    tests.add(
        DynamicTest.dynamicTest("assertions", () -> assertTrue(all >= 2000, () -> all + " only")));
    tests.add(
        DynamicTest.dynamicTest(
            "every deviation names a test", () -> assertTrue(unused.isEmpty(), unused::toString)));
    assertFalse(results.isEmpty());
    return DynamicContainer.dynamicContainer(engine, tests);
  }
}
