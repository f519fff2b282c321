// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rows L204 to L213: asynchronous host functions and calls. */
final class AsyncRowsTest extends Rows {
  private static final FuncType NOTHING = FuncType.of("() -> ()");

  /** Completes on another thread, a little later. */
  private static final Executor LATER = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

  /** Without parameters and results. */
  interface Later {
    CompletionStage<Void> start();
  }

  private Store<List<Object>> strict() {
    return closing(
        Store.newBuilder(ENGINE, (List<Object>) new ArrayList<>()).strictAsync(true).build());
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void callTwice(Func f) {
    Runnable typed = f.typed(Runnable.class);
    for (int i = 0; i < 2; i++) {
      done(f.callAsync());
      f.call();
      typed.run();
    }
  }

  @Test
  void l204AsyncFunctionsThatCompleteAtOnce() {
    lk.funcNewAsync("a", "new", NOTHING, (c, p) -> CompletableFuture.completedFuture(List.of()));
    lk.funcWrapAsync("a", "wrap", Later.class, () -> CompletableFuture.completedFuture(null));
    callTwice(get("a", "new"));
    callTwice(get("a", "wrap"));
  }

  @Test
  void l205AsyncFunctionsThatCompleteLater() {
    lk.funcNewAsync("a", "new", NOTHING, (c, p) -> CompletableFuture.supplyAsync(List::of, LATER));
    lk.funcWrapAsync("a", "wrap", Later.class, () -> CompletableFuture.runAsync(() -> {}, LATER));
    callTwice(get("a", "new"));
    callTwice(get("a", "wrap"));
  }

  private WasmModule wantsAsync() {
    lk.funcNewAsync("", "", NOTHING, (c, p) -> CompletableFuture.completedFuture(List.of()));
    return module("(import \"\" \"\" (func))");
  }

  @Test
  void l206StrictStoresWantAsyncLinking() {
    WasmModule module = wantsAsync();
    Store<List<Object>> store = strict();
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> lk.instantiate(store, module));
    assertTrue(e.getMessage().contains("asynchronous"), e.getMessage());
    done(lk.instantiateAsync(store, module));
  }

  @Test
  void l207StrictStoresStaySo() {
    WasmModule module = wantsAsync();
    Store<List<Object>> store = strict();
    done(lk.instantiateAsync(store, module));
    assertThrows(IllegalStateException.class, () -> lk.instantiate(store, module("")));
  }

  @Test
  void l208StoresThatContainAsyncFunctions() {
    Store<List<Object>> store = strict();
    Instance instance = lk.instantiate(store, module("(func (export \"f\"))"));
    Func f = instance.func("f").orElseThrow();
    Runnable typed = f.typed(Runnable.class);
    f.call();
    wantsAsync();
    lk.get(store, "", "").orElseThrow();
    assertThrows(IllegalStateException.class, () -> lk.instantiate(store, module("")));
    assertThrows(IllegalStateException.class, f::call);
    assertThrows(IllegalStateException.class, typed::run);
    done(lk.instantiateAsync(store, module("")));
    assertEquals(List.of(), done(f.callAsync()));
  }

  private static final String COUNTER =
      "(global $n (mut i32) (i32.const 0)) (func (export \"inc\") (result i32)"
          + " (global.get $n) (global.set $n (i32.add (global.get $n) (i32.const 1))))";

  private void countsTo(int second, String body) {
    done(lk.moduleAsync(st, "", module(body)));
    Func get =
        inst("(import \"\" \"inc\" (func $i (result i32))) (export \"get\" (func $i))")
            .func("get")
            .orElseThrow();
    assertEquals(List.of(Val.i32(0)), done(get.callAsync()));
    assertEquals(List.of(Val.i32(second)), done(get.callAsync()));
  }

  @Test
  void l209ModuleAsync() {
    countsTo(1, COUNTER);
  }

  @Test
  void l209ModuleAsyncWithACommand() {
    countsTo(0, COUNTER + "(func (export \"_start\"))");
  }

  @Test
  void l210Cancellation() throws InterruptedException {
    CountDownLatch suspended = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    CompletableFuture<List<Val>> never = new CompletableFuture<>();
    never.whenComplete((v, e) -> released.countDown());
    lk.funcNewAsync(
        "a",
        "f",
        NOTHING,
        (c, p) -> {
          c.data().add(1);
          suspended.countDown();
          return never;
        });
    log("a", "after");
    Instance instance =
        inst(
            "(import \"a\" \"f\" (func $f)) (import \"a\" \"after\" (func $after (param i32)))"
                + "(func (export \"run\") call $f (call $after (i32.const 3)))");
    CompletableFuture<List<Val>> call = instance.func("run").orElseThrow().callAsync();
    assertTrue(suspended.await(30, TimeUnit.SECONDS));
    assertTrue(call.cancel(true));
    assertTrue(released.await(30, TimeUnit.SECONDS));
    done(st.async(() -> null)); // behind what was cancelled
    assertEquals(List.of(1), st.data());
  }

  @Test
  void l211TrapInAStoreWithinAnAsyncCall() {
    Store<List<Object>> inner = store();
    Instance dies =
        Linker.<List<Object>>create(ENGINE)
            .instantiate(inner, module("(func $die (export \"die\") unreachable)"));
    lk.funcNew("h", "f", NOTHING, (c, p, r) -> call(dies, "die"));
    Instance instance =
        inst("(import \"h\" \"f\" (func $f)) (func $outer (export \"run\") call $f)");
    WasmTrap e =
        assertThrows(WasmTrap.class, () -> done(instance.func("run").orElseThrow().callAsync()));
    assertEquals(
        List.of("die"),
        e.backtrace().frames().stream().map(f -> f.functionName().orElseThrow()).toList());
  }

  @Test
  void l212EndlessRecursionThroughTheHost() {
    List<TrapCode> inner = new ArrayList<>();
    lk.funcNew(
        "h",
        "again",
        NOTHING,
        (c, p, r) -> {
          try {
            ((Func) c.export("run").orElseThrow()).call();
          } catch (WasmTrap e) {
            if (inner.isEmpty()) {
              inner.add(e.code());
            }
            throw e;
          }
        });
    Instance instance = inst("(import \"h\" \"again\" (func $a)) (func (export \"run\") call $a)");
    WasmTrap e =
        assertThrows(WasmTrap.class, () -> done(instance.func("run").orElseThrow().callAsync()));
    assertEquals(TrapCode.STACK_OVERFLOW, e.code());
    assertEquals(List.of(TrapCode.STACK_OVERFLOW), inner);
  }

  @Test
  void l213CompletionByAnotherThread() {
    CompletableFuture<List<Val>> result = new CompletableFuture<>();
    lk.funcNewAsync("a", "f", FuncType.of("() -> i32"), (c, p) -> result);
    Instance instance =
        inst("(import \"a\" \"f\" (func $f (result i32))) (export \"run\" (func $f))");
    CompletableFuture<List<Val>> call = instance.func("run").orElseThrow().callAsync();
    Thread.ofPlatform().start(() -> result.complete(List.of(Val.i32(42))));
    assertEquals(List.of(Val.i32(42)), done(call));
    assertInstanceOf(Val.I32.class, done(call).get(0));
  }
}
