// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Limits of stores: memories, tables, instances, fuel, epochs, timeouts, stack.
 *
 * <p>The costs of instructions (R141 to R148, R154 to R156) are tested on the engine itself.
 */
final class LimitRowsTest {
  private static final Engine ENGINE = Engine.newBuilder("wasm").build();
  private static final long PAGE = 65536;
  private static final Val.Ref NULL = Val.nullOf(RefType.FUNCREF);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static Store<List<Object>> store(StoreLimits.Builder limits) {
    return Store.newBuilder(ENGINE, (List<Object>) new ArrayList<Object>())
        .limits(limits.build())
        .build();
  }

  private static Instance instantiate(Store<?> store, String text) {
    return Instance.create(store, WasmModule.compile(store.engine(), text), List.of());
  }

  private static Func func(Instance instance, String name) {
    return instance.func(name).orElseThrow();
  }

  private static String refused(org.junit.jupiter.api.function.Executable body) {
    return assertThrows(ResourceLimitException.class, body).getMessage();
  }

  // ---- Memories, tables, instances

  private static void growMemory(Memory memory) {
    memory.grow(3);
    memory.grow(5);
    memory.grow(2);
    assertEquals("failed to grow memory by `1`", refused(() -> memory.grow(1)));
    assertEquals(10, memory.pages());
  }

  private static void growTable(Table table) {
    table.grow(2, NULL);
    table.grow(1, NULL);
    table.grow(2, NULL);
    assertEquals("failed to grow table by `1`", refused(() -> table.grow(1, NULL)));
    assertEquals(5, table.size());
  }

  @Test
  @DisplayName("R123 R124 limits are for each memory and table, whoever grows them")
  void growth() {
    StoreLimits.Builder limits = StoreLimits.builder().memoryBytes(10 * PAGE).tableElements(5);
    try (Store<?> store = store(limits)) {
      Instance instance =
          instantiate(
              store,
              """
              (module (memory (export "m") 0) (table (export "t") 0 funcref)
                (memory $n 0)
                (func (export "grow") (param i32) (result i32)
                  (memory.grow $n (local.get 0))))
              """);
      growMemory(instance.memory("m").orElseThrow());
      growTable(instance.table("t").orElseThrow());
      growMemory(Memory.create(store, MemoryType.of(0)));
      growTable(Table.create(store, TableType.of(RefType.FUNCREF, 0), NULL));
      Func grow = func(instance, "grow");
      int size = 0;
      for (int delta : new int[] {3, 5, 2}) {
        assertEquals(size, grow.call(delta)[0]);
        size += delta;
      }
      assertEquals(-1, grow.call(1)[0]);
      assertEquals(10, grow.call(0)[0]);
    }
  }

  @Test
  @DisplayName("R125 only one of the two is limited")
  void onlyOne() {
    try (Store<?> store = store(StoreLimits.builder().memoryBytes(PAGE))) {
      assertEquals(0, Table.create(store, TableType.of(RefType.FUNCREF, 0), NULL).grow(1000, NULL));
      refused(() -> Memory.create(store, MemoryType.of(1)).grow(1));
    }
    try (Store<?> store = store(StoreLimits.builder().tableElements(1))) {
      assertEquals(0, Memory.create(store, MemoryType.of(0)).grow(100));
      refused(() -> Table.create(store, TableType.of(RefType.FUNCREF, 1), NULL).grow(1, NULL));
    }
  }

  @Test
  @DisplayName("R126 R127 minimum sizes beyond the limits")
  void minimums() {
    StoreLimits.Builder limits = StoreLimits.builder().memoryBytes(10 * PAGE).tableElements(4);
    try (Store<?> store = store(limits)) {
      assertTrue(
          refused(() -> instantiate(store, "(module (memory 11))"))
              .contains("memory minimum size of 11 pages exceeds memory limits"));
      assertTrue(
          refused(() -> Memory.create(store, MemoryType.of(25)))
              .contains("memory minimum size of 25 pages exceeds memory limits"));
      assertTrue(
          refused(() -> instantiate(store, "(module (table 23 funcref))"))
              .contains("table minimum size of 23 elements exceeds table limits"));
      assertTrue(
          refused(() -> Table.create(store, TableType.of(RefType.FUNCREF, 99), NULL))
              .contains("table minimum size of 99 elements exceeds table limits"));
      instantiate(store, "(module (memory 10) (table 4 funcref))");
    }
  }

