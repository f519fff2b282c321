// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.linker.Func;
import dev.weft.linker.Instance;
import dev.weft.linker.LinkException;
import dev.weft.linker.MemoryType;
import dev.weft.linker.SharedMemory;
import dev.weft.linker.Store;
import dev.weft.linker.TrapCode;
import dev.weft.linker.WasmModule;
import dev.weft.linker.WasmTrap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several threads, each with a store of its own, in one memory; in all tiers. */
@Timeout(240)
final class SharedMemoryTest {
  private static final String MODULE =
      """
      (module (import "env" "mem" (memory 1 1024 shared))
        (func (export "count") (param $times i32)
          (loop $again
            (drop (i32.atomic.rmw.add (i32.const 64) (i32.const 1)))
            (drop (i64.atomic.rmw.sub (i32.const 88) (i64.const 1)))
            (drop (i32.atomic.rmw8.add_u (i32.const 73) (i32.const 1)))
            (drop (i64.atomic.rmw16.xor_u (i32.const 82) (i64.const 1)))
            (br_if $again
              (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))
        ;; The classic test of sequential consistency: not both threads read 0.
        (func (export "dekker") (param $mine i32) (param $others i32) (result i32)
          (i32.atomic.store (local.get $mine) (i32.const 1))
          (i32.atomic.load (local.get $others)))
        ;; A plain store is seen after an atomic one that is seen.
        (func (export "send") (param $number i32)
          (i32.store (i32.const 256) (local.get $number))
          (i32.atomic.store (i32.const 128) (local.get $number)))
        (func (export "receive") (param $number i32) (result i32)
          (loop $again
            (br_if $again
              (i32.ne (i32.atomic.load (i32.const 128)) (local.get $number))))
          (i32.load (i32.const 256)))
        ;; Writes all through the memory while it grows, and reads it again.
        (func (export "fill") (param $thread i32) (param $pages i32) (result i32)
          (local $at i32) (local $errors i32)
          (loop $again
            (local.set $at (i32.add (i32.const 4096) (i32.mul (local.get $thread) (i32.const 4))))
            (loop $write
              (i32.store (local.get $at)
                (i32.add (i32.load (local.get $at)) (i32.add (local.get $thread) (i32.const 1))))
              (local.set $at (i32.add (local.get $at) (i32.const 4096)))
              (br_if $write
                (i32.lt_u (local.get $at) (i32.mul (memory.size) (i32.const 65536)))))
            (br_if $again (i32.lt_u (memory.size) (local.get $pages))))
          (local.set $at (i32.add (i32.const 4096) (i32.mul (local.get $thread) (i32.const 4))))
          (loop $check
            (local.set $errors
              (i32.add (local.get $errors)
                (i32.ne
                  (i32.rem_u (i32.load (local.get $at))
                    (i32.add (local.get $thread) (i32.const 1)))
                  (i32.const 0))))
            (local.set $at (i32.add (local.get $at) (i32.const 4096)))
            (br_if $check (i32.lt_u (local.get $at) (i32.mul (memory.size) (i32.const 65536)))))
          (local.get $errors))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "wait") (result i32)
          (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
        (func (export "wait64") (result i32)
          (memory.atomic.wait64 (i32.const 0) (i64.const 0) (i64.const -1)))
        ;; Each thread waits for its turn, and hands it to the other.
        (func (export "turns") (param $mine i32) (param $times i32)
          (loop $again
            (block $mine
              (loop $wait
                (br_if $mine (i32.eq (i32.atomic.load (i32.const 32)) (local.get $mine)))
                (drop
                  (memory.atomic.wait32 (i32.const 32)
                    (i32.sub (i32.const 1) (local.get $mine)) (i64.const -1)))
                (br $wait)))
            (i32.store (i32.const 40) (i32.add (i32.load (i32.const 40)) (i32.const 1)))
            (i32.atomic.store (i32.const 32) (i32.sub (i32.const 1) (local.get $mine)))
            (drop (memory.atomic.notify (i32.const 32) (i32.const 1)))
            (br_if $again
              (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))))
      """;

  static Tier[] tiers() {
    return Tier.available();
  }

  private interface Task {
    int run(Instance instance, int thread) throws Exception;
  }

  private static SharedMemory memory(Tier tier, long min, long max) {
    return SharedMemory.create(
        tier.engine(), MemoryType.builder().min(min).max(max).shared(true).build());
  }

  private static Instance in(Store<?> store, SharedMemory memory) {
    return Instance.create(store, WasmModule.compile(store.engine(), MODULE), List.of(memory));
  }

  private static int call(Instance instance, String name, Object... arguments) {
    Func function = instance.func(name).orElseThrow();
    Object[] results = function.call(arguments);
    return results.length == 0 ? 0 : (int) results[0];
  }

