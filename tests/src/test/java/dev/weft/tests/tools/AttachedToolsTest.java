// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.oracle.truffle.api.debug.Breakpoint;
import com.oracle.truffle.api.debug.DebugStackFrame;
import com.oracle.truffle.api.debug.Debugger;
import com.oracle.truffle.api.debug.DebuggerSession;
import com.oracle.truffle.api.debug.SuspendedEvent;
import com.oracle.truffle.api.instrumentation.StandardTags.RootTag;
import com.oracle.truffle.api.instrumentation.StandardTags.StatementTag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import java.util.function.Consumer;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instruments and debuggers that come while functions already run as JVM bytecode. */
final class AttachedToolsTest {
  /** A round of a loop; it ends when it is told to. */
  private static final String STEP =
      """
      (local.set $s (i64.add (local.get $s) (i64.const 3)))
      (local.set $n (i64.sub (local.get $n) (i64.const 1)))
      (br_if $end (i32.or (i64.eqz (local.get $n)) (global.get $stop)))
      """;

  private static final String TEXT =
      """
      (module
        (global $stop (mut i32) (i32.const 0))
        (table funcref (elem $leaf $middle $even))
        (type $t (func (param i32) (result i32)))
        (func $leaf (param i32) (result i32)
          (i32.add (local.get 0) (i32.const 1)))   ;; line 6: é
        (func $middle (param i32) (result i32)
          (local $x i32)
          (local.set $x (call $leaf (local.get 0)))   ;; line 9
          (i32.add   ;; line 10: statements are what is evaluated at a time
            (call $leaf (local.get $x))
            (i32.const 5)))
        (func $sum (export "sum") (param $n i32) (result i32)
          (local $s i32)
          (loop $l
            (local.set $s (i32.add (local.get $s) (call $middle (local.get $n))))   ;; line 16
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $s))
        (func (export "indirect") (param i32 i32) (result i32)
          (call_indirect (type $t) (local.get 0) (local.get 1)))
        (func (export "stop") (global.set $stop (i32.const 1)))
        (func $turn (result i32) (global.get $stop))
        (func $forever (export "forever") (result i32)
          (local $x i32)
          (loop $l (local.set $x (call $leaf (local.get $x))) (br $l))
          (unreachable))
        (func $spin (export "spin") (param $n i64) (result i64)
          (local $s i64)
          (loop $l
            (local.set $s (i64.add (local.get $s) (i64.const 3)))   ;; line 30
            (local.set $n (i64.sub (local.get $n) (i64.const 1)))
            (br_if $l (i32.and (i64.ne (local.get $n) (i64.const 0)) (i32.eqz (global.get $stop)))))
          (i64.add (local.get $s) (i64.mul (local.get $n) (i64.const 3))))
        (func $fail (export "fail") (param i32) (result i32)
          (i32.div_u (i32.const 1) (local.get 0)))
        (func $outer (export "outer") (param i32) (result i32)
          (i32.add (i32.const 1) (call $fail (local.get 0))))
        (func $even (export "even") (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
            (else (i32.const 1))))
        (func $odd (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (return_call $even (i32.sub (local.get 0) (i32.const 1))))
            (else (i32.const 0))))
        (func $deep (export "deep") (param i32) (result i32)
          (i32.add (i32.const 1) (call $deep (local.get 0))))
        (func (export "several") (param i32) (result i32 i64)
          (call $pair (local.get 0)))
        (func $pair (param i32) (result i32 i64)
          (call $leaf (local.get 0)) (i64.const 7))
        (memory 1) (data (i32.const 0) "\\01\\02\\03\\04\\05\\01\\03\\00")
        ;; an interpreter, of which generated code has copies of the dispatch
        (func $machine (export "machine") (param $n i64) (result i64)
          (local $s i64) (local $pc i32)
          (block $end (loop $l
            (block $c5 (block $c4 (block $c3 (block $c2 (block $c1 (block $c0
              (br_table $c0 $c1 $c2 $c3 $c4 $c5 (i32.load8_u (local.get $pc))))
            %1$s) %1$s) %1$s) %1$s) %1$s) %1$s))
          (i64.add (local.get $s) (i64.mul (local.get $n) (i64.const 3))))
        ;; basic blocks, of which generated code jumps to the next one without the table
        (func $blocks (export "blocks") (param $n i64) (result i64)
          (local $s i64) (local $pc i32)
          (block $end (loop $l
            (block $c2 (block $c1 (block $c0
              (br_table $c0 $c1 $c2 (local.get $pc)))
            %2$s (local.set $pc (i32.const 1)) (br $l))
            (local.set $pc (i32.const 2)) (br $l))
            (local.set $pc (i32.const 0)) (br $l)))
          (i64.add (local.get $s) (i64.mul (local.get $n) (i64.const 3))))
        ;; calls in a loop in a loop, with values of all kinds and an operand below
        (func $nested (export "nested") (param $n i64) (result i64)
          (local $s i64) (local $x i32) (local $f f32) (local $d f64) (local $r funcref)
          (local.set $f (f32.const 1.5))
          (local.set $d (f64.const -2.5))
          (local.set $r (ref.func $leaf))
          (i64.sub
            (i64.add (i64.const 7) (loop $outer (result i64)
              (block $end (loop $l (local.set $x (call $leaf (local.get $x)))
                %2$s (br $l)))
              (if (i32.ne (local.get $x) (i32.wrap_i64 (i64.div_u (local.get $s) (i64.const 3))))
                (then unreachable))
              (br_if $outer (i32.and (i64.ne (local.get $n) (i64.const 0)) (i32.eqz (global.get $stop))))
              (i64.add (local.get $s) (i64.mul (local.get $n) (i64.const 3)))))
            (i64.add (i64.const 5)
              (i64.extend_i32_u (i32.add (ref.is_null (local.get $r))
                (i32.add (f32.eq (local.get $f) (f32.const 1.5)) (f64.eq (local.get $d) (f64.const -2.5)))))))))
      """
          .formatted(
              STEP
                  + "(local.set $pc (i32.and (i32.add (local.get $pc) (i32.const 1)) (i32.const 7))) (br $l)",
              STEP);

