// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a host function learns about its caller: rows R33 to R37, L179 to L182. */
final class CallerTest extends HostTesting {
  interface WithCaller {
    void call(Caller<List<Object>> caller);
  }

  interface WithCallerInt {
    int call(Caller<List<Object>> caller, int n);
  }

  interface Log {
    void log(Caller<List<Object>> caller, int address, int length);
  }

  @Test
  @DisplayName("R33 a text in the caller's memory; no memory, a bad range")
  void memory() {
    linker.funcWrap(
        "h",
        "log",
        Log.class,
        (caller, address, length) ->
            caller.data().add(caller.memory().getString(address, length, StandardCharsets.UTF_8)));
    String text =
        """
        (module (import "h" "log" (func $log (param i32 i32))) (memory %s 1)
          (data (i32.const 4) "Hello, world!")
          (func (export "run") (param i32) (call $log (i32.const 4) (local.get 0))))
        """;
    Func run = func(instantiate(text.formatted("(export \"memory\")")), "run");
    run.call(13);
    assertEquals(List.of("Hello, world!"), store.data());
    assertThrows(IndexOutOfBoundsException.class, () -> run.call(65536));
    Func without = func(instantiate(text.formatted("")), "run");
    assertThrows(IllegalStateException.class, () -> without.call(13));
  }

  @Test
  @DisplayName("R34 an export of the caller by its key")
  void exportByIndex() {
    WasmModule module =
        module(
            """
            (module (import "h" "look" (func $look)) (global (export "g") i32 (i32.const 5))
              (func (export "run") (call $look)))
            """);
    WasmModule other = module("(module (global (export \"g\") i32 (i32.const 6)))");
    ModuleExport mine = module.exportIndex("g").orElseThrow();
    ModuleExport foreign = other.exportIndex("g").orElseThrow();
    linker.funcWrap(
        "h",
        "look",
        WithCaller.class,
        caller -> {
          caller.data().add(caller.export(mine).isPresent());
          caller.data().add(caller.export(foreign).isPresent());
        });
    func(linker.instantiate(store, module), "run").call();
    assertEquals(List.of(true, false), store.data());
  }

  @Test
  @DisplayName("R36 backtrace in a host function; R107 host frames do not show")
  void backtrace() {
    linker.funcWrap("h", "look", WithCaller.class, caller -> caller.data().add(caller.backtrace()));
    Instance instance =
        instantiate(
            """
            (module (import "h" "look" (func $look))
              (func $bar (call $look)) (func $foo (export "foo") (call $bar)))
            """);
    func(instance, "foo").call();
    Backtrace trace = (Backtrace) store.data().getFirst();
    assertEquals(
        List.of(Optional.of("bar"), Optional.of("foo")),
        trace.frames().stream().map(Backtrace.Frame::functionName).toList());
    assertEquals(0, store.backtrace().frames().size());
  }

  @Test
  @DisplayName("R37 a caller that is used after the call")
  void afterTheCall() {
    List<Caller<List<Object>>> kept = new ArrayList<>();
    linker.funcWrap("h", "look", WithCaller.class, kept::add);
    func(
            instantiate(
                """
                (module (import "h" "look" (func $look)) (func (export "run") (call $look)))
                """),
            "run")
        .call();
    assertThrows(IllegalStateException.class, () -> kept.getFirst().data());
    assertThrows(IllegalStateException.class, () -> kept.getFirst().instance());
    assertThrows(IllegalStateException.class, () -> kept.getFirst().store());
  }

  @Test
  @DisplayName("L179 L180 L181 data and exports of the caller, none if the host calls")
  void exports() {
    linker.funcWrap(
        "h",
        "look",
        WithCaller.class,
        caller -> {
          assertSame(store, caller.store());
          assertSame(ENGINE, caller.engine());
          assertSame(store, Store.current().orElseThrow());
          long found =
              List.of("memory", "f", "g", "t").stream()
                  .filter(n -> caller.export(n).isPresent())
                  .count();
          caller.data().add(found);
        });
    ((Func) linker.get(store, "h", "look").orElseThrow()).call();
    instantiate("(module (import \"h\" \"look\" (func $l)) (start $l))");
    instantiate(
        "(module (import \"h\" \"look\" (func $l)) (memory (export \"memory\") 1) (start $l))");
    instantiate(
        """
        (module (import "h" "look" (func $l)) (memory (export "memory") 1) (func (export "f"))
          (global (export "g") i32 (i32.const 0)) (table (export "t") 1 funcref)
          (func $start (call $l)) (start $start))
        """);
    assertEquals(List.of(0L, 0L, 1L, 4L), store.data());
    assertTrue(Store.current().isEmpty());
  }

  @Test
  @DisplayName("L182 recursion through an export of the caller")
  void recursion() {
    linker.funcWrap(
        "h",
        "rec",
        WithCallerInt.class,
        (caller, n) -> {
          if (n == 0) {
            return 0;
          }
          Func go = (Func) caller.export("go").orElseThrow();
          return 1 + (int) one(go.call(n - 1));
        });
    Instance instance =
        instantiate(
            """
            (module (import "h" "rec" (func $rec (param i32) (result i32)))
              (func (export "go") (param i32) (result i32) (call $rec (local.get 0))))
            """);
    assertEquals(7, one(func(instance, "go").call(7)));
  }

  @Test
  @DisplayName("the caller is the instance whose code calls, whoever imported the function")
  void callingInstance() {
    linker.funcWrap(
        "h",
        "look",
        WithCaller.class,
        caller -> caller.data().add(caller.instance().orElseThrow()));
    Instance a =
        instantiate(
            """
            (module (import "h" "look" (func $look)) (export "look" (func $look))
              (func (export "run") (call $look)))
            """);
    linker.instance(store, "a", a);
    Instance b =
        instantiate(
            """
            (module (import "a" "look" (func $look)) (func (export "run") (call $look)))
            """);
    func(a, "run").call();
    func(b, "run").call();
    assertEquals(List.of(a, b), store.data());
  }
}
