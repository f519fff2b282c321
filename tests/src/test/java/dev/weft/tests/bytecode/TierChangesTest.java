// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Functions that go on as trees, in calls and in loops, and back. */
class TierChangesTest {
  private static final String MODULE =
      """
      (module
        (import "host" "look" (func $look (param i32) (result i32)))
        (memory 1)
        (table 4 funcref)
        (elem (i32.const 0) $triangle)
        (global $g (mut i64) (i64.const 5))

        (func (export "short") (param i32) (result i32)
          (call $look (i32.div_s (i32.const 1000) (local.get 0))))

        ;; Locals of all kinds, an operand below the loops, loops with parameters and results.
        (func $triangle (export "triangle") (param $n i32) (result i64)
          (local $i i32) (local $j i32) (local $s i64) (local $f f32) (local $d f64)
          (local $r externref) (local $unused f64)
          (local.set $f (f32.const 0.5))
          (local.set $d (f64.const -2.5))
          (i64.const 7)
          (local.get $n)
          (loop $outer (param i32) (result i64)
            (local.set $n)
            (local.set $j (i32.const 0))
            (f32.const 1.25)
            (loop $inner
              (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (local.get $j))))
              (local.set $d (f64.mul (local.get $d) (f64.const 1.0001)))
              (local.set $f (f32.add (local.get $f) (f32.const 0.25)))
              (local.set $j (i32.add (local.get $j) (i32.const 1)))
              (br_if $inner (i32.lt_u (local.get $j) (local.get $n))))
            (local.set $f (f32.add (local.get $f)))
            (local.set $s (i64.xor (local.get $s) (global.get $g)))
            (i32.sub (local.get $n) (i32.const 1))
            (br_if $outer (local.tee $i (i32.sub (local.get $n) (i32.const 1))))
            (drop)
            (i64.extend_i32_u (i32.add (i32.reinterpret_f32 (local.get $f)) (ref.is_null (local.get $r)))))
          (i64.add (i64.add (local.get $s) (i64.reinterpret_f64 (local.get $d))))
          (i64.add))

        ;; Two loops in a row, each left in several ways, around a table of branches.
        (func (export "machine") (param $steps i32) (result i32)
          (local $state i32) (local $sum i32)
          (block $out
            (loop $next
              (br_if $out (i32.eqz (local.get $steps)))
              (local.set $steps (i32.sub (local.get $steps) (i32.const 1)))
              (block $c (block $b (block $a
                (br_table $a $b $c $out (local.get $state)))
                (local.set $sum (i32.add (local.get $sum) (i32.const 3)))
                (local.set $state (i32.const 1))
                (br $next))
                (local.set $sum (i32.mul (local.get $sum) (i32.const 5)))
                (local.set $state (i32.and (local.get $sum) (i32.const 2)))
                (br $next))
              (local.set $sum (i32.xor (local.get $sum) (local.get $steps)))
              (local.set $state (select (i32.const 0) (i32.const 1) (i32.and (local.get $sum) (i32.const 1))))
              (br $next)))
          (loop $again
            (local.set $state (i32.add (local.get $state) (i32.const 1)))
            (if (i32.gt_u (local.get $state) (i32.const 40)) (then (return (local.get $sum))))
            (local.set $sum (i32.rotl (local.get $sum) (local.get $state)))
            (br $again))
          (unreachable))

        ;; Results: none, several, a reference.
        (func (export "fill") (param $n i32)
          (loop $l
            (i32.store8 (local.get $n) (local.get $n))
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
        (func (export "several") (param $n i32) (result i32 f64 i64)
          (local $i i32)
          (loop $l
            (local.set $i (i32.add (local.get $i) (i32.load8_u (local.get $n))))
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $i) (f64.convert_i32_s (local.get $i)) (i64.const -1))
        (func (export "reference") (param $n i32) (param $r externref) (result externref)
          (loop $l (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $r))

        ;; A trap in the middle of a loop, inside of other functions.
        (func $trap (export "trap") (param $n i32) (result i32)
          (local $i i32)
          (loop $l
            (drop (i32.div_u (i32.const 10) (i32.sub (local.get $n) (local.get $i))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br $l))
          (unreachable))
        (func $outer (export "outer") (param $n i32) (result i32) (call $trap (local.get $n)))
        (func (export "tail") (param $n i32) (result i64)
          (loop $l (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (return_call_indirect (param i32) (result i64) (i32.const 30) (i32.const 0)))

        ;; A constant below a block of which one way has a loop and the other has none.
        (func (export "below") (param $n i32) (result i64)
          (i64.const 210)
          (block $b
            (br_if $b (i32.eq (local.get $n) (i32.const 3)))
            (loop $l (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
          (i64.add (i64.extend_i32_s (local.get $n))))
        ;; More operands at the start of the loop inside than of that outside.
        (func (export "more") (param $n i32) (result i32)
          (local $i i32) (local $s i32)
          (loop $o
            (local.set $i (local.get $n))
            (i32.const 1) (i32.const 2) (i64.const 3) (f64.const 4)
            (loop $l
              (local.set $s (i32.add (local.get $s) (i32.const 1)))
              (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
            (drop) (drop) (local.set $s (i32.add (local.get $s))) (drop)
            (br_if $o (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $s))
        ;; A loop in one that nothing branches back to, and a tail call.
        (func (export "once") (param $n i32) (result i64)
          (loop $never (loop $l (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
          (return_call_indirect (param i32) (result i64) (i32.const 30) (i32.const 0)))

        ;; Calls in the loop, of a function that is in a loop itself.
        (func (export "calling") (param $n i32) (result i64)
          (local $s i64)
          (loop $l
            (local.set $s (i64.add (local.get $s) (call $triangle (i32.or (i32.and (local.get $n) (i32.const 7)) (i32.const 1)))))
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $s))
        (func (export "spin") (param $n i64) (result i64)
          (local $s i64)
          (loop $l
            (block $c (block $b (block $a
              (br_table $a $b $c (i32.wrap_i64 (i64.and (local.get $n) (i64.const 3)))))
              (local.set $s (i64.add (local.get $s) (local.get $n))) (br $c))
              (local.set $s (i64.xor (local.get $s) (local.get $n))))
            (br_if $l (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0))))
          (local.get $s)))
      """;

