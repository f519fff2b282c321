// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.python;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.linker.PythonModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the tests that are written in Python: the functions {@code test_...} of the files in {@code
 * src/test/python}, all in one context.
 */
final class ScriptsTest {
  private static final Path SCRIPTS = Path.of("src/test/python");

  /** Makes a module of a script and lists its tests. */
  private static final String COLLECT =
      """
      def collect(text, file, **given):
          import types
          module = types.ModuleType(file)
          module.__dict__.update(given)
          exec(compile(text, file, "exec"), module.__dict__)
          return [f for name, f in vars(module).items() if name.startswith("test_")]
      lambda text, file, scratch, stubs: collect(text, file, scratch=scratch, stubs=stubs)
      """;

  @TempDir static Path scratch;
  private static Context context;

  @BeforeAll
  static void open() throws IOException {
    context = Python.contexts().allowIO(IOAccess.ALL).build();
    PythonModule.install(scratch);
    PythonModule.define(context);
  }

  @AfterAll
  static void close() {
    context.close();
  }

  @TestFactory
  Stream<DynamicNode> scripts() throws IOException {
    Value collect = Python.eval(context, COLLECT);
    List<DynamicNode> containers = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(SCRIPTS)) {
      files = all.filter(f -> f.toString().endsWith(".py")).sorted().toList();
    }
    for (Path file : files) {
      Value found =
          collect.execute(
              Files.readString(file),
              file.getFileName().toString(),
              scratch.toString(),
              scratch.resolve("weft.pyi").toString());
      List<DynamicTest> tests = new ArrayList<>();
      for (long i = 0; i < found.getArraySize(); i++) {
        Value test = found.getArrayElement(i);
        tests.add(
            DynamicTest.dynamicTest(test.getMember("__name__").asString(), test::executeVoid));
      }
      assertTrue(tests.size() > 0, () -> file + " has no tests");
      containers.add(DynamicContainer.dynamicContainer(file.getFileName().toString(), tests));
    }
    return containers.stream();
  }
}
