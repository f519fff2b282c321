// SPDX-License-Identifier: Apache-2.0
package dev.weft.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.script.ScriptResult.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads of scripts. */
@Timeout(60)
final class ThreadsTest {
  /** One thread waits for what the other sends; both are alive at a time, or neither ends. */
  private static final String SCRIPT =
      """
      (module $Mem (memory (export "shared") 1 1 shared))
      (thread $T1 (shared (module $Mem))
        (register "mem" $Mem)
        (module
          (import "mem" "shared" (memory 1 1 shared))
          (func (export "run") (result i32)
            (loop $again
              (if (i32.eqz (i32.atomic.load (i32.const 0)))
                (then
                  (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
                  (br $again))))
            (i32.atomic.store (i32.const 4) (i32.const 9))
            (drop (memory.atomic.notify (i32.const 4) (i32.const 1)))
            (i32.load (i32.const 8))))
        (assert_return (invoke "run") (i32.const 42)))
      (thread $T2 (shared (module $Mem))
        (register "mem" $Mem)
        (module
          (import "mem" "shared" (memory 1 1 shared))
          (func (export "run") (result i32)
            (i32.store (i32.const 8) (i32.const 42))
            (i32.atomic.store (i32.const 0) (i32.const 1))
            (drop (memory.atomic.notify (i32.const 0) (i32.const 1)))
            (loop $again
              (if (i32.eqz (i32.atomic.load (i32.const 4)))
                (then
                  (drop (memory.atomic.wait32 (i32.const 4) (i32.const 0) (i64.const -1)))
                  (br $again))))
            (i32.load (i32.const 4))))
        (assert_return (invoke "run") (i32.const ANSWER)))
      (wait $T1)
      (wait $T2)
      """;

  private static ScriptResult run(String script, boolean threads) {
    try (Context context = Context.newBuilder("wasm").allowCreateThread(threads).build()) {
      context.initialize("wasm");
      context.enter();
      try {
        byte[] text = script.getBytes(StandardCharsets.UTF_8);
        return ScriptRunner.run("threads", text);
      } finally {
        context.leave();
      }
    }
  }

  private static List<String> failures(ScriptResult result) {
    return result.outcomes().stream()
        .filter(outcome -> outcome.status() != Status.PASSED)
        .map(outcome -> outcome.line() + ": " + outcome.reason())
        .toList();
  }

  @Test
  void bothRunAtATime() {
    ScriptResult result = run(SCRIPT.replace("ANSWER", "9"), true);
    assertEquals(List.of(), failures(result));
    assertEquals(2, result.passedAssertions());
  }

  @Test
  void failuresOfThreadsCount() {
    List<String> failures = failures(run(SCRIPT.replace("ANSWER", "8"), true));
    assertEquals(1, failures.size(), failures::toString);
  }

  @Test
  void withoutPermission() {
    List<String> failures = failures(run(SCRIPT.replace("ANSWER", "9"), false));
    assertTrue(failures.get(0).contains("does not allow to create threads"), failures::toString);
  }
}
