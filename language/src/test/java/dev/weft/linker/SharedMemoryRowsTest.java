// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.linker.SharedMemory.WaitResult;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shared memories, waiting and waking: rows R80, R83 to R100 and L200. */
@Timeout(120)
final class SharedMemoryRowsTest extends HostTesting {
  private static final String OPERATIONS =
      """
      (module (import "env" "mem" (memory 1 1024 shared))
        (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
        (func (export "store") (param i32 i32)
          (i32.atomic.store (local.get 0) (local.get 1)))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "size") (result i32) memory.size)
        (func (export "last") (result i32)
          (i32.load (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4))))
        (func (export "wait") (param i32 i32 i64) (result i32)
          (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
        (func (export "notify") (param i32 i32) (result i32)
          (memory.atomic.notify (local.get 0) (local.get 1)))
        (func (export "count") (param $times i32)
          (loop $again
            (drop (i32.atomic.rmw.add (i32.const 64) (i32.const 1)))
            (drop (i64.atomic.rmw8.add_u (i32.const 73) (i64.const 1)))
            (drop (i32.atomic.rmw16.xor_u (i32.const 82) (i32.const 1)))
            (br_if $again
              (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))
        (func $lock (local $seen i32)
          (block $done
            (loop $again
              (br_if $done
                (i32.eqz (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 1))))
              (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1)))
              (br $again))))
        (func $unlock
          (i32.atomic.store (i32.const 0) (i32.const 0))
          (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
        (func (export "locked") (param $times i32)
          (loop $again
            (call $lock)
            (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))
            (call $unlock)
            (br_if $again
              (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))))
      """;

  private static SharedMemory memory(long min, long max) {
    return SharedMemory.create(ENGINE, type(min, max));
  }

  private static MemoryType type(long min, long max) {
    return MemoryType.builder().min(min).max(max).shared(true).build();
  }

  private static Instance in(Store<?> store, SharedMemory memory) {
    return Instance.create(store, module(OPERATIONS), List.of(memory));
  }

  private static int call(Instance instance, String name, Object... arguments) {
    Object[] results = func(instance, name).call(arguments);
    return results.length == 0 ? 0 : (int) results[0];
  }

  /** Runs something on several threads, with a store each; returns what they return. */
  private static <R> List<R> threads(int count, SharedMemory memory, Task<R> task)
      throws Exception {
    List<Callable<R>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      tasks.add(
          () -> {
            try (Store<Void> own = Store.create(ENGINE, null)) {
              return task.run(in(own, memory), number);
            }
          });
    }
    ExecutorService executor = Executors.newFixedThreadPool(count);
    try {
      List<R> results = new ArrayList<>();
      for (Future<R> future : executor.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  private interface Task<R> {
    R run(Instance instance, int thread) throws Exception;
  }

  @Test
  @DisplayName("R80 the wrong constructor")
  void constructors() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Memory.create(store, type(1, 1)));
    assertTrue(e.getMessage().contains("SharedMemory.create"), e::getMessage);
    e =
        assertThrows(
            IllegalArgumentException.class, () -> SharedMemory.create(ENGINE, MemoryType.of(1, 1)));
    assertTrue(e.getMessage().contains("Memory.create"), e::getMessage);
  }

  @Test
  @DisplayName("R83 switched off")
  void switchedOff() {
    try (Engine engine =
        Engine.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.Threads", "false")
            .build()) {
      UnsupportedOperationException u =
          assertThrows(
              UnsupportedOperationException.class, () -> SharedMemory.create(engine, type(1, 1)));
      assertTrue(u.getMessage().contains("wasm.Threads"), u::getMessage);
      assertThrows(
          InvalidModuleException.class,
          () -> WasmModule.compile(engine, "(module (memory 1 1 shared))"));
    }
  }

  @Test
  @DisplayName("R84 type, size, bytes, growth")
  void basics() {
    SharedMemory memory = memory(1, 1);
    assertEquals(type(1, 1), memory.type());
    assertEquals(1, memory.pages());
    assertEquals(65536, memory.byteSize());
    memory.putInt(65532, 42);
    assertEquals(42, memory.getInt(65532));
    assertThrows(MemoryBoundsException.class, () -> memory.getByte(65536));
    assertThrows(ResourceLimitException.class, () -> memory.grow(1));
    assertThrows(ResourceLimitException.class, () -> memory.grow(-1));
    assertEquals(1, memory.grow(0));
    assertEquals(memory, memory);
    assertThrows(IllegalStateException.class, memory::value);
  }

