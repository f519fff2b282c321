// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.compiled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.WasmContext;
import dev.weft.runtime.Metering;
import dev.weft.tests.compiled.Configuration.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Compiled code uses exactly the fuel, and nests exactly as deep, as interpreted code does. */
@Tag("compiled")
@Tag("regions")
final class MeteredTest {
  private static final Path PROGRAMS =
      Path.of(System.getProperty("weft.root", ".."), "benchmarks/programs");

  /** Programs and small sizes: calls, indirect calls, bulk operations. */
  private static final Map<String, Integer> SIZES =
      Map.of("fib", 15, "indirect", 3000, "strings", 20);

  private static final long MUCH = 1L << 40;

  private static Context context(Running running) {
    return Context.newBuilder("wasm")
        .engine(running.engine())
        .allowExperimentalOptions(true)
        .option("wasm.Fuel", "true")
        .option("wasm.MaxStackFrames", "500")
        .build();
  }

  private static Metering metering(Context context) {
    context.initialize("wasm");
    context.enter();
    try {
      Metering metering = WasmContext.get(null).metering();
      metering.set(MUCH);
      return metering;
    } finally {
      context.leave();
    }
  }

  private static Stream<DynamicTest> each(String name, Test test) {
    return Configuration.compiling().stream()
        .map(c -> DynamicTest.dynamicTest(c + " " + name, () -> test.run(c)));
  }

  private interface Test {
    void run(Configuration configuration) throws Exception;
  }

  @TestFactory
  Stream<DynamicTest> programs() {
    return SIZES.keySet().stream()
        .flatMap(
            name ->
                each(
                    name,
                    configuration ->
                        Stack.run(
                            16 << 20,
                            () -> {
                              List<Long> expected = used(Configuration.INTERPRETED, name);
                              assertTrue(expected.getFirst() > 1000);
                              assertEquals(expected, used(configuration, name));
                            })));
  }

  /** What the start and several runs of a program use. */
  private static List<Long> used(Configuration configuration, String name) throws Exception {
    byte[] bytes = Files.readAllBytes(PROGRAMS.resolve(name + ".wasm"));
    Source source = Source.newBuilder("wasm", ByteSequence.create(bytes), name).build();
    try (Running running = configuration.start();
        Context context = context(running)) {
      Metering metering = metering(context);
      Value run = context.eval(source).newInstance().getMember("exports").getMember("run");
      Long[] used = new Long[4];
      for (int i = 0; i < used.length; i++) {
        long before = metering.remaining();
        run.execute(SIZES.get(name));
        used[i] = before - metering.remaining();
      }
      return List.of(used);
    }
  }

  private static final String MODULE =
      """
      (module (memory 1)
        (func $callee (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
        ;; counts to the end of the memory, and beyond
        (func (export "trap") (param $n i32) (result i32) (local $i i32) (local $s i32)
          (loop $l
            (local.set $s (i32.add (local.get $s) (call $callee (local.get $i))))
            (local.set $s
              (i32.add (local.get $s)
                (i32.load8_u (select (i32.const 65536) (i32.const 5)
                                     (i32.eq (local.get $i) (local.get $n))))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br $l))
          (unreachable))
        (func $deep (export "deep") (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
            (else (i32.const 1))))
        (func (export "endless") (param i32) (loop (br 0)))
        (func $tail (export "tail") (param i32) (result i32)
          (if (i32.eqz (local.get 0)) (then (return (i32.const 7))))
          (return_call $tail2 (i32.sub (local.get 0) (i32.const 1))))
        (func $tail2 (param i32) (result i32)
          (if (i32.eqz (local.get 0)) (then (return (i32.const 8))))
          (return_call $tail (i32.sub (local.get 0) (i32.const 1))))
        (func (export "fill") (param i32) (local $i i32)
          (loop $l
            (memory.fill (i32.const 0) (i32.const 1) (i32.and (local.get $i) (i32.const 7)))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $l (i32.lt_u (local.get $i) (local.get 0))))))
      """;

  @TestFactory
  Stream<DynamicTest> traps() {
    return Stream.of("trap", "deep", "endless", "tail", "fill")
        .flatMap(
            name ->
                each(
                    name,
                    configuration ->
                        assertEquals(
                            outcomes(Configuration.INTERPRETED, name),
                            outcomes(configuration, name))));
  }

  /** What several calls end in, and what they use. */
  private static List<String> outcomes(Configuration configuration, String name) throws Exception {
    int n = name.equals("deep") ? 498 : 5000;
    Running running = configuration.start();
    try (Context context = context(running)) {
      Metering metering = metering(context);
      Value function =
          context
              .eval(Source.newBuilder("wasm", MODULE, "metered").mimeType("text/wat").build())
              .newInstance()
              .getMember("exports")
              .getMember(name);
      String[] outcomes = new String[5];
      for (int i = 0; i < outcomes.length; i++) {
        long fuel = name.equals("endless") ? 20_000 + i : MUCH;
        metering.set(fuel);
        String result;
        if (name.equals("endless") || name.equals("trap") || name.equals("deep") && i > 1) {
          PolyglotException e =
              assertThrows(PolyglotException.class, () -> function.execute(n + (n == 498 ? 2 : 0)));
          result = e.getGuestObject().getMember("code").asString();
        } else {
          result = function.execute(n + (name.equals("deep") ? i : 0)).toString();
        }
        outcomes[i] = result + " " + (fuel - metering.remaining());
      }
      return List.of(outcomes);
    } finally {
      if (name.equals("deep")) {
        // The trap throws the code of all frames away, and each of them is counted.
        running.closeAfterOverflow();
      } else {
        running.close();
      }
    }
  }
}
