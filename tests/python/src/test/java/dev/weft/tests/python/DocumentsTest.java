// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.python;

import dev.weft.linker.PythonModule;
import dev.weft.tests.documents.Snippets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs the snippets of {@code docs/python.md}: under GraalPy, in one context, or compiled. */
final class DocumentsTest {
  private static final ByteArrayOutputStream OUT = new ByteArrayOutputStream();

  @TempDir static Path scratch;
  private static Context context;

  @BeforeAll
  static void open() {
    context = Python.contexts().out(OUT).build();
    PythonModule.define(context);
  }

  @AfterAll
  static void close() {
    context.close();
  }

  @TestFactory
  Stream<DynamicTest> snippets() throws IOException {
    return Snippets.tests(
        Python.ROOT.resolve("docs/python.md"), 7, scratch, "python", DocumentsTest::python);
  }

  private static String python(String text) {
    OUT.reset();
    Python.eval(context, "lambda text: exec(compile(text, 'snippet', 'exec'), {})")
        .executeVoid(text);
    return OUT.toString(StandardCharsets.UTF_8);
  }
}
