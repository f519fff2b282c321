// SPDX-License-Identifier: Apache-2.0
// Evaluates a module, makes an instance of it, and calls what it exports.

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

static final String MODULE =
    """
    (module
      (func (export "gcd") (param $a i32) (param $b i32) (result i32)
        (if (result i32) (local.get $b)
          (then (return_call 0 (local.get $b) (i32.rem_u (local.get $a) (local.get $b))))
          (else (local.get $a)))))
    """;

void main() {
  try (Context context = Context.create("wasm")) {
    // A file would do as well: Source.newBuilder("wasm", new File("gcd.wasm")).build()
    Source source =
        Source.newBuilder("wasm", MODULE, "gcd").mimeType("text/wat").buildLiteral();
    Value instance = context.eval(source).newInstance();
    Value gcd = instance.getMember("exports").getMember("gcd");
    IO.println(gcd.execute(1071, 462).asInt());
  }
}
