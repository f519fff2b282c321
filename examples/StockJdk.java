// SPDX-License-Identifier: Apache-2.0
// Weft on a JDK as it is, without flags for the JVM and without Graal: functions become JVM bytecode.
// `examples/run --stock StockJdk` starts it so.

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

static final String MODULE =
    """
    (module
      (func $fib (export "fib") (param $n i32) (result i32)
        (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
          (then (local.get $n))
          (else
            (i32.add
              (call $fib (i32.sub (local.get $n) (i32.const 1)))
              (call $fib (i32.sub (local.get $n) (i32.const 2))))))))
    """;

void main() {
  // Truffle warns where it has no compiler. That does not concern Weft, which leaves compiling to
  // the JVM then.
  try (Engine engine =
          Engine.newBuilder("wasm").option("engine.WarnInterpreterOnly", "false").build();
      Context context = Context.newBuilder("wasm").engine(engine).build()) {
    Source source = Source.newBuilder("wasm", MODULE, "fib").mimeType("text/wat").buildLiteral();
    Value fib = context.eval(source).newInstance().getMember("exports").getMember("fib");
    IO.println("fib(30) = " + fib.execute(30).asInt());
  }
}