  @Test
  @DisplayName("R128 R129 counts of instances, memories and tables")
  void counts() {
    try (Store<?> store = store(StoreLimits.builder().instances(2))) {
      Instance one = instantiate(store, "(module)");
      Instance two = instantiate(store, "(module)");
      assertTrue(
          refused(() -> instantiate(store, "(module)")).contains("instance count too high at 3"));
      assertNotNull(one);
      assertNotNull(two);
    }
    try (Store<?> store = store(StoreLimits.builder().memories(1))) {
      assertTrue(
          refused(() -> instantiate(store, "(module (memory 0) (memory 0))"))
              .contains("memory count too high at 2"));
    }
    try (Store<?> store = store(StoreLimits.builder().tables(1))) {
      assertTrue(
          refused(() -> instantiate(store, "(module (table 0 funcref) (table 0 funcref))"))
              .contains("table count too high at 2"));
    }
  }

  @Test
  @DisplayName("L92 L130 only what is still reachable counts, and what failed does not")
  void reachable() {
    try (Store<?> store = store(StoreLimits.builder().instances(1).memories(2))) {
      String failing = "(module (memory 1) (func $s unreachable) (start $s))";
      for (int i = 0; i < 3; i++) {
        assertThrows(WasmTrap.class, () -> instantiate(store, failing));
      }
      instantiate(store, "(module)");
    }
    try (Store<Void> store =
        Store.newBuilder(ENGINE, (Void) null)
            .limits(StoreLimits.builder().instances(3).build())
            .build()) {
      Linker<Void> linker = Linker.create(ENGINE);
      linker.module(store, "c", WasmModule.compile(ENGINE, "(module (func (export \"_start\")))"));
      for (int i = 0; i < 7; i++) {
        linker.getDefault(store, "c").call();
      }
    }
  }

  @Test
  @DisplayName("A limit on the bytes of all memories together")
  void total() {
    try (Store<?> store = store(StoreLimits.builder().totalMemoryBytes(10 * PAGE))) {
      Memory one = Memory.create(store, MemoryType.of(4));
      Memory two = Memory.create(store, MemoryType.of(4));
      assertEquals(4, one.grow(2));
      refused(() -> two.grow(1));
      refused(() -> Memory.create(store, MemoryType.of(1)));
      Instance instance =
          instantiate(
              store,
              """
              (module (memory 0) (func (export "grow") (result i32)
                (memory.grow (i32.const 1))))
              """);
      assertEquals(-1, func(instance, "grow").call()[0]);
      assertEquals(6, one.pages());
      assertEquals(4, two.pages());
    }
  }

  /** A budget that memories and the host share. */
  private static final class Budget implements ResourceLimiter {
    private final long most;
    private long used;
    private final List<String> log = new ArrayList<>();
    private RuntimeException failure;

    Budget(long most) {
      this.most = most;
    }

    boolean take(long bytes) {
      if (used + bytes > most) {
        return false;
      }
      used += bytes;
      return true;
    }

    @Override
    public boolean memoryGrowing(long current, long desired, OptionalLong maximum) {
      if (failure != null) {
        throw failure;
      }
      log.add(current + " " + desired + " " + maximum.orElse(-1));
      return take(desired - current);
    }

    @Override
    public boolean tableGrowing(long current, long desired, OptionalLong maximum) {
      if (failure != null) {
        throw failure;
      }
      log.add("table " + current + " " + desired + " " + maximum.orElse(-1));
      return true;
    }

    @Override
    public void memoryGrowFailed(Throwable why) {
      log.add(why.getMessage());
    }

    @Override
    public void tableGrowFailed(Throwable why) {
      log.add(why.getMessage());
    }
  }

  private static Store<Budget> store(Budget budget) {
    return Store.newBuilder(ENGINE, budget).limiter(b -> b).build();
  }

