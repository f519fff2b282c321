// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asynchronous host functions and calls: rows L204 to L213, and functions of every arity. */
@Timeout(60)
final class AsyncTest extends HostTesting {
  interface Later {
    CompletionStage<Integer> get();
  }

  interface LaterNothing {
    CompletionStage<Void> get();
  }

  record Numbers(int a, double b) {}

  interface LaterNumbers {
    CompletableFuture<Numbers> get(Caller<List<Object>> caller, long x);
  }

  private static <R> R soon(CompletableFuture<R> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private static final String IMPORTS_F =
      """
      (module (import "h" "f" (func $f (result i32)))
        (func (export "run") (result i32) (i32.add (call $f) (i32.const 1)))
        (func (export "plain") (result i32) (i32.const 5)))
      """;

  // ---- Every arity: for each of the seed's seventeen methods

  private static Object combine(Object[] params) {
    long sum = 0;
    for (int i = 0; i < params.length; i++) {
      sum += (i + 1) * ((Number) params[i]).longValue();
    }
    return CompletableFuture.supplyAsync(new Constant(sum)::value);
  }

  private record Constant(long value) {}

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  @DisplayName("func_wrap0_async to func_wrap16_async, parameters of all kinds")
  void arities(int arity) throws Exception {
    List<Class<?>> kinds = List.of(int.class, long.class, float.class, double.class);
    List<ValType> types = List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64);
    List<Object> one = List.of(1, 2L, 3f, 4.0);
    List<Class<?>> classes = new ArrayList<>();
    List<ValType> params = new ArrayList<>();
    List<Val> values = new ArrayList<>();
    StringBuilder wat = new StringBuilder("(module (import \"h\" \"f\" (func $f (param");
    StringBuilder call = new StringBuilder();
    long expected = 0;
    for (int i = 0; i < arity; i++) {
      int kind = (i + arity) % 4;
      classes.add(kinds.get(kind));
      params.add(types.get(kind));
      values.add(Val.of(types.get(kind), one.get(kind)));
      wat.append(' ').append(types.get(kind));
      call.append(" (local.get ").append(i).append(')');
      expected += (i + 1L) * (kind + 1);
    }
    wat.append(") (result i64))) (func (export \"run\") (param");
    params.forEach(p -> wat.append(' ').append(p));
    wat.append(") (result i64) (call $f").append(call).append(")))");
    MethodHandle handle =
        MethodHandles.lookup()
            .findStatic(
                AsyncTest.class, "combine", MethodType.methodType(Object.class, Object[].class))
            .asCollector(Object[].class, arity)
            .asType(MethodType.methodType(CompletionStage.class, classes));
    linker.funcWrapAsync("h", "f", handle, Returns.of(Wasm.I64));
    Func f = (Func) linker.get(store, "h", "f").orElseThrow();
    assertEquals(FuncType.of(params, List.of(ValType.I64)), f.type());
    Func run = func(instantiate(wat.toString()), "run");
    assertEquals(List.of(Val.i64(expected)), soon(run.callAsync(values)));
    assertEquals(List.of(Val.i64(expected)), run.call(values));
  }

  // ---- Rows

  @Test
  @DisplayName("L204 L205 functions that complete at once and later, dynamic and typed")
  void completing() throws Exception {
    FuncType type = FuncType.of("() -> i32");
    linker.funcNewAsync(
        "h",
        "dynamic",
        type,
        (caller, params) -> CompletableFuture.completedFuture(List.of(Val.i32(41))));
    linker.funcNewAsync(
        "h",
        "dynamic later",
        type,
        (caller, params) -> CompletableFuture.supplyAsync(() -> List.of(Val.i32(41))));
    linker.funcWrapAsync("h", "typed", Later.class, () -> CompletableFuture.completedFuture(41));
    linker.funcWrapAsync(
        "h", "typed later", Later.class, () -> CompletableFuture.supplyAsync(() -> 41));
    linker.funcWrapAsync(
        "h",
        "nothing",
        LaterNothing.class,
        () -> CompletableFuture.runAsync(() -> store.data().add("ran")));
    for (String name : List.of("dynamic", "dynamic later", "typed", "typed later")) {
      Func f = (Func) linker.get(store, "h", name).orElseThrow();
      for (int i = 0; i < 2; i++) {
        assertEquals(List.of(Val.i32(41)), soon(f.callAsync()));
        assertEquals(41, soon(f.typed(Returns.of(Wasm.I32)).callAsync()));
        assertEquals(41, soon(f.typed(LaterInt.class).get()));
      }
      Instance instance =
          soon(
              linker.instantiateAsync(store, module(IMPORTS_F.replace("\"f\"", '"' + name + '"'))));
      assertEquals(List.of(Val.i32(42)), soon(func(instance, "run").callAsync()));
    }
    soon(((Func) linker.get(store, "h", "nothing").orElseThrow()).callAsync());
    assertEquals(List.of("ran"), store.data());
  }

