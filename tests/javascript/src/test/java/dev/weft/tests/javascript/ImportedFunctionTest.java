// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.javascript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;

/** Calls of functions of JavaScript by WebAssembly. */
final class ImportedFunctionTest {
  private static final int CALLS = 1_000_000;

  private static final String MODULE =
      """
      (module
        (import "env" "step" (func $step (param i32) (result i32)))
        (func (export "loop") (param $n i32) (result i32) (local $sum i32)
          (loop $again
            (local.set $sum (i32.add (local.get $sum) (call $step (local.get $n))))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $sum)))
      """;

  private static Context context() {
    Context context = Conformance.context();
    byte[] bytes = dev.weft.text.TextParser.parse(MODULE);
    StringBuilder text = new StringBuilder("const bytes = new Uint8Array([");
    for (byte b : bytes) {
      text.append(b).append(',');
    }
    context.eval(
        "js",
        text
            + "]); const module = new WebAssembly.Module(bytes);"
            + "const link = step => new WebAssembly.Instance(module, { env: { step } }).exports.loop;");
    return context;
  }

  /** Compiled together with its caller, the function boxes neither its argument nor its result. */
  @Test
  void nothingIsAllocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Context context = context()) {
      assumeTrue(
          context.getEngine().getImplementationName().contains("GraalVM"),
          "this runtime compiles nothing");
      Value loop = context.eval("js", "let state = 0; link(x => (state = state + x | 0) ^ x)");
      long end = System.nanoTime() + 60_000_000_000L;
      long least = Long.MAX_VALUE;
      while (least > CALLS && System.nanoTime() < end) {
        long before = threads.getCurrentThreadAllocatedBytes();
        loop.execute(CALLS);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      long bytes = least;
      assertTrue(bytes <= CALLS, () -> bytes + " bytes for " + CALLS + " calls");
    }
  }

  /** Code that has met one function only goes on with others, of all kinds. */
  @Test
  void otherFunctionsAtTheSamePlace() {
    try (Context context = context()) {
      Value first = context.eval("js", "link(x => 1)");
      for (int i = 0; i < 50; i++) {
        assertEquals(100_000, first.execute(100_000).asInt());
      }
      Value second = context.eval("js", "link(x => 2.9)");
      assertEquals(200_000, second.execute(100_000).asInt());
      assertEquals(100_000, first.execute(100_000).asInt());
      Value third = context.eval("js", "link((x, y) => y === undefined ? '3' : 4)");
      assertEquals(300_000, third.execute(100_000).asInt());
      Value fourth = context.eval("js", "link(link(x => 5))");
      assertEquals(5, fourth.execute(1).asInt());
      assertEquals(100_000, first.execute(100_000).asInt());
    }
  }
}