  @Test
  @DisplayName("R130 a limiter whose budget the host shares")
  void budget() {
    Budget budget = new Budget(5 * PAGE);
    try (Store<Budget> store = store(budget)) {
      Linker<Budget> linker = Linker.create(ENGINE);
      linker.funcNew(
          "h",
          "alloc",
          FuncType.of("(i32) -> i32"),
          (caller, params, results) ->
              results[0] = Val.i32(caller.data().take(params.get(0).asInt()) ? 1 : 0));
      Instance instance =
          linker.instantiate(
              store,
              WasmModule.compile(
                  ENGINE,
                  """
                  (module (import "h" "alloc" (func $a (param i32) (result i32)))
                    (memory 1 8)
                    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
                    (func (export "alloc") (param i32) (result i32) (call $a (local.get 0))))
                  """));
      Func grow = func(instance, "grow");
      Func alloc = func(instance, "alloc");
      assertEquals(1, grow.call(2)[0]);
      assertEquals(1, alloc.call((int) PAGE)[0]);
      assertEquals(-1, grow.call(2)[0]);
      assertEquals(3, grow.call(1)[0]);
      assertEquals(0, alloc.call(1)[0]);
      assertEquals(-1, grow.call(1)[0]);
      assertEquals(
          List.of(
              "0 65536 524288",
              "65536 196608 524288",
              "196608 327680 524288",
              "196608 262144 524288",
              "262144 327680 524288"),
          budget.log);
    }
  }

  @Test
  @DisplayName("R131 growth that the limiter allows and the maximum does not")
  void allowedButImpossible() {
    Budget budget = new Budget(Long.MAX_VALUE);
    try (Store<Budget> store = store(budget)) {
      Memory memory = Memory.create(store, MemoryType.of(1, 2));
      refused(() -> memory.grow(2));
      Table table = Table.create(store, TableType.of(RefType.FUNCREF, 1, 2), NULL);
      refused(() -> table.grow(2, NULL));
      assertEquals(
          List.of(
              "0 65536 131072",
              "65536 196608 131072",
              "the maximum size of the memory is 2 pages",
              "table 0 1 2",
              "table 1 3 2",
              "the maximum size of the table is 2 elements"),
          budget.log);
    }
  }

  @Test
  @DisplayName("R132 what a limiter throws arrives as itself")
  void throwingLimiter() {
    Budget budget = new Budget(Long.MAX_VALUE);
    try (Store<Budget> store = store(budget)) {
      Memory memory = Memory.create(store, MemoryType.of(1));
      Table table = Table.create(store, TableType.of(RefType.FUNCREF, 1), NULL);
      Instance instance =
          instantiate(
              store,
              """
              (module (memory 1) (table 1 funcref)
                (func (export "memory") (result i32) (memory.grow (i32.const 1)))
                (func (export "table") (result i32)
                  (table.grow (ref.null func) (i32.const 1))))
              """);
      budget.failure = new IllegalStateException("no budget");
      List<org.junit.jupiter.api.function.Executable> ways =
          List.of(
              () -> memory.grow(1),
              () -> table.grow(1, NULL),
              () -> func(instance, "memory").call(),
              () -> func(instance, "table").call(),
              () -> instantiate(store, "(module (memory 1))"),
              () -> Memory.create(store, MemoryType.of(1)));
      for (org.junit.jupiter.api.function.Executable way : ways) {
        assertSame(budget.failure, assertThrows(IllegalStateException.class, way));
      }
      budget.failure = null;
      assertEquals(1, func(instance, "memory").call()[0]);
    }
  }

  @Test
  @DisplayName("R133 a growth that is refused ends the call, if so asked")
  void trapOnFailure() {
    StoreLimits.Builder limits =
        StoreLimits.builder().memoryBytes(2 * PAGE).tableElements(2).trapOnGrowFailure(true);
    try (Store<?> store = store(limits)) {
      Instance instance =
          instantiate(
              store,
              """
              (module (memory 1) (table 1 funcref) (memory $small 1 1)
                (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
                (func (export "small") (param i32) (result i32)
                  (memory.grow $small (local.get 0)))
                (func (export "table") (param i32) (result i32)
                  (table.grow (ref.null func) (local.get 0))))
              """);
      for (String name : List.of("memory", "table", "small")) {
        String message = refused(() -> func(instance, name).call(name.equals("small") ? 1 : 2));
        assertTrue(message.startsWith("forcing"), message);
      }
      assertEquals(1, func(instance, "memory").call(1)[0]);
    }
  }

