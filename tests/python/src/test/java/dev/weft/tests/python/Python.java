// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.python;

import java.nio.file.Path;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/** What the tests with Python share: one engine, because Python takes seconds to start. */
final class Python {
  static final Engine ENGINE = Engine.create();

  /** The root of the repository. */
  static final Path ROOT = Path.of(System.getProperty("weft.root"));

  private Python() {}

  /** A builder of contexts whose guests see each other's values and nothing of the host. */
  static Context.Builder contexts() {
    return Context.newBuilder("python", "js", "wasm")
        .engine(ENGINE)
        .allowPolyglotAccess(PolyglotAccess.ALL);
  }

  /** Evaluates Python. */
  static Value eval(Context context, String text) {
    return context.eval("python", text);
  }

  /** Evaluates a module in the text format. */
  static Value module(Context context, String name, String text) {
    return context.eval(Source.newBuilder("wasm", text, name).mimeType("text/wat").buildLiteral());
  }
}
