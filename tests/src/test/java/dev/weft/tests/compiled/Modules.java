// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.compiled;

import dev.weft.text.TextParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.ByteSequence;

/** The modules under {@code resources/compiled}. */
final class Modules {
  private Modules() {}

  static byte[] bytes(String name) {
    try (InputStream text = Modules.class.getResourceAsStream("/compiled/" + name + ".wat")) {
      return TextParser.parse(text.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Source source(String name) {
    return Source.newBuilder("wasm", ByteSequence.create(bytes(name)), name).buildLiteral();
  }

  static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