  @Test
  @DisplayName("R136 nothing leaks when the second memory of a module is refused")
  void partialFailure() {
    StoreLimits.Builder limits =
        StoreLimits.builder().memoryBytes(10 * PAGE).memories(2).totalMemoryBytes(12 * PAGE);
    try (Store<?> store = store(limits)) {
      for (int i = 0; i < 3; i++) {
        refused(() -> instantiate(store, "(module (memory 10) (memory 11))"));
      }
      instantiate(store, "(module (memory 10) (memory 2))");
    }
  }

  // ---- Fuel

  private static final String WORK =
      """
      (module (func (export "empty"))
        (func (export "work") (drop (i32.const 1)) (drop (i32.const 1)) (drop (i32.const 1)))
        (func (export "loop") (loop (br 0)))
        (func $deep (export "deep") (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (call $deep (i32.sub (local.get 0) (i32.const 1))))
            (else (i32.const 7)))))
      """;

  private static TrapCode trap(org.junit.jupiter.api.function.Executable body) {
    return assertThrows(WasmTrap.class, body).code();
  }

  @Test
  @DisplayName("R138 fuel that is not switched on")
  void noFuel() {
    try (Store<Void> store = Store.create(ENGINE, null)) {
      assertThrows(IllegalStateException.class, store::fuel);
      assertThrows(IllegalStateException.class, () -> store.fuel(1));
    }
  }

  @Test
  @DisplayName("R139 R140 R149 R150 R151 setting fuel and using it")
  void fuel() {
    try (Store<Void> store = Store.newBuilder(ENGINE, (Void) null).fuel(true).build()) {
      Instance instance = instantiate(store, WORK);
      assertEquals(0, store.fuel());
      assertEquals(TrapCode.OUT_OF_FUEL, trap(() -> func(instance, "empty").call()));
      for (long units : new long[] {10_000, 1, -1}) {
        store.fuel(units);
        assertEquals(units, store.fuel());
      }
      store.fuel(6);
      func(instance, "work").call();
      assertEquals(2, store.fuel());
      func(instance, "work").call();
      assertEquals(0, store.fuel());
      assertEquals(TrapCode.OUT_OF_FUEL, trap(() -> func(instance, "work").call()));
      store.fuel(1);
      assertEquals(TrapCode.OUT_OF_FUEL, trap(() -> func(instance, "empty").call()));
      store.fuel(10_000);
      WasmTrap e = assertThrows(WasmTrap.class, () -> func(instance, "loop").call());
      assertEquals(TrapCode.OUT_OF_FUEL, e.code());
      assertEquals("loop", e.backtrace().frames().get(0).functionName().orElseThrow());
      assertEquals(0, store.fuel());
      store.fuel(100);
      func(instance, "empty").call();
      assertEquals(99, store.fuel());
    }
  }

  @Test
  @DisplayName("R35 R152 a host function sees and changes the fuel")
  void fuelInHost() {
    Linker<long[]> linker = Linker.create(ENGINE);
    linker.funcNew(
        "h",
        "h",
        FuncType.of("() -> ()"),
        (caller, params, results) -> {
          caller.data()[0] = caller.fuel();
          caller.fuel(1);
        });
    try (Store<long[]> store = Store.newBuilder(ENGINE, new long[1]).fuel(true).build()) {
      Instance instance =
          linker.instantiate(
              store,
              WasmModule.compile(
                  ENGINE,
                  """
                  (module (import "h" "h" (func $h)) (func $g)
                    (func (export "f") (call $h) (call $g)))
                  """));
      store.fuel(1000);
      assertEquals(TrapCode.OUT_OF_FUEL, trap(() -> func(instance, "f").call()));
      assertEquals(998, store.data()[0]);
    }
  }