  /** Whether a generated frame was on the stack when the host was called last. */
  private static boolean generated;

  private static int calls;

  private static Value exports(Context context) throws IOException {
    ProxyExecutable look =
        arguments -> {
          // Not each time, which would take longer than short functions may; nor while calls are
          // timed, from the 2000th, 8000th or 32000th on.
          int call = calls++;
          if (call == 0 || call % 1000 == 500) {
            generated =
                StackWalker.getInstance()
                    .walk(s -> s.anyMatch(f -> f.getClassName().startsWith("weft.F")));
          }
          return arguments[0].asInt() + 1;
        };
    Source source = Source.newBuilder("wasm", MODULE, "changes").mimeType("text/wat").build();
    Object host = ProxyObject.fromMap(Map.of("look", look));
    return context
        .eval(source)
        .newInstance(ProxyObject.fromMap(Map.of("host", host)))
        .getMember("exports");
  }

  private static Context context(String... options) {
    Context.Builder builder = Context.newBuilder("wasm").allowExperimentalOptions(true);
    for (int i = 0; i < options.length; i += 2) {
      builder.option(options[i], options[i + 1]);
    }
    return builder.build();
  }

  private static String failure(Value function, Object... arguments) {
    PolyglotException e = assertThrows(PolyglotException.class, () -> function.execute(arguments));
    StringBuilder text = new StringBuilder(e.getMessage());
    for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
      if (frame.isGuestFrame()) {
        text.append(' ').append(frame.getRootName()).append('@').append(frame.getBytecodeIndex());
      }
    }
    return text.toString();
  }

  /** What all functions do. */
  private static List<String> work(String... options) throws IOException {
    List<String> results = new ArrayList<>();
    try (Context context = context(options)) {
      Value exports = exports(context);
      // The first call of a tree's call node has no position, so failures count from the second on.
      for (int round = 0; round < 3; round++) {
        for (int n : new int[] {1, 2, 3, 9, 40}) {
          for (String name :
              new String[] {
                "short", "triangle", "machine", "calling", "tail", "below", "more", "once"
              }) {
            results.add(name + n + " " + exports.getMember(name).execute(n));
          }
          exports.getMember("fill").execute(n);
          results.add("several" + n + " " + exports.getMember("several").execute(n));
          results.add("reference" + exports.getMember("reference").execute(n, "text").asString());
          results.add("spin" + n + " " + exports.getMember("spin").execute(3L * n));
          for (String name : new String[] {"trap", "outer"}) {
            String failure = failure(exports.getMember(name), n);
            results.add(name + n + (round == 0 ? "" : " " + failure));
          }
        }
        String failure = failure(exports.getMember("short"), 0);
        results.add("short" + (round == 0 ? "" : " " + failure));
      }
    }
    return results;
  }

  /** Changes at random are not to be noticed, in positions neither. */
  @Test
  void changesAtRandom() throws IOException {
    String expected = String.join("\n", work("wasm.Tier", "ast"));
    assertTrue(expected.contains("trap9 integer divide by zero trap@"), expected);
    assertEquals(expected, String.join("\n", work("wasm.Tier", "bytecode")));
    for (int seed = 1; seed <= 25; seed++) {
      String[] options = {"wasm.TierStress", Integer.toString(seed)};
      assertEquals(expected, String.join("\n", work(options)), "seed " + seed);
    }
  }

  /** The same with trees compiled as soon as they run. */
  @Tag("compiled")
  @Test
  void changesBetweenCompiledCode() throws IOException {
    assumeTrue(
        "optimising".equals(System.getProperty("weft.test.runtime")),
        "this runtime compiles nothing");
    String expected = String.join("\n", work("wasm.Tier", "ast"));
    for (int seed = 1; seed <= 2; seed++) {
      String[] options = {
        "wasm.TierStress",
        Integer.toString(seed),
        "engine.CompileImmediately",
        "true",
        "engine.BackgroundCompilation",
        "false",
        "engine.CompilationFailureAction",
        "Throw"
      };
      assertEquals(expected, String.join("\n", work(options)), "seed " + seed);
    }
  }

  /** What makes the traces of generated code is compiled, too, if there are many. */
  @Tag("compiled")
  @Test
  void tracesOfManyTraps() throws IOException {
    assumeTrue(
        "optimising".equals(System.getProperty("weft.test.runtime")),
        "this runtime compiles nothing");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (Context context =
        Context.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.Tier", "bytecode")
            .option("engine.CompileImmediately", "true")
            .option("engine.BackgroundCompilation", "false")
            .option("engine.TraceCompilation", "true")
            .logHandler(log)
            .build()) {
      Value outer = exports(context).getMember("outer");
      String first = failure(outer, 3);
      for (int i = 0; i < 5; i++) {
        assertEquals(first, failure(outer, 3));
      }
    }
    String text = log.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("opt done"), text);
    assertFalse(text.contains("opt failed"), text);
  }

  /** A short function that is called very often is generated code at first, then a tree. */
  @Test
  void shortFunctionsBecomeTrees() throws IOException {
    assumeTrue(
        "optimising".equals(System.getProperty("weft.test.runtime")),
        "this runtime compiles nothing");
    try (Context context = context()) {
      Value function = exports(context).getMember("short");
      calls = 0;
      assertEquals(101, function.execute(10).asInt());
      assertTrue(generated);
      String before = failure(function, 0);
      // A call is short once the host's part of it is compiled, which takes a busy machine longer:
      // calls are timed again after four times as many.
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (generated && System.nanoTime() < deadline) {
        function.execute(10);
      }
      assertFalse(generated, "still generated code");
      assertEquals(101, function.execute(10).asInt());
      assertEquals(before, failure(function, 0));
    }
  }

  /** A loop that runs for long is generated code at first, then a compiled tree. */
  @Tag("compiled")
  @Test
  void loopsBecomeTrees() throws IOException {
    assumeTrue(
        "optimising".equals(System.getProperty("weft.test.runtime")),
        "this runtime compiles nothing");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    long expected;
    try (Context context = context("wasm.Tier", "bytecode")) {
      expected = exports(context).getMember("spin").execute(50_000_000L).asLong();
    }
    try (Context context =
        Context.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("engine.TraceCompilation", "true")
            .logHandler(log)
            .build()) {
      Value spin = exports(context).getMember("spin");
      boolean compiled = false;
      for (int i = 0; i < 400 && !compiled; i++) {
        assertEquals(expected, spin.execute(50_000_000L).asLong());
        compiled =
            log.toString(StandardCharsets.UTF_8)
                .lines()
                .anyMatch(
                    line ->
                        line.contains("opt done")
                            && line.contains("spin (from a loop on)")
                            && line.contains("Tier 2"));
      }
      assertTrue(compiled, log.toString(StandardCharsets.UTF_8));
      assertEquals(expected, spin.execute(50_000_000L).asLong());
      assertFalse(log.toString(StandardCharsets.UTF_8).contains("opt failed"));
    }
  }
}