  @Test
  void viewsStayWhenTheMemoryGrows() {
    SharedMemory memory = memory(1, 3);
    MemorySegment view = memory.asSegment();
    assertEquals(65536, view.byteSize());
    assertEquals(1, memory.grow(2));
    view.set(ValueLayout.JAVA_BYTE, 5, (byte) 7);
    assertEquals(7, memory.getByte(5));
    memory.putByte(3 * 65536 - 1, (byte) 9);
    assertEquals(9, memory.asByteBuffer().get(3 * 65536 - 1));
  }

  @Test
  @DisplayName("R85 R86 addresses that are not aligned or out of bounds")
  void addresses() {
    SharedMemory memory = memory(1, 1);
    Optional<Duration> none = Optional.of(Duration.ZERO);
    for (Runnable wrong :
        List.<Runnable>of(
            () -> memory.atomicNotify(1, 1),
            () -> memory.atomicWait32(1, 0, none),
            () -> memory.atomicWait64(4, 0, none))) {
      assertEquals(TrapCode.HEAP_MISALIGNED, assertThrows(WasmTrap.class, wrong::run).code());
    }
    for (Runnable wrong :
        List.<Runnable>of(
            () -> memory.atomicNotify(1 << 20, 1),
            () -> memory.atomicWait32(-4, 0, none),
            () -> memory.atomicWait64(1 << 20, 0, none))) {
      assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, assertThrows(WasmTrap.class, wrong::run).code());
    }
  }

  @Test
  @DisplayName("R87 R88 nobody to wake, another number, the end of the time")
  void resultsOfWaits() {
    SharedMemory memory = memory(1, 1);
    assertEquals(0, memory.atomicNotify(8, 100));
    assertEquals(WaitResult.MISMATCH, memory.atomicWait32(8, 1, Optional.empty()));
    assertEquals(WaitResult.MISMATCH, memory.atomicWait64(8, 1, Optional.empty()));
    Optional<Duration> soon = Optional.of(Duration.ofNanos(100));
    assertEquals(WaitResult.TIMED_OUT, memory.atomicWait32(8, 0, soon));
    assertEquals(WaitResult.TIMED_OUT, memory.atomicWait64(8, 0, soon));
    assertEquals(0, memory.atomicNotify(8, -1));
  }

  @Test
  @DisplayName("R89 a lock of an atomic word, waiting and waking")
  void lock() throws Exception {
    SharedMemory memory = memory(1, 1024);
    threads(8, memory, (instance, thread) -> call(instance, "locked", 10_000));
    assertEquals(80_000, memory.getInt(8));
  }

  @Test
  void everyAdditionCounts() throws Exception {
    SharedMemory memory = memory(1, 1024);
    memory.putLong(72, 0x1111_1111_1111_0011L);
    memory.putLong(80, 0x1111_1111_0000_1111L);
    threads(4, memory, (instance, thread) -> call(instance, "count", 100_001));
    assertEquals(400_004, memory.getInt(64));
    // The neighbours of a byte and of two are as before.
    assertEquals(0x1111_1111_1111_0011L | (400_004 & 0xFF) << 8, memory.getLong(72));
    assertEquals(0x1111_1111_0000_1111L, memory.getLong(80));
  }

  @Test
  @DisplayName("R90 the longest time, and a thread that goes on waking")
  void longestTime() throws Exception {
    SharedMemory memory = memory(1, 1);
    Thread waker = waker(memory, 8);
    try {
      Optional<Duration> longest = Optional.of(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
      assertEquals(WaitResult.OK, memory.atomicWait32(8, 0, longest));
      assertEquals(WaitResult.OK, memory.atomicWait64(8, 0, Optional.empty()));
    } finally {
      waker.interrupt();
      waker.join();
    }
  }

  private static Thread waker(SharedMemory memory, long address) {
    return Thread.ofPlatform()
        .start(
            () -> {
              while (!Thread.interrupted()) {
                memory.atomicNotify(address, 1);
                Thread.onSpinWait();
              }
            });
  }

  @Test
  @DisplayName("R91 R93 an exported shared memory")
  void exported() {
    Instance instance =
        instantiate(
            """
            (module (memory (export "m") 1 5 shared)
              (func (export "size") (result i32) memory.size))
            """);
    SharedMemory memory = instance.sharedMemory("m").orElseThrow();
    assertEquals(type(1, 5), memory.type());
    assertTrue(instance.memory("m").isEmpty());
    assertEquals(1, memory.grow(1));
    assertEquals(2, call(instance, "size"));
    assertEquals(memory, instance.sharedMemory("m").orElseThrow());
    memory.putInt(4, 5);
    store.close();
    assertEquals(5, memory.getInt(4), "does not end with the store that made it");
  }

  @Test
  @DisplayName("R92 L200 one memory in two stores, and in a store of another engine")
  void twoStores() {
    SharedMemory memory = memory(1, 1024);
    linker.define("env", "mem", memory);
    try (Store<List<Object>> other = Store.create(ENGINE, new ArrayList<>())) {
      Instance first = linker.instantiate(store, module(OPERATIONS));
      Instance second = linker.instantiate(other, module(OPERATIONS));
      memory.putByte(0, (byte) 7);
      assertEquals(7, call(first, "load", 0));
      assertEquals(7, call(second, "load", 0));
      call(second, "store", 100_000 - 100_000 % 4 - 65536, 11);
      assertEquals(11, call(first, "load", 100_000 - 100_000 % 4 - 65536));
      assertEquals(1, call(first, "grow", 3));
      assertEquals(4, call(second, "size"));
    }
    try (Engine another = Engine.newBuilder("wasm").build();
        Store<Void> foreign = Store.create(another, null)) {
      WasmModule module = WasmModule.compile(another, OPERATIONS);
      assertThrows(
          LinkException.CrossEngine.class, () -> Instance.create(foreign, module, List.of(memory)));
      assertThrows(IllegalArgumentException.class, () -> memory.value(foreign));
    }
    // The stores are closed; the memory is not.
    assertEquals(7, memory.getByte(0));
  }

  @Test
  @DisplayName("R94 types of memories that are exported again")
  void types() {
    SharedMemory memory = memory(3, 7);
    Instance instance =
        Instance.create(
            store,
            module(
                """
                (module (import "env" "mem" (memory $a 1 8 shared))
                  (memory $b 2 4) (memory $c 5 6 shared)
                  (export "a" (memory $a)) (export "b" (memory $b)) (export "c" (memory $c)))
                """),
            List.of(memory));
    assertEquals(type(3, 7), instance.sharedMemory("a").orElseThrow().type());
    assertEquals(MemoryType.of(2, 4), instance.memory("b").orElseThrow().type());
    assertEquals(type(5, 6), instance.sharedMemory("c").orElseThrow().type());
    assertEquals(memory, instance.sharedMemory("a").orElseThrow());
  }

  @Test
  @DisplayName("R95 growth by four threads")
  void growthByThreads() throws Exception {
    SharedMemory memory = memory(1, 1024);
    List<List<Integer>> sizes =
        threads(
            4,
            memory,
            (instance, thread) -> {
              List<Integer> before = new ArrayList<>();
              for (int i = 0; i < 250; i++) {
                before.add(call(instance, "grow", 1));
              }
              return before;
            });
    Set<Integer> all = new HashSet<>();
    for (List<Integer> of : sizes) {
      assertEquals(of.stream().sorted().toList(), of);
      all.addAll(of);
    }
    assertEquals(1000, all.size());
    assertEquals(1001, memory.pages());
  }

  @Test
  @DisplayName("R96 the last number of a memory that grows")
  void lastNumber() throws Exception {
    SharedMemory memory = memory(1, 1024);
    List<Integer> results =
        threads(
            2,
            memory,
            (instance, thread) -> {
              int seen = 0;
              if (thread == 0) {
                for (int i = 0; i < 1000; i++) {
                  call(instance, "grow", 1);
                }
              } else {
                while (call(instance, "size") < 1001) {
                  seen |= call(instance, "last");
                }
              }
              return seen;
            });
    assertEquals(List.of(0, 0), results);
  }

  @Test
  @DisplayName("R97 a wait of half a second")
  void halfASecond() {
    Instance instance = in(store, memory(1, 1024));
    long start = System.nanoTime();
    assertEquals(2, call(instance, "wait", 0, 0, 500_000_000L));
    assertTrue(System.nanoTime() - start >= 500_000_000L);
    assertEquals(1, call(instance, "wait", 0, 1, -1L));
    assertEquals(0, call(instance, "notify", 0, -1));
  }

  @Test
  @DisplayName("R98 two threads in turns")
  void turns() throws Exception {
    SharedMemory memory = memory(1, 1024);
    List<Integer> seen =
        threads(
            2,
            memory,
            (instance, thread) -> {
              int own = thread * 4;
              int others = 4 - own;
              if (thread == 0) {
                call(instance, "store", own, 42);
                call(instance, "notify", own, 1);
              }
              while (call(instance, "load", others) == 0) {
                call(instance, "wait", others, 0, -1L);
              }
              if (thread == 1) {
                call(instance, "store", own, 21);
                call(instance, "notify", own, 1);
              }
              return call(instance, "load", others);
            });
    assertEquals(List.of(21, 42), seen);
    assertEquals(42, memory.getInt(0));
    assertEquals(21, memory.getInt(4));
  }

  @Test
  @DisplayName("R99 R100 waits on a memory that is not shared, on two threads in turn")
  void notShared() throws Exception {
    Instance instance =
        instantiate(
            """
            (module (memory 1)
              (func (export "wait") (result i32)
                (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0)))
              (func (export "notify") (result i32)
                (memory.atomic.notify (i32.const 0) (i32.const 1))))
            """);
    assertEquals(0, call(instance, "notify"));
    Callable<TrapCode> trap =
        () -> assertThrows(WasmTrap.class, () -> call(instance, "wait")).code();
    assertEquals(TrapCode.ATOMIC_WAIT_NON_SHARED_MEMORY, trap.call());
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      assertEquals(TrapCode.ATOMIC_WAIT_NON_SHARED_MEMORY, other.submit(trap).get());
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void codeAsksTheLimitsOfItsStore() {
    SharedMemory memory = memory(2, 1024);
    StoreLimits limits = StoreLimits.builder().memoryBytes(4 * 65536).build();
    try (Store<Void> limited = Store.<Void>newBuilder(ENGINE, null).limits(limits).build()) {
      Instance instance = in(limited, memory);
      assertEquals(2, call(instance, "grow", 2));
      assertEquals(-1, call(instance, "grow", 1));
      assertEquals(4, call(instance, "grow", 0));
      assertThrows(
          ResourceLimitException.class,
          () -> Instance.create(limited, module("(module (memory 5 9 shared))"), List.of()));
      Instance own =
          Instance.create(
              limited,
              module(
                  """
                  (module (memory (export "m") 1 9 shared)
                    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
                  """),
              List.of());
      assertEquals(1, call(own, "grow", 3));
      assertEquals(-1, call(own, "grow", 1));
      assertEquals(4, own.sharedMemory("m").orElseThrow().grow(1));
    }
    assertEquals(4, memory.grow(1), "the host has no limit");
  }

  @Test
  void firstComeFirstWoken() throws Exception {
    SharedMemory memory = memory(1, 1);
    List<Integer> woken = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    memory.atomicWait32(0, 0, Optional.empty());
                    woken.add(number);
                  });
      waiting.add(thread);
      while (thread.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    }
    for (int i = 0; i < 4; i++) {
      assertEquals(1, memory.atomicNotify(0, 1));
      waiting.get(i).join();
    }
    assertEquals(List.of(0, 1, 2, 3), woken);
  }

  @Test
  void anInterruptedHostDoesNotWait() throws Exception {
    SharedMemory memory = memory(1, 1);
    List<Throwable> thrown = new ArrayList<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    memory.atomicWait64(0, 0, Optional.empty());
                  } catch (CancellationException e) {
                    thrown.add(e);
                  }
                });
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    thread.interrupt();
    thread.join();
    assertEquals(1, thrown.size());
    assertEquals(0, memory.atomicNotify(0, -1), "nobody is left in the queue");
  }

  @Test
  void closingAContextEndsAWait() throws Exception {
    SharedMemory memory = memory(1, 1024);
    Store<Void> own = Store.create(ENGINE, null);
    Instance instance = in(own, memory);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<?> waiting =
          executor.submit(
              () -> assertThrows(Throwable.class, () -> call(instance, "wait", 0, 0, -1L)));
      Thread.sleep(100);
      long start = System.nanoTime();
      own.context().close(true);
      waiting.get(10, TimeUnit.SECONDS);
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis < 2000, () -> millis + " ms");
      assertEquals(0, memory.atomicNotify(0, -1), "nobody is left in the queue");
    } finally {
      executor.shutdownNow();
      own.close();
    }
  }

  @Test
  void contextsOfThePolyglotApiShareOne() {
    SharedMemory memory = memory(1, 1024);
    Source source =
        Source.newBuilder("wasm", OPERATIONS, "operations").mimeType("text/wat").buildLiteral();
    for (int i = 1; i <= 2; i++) {
      try (Context context = Context.newBuilder("wasm").engine(ENGINE).build()) {
        Store<Void> own = Store.of(context, null);
        Value given = memory.value(own);
        Object env = ProxyObject.fromMap(Map.of("mem", given));
        Value exports =
            context
                .eval(source)
                .newInstance(ProxyObject.fromMap(Map.of("env", env)))
                .getMember("exports");
        exports.invokeMember("count", 1);
        assertEquals(i, memory.getInt(64));
        assertEquals(i, given.readBufferInt(java.nio.ByteOrder.LITTLE_ENDIAN, 64));
        assertEquals(memory, Extern.of(own, given));
        assertTrue(given.getMember("type").getMember("shared").asBoolean());
      }
    }
  }
}