  @Test
  @DisplayName("R157 R158 fuel in portions")
  void portions() {
    try (Store<Void> store = Store.newBuilder(ENGINE, (Void) null).fuel(true).build()) {
      Instance instance = instantiate(store, WORK);
      assertThrows(
          IllegalArgumentException.class, () -> store.fuelYieldInterval(OptionalLong.of(0)));
      store.fuelYieldInterval(OptionalLong.of(100));
      store.fuel(10_000);
      assertEquals(10_000, store.fuel());
      assertEquals(TrapCode.OUT_OF_FUEL, trap(() -> func(instance, "loop").call()));
      assertEquals(0, store.fuel());
      store.fuelYieldInterval(OptionalLong.empty());
      store.fuel(10_000);
      func(instance, "work").call();
      assertEquals(9996, store.fuel());
    }
  }

  // ---- Epochs; each test has an engine of its own

  private static Engine engine() {
    return Engine.newBuilder("wasm").build();
  }

  @Test
  @DisplayName("R159 R160 R161 deadlines of epochs")
  void deadlines() {
    try (Engine engine = engine();
        Store<Void> store = Store.newBuilder(engine, (Void) null).epochs(true).build()) {
      Instance instance = instantiate(store, WORK);
      Func empty = func(instance, "empty");
      assertEquals(TrapCode.INTERRUPT, trap(empty::call));
      store.epochDeadline(1);
      empty.call();
      Epoch.increment(engine);
      assertEquals(TrapCode.INTERRUPT, trap(empty::call));
      store.epochDeadline(2);
      Epoch.increment(engine);
      empty.call();
      Epoch.increment(engine);
      assertEquals(TrapCode.INTERRUPT, trap(empty::call));
      assertEquals(3, Epoch.current(engine));
      assertThrows(IllegalArgumentException.class, () -> store.epochDeadline(-1));
      store.epochDeadline(Long.MAX_VALUE);
      empty.call();
    }
  }

  @Test
  @DisplayName("R159 a start function before any deadline was set")
  void deadlineOfStart() {
    try (Engine engine = engine();
        Store<Void> store = Store.newBuilder(engine, (Void) null).epochs(true).build()) {
      String module = "(module (func $s) (start $s))";
      assertEquals(TrapCode.INTERRUPT, trap(() -> instantiate(store, module)));
      store.epochDeadline(1);
      instantiate(store, module);
    }
  }

  @Test
  @DisplayName("R162 code that runs is interrupted by another thread")
  void tickedFromOutside() throws Exception {
    try (Engine engine = engine();
        Store<Void> store = Store.create(engine, null);
        Epoch.Ticker ticker = Epoch.tick(engine, Duration.ofMillis(20))) {
      assertNotNull(ticker);
      Instance instance = instantiate(store, WORK);
      for (int i = 0; i < 3; i++) {
        store.epochDeadline(3);
        long start = System.nanoTime();
        assertEquals(TrapCode.INTERRUPT, trap(() -> func(instance, "loop").call()));
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
      }
      store.epochDeadline(1_000_000);
      func(instance, "empty").call();
    }
  }

  private static final String TICKS =
      """
      (module (import "h" "tick" (func $tick)) (func $g)
        (func (export "f") (call $tick) (call $g) (call $g)))
      """;

  private static Linker<AtomicInteger> ticking(Engine engine) {
    Linker<AtomicInteger> linker = Linker.create(engine);
    linker.funcNew(
        "h", "tick", FuncType.of("() -> ()"), (caller, params, results) -> Epoch.increment(engine));
    return linker;
  }

  @Test
  @DisplayName("R163 R164 R165 R167 what handlers of deadlines decide")
  void handlers() throws Exception {
    try (Engine engine = engine();
        Store<AtomicInteger> store = Store.create(engine, new AtomicInteger())) {
      Instance instance = ticking(engine).instantiate(store, WasmModule.compile(engine, TICKS));
      Func f = func(instance, "f");
      store.onEpochDeadline(
          s -> {
            s.data().incrementAndGet();
            return new EpochHandler.Deadline.Continue(1);
          });
      store.epochDeadline(1);
      f.call();
      assertEquals(1, store.data().get());

      IllegalArgumentException failure = new IllegalArgumentException("late");
      store.onEpochDeadline(
          s -> {
            throw failure;
          });
      store.epochDeadline(1);
      assertSame(failure, assertThrows(IllegalArgumentException.class, f::call));

      store.onEpochDeadline(s -> new EpochHandler.Deadline.Interrupt());
      store.epochDeadline(1);
      WasmTrap e = assertThrows(WasmTrap.class, f::call);
      assertEquals(TrapCode.INTERRUPT, e.code());

      store.onEpochDeadline(s -> new EpochHandler.Deadline.Yield(1));
      store.epochDeadline(1);
      assertThrows(IllegalStateException.class, f::call);
      store.epochDeadline(1);
      f.callAsync().get();
    }
  }