  private static final Source SOURCE =
      Source.newBuilder("wasm", TEXT, "tools.wat").mimeType("text/wat").buildLiteral();

  /** Ends what runs in an engine, also where an assertion fails while a loop runs for ever. */
  private record Closing(Engine engine) implements AutoCloseable {
    @Override
    public void close() {
      engine.close(true);
    }
  }

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  private Engine engine() {
    return Engine.newBuilder().logHandler(log).allowExperimentalOptions(true).build();
  }

  private static Context context(Engine engine, String tier) {
    return Context.newBuilder("wasm")
        .engine(engine)
        .allowExperimentalOptions(true)
        .option("wasm.Tier", tier)
        .option("wasm.TierStatistics", "true")
        .build();
  }

  private static Value exports(Context context) {
    return context.eval(SOURCE).newInstance().getMember("exports");
  }

  private static int sum(Value exports, int n) {
    return exports.getMember("sum").execute(n).asInt();
  }

  /** Runs for so long that HotSpot has compiled what is called in the loop. */
  private static void warm(Value exports) {
    for (int i = 0; i < 200; i++) {
      assertEquals(507_500, sum(exports, 1000));
    }
    exports.getMember("indirect").execute(3, 1);
  }

  private static String stack(SuspendedEvent event) {
    return StreamSupport.stream(event.getStackFrames().spliterator(), false)
        .filter(f -> !f.isInternal())
        .map(AttachedToolsTest::frame)
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  private static String frame(DebugStackFrame frame) {
    var section = frame.getSourceSection();
    return frame.getName() + ":" + (section == null ? "-" : section.getStartLine());
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "bytecode", "ast"})
  void breakpointsInWhatHasRun(String tier) {
    try (Engine engine = engine();
        Context context = context(engine, tier)) {
      Value exports = exports(context);
      warm(exports);
      List<String> stops = new ArrayList<>();
      try (DebuggerSession session =
          Debugger.find(engine)
              .startSession(
                  event -> {
                    stops.add(stack(event));
                    event.prepareContinue();
                  })) {
        Breakpoint breakpoint = Breakpoint.newBuilder(SOURCE.getURI()).lineIs(6).build();
        session.install(breakpoint);
        assertEquals(3 * 7 + 6, sum(exports, 3));
        assertEquals(
            List.of(
                "leaf:6 middle:9 sum:16",
                "leaf:6 middle:10 sum:16",
                "leaf:6 middle:9 sum:16",
                "leaf:6 middle:10 sum:16",
                "leaf:6 middle:9 sum:16",
                "leaf:6 middle:10 sum:16"),
            stops);
        assertTrue(breakpoint.isResolved());
        breakpoint.dispose();
        stops.clear();
        Breakpoint late = Breakpoint.newBuilder(SOURCE.getURI()).lineIs(9).build();
        session.install(late);
        assertEquals(10, exports.getMember("indirect").execute(3, 1).asInt());
        assertEquals(List.of("middle:9 indirect:20"), stops);
        late.dispose();
      }
      warm(exports);
    }
  }

