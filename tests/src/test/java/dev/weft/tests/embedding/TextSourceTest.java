// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules given as characters. */
final class TextSourceTest {
  private static final String ADD =
      "(module (func (export \"add\") (param i32 i32) (result i32)"
          + " (i32.add (local.get 0) (local.get 1))))";

  private static int add(Context context, Source source) {
    Value exports = context.eval(source).newInstance().getMember("exports");
    return exports.getMember("add").execute(40, 2).asInt();
  }

  @Test
  void bothMimeTypes() {
    try (Context context = Context.create("wasm")) {
      for (String type : new String[] {"text/wat", "application/wasm-text"}) {
        Source source = Source.newBuilder("wasm", ADD, "add").mimeType(type).buildLiteral();
        assertEquals(42, add(context, source));
      }
    }
  }

  @Test
  void filesAreRecognisedByTheirSuffix(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("add.wat"), ADD + " ;; é");
    assertEquals("wasm", Source.findLanguage(file.toFile()));
    assertEquals("text/wat", Source.findMimeType(file.toFile()));
    try (Context context = Context.create("wasm")) {
      assertEquals(42, add(context, Source.newBuilder("wasm", file.toFile()).build()));
    }
  }

  @Test
  void errorsHaveALocation() {
    String text = "(module\n  (func (; \ud83d\ude00 ;) (blubb)))";
    Source source = Source.newBuilder("wasm", text, "x").mimeType("text/wat").buildLiteral();
    try (Context context = Context.create("wasm")) {
      PolyglotException e = assertThrows(PolyglotException.class, () -> context.eval(source));
      assertTrue(e.isSyntaxError());
      assertEquals("unknown operator blubb (at line 2, column 18)", e.getMessage());
      SourceSection section = e.getSourceLocation();
      assertEquals(2, section.getStartLine());
      assertEquals(text.indexOf("blubb"), section.getCharIndex());
      assertEquals("malformed", e.getGuestObject().getMember("failureType").asString());
    }
  }

  @Test
  void errorsOfValidationHaveALocation() {
    String text = "(module\n  (func (; \ud83d\ude00 ;) (drop (i32.eqz (i64.const 1)))))";
    Source source = Source.newBuilder("wasm", text, "x").mimeType("text/wat").buildLiteral();
    try (Context context = Context.create("wasm")) {
      PolyglotException e = assertThrows(PolyglotException.class, () -> context.eval(source));
      assertTrue(e.isSyntaxError());
      assertTrue(e.getMessage().startsWith("type mismatch: "), e.getMessage());
      assertTrue(e.getMessage().endsWith(" (at line 2, column 23)"), e.getMessage());
      assertEquals(text.indexOf("(i32.eqz"), e.getSourceLocation().getCharIndex());
      assertEquals("invalid", e.getGuestObject().getMember("failureType").asString());
    }
  }
}
