// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traps, backtraces, exceptions of the host, stack depth: rows R101 to R122 and R179 to R181. */
final class TrapsTest extends HostTesting {
  @ParameterizedTest
  @DisplayName("R101 the code of each trap")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unreachable                                                      | UNREACHABLE
          (drop (i32.load (i32.const 65536)))                              | MEMORY_OUT_OF_BOUNDS
          (drop (i32.div_s (i32.const 1) (i32.const 0)))                   | INTEGER_DIVISION_BY_ZERO
          (drop (i32.rem_u (i32.const 1) (i32.const 0)))                   | INTEGER_DIVISION_BY_ZERO
          (drop (i64.div_u (i64.const 1) (i64.const 0)))                   | INTEGER_DIVISION_BY_ZERO
          (drop (i64.rem_s (i64.const 1) (i64.const 0)))                   | INTEGER_DIVISION_BY_ZERO
          (drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))         | INTEGER_OVERFLOW
          (drop (i32.trunc_f32_s (f32.const nan)))                         | BAD_CONVERSION_TO_INTEGER
          (drop (i32.trunc_f64_u (f64.const 1e20)))                        | INTEGER_OVERFLOW
          (call_indirect (type $t) (i32.const 9))                          | TABLE_OUT_OF_BOUNDS
          (call_indirect (type $t) (i32.const 1))                          | INDIRECT_CALL_TO_NULL
          (call_indirect (type $t) (i32.const 0))                          | BAD_SIGNATURE
          (drop (table.get 0 (i32.const 2)))                               | TABLE_OUT_OF_BOUNDS
          (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 2))        | MEMORY_OUT_OF_BOUNDS
          (memory.fill (i32.const 65536) (i32.const 0) (i32.const 1))      | MEMORY_OUT_OF_BOUNDS
          (memory.copy (i32.const 0) (i32.const 65536) (i32.const 1))      | MEMORY_OUT_OF_BOUNDS
          (table.init 0 (i32.const 2) (i32.const 0) (i32.const 1))         | TABLE_OUT_OF_BOUNDS
          (call $recurse)                                                  | STACK_OVERFLOW
          (call_ref $t (ref.null $t))                                      | NULL_REFERENCE
          """)
  void codes(String instructions, TrapCode code) {
    Instance instance =
        instantiate(
            """
            (module (memory 1) (table 2 funcref) (elem (i32.const 0) $other) (data "x")
              (elem func $other)
              (type $t (func)) (func $other (param i32))
              (func $recurse (call $recurse))
              (func (export "run") %s))
            """
                .formatted(instructions));
    WasmTrap trap = assertThrows(WasmTrap.class, () -> func(instance, "run").call());
    assertEquals(code, trap.code());
    assertThrows(WasmTrap.class, () -> func(instance, "run").typed(Runnable.class).run());
  }

  @Test
  @DisplayName("R102 R103 remainders and divisions by what memory holds")
  void division() {
    Instance instance =
        instantiate(
            """
            (module (memory (export "m") 1) (data (i32.const 0) "\\01\\00\\00\\00\\00\\00\\00\\00\\ff\\ff\\ff\\ff")
              (func (export "rem") (result i32)
                (i32.rem_s (i32.const 0x80000000) (i32.const -1)))
              (func (export "div") (param i32 i32) (result i32)
                (i32.div_s (local.get 0) (i32.load (local.get 1)))))
            """);
    assertEquals(0, one(func(instance, "rem").call()));
    Func div = func(instance, "div");
    assertEquals(-7, one(div.call(-7, 0)));
    assertEquals(7, one(div.call(-7, 8)));
    for (Object[] wrong :
        List.<Object[]>of(
            new Object[] {1, 4, TrapCode.INTEGER_DIVISION_BY_ZERO},
            new Object[] {Integer.MIN_VALUE, 8, TrapCode.INTEGER_OVERFLOW},
            new Object[] {1, 65533, TrapCode.MEMORY_OUT_OF_BOUNDS})) {
      assertEquals(
          wrong[2], assertThrows(WasmTrap.class, () -> div.call(wrong[0], wrong[1])).code());
    }
  }

  private static List<Integer> indices(Backtrace trace) {
    return trace.frames().stream().map(Backtrace.Frame::functionIndex).toList();
  }

  @Test
  @DisplayName("R104 R105 frames with names and offsets, printed one a line")
  void frames() {
    Func go =
        func(
            instantiate(
                """
                (module $tr (func (export "go") (call $inner))
                  (func $inner (drop (i32.const 1)) unreachable))
                """),
            "go");
    WasmTrap trap = assertThrows(WasmTrap.class, go::call);
    List<Backtrace.Frame> frames = trap.backtrace().frames();
    assertEquals(List.of(1, 0), indices(trap.backtrace()));
    assertEquals(Optional.of("inner"), frames.get(0).functionName());
    assertEquals(Optional.of("tr"), frames.get(0).module().name());
    assertEquals(4, frames.get(0).functionOffset().orElseThrow());
    assertEquals(40, frames.get(0).moduleOffset().orElseThrow());
    assertEquals(1, frames.get(1).functionOffset().orElseThrow());
    assertEquals(32, frames.get(1).moduleOffset().orElseThrow());
    String[] lines = trap.backtrace().toString().split("\n");
    assertEquals("0: 0x28 - tr!inner", lines[0]);
    assertEquals(2, lines.length);
    assertEquals("unreachable", trap.getMessage());
  }

  @Test
  @DisplayName("R106 R107 frames of two modules, and through the host")
  void twoModules() {
    linker.instance(
        store,
        "lib",
        instantiate(
            """
            (module $lib (func (export "enter") (call $deep)) (func $deep unreachable))
            """));
    Func run =
        func(
            instantiate(
                """
                (module $app (import "lib" "enter" (func $enter))
                  (func (export "run") (call $enter)))
                """),
            "run");
    Backtrace trace = assertThrows(WasmTrap.class, run::call).backtrace();
    assertEquals(
        List.of("lib", "lib", "app"),
        trace.frames().stream().map(f -> f.module().name().orElseThrow()).toList());
    linker.funcWrap("h", "b", CallExport.class, caller -> callExport(caller, "b"));
    linker.funcWrap("h", "c", CallExport.class, caller -> callExport(caller, "c"));
    Func a =
        func(
            instantiate(
                """
                (module (import "h" "b" (func $hb)) (import "h" "c" (func $hc))
                  (func $a (export "a") (call $hb)) (func $b (export "b") (call $hc))
                  (func $c (export "c") unreachable))
                """),
            "a");
    Backtrace through = assertThrows(WasmTrap.class, a::call).backtrace();
    assertEquals(List.of(4, 3, 2), indices(through));
  }

  interface CallExport {
    void call(Caller<List<Object>> caller) throws Exception;
  }

  private static void callExport(Caller<List<Object>> caller, String name) {
    ((Func) caller.export(name).orElseThrow()).call();
  }

  @Test
  @DisplayName("R108 R109 R114 exceptions of the host in calls and start functions")
  void hostExceptions() {
    IOException checked = new IOException("e");
    linker.funcWrap(
        "h",
        "f",
        CallExport.class,
        caller -> {
          throw checked;
        });
    String text =
        """
        (module (import "h" "f" (func $f)) (func $run (export "run") (call $f)) %s)
        """;
    Func run = func(instantiate(text.formatted("")), "run");
    var e = assertThrows(HostFunctionException.class, run::call);
    assertSame(checked, e.getCause());
    assertEquals(1, e.backtrace().frames().size());
    IllegalStateException unchecked = new IllegalStateException("x");
    linker
        .allowShadowing(true)
        .funcWrap(
            "h",
            "f",
            CallExport.class,
            caller -> {
              throw unchecked;
            });
    assertSame(
        unchecked,
        assertThrows(
            IllegalStateException.class, () -> instantiate(text.formatted("(start $run)"))));
    assertEquals(1, Backtrace.of(unchecked).frames().size());
    var trap =
        assertThrows(
            WasmTrap.class,
            () ->
                instantiate(
                    """
                    (module (func $c unreachable) (func $b (call $c)) (func $a (call $b))
                      (start $a))
                    """));
    assertEquals(List.of(0, 1, 2), indices(trap.backtrace()));
  }

  @Test
  @DisplayName("R115 a host function catches an exception twice, then WebAssembly traps")
  void caughtInTheHost() {
    linker.funcWrap(
        "h",
        "fail",
        CallExport.class,
        caller -> {
          throw new IllegalStateException("x");
        });
    linker.funcWrap(
        "h",
        "twice",
        CallExport.class,
        caller -> {
          for (int i = 0; i < 2; i++) {
            assertThrows(IllegalStateException.class, () -> callExport(caller, "fail"));
          }
        });
    Func run =
        func(
            instantiate(
                """
                (module (import "h" "fail" (func $fail)) (import "h" "twice" (func $twice))
                  (func (export "fail") (call $fail))
                  (func (export "run") (call $twice) unreachable))
                """),
            "run");
    assertEquals(List.of(3), indices(assertThrows(WasmTrap.class, run::call).backtrace()));
  }

  @Test
  @DisplayName("R116 tail calls leave no frame; L189 host functions that throw in tail position")
  void tailCalls() {
    linker.funcWrap(
        "h",
        "fail",
        CallExport.class,
        caller -> {
          throw new IllegalStateException("x");
        });
    Instance instance =
        instantiate(
            """
            (module (import "h" "fail" (func $fail)) (type $t (func)) (table funcref (elem $fail))
              (elem declare func $fail)
              (func $abort unreachable) (func $foo (call $abort))
              (func (export "a") (return_call $abort)) (func (export "b") (return_call $foo))
              (func (export "direct") (return_call $fail))
              (func (export "ref") (return_call_ref $t (ref.func $fail)))
              (func (export "indirect") (return_call_indirect (type $t) (i32.const 0))))
            """);
    assertEquals(
        List.of(1),
        indices(assertThrows(WasmTrap.class, () -> func(instance, "a").call()).backtrace()));
    assertEquals(
        List.of(1, 2),
        indices(assertThrows(WasmTrap.class, () -> func(instance, "b").call()).backtrace()));
    for (String name : List.of("direct", "ref", "indirect")) {
      assertThrows(IllegalStateException.class, () -> func(instance, name).call());
    }
    assertThrows(
        IllegalStateException.class,
        () ->
            instantiate(
                """
                (module (import "h" "fail" (func $fail)) (func $s (return_call $fail)) (start $s))
                """));
  }

  @Test
  @DisplayName("R117 fifteen i64 parameters")
  void manyParameters() {
    Func run =
        func(
            instantiate(
                """
                (module (func $trap unreachable) (func (export "run") (param%s) (call $trap)))
                """
                    .formatted(" i64".repeat(15))),
            "run");
    Object[] arguments = new Object[15];
    Arrays.fill(arguments, 5L);
    assertEquals(
        List.of(0, 1),
        indices(assertThrows(WasmTrap.class, () -> run.call(arguments)).backtrace()));
  }

  @Test
  @DisplayName("R121 nested stores: each sees its own frames")
  void nestedStores() {
    WasmModule module =
        module(
            """
            (module (import "h" "next" (func $next))
              (func $a (call $next)) (func $b (call $a)) (func (export "run") (call $b)))
            """);
    List<Store<List<Object>>> stores = new ArrayList<>();
    List<Func> runs = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    linker.funcWrap(
        "h",
        "next",
        CallExport.class,
        caller -> {
          int depth = stores.indexOf(caller.store());
          if (depth + 1 < runs.size()) {
            runs.get(depth + 1).call();
          }
          seen.add(caller.backtrace().frames().size());
        });
    for (int i = 0; i < 3; i++) {
      stores.add(Store.create(ENGINE, new ArrayList<>()));
      runs.add(func(linker.instantiate(stores.get(i), module), "run"));
    }
    runs.getFirst().call();
    assertEquals(List.of(3, 3, 3), seen);
    stores.forEach(Store::close);
  }

  @Test
  @DisplayName("R179 R181 endless recursion through the host: a trap, and the host's work is done")
  void stackOverflow() {
    int[] begun = {0, 0};
    linker.funcWrap(
        "h",
        "typed",
        CallExport.class,
        caller -> {
          begun[0]++;
          begun[1]++;
          callExport(caller, "typed");
        });
    linker.funcNew(
        "h",
        "dynamic",
        FuncType.of("() -> ()"),
        (caller, params, results) -> {
          ((Func) caller.export("dynamic").orElseThrow()).call();
        });
    Instance instance =
        instantiate(
            """
            (module (import "h" "typed" (func $typed)) (import "h" "dynamic" (func $dynamic))
              (func (export "typed") (call $typed)) (func (export "dynamic") (call $dynamic))
              (func (export "fine") (param i32) (result i32) (local.get 0)))
            """);
    for (int i = 0; i < 3; i++) {
      for (String name : List.of("typed", "dynamic")) {
        WasmTrap trap = assertThrows(WasmTrap.class, () -> func(instance, name).call());
        assertEquals(TrapCode.STACK_OVERFLOW, trap.code());
        assertEquals(3, instance.typed("fine", IntUnaryOperator.class).applyAsInt(3));
      }
    }
    assertTrue(begun[0] > 100 && begun[0] == begun[1]);
  }

  @Test
  @DisplayName("R100 a store goes on on another thread after a trap")
  void otherThread() throws Exception {
    Instance instance =
        instantiate(
            "(module (func (export \"run\") (param i32) (result i32)"
                + " (i32.div_u (i32.const 6) (local.get 0))))");
    Func run = func(instance, "run");
    assertEquals(TrapCode.INTEGER_DIVISION_BY_ZERO, trapOf(run));
    List<Object> seen = new ArrayList<>();
    Thread other =
        new Thread(
            () -> {
              seen.add(trapOf(run));
              seen.add(run.call(2)[0]);
            });
    other.start();
    other.join();
    assertEquals(List.of(TrapCode.INTEGER_DIVISION_BY_ZERO, 3), seen);
    assertEquals(2, run.call(3)[0]);
  }

  private static TrapCode trapOf(Func run) {
    return assertThrows(WasmTrap.class, () -> run.call(0)).code();
  }
}