  @Test
  void suspendsAndSteps() {
    try (Engine engine = engine();
        Context context = context(engine, "auto")) {
      Value exports = exports(context);
      warm(exports);
      List<String> stops = new ArrayList<>();
      try (DebuggerSession session =
          Debugger.find(engine)
              .startSession(
                  event -> {
                    stops.add(stack(event));
                    switch (stops.size()) {
                      case 1, 2 -> event.prepareStepInto(1);
                      case 3 -> event.prepareStepOut(1);
                      case 4, 5 -> event.prepareStepOver(1);
                      default -> event.prepareContinue();
                    }
                  })) {
        session.suspendNextExecution();
        assertEquals(7 + 1 + 9, sum(exports, 2));
      }
      assertEquals(
          List.of(
              "sum:16",
              "middle:9 sum:16",
              "leaf:6 middle:9 sum:16",
              "middle:9 sum:16",
              "middle:10 sum:16",
              "sum:16"),
          stops);
      warm(exports);
    }
  }

  /** A module without a text is shown printed. */
  @Test
  void binaryModulesArePrinted() throws IOException {
    byte[] bytes = dev.weft.text.TextParser.parse(TEXT);
    try (Engine engine = engine();
        Context context = context(engine, "auto")) {
      Source binary = Source.newBuilder("wasm", ByteSequence.create(bytes), "binary.wasm").build();
      Value exports = context.eval(binary).newInstance().getMember("exports");
      warm(exports);
      List<String> lines = new ArrayList<>();
      try (DebuggerSession session =
          Debugger.find(engine)
              .startSession(
                  event -> {
                    var section = event.getSourceSection();
                    lines.add(
                        section.getSource().getName()
                            + section.getSource().getCharacters(section.getStartLine()));
                    event.prepareStepInto(1);
                  })) {
        session.suspendNextExecution();
        assertEquals(8, sum(exports, 1));
      }
      assertTrue(lines.size() > 5, lines.toString());
      assertTrue(lines.get(0).startsWith("binary.wasm  "), lines.toString());
      assertTrue(lines.stream().anyMatch(l -> l.endsWith("i32.add)")), lines.toString());
    }
  }

  /** Every call from then on is seen, of functions in a loop that goes on as it was, too. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "bytecode", "ast"})
  void countsCalls(String tier) {
    try (Engine engine = engine();
        Context context = context(engine, tier)) {
      Value exports = exports(context);
      warm(exports);
      EventsInstrument instrument = EventsInstrument.of(engine);
      try (EventsInstrument.Calls calls = instrument.listen(RootTag.class, name -> {})) {
        assertEquals(507_500, sum(exports, 1000));
        assertEquals(1, calls.calls("sum"));
        assertEquals(1000, calls.calls("middle"));
        assertEquals(2000, calls.calls("leaf"));
        assertEquals(calls.entered, calls.left);
        assertEquals(507_500, calls.results.get("sum"));
        Value pair = exports.getMember("several").execute(1);
        assertEquals(2, pair.getArrayElement(0).asInt());
        assertEquals(7, pair.getArrayElement(1).asLong());
        assertEquals(1, calls.calls("pair"));
        assertEquals(2001, calls.calls("leaf"));
        assertEquals(1, exports.getMember("even").execute(100_000).asInt());
        assertEquals(50_001, calls.calls("even"));
        assertEquals(50_000, calls.calls("odd"));
        assertEquals(calls.entered, calls.left);
      }
    }
  }

  /** The innermost function of a loop in generated code that never ends by itself. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "bytecode", "ast"})
  void callsOutOfRunningLoop(String tier) throws Exception {
    try (ExecutorService executor = Executors.newSingleThreadExecutor();
        Closing engine = new Closing(engine())) {
      Context context = context(engine.engine, tier);
      Value exports = exports(context);
      Future<?> running = executor.submit(() -> exports.getMember("forever").execute());
      Thread.sleep(300);
      CountDownLatch seen = new CountDownLatch(1000);
      EventsInstrument instrument = EventsInstrument.of(engine.engine);
      try (EventsInstrument.Calls calls =
          instrument.listen(
              RootTag.class,
              name -> {
                if (name.equals("leaf")) {
                  seen.countDown();
                }
              })) {
        assertTrue(seen.await(60, TimeUnit.SECONDS));
        assertTrue(calls.calls("leaf") >= 1000);
      }
      context.close(true);
      Exception e = assertThrows(Exception.class, () -> running.get(60, TimeUnit.SECONDS));
      assertTrue(((PolyglotException) e.getCause()).isCancelled(), e.toString());
    }
  }

  /**
   * Where a program that runs on another thread is stopped by a debugger that comes now.
   *
   * @param first what the first of them looks like; those before are passed over
   * @param count how many stops there are
   * @param step what leads from each to the next one
   */
  private static List<String> stops(
      Engine engine, String first, int count, Consumer<SuspendedEvent> step)
      throws InterruptedException {
    List<String> stops = new CopyOnWriteArrayList<>();
    CountDownLatch stopped = new CountDownLatch(count);
    try (DebuggerSession session =
        Debugger.find(engine)
            .startSession(
                event -> {
                  String stack = stack(event);
                  if (!stops.isEmpty() || stack.matches(first)) {
                    stops.add(stack);
                    stopped.countDown();
                  }
                  if (stopped.getCount() > 0) {
                    step.accept(event);
                  } else {
                    event.prepareContinue();
                  }
                })) {
      session.suspendNextExecution();
      assertTrue(stopped.await(60, TimeUnit.SECONDS), stops.toString());
    }
    return stops;
  }