  private static List<Integer> threads(Tier tier, SharedMemory memory, int count, Task task)
      throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      tasks.add(
          () -> {
            try (Store<Void> store = Store.create(tier.engine(), null)) {
              return task.run(in(store, memory), number);
            }
          });
    }
    ExecutorService executor = Executors.newFixedThreadPool(count);
    try {
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> future : executor.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void nothingIsLost(Tier tier) throws Exception {
    SharedMemory memory = memory(tier, 1, 1024);
    memory.putLong(72, 0x1111_1111_1111_0011L);
    threads(tier, memory, 4, (instance, thread) -> call(instance, "count", 50_001));
    assertEquals(200_004, memory.getInt(64));
    assertEquals(-200_004, memory.getLong(88));
    assertEquals(0x1111_1111_1111_0011L | (200_004 & 0xFF) << 8, memory.getLong(72));
    assertEquals(0, memory.getLong(80));
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void oneOfTwoSeesTheOther(Tier tier) throws Exception {
    SharedMemory memory = memory(tier, 1, 1024);
    int rounds = 3000;
    int[][] seen = new int[2][rounds];
    java.util.concurrent.CyclicBarrier barrier = new java.util.concurrent.CyclicBarrier(2);
    threads(
        tier,
        memory,
        2,
        (instance, thread) -> {
          Func dekker = instance.func("dekker").orElseThrow();
          for (int i = 0; i < rounds; i++) {
            int first = 1024 + 8 * i;
            barrier.await(60, TimeUnit.SECONDS);
            seen[thread][i] = (int) dekker.call(first + 4 * thread, first + 4 * (1 - thread))[0];
          }
          return 0;
        });
    for (int i = 0; i < rounds; i++) {
      assertTrue(seen[0][i] + seen[1][i] > 0, tier + " round " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void plainStoresComeBeforeAtomicOnes(Tier tier) throws Exception {
    SharedMemory memory = memory(tier, 1, 1024);
    threads(
        tier,
        memory,
        2,
        (instance, thread) -> {
          for (int i = 1; i <= 2000; i++) {
            if (i % 2 == thread) {
              call(instance, "send", i);
            } else {
              assertEquals(i, call(instance, "receive", i));
            }
          }
          return 0;
        });
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void growthUnderAccess(Tier tier) throws Exception {
    SharedMemory memory = memory(tier, 1, 1024);
    List<Integer> errors =
        threads(
            tier,
            memory,
            4,
            (instance, thread) -> {
              if (thread < 3) {
                return call(instance, "fill", thread, 900);
              }
              for (int i = 0; i < 899; i++) {
                assertEquals(i + 1, call(instance, "grow", 1));
              }
              return 0;
            });
    assertEquals(List.of(0, 0, 0, 0), errors);
    assertEquals(900, memory.pages());
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void turns(Tier tier) throws Exception {
    SharedMemory memory = memory(tier, 1, 1024);
    threads(tier, memory, 2, (instance, thread) -> call(instance, "turns", thread, 2000));
    assertEquals(4000, memory.getInt(40));
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void closingAContextEndsAWait(Tier tier) throws Exception {
    for (String wait : List.of("wait", "wait64")) {
      SharedMemory memory = memory(tier, 1, 1024);
      Store<Void> store = Store.create(tier.engine(), null);
      Instance instance = in(store, memory);
      ExecutorService executor = Executors.newSingleThreadExecutor();
      try {
        Future<?> waiting =
            executor.submit(() -> assertThrows(Throwable.class, () -> call(instance, wait)));
        while (memory.atomicNotify(4, 0) != 0 || !isBlocked(waiting)) {
          Thread.sleep(10);
        }
        long start = System.nanoTime();
        store.context().close(true);
        waiting.get(30, TimeUnit.SECONDS);
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < 3000, () -> millis + " ms");
        assertEquals(0, memory.atomicNotify(0, -1), "nobody is left in the queue");
      } finally {
        executor.shutdownNow();
        store.close();
      }
    }
  }

  private static boolean isBlocked(Future<?> waiting) throws InterruptedException {
    Thread.sleep(300);
    return !waiting.isDone();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void aTimeoutEndsAWait(Tier tier) {
    SharedMemory memory = memory(tier, 1, 1024);
    try (Store<Void> store = Store.create(tier.engine(), null)) {
      Instance instance = in(store, memory);
      store.timeout(Duration.ofMillis(200));
      WasmTrap trap = assertThrows(WasmTrap.class, () -> call(instance, "wait"));
      assertEquals(TrapCode.INTERRUPT, trap.code());
      assertEquals(0, memory.atomicNotify(0, -1), "nobody is left in the queue");
    }
  }

  @Test
  void aContextHasOneThreadAtATime() throws Exception {
    SharedMemory memory = memory(Tier.BYTECODE, 1, 1024);
    try (Context context = Context.newBuilder("wasm").engine(Tier.BYTECODE.engine()).build()) {
      Instance instance = in(Store.of(context, null), memory);
      Value wait = instance.value().getMember("exports").getMember("wait");
      ExecutorService executor = Executors.newSingleThreadExecutor();
      try {
        Future<Integer> waiting = executor.submit(() -> wait.execute().asInt());
        Thread.sleep(200);
        IllegalStateException e =
            assertThrows(IllegalStateException.class, () -> context.eval("wasm", ""));
        assertTrue(e.getMessage().contains("Multi threaded access"), e::getMessage);
        assertEquals(1, memory.atomicNotify(0, 1));
        assertEquals(0, waiting.get(30, TimeUnit.SECONDS));
      } finally {
        executor.shutdownNow();
      }
    }
  }

  @Test
  void aMemoryOfAnotherAccessIsRefused() {
    // Contexts of one engine may differ in the option.
    org.graalvm.polyglot.Engine engine =
        org.graalvm.polyglot.Engine.newBuilder("wasm").allowExperimentalOptions(true).build();
    SharedMemory memory =
        SharedMemory.create(engine, MemoryType.builder().min(1).max(2).shared(true).build());
    try (Context context =
        Context.newBuilder("wasm")
            .engine(engine)
            .allowExperimentalOptions(true)
            .option("wasm.MemoryAccess", "segment")
            .build()) {
      Store<Void> store = Store.of(context, null);
      RuntimeException e =
          assertThrows(
              RuntimeException.class,
              () -> Instance.create(store, WasmModule.compile(engine, MODULE), List.of(memory)));
      assertTrue(e.getMessage().contains("wasm.MemoryAccess"), e::getMessage);
      assertTrue(!(e instanceof LinkException.CrossEngine));
    }
    engine.close();
  }
}
