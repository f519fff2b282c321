// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import javax.management.ObjectName;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Functions as JVM bytecode behave like trees where the official suite does not look. */
@Tag("pieces")
final class BytecodeTierTest {
  private static final String MODULE =
      """
      (module
        (import "host" "f" (func $host (param i32) (result i32)))
        (import "host" "back" (func $back (result i32)))
        (import "host" "pair" (func $pair (param i64) (result i64 f32)))
        (memory 1)
        (table funcref (elem $leaf $middle $host))
        (type $t (func (param i32) (result i32)))
        (func $leaf (param i32) (result i32) (i32.load (local.get 0)))
        (func $divide (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
        (func $middle (param i32) (result i32)
          (local $x i32)
          (local.set $x (call $leaf (local.get 0)))
          (i32.add (local.get $x) (call $divide (local.get $x))))
        (func (export "calls") (param i32) (result i32) (call $middle (local.get 0)))
        (func (export "indirect") (param i32) (result i32)
          (call_indirect (type $t) (local.get 0) (local.get 0)))
        (func $callsHost (export "callsHost") (param i32) (result i32)
          (i32.add (i32.const 1) (call $host (local.get 0))))
        (func (export "callsHostTwice") (param i32) (result i32)
          (call $callsHost (call $callsHost (local.get 0))))
        (func (export "unreachable") unreachable)
        (func $recursion (export "recursion") (param i32) (result i32)
          (i32.add (i32.const 1) (call $recursion (i32.add (local.get 0) (i32.const 1)))))
        (func $depth (export "depth") (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (i32.add (i32.const 1) (call $depth (i32.sub (local.get 0) (i32.const 1)))))
            (else (i32.const 0))))
        (func (export "tail") (param i32) (result i32) (return_call $middle (local.get 0)))
        (func (export "nested") (result i32) (call $back))
        (func $even (export "even") (param i32) (result i32)
          (if (result i32) (i32.eqz (local.get 0))
            (then (i32.const 1))
            (else (return_call $odd (i32.sub (local.get 0) (i32.const 1))))))
        (func $odd (param i32) (result i32)
          (if (result i32) (i32.eqz (local.get 0))
            (then (i32.const 0))
            (else (return_call $even (i32.sub (local.get 0) (i32.const 1))))))
        (func $count (export "count") (param i32 i64) (result i64)
          (local $fresh i64)
          (if (i32.eqz (local.get 0)) (then (return (i64.add (local.get 1) (local.get $fresh)))))
          (local.set $fresh (i64.const 1000))
          (return_call $count
            (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 3))))
        (func (export "forever") (loop (br 0)))
        (func $tree (export "tree") (param i32)
          (if (local.get 0)
            (then
              (call $tree (i32.sub (local.get 0) (i32.const 1)))
              (call $tree (i32.sub (local.get 0) (i32.const 1))))))
        (func $swap (export "swap") (param f64 i32) (result i32 f64 externref)
          (local.get 1) (local.get 0) (ref.null extern))
        (func (export "pairs") (param i64) (result i64 f32 i32 f64)
          (call $pair (local.get 0))
          (call $swap (f64.const 2.5) (i32.const 40))
          (drop)))
      """;

  private static Source source() throws IOException {
    return Source.newBuilder("wasm", MODULE, "tiers").mimeType("text/wat").build();
  }

  private static Context context(String tier) {
    return Context.newBuilder("wasm")
        .allowExperimentalOptions(true)
        .allowAllAccess(true)
        .option("wasm.Tier", tier)
        .build();
  }

  /** Whether a generated frame is on the stack. */
  private static boolean seen;

  private static Value exports(Context context) throws IOException {
    Value[] exports = new Value[1];
    Map<String, Object> host = new HashMap<>();
    host.put(
        "f",
        (ProxyExecutable)
            a -> {
              seen |=
                  StackWalker.getInstance()
                      .walk(s -> s.anyMatch(f -> f.getClassName().startsWith("weft.F")));
              if (a[0].asInt() == 7) {
                throw new IllegalStateException("seven");
              }
              return a[0].asInt() * 2;
            });
    host.put("back", (ProxyExecutable) a -> exports[0].getMember("calls").execute(100_000));
    host.put("pair", (ProxyExecutable) a -> ProxyArray.fromArray(a[0].asLong() + 1, 0.5f));
    Value instance =
        context
            .eval(source())
            .newInstance(ProxyObject.fromMap(Map.of("host", ProxyObject.fromMap(host))));
    exports[0] = instance.getMember("exports");
    return exports[0];
  }

  @Test
  void generatedCodeRuns() throws IOException {
    seen = false;
    try (Context context = context("bytecode")) {
      assertEquals(11, exports(context).getMember("callsHost").execute(5).asInt());
    }
    assertTrue(seen);
    seen = false;
    try (Context context = context("ast")) {
      assertEquals(11, exports(context).getMember("callsHost").execute(5).asInt());
    }
    assertTrue(!seen);
  }

