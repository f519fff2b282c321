// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.text.TextParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One engine, many contexts: compiled code is shared, state is not, and nothing piles up. */
final class SharingTest {
  private static final String TEXT =
      """
      (module
        (import "env" "add" (func $add (param i32 i32) (result i32)))
        (memory (export "memory") 17)
        (data (i32.const 100000) "x")
        (func $work (param $n i32) (result i32) (local $sum i32)
          (loop $again
            (i32.store (i32.const 64) (i32.add (i32.load (i32.const 64)) (local.get $n)))
            (local.set $sum (i32.add (local.get $sum) (i32.load (i32.const 64))))
            (local.set $n (i32.sub (local.get $n) (i32.const 1)))
            (br_if $again (local.get $n)))
          (local.get $sum))
        (func (export "run") (param i32) (result i32)
          (call $add (call $work (local.get 0)) (i32.load (i32.const 64)))))
      """;

  private static final Source SOURCE =
      Source.newBuilder("wasm", ByteSequence.create(TextParser.parse(TEXT)), "work").buildLiteral();

  private static Value run(Context context, int bias) {
    ProxyExecutable add = arguments -> arguments[0].asInt() + arguments[1].asInt() + bias;
    Object imports = ProxyObject.fromMap(Map.of("env", ProxyObject.fromMap(Map.of("add", add))));
    return context.eval(SOURCE).newInstance(imports).getMember("exports").getMember("run");
  }

  /** What {@code run(4)} of a fresh instance returns: 4 + 7 + 9 + 10 and the memory's 10. */
  private static final int OF_FOUR = 40;

  @Test
  void compiledCodeIsShared() {
    assumeTrue(
        "optimising".equals(System.getProperty("weft.test.runtime")),
        "this runtime compiles nothing");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (Engine engine =
        Engine.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.Tier", "ast")
            .option("engine.TraceCompilation", "true")
            .option("engine.BackgroundCompilation", "false")
            .option("engine.CompilationFailureAction", "Throw")
            .option("engine.SingleTierCompilationThreshold", "20")
            .option("engine.MultiTier", "false")
            .logHandler(log)
            .build()) {
      try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
        Value run = run(context, 0);
        assertEquals(OF_FOUR, run.execute(4).asInt());
        for (int i = 0; i < 100; i++) {
          run.execute(4);
        }
      }
      long first = compilations(log);
      assertTrue(first >= 1, log.toString(StandardCharsets.UTF_8));
      for (int i = 1; i < 5; i++) {
        try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
          Value run = run(context, i);
          assertEquals(OF_FOUR + i, run.execute(4).asInt());
          for (int j = 0; j < 100; j++) {
            run.execute(4);
          }
        }
      }
      assertEquals(1, engine.getCachedSources().size());
      // The second context teaches profiles once more at most; the others find all they need.
      long all = compilations(log);
      assertTrue(all <= first + 2, first + " then " + all + "\n" + log);
    }
  }

  /** How often the module's function was compiled, by itself or inlined into the host's call. */
  private static long compilations(ByteArrayOutputStream log) {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("opt done"))
        .filter(line -> line.contains(" work ") || line.contains("Value<FunctionInstance>.execute"))
        .count();
  }

  @Test
  void manyThreadsWithAContextEach() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try (Engine engine = Engine.newBuilder("wasm").build()) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        int bias = i;
        results.add(
            threads.submit(
                () -> {
                  try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
                    Value run = run(context, bias);
                    int result = run.execute(4).asInt();
                    for (int j = 0; j < 300; j++) {
                      run.execute(100);
                    }
                    return result;
                  }
                }));
      }
      for (int i = 0; i < results.size(); i++) {
        assertEquals(OF_FOUR + i, results.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @Tag("programs")
  void tenThousandInstancesLeaveNothingBehind() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.isReadable(status), "this system does not tell what a process uses");
    long before = 0;
    try (Engine engine = Engine.newBuilder("wasm").build()) {
      for (int i = 0; i < 10_000; i++) {
        if (i == 3000) {
          before = resident(status);
        }
        try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
          assertEquals(OF_FOUR, run(context, 0).execute(4).asInt());
        }
      }
      // 7000 memories of 17 pages would be 7.4 GB.
      long grown = resident(status) - before;
      assertTrue(grown < 100_000, "grown by " + grown + " KB");
    }
  }

  /** The resident set of this process in KB, after a garbage collection. */
  private static long resident(Path status) throws IOException {
    System.gc();
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS in " + status);
  }
}
