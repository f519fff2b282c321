// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Contexts that come and go in one engine leave nothing behind, in the heap or outside of it. */
final class LifecycleTest {
  private static final String MODULE =
      """
      (module
        (memory (export "memory") 4)
        (table 16 funcref)
        (data (i32.const 100000) "text")
        (global $calls (mut i32) (i32.const 0))
        (elem (i32.const 0) $work)
        (func $work (param i32) (result i32)
          (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
          (i32.store (i32.const 200000) (local.get 0))
          (i32.add (i32.load (i32.const 200000)) (global.get $calls)))
        (func (export "run") (param i32) (result i32)
          (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0))))
      """;

  /** In bytes. A leak of one context, or of the four pages of its memory, would be far more. */
  private static final long HEAP_SLACK = 8 << 20;

  private static final long RESIDENT_SLACK = 96 << 20;

  @Test
  void aThousandContexts() throws Exception {
    cycles(1000, 1000);
  }

  @Test
  @Tag("compiled")
  void tenThousandContexts() throws Exception {
    cycles(2000, 10_000);
  }

  private static void cycles(int warmUp, int count) throws Exception {
    Source source = Source.newBuilder("wasm", MODULE, "work").mimeType("text/wat").buildLiteral();
    try (Engine engine = Engine.create("wasm")) {
      for (int i = 0; i < warmUp; i++) {
        cycle(engine, source, i);
      }
      long heap = heapInUse();
      long resident = residentBytes();
      for (int i = 0; i < count; i++) {
        cycle(engine, source, i);
      }
      long heapGrowth = heapInUse() - heap;
      long residentGrowth = residentBytes() - resident;
      assertTrue(heapGrowth < HEAP_SLACK, () -> "the heap has grown by " + heapGrowth);
      assertTrue(
          residentGrowth < RESIDENT_SLACK, () -> "the process has grown by " + residentGrowth);
    }
  }

  private static void cycle(Engine engine, Source source, int i) {
    try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
      Value run = context.eval(source).newInstance().getMember("exports").getMember("run");
      assertEquals(i + 1, run.execute(i).asInt());
    }
  }

  private static long heapInUse() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  /** Less the heap, whose pages the collector keeps or gives back as it likes; 0 if unknown. */
  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024
            - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
      }
    }
    return 0;
  }
}