  /** A debugger goes into what a loop calls and out again, into the loop. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "bytecode"})
  void stepsOutOfWhatItSees(String tier) throws Exception {
    try (ExecutorService executor = Executors.newSingleThreadExecutor();
        Closing engine = new Closing(engine())) {
      Context context = context(engine.engine, tier);
      Value exports = exports(context);
      Future<?> running = executor.submit(() -> exports.getMember("forever").execute());
      Thread.sleep(300);
      List<String> stops =
          stops(
              engine.engine,
              "leaf:6 forever:25", // from the loop's next poll on
              8,
              event -> {
                if (event.getTopStackFrame().getName().equals("leaf")) {
                  event.prepareStepOut(1);
                } else {
                  event.prepareStepInto(1);
                }
              });
      assertFalse(running.isDone());
      assertEquals(List.of("leaf:6 forever:25", "forever:25"), stops.subList(0, 2));
      assertTrue(
          stops.stream().allMatch(stop -> stop.matches("(leaf:6 )?forever:25")), stops::toString);
      context.close(true);
      assertThrows(Exception.class, () -> running.get(60, TimeUnit.SECONDS));
    }
  }

  /**
   * A loop in the middle of it: it has rounds for years, and ends as soon as the debugger has seen
   * it. Several times, since it may come to a turn at any moment of the change.
   */
  @ParameterizedTest
  @CsvSource({
    "auto, spin",
    "auto, machine",
    "auto, blocks",
    "auto, nested",
    "bytecode, nested",
    "ast, nested",
    "ast, machine",
    "ast, blocks",
    "ast, spin",
    "ast, spin",
    "ast, spin",
    "ast, spin",
    "ast, spin",
    "ast, spin",
    "ast, spin",
    "ast, spin"
  })
  void runningLoopItself(String tier, String function) throws Exception {
    // Loops without calls have a way out only where they may gain as trees.
    assumeTrue(
        !tier.equals("auto")
            || function.equals("nested")
            || "optimising".equals(System.getProperty("weft.test.runtime")));
    try (ExecutorService executor = Executors.newSingleThreadExecutor();
        Closing engine = new Closing(engine())) {
      Value exports = exports(context(engine.engine, tier));
      long rounds = 1L << 60;
      exports.getMember(function).execute(10);
      Future<Long> running =
          executor.submit(() -> exports.getMember(function).execute(rounds).asLong());
      Thread.sleep(200);
      AtomicInteger count = new AtomicInteger();
      String first = (function.equals("nested") ? "leaf:6 " : "") + function + ":[0-9]+";
      List<String> stops =
          stops(
              engine.engine,
              first,
              4,
              event -> {
                // The loops have at least three statements.
                if ((count.get() > 0 || stack(event).matches(first))
                    && count.incrementAndGet() == 3) {
                  exports.getMember("stop").execute();
                }
                event.prepareStepInto(1);
              });
      assertTrue(
          stops.stream().allMatch(stop -> stop.matches("(leaf:6 )?" + function + ":[0-9]+")),
          stops.toString());
      assertTrue(!function.equals("spin") || stops.contains("spin:30"), stops.toString());
      assertEquals(3 * rounds, running.get(120, TimeUnit.SECONDS));
    }
    if (tier.equals("auto") && (function.equals("machine") || function.equals("blocks"))) {
      // As generated code the loop has several entries, or this test would be that of spin.
      String kind =
          function.equals("machine")
              ? "loops with copies of their dispatch: 1"
              : "branches that go past the table of a loop: 3";
      assertTrue(log.toString(StandardCharsets.UTF_8).contains(kind), log.toString());
    }
  }