  @Test
  @DisplayName("R82 R169 a handler grows memory and table while code fills them")
  void handlerGrows() throws Exception {
    try (Engine engine = engine();
        Store<Void> store = Store.create(engine, null);
        Epoch.Ticker ticker = Epoch.tick(engine, Duration.ofMillis(1))) {
      assertNotNull(ticker);
      Instance instance =
          instantiate(
              store,
              """
              (module (memory (export "m") 1024 3000) (table (export "t") 100 5000 funcref)
                (func (export "fill") (param i32) (result i32) (local $i i32)
                  (loop $l
                    (memory.fill (i32.const 0) (local.get 0) (i32.const 0x400_0000))
                    (memory.copy (i32.const 1) (i32.const 0) (i32.const 0x3ff_ffff))
                    (table.fill (i32.const 0) (ref.null func) (i32.const 100))
                    (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                                        (i32.const 5))))
                  (i32.add (i32.load8_u (i32.const 0)) (i32.load8_u (i32.const 0x3ff_ffff)))))
              """);
      AtomicInteger grown = new AtomicInteger();
      store.onEpochDeadline(
          s -> {
            if (grown.get() < 1000) {
              instance.memory("m").orElseThrow().grow(1);
              instance.table("t").orElseThrow().grow(1, NULL);
              grown.incrementAndGet();
            }
            return new EpochHandler.Deadline.Continue(1);
          });
      store.epochDeadline(1);
      for (int i = 1; i <= 3 || grown.get() == 0 && i < 100; i++) {
        assertEquals(2 * i, func(instance, "fill").call(i)[0]);
      }
      assertTrue(grown.get() > 0);
      assertEquals(1024 + grown.get(), instance.memory("m").orElseThrow().pages());
      assertEquals(100 + grown.get(), instance.table("t").orElseThrow().size());
    }
  }

  @Test
  @DisplayName("R166 ticks that pile up are one interruption")
  void ticksInARow() {
    try (Engine engine = engine();
        Store<AtomicInteger> store = Store.create(engine, new AtomicInteger())) {
      Linker<AtomicInteger> linker = Linker.create(engine);
      linker.funcNew(
          "h",
          "tick",
          FuncType.of("() -> ()"),
          (caller, params, results) -> {
            for (int i = 0; i < 10; i++) {
              Epoch.increment(engine);
            }
          });
      Instance instance = linker.instantiate(store, WasmModule.compile(engine, TICKS));
      store.onEpochDeadline(
          s -> {
            s.data().incrementAndGet();
            return new EpochHandler.Deadline.Interrupt();
          });
      store.epochDeadline(1);
      assertEquals(TrapCode.INTERRUPT, trap(() -> func(instance, "f").call()));
      assertEquals(1, store.data().get());
    }
  }

  @Test
  @DisplayName("R170 the host is not interrupted")
  void hostGoesOn() {
    try (Engine engine = engine();
        Store<AtomicInteger> store = Store.create(engine, new AtomicInteger())) {
      Linker<AtomicInteger> linker = Linker.create(engine);
      linker.funcNew(
          "h",
          "tick",
          FuncType.of("() -> ()"),
          (caller, params, results) -> {
            Epoch.increment(engine);
            Thread.sleep(20);
            caller.data().incrementAndGet();
          });
      Instance instance = linker.instantiate(store, WasmModule.compile(engine, TICKS));
      store.epochDeadline(1);
      assertEquals(TrapCode.INTERRUPT, trap(() -> func(instance, "f").call()));
      assertEquals(1, store.data().get());
    }
  }

