// SPDX-License-Identifier: Apache-2.0
package dev.weft.interop;

import dev.weft.text.TextParser;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;

/** Modules in the text format, as sources and values of the polyglot API. */
final class Modules {
  private Modules() {}

  /** A source of the binary module that a text means. */
  static Source source(String name, String text) {
    return source(name, TextParser.parse(text));
  }

  /** A source of a binary module. */
  static Source source(String name, byte[] bytes) {
    return Source.newBuilder("wasm", ByteSequence.create(bytes), name).buildLiteral();
  }

  /** Evaluates a module. */
  static Value eval(Context context, String text) {
    return context.eval(source("test", text));
  }

  /** Evaluates and instantiates a module; returns its exports. */
  static Value exports(Context context, String text, Object... imports) {
    return eval(context, text).newInstance(imports).getMember("exports");
  }
}