  /** Message, frames with their offsets, and the guest frames that the host sees. */
  private static String trace(Value exports, String name, Object... arguments) {
    PolyglotException e =
        assertThrows(
            PolyglotException.class, () -> exports.getMember(name).execute(arguments), name);
    StringBuilder text = new StringBuilder(name).append(Arrays.toString(arguments));
    text.append(' ').append(e.getMessage()).append(' ').append(e.isHostException());
    Value guest = e.getGuestObject();
    if (guest != null && guest.hasMember("frames")) {
      Value frames = guest.getMember("frames");
      for (int i = 0; i < frames.getArraySize(); i++) {
        Value frame = frames.getArrayElement(i);
        text.append("\n  ").append(frame.getMember("function"));
        text.append(' ').append(frame.getMember("functionIndex"));
        text.append(' ').append(frame.getMember("module"));
        text.append(' ').append(frame.getMember("offset"));
      }
    }
    for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
      if (frame.isGuestFrame()) {
        text.append("\n  ").append(frame.getRootName()).append(" at ");
        text.append(frame.getBytecodeIndex());
      }
    }
    return text.toString();
  }

  private static List<String> traces(String tier) throws IOException {
    List<String> traces = new ArrayList<>();
    try (Context context = context(tier)) {
      Value exports = exports(context);
      // Twice: the first call through a call node of the trees has no position.
      for (int round = 0; round < 2; round++) {
        traces.clear();
        traces.add(trace(exports, "calls", 0));
        traces.add(trace(exports, "calls", 70_000));
        traces.add(trace(exports, "indirect", 1));
        traces.add(trace(exports, "indirect", 5));
        traces.add(trace(exports, "callsHost", 7));
        traces.add(trace(exports, "callsHostTwice", 3));
        traces.add(trace(exports, "unreachable"));
        traces.add(trace(exports, "tail", 70_000));
      }
    }
    return traces;
  }

  @Test
  void tracesAreThoseOfTrees() throws IOException {
    List<String> trees = traces("ast");
    assertEquals(String.join("\n", trees), String.join("\n", traces("bytecode")));
    assertTrue(trees.get(0).lines().count() == 7, trees.get(0));
  }

  /**
   * The trace of an exception that goes through the host is taken where it reaches the host.
   * Truffle asks nobody for frames then, so of the callers below only the entry to generated code
   * is seen, without a position.
   */
  @Test
  void traceThroughTheHost() throws IOException {
    try (Context context = context("bytecode")) {
      List<String> lines = trace(exports(context), "nested").lines().toList();
      assertEquals("nested[] out of bounds memory access false", lines.get(0));
      assertEquals(9, lines.size());
      String[] functions = {"leaf", "middle", "calls", "nested"};
      for (int i = 0; i < functions.length; i++) {
        assertTrue(lines.get(1 + i).startsWith("  " + functions[i] + " "), lines.get(1 + i));
        assertTrue(lines.get(5 + i).startsWith("  " + functions[i] + " at"), lines.get(5 + i));
      }
      assertEquals("  nested at -1", lines.get(8));
    }
  }

  @Test
  void exhaustedStack() throws IOException {
    try (Context context = context("bytecode")) {
      Value exports = exports(context);
      for (int i = 0; i < 3; i++) {
        PolyglotException e =
            assertThrows(PolyglotException.class, () -> exports.getMember("recursion").execute(0));
        assertEquals("call stack exhausted", e.getMessage());
        Value frames = e.getGuestObject().getMember("frames");
        assertTrue(frames.getArraySize() > 100, () -> "frames: " + frames.getArraySize());
        for (int k = 1; k < 100; k++) {
          assertEquals("recursion", frames.getArrayElement(k).getMember("function").asString());
        }
        assertEquals(1000, exports.getMember("depth").execute(1000).asInt());
      }
    }
  }

  @Test
  void tailCallsNeedNoStack() throws IOException {
    try (Context context = context("bytecode")) {
      Value exports = exports(context);
      assertEquals(1, exports.getMember("even").execute(10_000_000).asInt());
      assertEquals(30_000_000L, exports.getMember("count").execute(10_000_000, 0L).asLong());
    }
  }

  @Test
  void severalResults() throws IOException {
    for (String tier : List.of("ast", "bytecode")) {
      try (Context context = context(tier)) {
        Value exports = exports(context);
        Value swapped = exports.getMember("swap").execute(1.5, 3);
        assertEquals(3, swapped.getArrayElement(0).asInt());
        assertEquals(1.5, swapped.getArrayElement(1).asDouble());
        assertTrue(swapped.getArrayElement(2).isNull());
        Value pairs = exports.getMember("pairs").execute(41L);
        assertEquals(42L, pairs.getArrayElement(0).asLong());
        assertEquals(0.5f, pairs.getArrayElement(1).asFloat());
        assertEquals(40, pairs.getArrayElement(2).asInt());
        assertEquals(2.5, pairs.getArrayElement(3).asDouble());
      }
    }
  }

  private static void isStopped(String function, Object... arguments) throws Exception {
    for (boolean close : new boolean[] {false, true}) {
      Context context = context("bytecode");
      Value exports = exports(context);
      Thread other = new Thread(() -> stop(context, close));
      other.start();
      PolyglotException e =
          assertThrows(
              PolyglotException.class, () -> exports.getMember(function).execute(arguments));
      assertTrue(close ? e.isCancelled() : e.isInterrupted(), e::toString);
      other.join();
      if (!close) {
        assertEquals(7, exports.getMember("depth").execute(7).asInt());
        context.close();
      }
    }
  }

  /** By then the JVM has compiled what runs. */
  private static void stop(Context context, boolean close) {
    try {
      Thread.sleep(700);
      if (close) {
        context.close(true);
      } else {
        context.interrupt(Duration.ofSeconds(20));
      }
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void loopsCanBeStopped() throws Exception {
    isStopped("forever");
  }

  @Test
  void recursionCanBeStopped() throws Exception {
    isStopped("tree", 100);
  }

  @Test
  void contextsOfAnEngineShareCode() throws IOException {
    Source source =
        Source.newBuilder(
                "wasm",
                """
                (module
                  (global $n (mut i32) (i32.const 0))
                  (memory 1)
                  (func (export "next") (result i32)
                    (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 2)))
                    (global.set $n (i32.add (global.get $n) (i32.const 1)))
                    (i32.add (global.get $n) (i32.load (i32.const 8)))))
                """,
                "state")
            .mimeType("text/wat")
            .build();
    try (Engine engine = Engine.create("wasm")) {
      for (int i = 0; i < 3; i++) {
        try (Context context =
            Context.newBuilder("wasm")
                .engine(engine)
                .allowExperimentalOptions(true)
                .option("wasm.Tier", "bytecode")
                .build()) {
          Value module = context.eval(source);
          for (int k = 0; k < 2; k++) {
            Value next = module.newInstance().getMember("exports").getMember("next");
            assertEquals(3, next.execute().asInt());
            assertEquals(6, next.execute().asInt());
          }
        }
      }
    }
  }

  /** The classes of a module go with it. */
  @Test
  void classesAreUnloaded() throws Exception {
    long before = generatedLoaders();
    long metaspace = 0;
    int modules = 20;
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < modules; i++) {
        try (Context context = context("bytecode")) {
          assertNotNull(exports(context).getMember("depth").execute(3));
          if (round == 0 && i == 0) {
            assertTrue(generatedLoaders() > before, "there is a loader to see");
          }
        }
      }
      long now = Long.MAX_VALUE;
      for (int i = 0; i < 50 && now > before; i++) {
        System.gc();
        Thread.sleep(20);
        now = generatedLoaders();
      }
      assertTrue(now <= before, now + " class loaders, " + before + " before");
      if (round == 2) {
        metaspace = metaspace();
      }
    }
    long grown = metaspace() - metaspace;
    assertTrue(grown < 1 << 20, "60 modules left " + grown + " bytes of metaspace");
  }

  /** How many modules have generated classes that are not unloaded. */
  private static long generatedLoaders() throws Exception {
    String statistics =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "vmClassloaders",
                    new Object[] {new String[] {"show-classes=false", "fold=false"}},
                    new String[] {String[].class.getName()});
    return statistics.lines().filter(line -> line.contains("GeneratedCode$Loader")).count();
  }

  private static long metaspace() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .mapToLong(pool -> pool.getUsage().getUsed())
        .sum();
  }

  /**
   * What became of functions is logged: at once for those that run as trees, at the end for all.
   */
  @Test
  void statistics() throws Exception {
    StringBuilder module = new StringBuilder("(module (func $many (export \"many\") (param");
    module.append(" i64".repeat(130)).append("))");
    module.append("(func (export \"few\") (param i64)) (func (export \"idle\")))");
    Source source =
        Source.newBuilder("wasm", module, "counted").mimeType("text/wat").buildLiteral();
    List<String> log = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            log.add(entry.getLevel() + " " + entry.getLoggerName() + " " + entry.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    try (Context context =
        Context.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.Tier", "bytecode")
            .option("wasm.TierStatistics", "true")
            .option("log.wasm.Tiers.level", "FINE")
            .logHandler(handler)
            .build()) {
      Value exports = context.eval(source).newInstance().getMember("exports");
      exports.getMember("few").execute(1L);
      assertEquals(List.of(), log);
      Object[] arguments = new Object[130];
      Arrays.fill(arguments, 1L);
      exports.getMember("many").execute(arguments);
      assertEquals(1, log.size(), log.toString());
      assertTrue(
          log.get(0)
              .startsWith("FINE wasm.Tiers counted: function many (0) runs as a tree: too many "),
          log.get(0));
      log.clear();
    }
    assertEquals(2, log.size(), log.toString());
    assertTrue(log.get(0).startsWith("INFO wasm.Tiers counted: function many (0) "), log.get(0));
    assertTrue(
        log.get(1)
            .startsWith(
                "INFO wasm.Tiers counted: 3 functions: 1 as bytecode (0 of them divided into"
                    + " 0 methods; 0 went on as trees at a call, 0 in a loop), 1 as trees, 1 not made; "),
        log.get(1));
  }
}