  interface LaterInt {
    CompletableFuture<Integer> get();
  }

  @Test
  @DisplayName("several results later, with a caller that is valid until then")
  void records() throws Exception {
    linker.funcWrapAsync(
        "h",
        "f",
        LaterNumbers.class,
        (caller, x) ->
            CompletableFuture.supplyAsync(
                () -> {
                  caller.data().add(caller.instance().isPresent());
                  return new Numbers((int) x, x / 2.0);
                }));
    Instance instance =
        instantiate(
            """
            (module (import "h" "f" (func $f (param i64) (result i32 f64)))
              (func (export "run") (param i64) (result i32 f64) (call $f (local.get 0))))
            """);
    assertEquals(
        List.of(Val.i32(3), Val.f64(1.5)), soon(func(instance, "run").callAsync(Val.i64(3))));
    assertEquals(List.of(true), store.data());
  }

  @Test
  @DisplayName("G24 a function that completes on another thread, called synchronously")
  void waiting() {
    linker.funcWrapAsync(
        "h",
        "f",
        Later.class,
        () ->
            CompletableFuture.supplyAsync(
                () -> 41, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)));
    assertEquals(42, one(func(instantiate(IMPORTS_F), "run").call()));
  }

  @Test
  @DisplayName("L206 L207 L208 a strict store with asynchronous functions refuses synchronous use")
  void strict() throws Exception {
    linker.funcWrapAsync("h", "f", Later.class, () -> CompletableFuture.completedFuture(41));
    WasmModule module = module(IMPORTS_F);
    try (Store<List<Object>> strict =
        Store.newBuilder(ENGINE, (List<Object>) new ArrayList<Object>())
            .strictAsync(true)
            .build()) {
      Linker<List<Object>> empty = Linker.create(ENGINE);
      empty.instantiate(strict, module("(module)"));
      assertThrows(IllegalStateException.class, () -> linker.instantiate(strict, module));
      Instance instance = soon(linker.instantiateAsync(strict, module));
      assertThrows(
          IllegalStateException.class, () -> empty.instantiate(strict, module("(module)")));
      assertThrows(IllegalStateException.class, () -> func(instance, "plain").call());
      IntSupplier typed = instance.typed("plain", IntSupplier.class);
      assertThrows(IllegalStateException.class, typed::getAsInt);
      assertEquals(List.of(Val.i32(5)), soon(func(instance, "plain").callAsync()));
      assertEquals(List.of(Val.i32(42)), soon(func(instance, "run").callAsync()));
      soon(empty.instantiateAsync(strict, module("(module)")));
    }
  }

  @Test
  @DisplayName("what a stage completes with exceptionally arrives as from a synchronous function")
  void failing() {
    IOException checked = new IOException("checked");
    IllegalStateException unchecked = new IllegalStateException("unchecked");
    linker.funcWrapAsync(
        "h", "checked", Later.class, () -> CompletableFuture.failedFuture(checked));
    linker.funcWrapAsync(
        "h",
        "unchecked",
        Later.class,
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  throw unchecked;
                }));
    Func a = func(instantiate(IMPORTS_F.replace("\"f\"", "\"checked\"")), "run");
    Func b = func(instantiate(IMPORTS_F.replace("\"f\"", "\"unchecked\"")), "run");
    assertSame(checked, assertThrows(HostFunctionException.class, a::call).getCause());
    assertSame(unchecked, assertThrows(IllegalStateException.class, b::call));
    var e = assertThrows(ExecutionException.class, () -> soon(a.callAsync()));
    assertInstanceOf(HostFunctionException.class, e.getCause());
    var f = assertThrows(CompletionException.class, () -> b.callAsync().join());
    assertSame(unchecked, f.getCause());
  }

  @Test
  @DisplayName("L210 a suspended call is cancelled: its stage too, the guest does not go on")
  void cancelled() throws Exception {
    CountDownLatch suspended = new CountDownLatch(1);
    CompletableFuture<Integer> never = new CompletableFuture<>();
    List<Object> seen = Collections.synchronizedList(new ArrayList<>());
    never.whenComplete((value, failure) -> seen.add(failure));
    linker.funcWrapAsync(
        "h",
        "f",
        Later.class,
        () -> {
          suspended.countDown();
          return never;
        });
    linker.funcWrap("h", "after", Runnable.class, () -> seen.add("after"));
    Instance instance =
        instantiate(
            """
            (module (import "h" "f" (func $f (result i32))) (import "h" "after" (func $after))
              (func (export "run") (drop (call $f)) (call $after))
              (func (export "plain") (result i32) (i32.const 5))
              (func (export "spin") (loop $l (br $l))))
            """);
    CompletableFuture<List<Val>> call = func(instance, "run").callAsync();
    assertTrue(suspended.await(20, TimeUnit.SECONDS));
    var busy = assertThrows(IllegalStateException.class, () -> func(instance, "plain").call());
    assertTrue(busy.getMessage().contains("asynchronous call"), busy.getMessage());
    CompletableFuture<List<Val>> queued = func(instance, "plain").callAsync();
    assertFalse(queued.isDone());
    assertTrue(call.cancel(true));
    assertEquals(List.of(Val.i32(5)), soon(queued), "the queue goes on");
    assertThrows(CancellationException.class, call::join);
    assertTrue(never.isCancelled());
    assertEquals(1, seen.size());
    assertInstanceOf(CancellationException.class, seen.getFirst());
    CompletableFuture<List<Val>> spin = func(instance, "spin").callAsync();
    Thread.sleep(20);
    spin.cancel(true);
    assertEquals(List.of(Val.i32(5)), soon(func(instance, "plain").callAsync()));
    assertEquals(5, one(func(instance, "plain").call()));
  }

  @Test
  @DisplayName("L211 an asynchronous call enters a second store, which traps")
  void secondStore() throws Exception {
    try (Store<List<Object>> inner = Store.create(ENGINE, new ArrayList<>())) {
      Func trap =
          func(
              linker.instantiate(inner, module("(module (func $t (export \"t\") unreachable))")),
              "t");
      linker.funcWrap(
          "h",
          "f",
          IntSupplier.class,
          () -> {
            WasmTrap e = assertThrows(WasmTrap.class, trap::call);
            return e.backtrace().frames().size();
          });
      Func run = func(instantiate(IMPORTS_F), "run");
      assertEquals(List.of(Val.i32(2)), soon(run.callAsync()), "one frame of the inner store");
    }
  }

  interface Recurse {
    CompletionStage<Void> call(Caller<List<Object>> caller);
  }

  @Test
  @DisplayName("L212 endless recursion through an asynchronous host function")
  void recursion() throws Exception {
    linker.funcWrapAsync(
        "h",
        "f",
        Recurse.class,
        caller -> {
          ((Func) caller.export("run").orElseThrow()).call();
          return CompletableFuture.completedFuture(null);
        });
    Instance instance =
        instantiate(
            """
            (module (import "h" "f" (func $f)) (func (export "run") (call $f))
              (func (export "plain") (result i32) (i32.const 5)))
            """);
    var e = assertThrows(ExecutionException.class, () -> soon(func(instance, "run").callAsync()));
    assertEquals(TrapCode.STACK_OVERFLOW, assertInstanceOf(WasmTrap.class, e.getCause()).code());
    assertEquals(5, one(func(instance, "plain").call()));
  }

  @Test
  @DisplayName("an executor of the user's; work is done one piece after another, in order")
  void executor() throws Exception {
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    Executor own =
        task -> {
          Thread thread = new Thread(task, "own executor");
          threads.add(thread);
          thread.start();
        };
    try (Store<List<Object>> custom =
        Store.newBuilder(ENGINE, (List<Object>) new ArrayList<Object>()).executor(own).build()) {
      linker.funcWrap(
          "h", "log", Runnable.class, () -> custom.data().add(Thread.currentThread().getName()));
      Instance instance =
          linker.instantiate(
              custom,
              module(
                  """
                  (module (import "h" "log" (func $log)) (func (export "run") (call $log)))
                  """));
      List<CompletableFuture<?>> futures = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        futures.add(func(instance, "run").callAsync());
        int number = i;
        futures.add(custom.async(() -> custom.data().add(number)));
      }
      for (CompletableFuture<?> future : futures) {
        soon(future);
      }
      List<Object> expected = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        expected.addAll(Arrays.asList("own executor", i));
      }
      assertEquals(expected, custom.data());
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @Test
  @DisplayName("interfaces without a stage, or with one in the wrong place, are refused")
  void refused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> linker.funcWrapAsync("h", "f", IntSupplier.class, () -> 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> linker.funcWrap("h", "f", Later.class, () -> CompletableFuture.completedFuture(1)));
  }
}
