// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.javascript;

import dev.weft.tests.documents.Snippets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotAccess;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs the snippets of {@code docs/javascript.md}: under GraalJS, or compiled. */
final class DocumentsTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("weft.root")).resolve("docs/javascript.md");

  @TempDir static Path scratch;

  @TestFactory
  Stream<DynamicTest> snippets() throws IOException {
    return Snippets.tests(DOCUMENT, 5, scratch, "js", DocumentsTest::javaScript);
  }

  private static String javaScript(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Context context =
        Context.newBuilder("js", "wasm")
            .allowPolyglotAccess(PolyglotAccess.ALL)
            .option("js.webassembly", "true")
            .out(out)
            .build()) {
      context.eval("js", text);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