  @Test
  @DisplayName("An epoch handler cannot see or change the fuel")
  void fuelInHandler() {
    try (Engine engine = engine();
        Store<AtomicInteger> store =
            Store.newBuilder(engine, new AtomicInteger()).fuel(true).build()) {
      Instance instance = ticking(engine).instantiate(store, WasmModule.compile(engine, TICKS));
      store.fuel(1000);
      store.onEpochDeadline(
          s -> {
            s.fuel(5);
            return new EpochHandler.Deadline.Continue(1);
          });
      store.epochDeadline(1);
      assertThrows(IllegalStateException.class, () -> func(instance, "f").call());
    }
  }

  // ---- Timeouts

  @Test
  @DisplayName("A timeout ends a call, and leaves the store usable")
  void timeouts() {
    try (Store<Void> store =
        Store.newBuilder(ENGINE, (Void) null).timeout(Duration.ofMillis(50)).build()) {
      store.timeout(null);
      Instance instance = instantiate(store, WORK);
      func(instance, "empty").call(); // the first call is the one that takes long
      store.timeout(Duration.ofMillis(50));
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        assertEquals(TrapCode.INTERRUPT, trap(() -> func(instance, "loop").call()));
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis >= 45 && millis < 5000, () -> millis + " ms");
        func(instance, "empty").call();
      }
      assertEquals(
          TrapCode.INTERRUPT,
          trap(() -> instantiate(store, "(module (func $s (loop (br 0))) (start $s))")));
      store.timeout(null);
      func(instance, "empty").call();
      assertThrows(IllegalArgumentException.class, () -> store.timeout(Duration.ZERO));
    }
  }

  @Test
  @DisplayName("R19 Store.close from another thread ends what runs; other stores go on")
  void closeFromOutside() throws Exception {
    try (Engine engine = engine();
        Store<Void> other = Store.create(engine, null)) {
      Store<Void> store = Store.create(engine, null);
      Func loop = func(instantiate(store, WORK), "loop");
      Future<?> running = loop.callAsync();
      Thread.sleep(50);
      store.close();
      ExecutionException e = assertThrows(ExecutionException.class, running::get);
      assertTrue(
          e.getCause() instanceof org.graalvm.polyglot.PolyglotException p && p.isCancelled(),
          () -> "" + e.getCause());
      func(instantiate(other, WORK), "empty").call();
    }
  }

  // ---- Stack

  @Test
  @DisplayName("R110 R180 R181 a limit on nested calls; the store stays usable")
  void stackDepth() {
    try (Store<Void> store = Store.newBuilder(ENGINE, (Void) null).maxStackDepth(100).build()) {
      Instance instance = instantiate(store, WORK);
      for (int i = 0; i < 3; i++) {
        assertEquals(7, func(instance, "deep").call(99)[0]);
        WasmTrap e = assertThrows(WasmTrap.class, () -> func(instance, "deep").call(100));
        assertEquals(TrapCode.STACK_OVERFLOW, e.code());
      }
    }
    try (Store<Void> store =
        Store.newBuilder(ENGINE, (Void) null).maxStackDepth(Long.MAX_VALUE).build()) {
      func(instantiate(store, WORK), "empty").call();
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Store.newBuilder(ENGINE, (Void) null).maxStackDepth(0));
  }

  @Test
  @DisplayName("R179 an overflow through the host at each level leaves host functions whole")
  void overflowThroughHost() {
    Linker<int[]> linker = Linker.create(ENGINE);
    linker.funcNew(
        "h",
        "h",
        FuncType.of("() -> ()"),
        (caller, params, results) -> {
          caller.data()[0]++;
          try {
            caller.export("go").map(e -> (Func) e).orElseThrow().call();
          } finally {
            caller.data()[1]++;
          }
        });
    try (Store<int[]> store = Store.newBuilder(ENGINE, new int[2]).maxStackDepth(50).build()) {
      Instance instance =
          linker.instantiate(
              store,
              WasmModule.compile(
                  ENGINE,
                  "(module (import \"h\" \"h\" (func $h)) (func (export \"go\") (call $h)))"));
      for (int i = 0; i < 3; i++) {
        WasmTrap e = assertThrows(WasmTrap.class, () -> func(instance, "go").call());
        assertEquals(TrapCode.STACK_OVERFLOW, e.code());
        assertEquals(50 * (i + 1), store.data()[0]);
        assertEquals(store.data()[0], store.data()[1]);
      }
    }
  }
}