  @Test
  void trapsAndTraces() {
    try (Engine engine = engine();
        Context context = context(engine, "auto")) {
      Value exports = exports(context);
      warm(exports);
      exports.getMember("outer").execute(1);
      List<String> before = trace(exports, "outer", 0);
      EventsInstrument instrument = EventsInstrument.of(engine);
      try (EventsInstrument.Calls calls = instrument.listen(StatementTag.class, name -> {})) {
        assertEquals(before, trace(exports, "outer", 0));
        assertEquals(calls.entered, calls.left);
        assertTrue(calls.calls("fail") > 0);
        PolyglotException e =
            assertThrows(PolyglotException.class, () -> exports.getMember("deep").execute(1));
        assertEquals("call stack exhausted", e.getMessage());
        assertEquals(507_500, sum(exports, 1000));
      }
      assertEquals(before, trace(exports, "outer", 0));
    }
  }

  private static List<String> trace(Value exports, String function, int argument) {
    PolyglotException e =
        assertThrows(PolyglotException.class, () -> exports.getMember(function).execute(argument));
    assertTrue(e.isGuestException());
    return StreamSupport.stream(e.getPolyglotStackTrace().spliterator(), false)
        .filter(PolyglotException.StackFrame::isGuestFrame)
        .map(PolyglotException.StackFrame::getRootName)
        .toList();
  }

  /** An engine of several contexts: both are seen, and one that is made later. */
  @Test
  void severalContexts() {
    try (Engine engine = engine();
        Context first = context(engine, "auto");
        Context second = context(engine, "auto")) {
      Value one = exports(first);
      Value two = exports(second);
      warm(one);
      warm(two);
      EventsInstrument instrument = EventsInstrument.of(engine);
      try (EventsInstrument.Calls calls = instrument.listen(RootTag.class, name -> {});
          Context third = context(engine, "auto")) {
        sum(one, 10);
        assertEquals(20, calls.calls("leaf"));
        sum(two, 10);
        assertEquals(40, calls.calls("leaf"));
        sum(exports(third), 10);
        assertEquals(60, calls.calls("leaf"));
      }
    }
  }

  /** Another engine is left alone, and statistics tell nothing of tools. */
  @Test
  void onlyWhereTheyAre() {
    try (Engine other = engine();
        Context alone = context(other, "bytecode")) {
      Value undisturbed = exports(alone);
      warm(undisturbed);
      try (Engine engine = Engine.create();
          Context context = context(engine, "auto")) {
        EventsInstrument instrument = EventsInstrument.of(engine);
        try (EventsInstrument.Calls calls = instrument.listen(RootTag.class, name -> {})) {
          sum(exports(context), 10);
          warm(undisturbed);
          assertEquals(20, calls.calls("leaf"));
        }
      }
      warm(undisturbed);
    }
    String told = log.toString(StandardCharsets.UTF_8);
    assertTrue(told.contains("as bytecode"), told);
    assertFalse(told.contains("for tools"), told);
  }

  /** When the instrument has gone functions are generated code again. */
  @Test
  void afterwards() throws Exception {
    String text =
        """
        (module
          (import "host" "look" (func $look))
          (func $inner (call $look))
          (func (export "f") (call $inner)))
        """;
    boolean[] generated = new boolean[1];
    ProxyExecutable look =
        arguments -> {
          generated[0] =
              StackWalker.getInstance()
                  .walk(s -> s.anyMatch(f -> f.getClassName().startsWith("weft.F")));
          return null;
        };
    try (Engine engine = engine();
        Context context = context(engine, "bytecode")) {
      Source source = Source.newBuilder("wasm", text, "look").mimeType("text/wat").build();
      Value f =
          context
              .eval(source)
              .newInstance(
                  ProxyObject.fromMap(Map.of("host", ProxyObject.fromMap(Map.of("look", look)))))
              .getMember("exports")
              .getMember("f");
      f.execute();
      assertTrue(generated[0]);
      EventsInstrument instrument = EventsInstrument.of(engine);
      try (EventsInstrument.Calls calls = instrument.listen(StatementTag.class, name -> {})) {
        f.execute();
        assertFalse(generated[0]);
        assertEquals(1, calls.calls("inner"));
      }
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!generated[0]) {
        assertTrue(System.nanoTime() < end);
        f.execute();
      }
      try (EventsInstrument.Calls calls = instrument.listen(RootTag.class, name -> {})) {
        f.execute();
        assertFalse(generated[0]);
        assertEquals(1, calls.calls("inner"));
      }
    }
    assertTrue(log.toString(StandardCharsets.UTF_8).contains("for tools"));
  }
}
