// SPDX-License-Identifier: Apache-2.0
// Threads with a context each, all of one engine: the module is decoded, validated, translated and
// compiled once, and each context has its own state.

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

static final String MODULE =
    """
    (module
      (global $count (mut i32) (i32.const 0))
      (func (export "next") (result i32)
        (global.set $count (i32.add (global.get $count) (i32.const 1)))
        (global.get $count)))
    """;

void main() throws InterruptedException {
  // Keep engine and source: code is shared as long as both are in use.
  Source source = Source.newBuilder("wasm", MODULE, "counter").mimeType("text/wat").buildLiteral();
  try (Engine engine = Engine.create("wasm")) {
    List<Thread> threads = new ArrayList<>();
    int[] results = new int[4];
    for (int i = 0; i < results.length; i++) {
      int number = i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
                      Value next =
                          context.eval(source).newInstance().getMember("exports").getMember("next");
                      for (int k = 0; k < 1000 * number; k++) {
                        next.executeVoid();
                      }
                      results[number] = next.execute().asInt();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int result : results) {
      IO.println(result);
    }
  }
}
