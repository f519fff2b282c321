// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Functions and their typed views: rows R1 to R32. */
final class FunctionsTest extends HostTesting {
  record Three(int a, int b, int c) {}

  interface ThreeSupplier {
    Three get();
  }

  interface Rotate {
    Three rotate(int a, int b, int c);
  }

  @Test
  @DisplayName("R1 R2 several results, of WebAssembly, of typed and of dynamic host functions")
  void tuples() {
    linker.funcWrap("h", "typed", ThreeSupplier.class, () -> new Three(1, 2, 3));
    linker.funcNew(
        "h",
        "dynamic",
        FuncType.of("() -> (i32, i32, i32)"),
        (caller, params, results) -> {
          for (int i = 0; i < 3; i++) {
            results[i] = Val.i32(i + 1);
          }
        });
    Instance instance =
        instantiate(
            """
            (module
              (import "h" "typed" (func $typed (result i32 i32 i32)))
              (import "h" "dynamic" (func $dynamic (result i32 i32 i32)))
              (func $own (result i32 i32 i32) (i32.const 1) (i32.const 2) (i32.const 3))
              (func (export "own") (result i32 i32 i32) (call $own))
              (func (export "typed") (result i32 i32 i32) (call $typed))
              (func (export "dynamic") (result i32 i32 i32) (call $dynamic)))
            """);
    for (String name : List.of("own", "typed", "dynamic")) {
      assertEquals(new Three(1, 2, 3), instance.typed(name, ThreeSupplier.class).get(), name);
      assertEquals(
          new Three(1, 2, 3), func(instance, name).typed(Returns.of(Three.class)).call(), name);
      assertArrayEquals(new Object[] {1, 2, 3}, func(instance, name).call(), name);
    }
  }

  @Test
  @DisplayName("R3 host functions that rotate, called typed and dynamically")
  void rotatingHost() {
    linker.funcWrap("h", "typed", Rotate.class, (a, b, c) -> new Three(b, c, a));
    linker.funcNew(
        "h",
        "dynamic",
        FuncType.of("(i32, i32, i32) -> (i32, i32, i32)"),
        (caller, p, r) -> {
          r[0] = p.get(1);
          r[1] = p.get(2);
          r[2] = p.get(0);
        });
    for (String name : List.of("typed", "dynamic")) {
      Func f = (Func) linker.get(store, "h", name).orElseThrow();
      assertEquals(new Three(2, 3, 1), f.typed(Rotate.class).rotate(1, 2, 3));
      assertArrayEquals(new Object[] {2, 3, 1}, f.call(1, 2, 3));
      assertEquals(
          List.of(Val.i32(2), Val.i32(3), Val.i32(1)),
          f.call(List.of(Val.i32(1), Val.i32(2), Val.i32(3))));
    }
  }

  @Test
  @DisplayName("R4 an export that rotates, called dynamically")
  void rotatingExport() {
    Instance instance =
        instantiate(
            """
            (module (func (export "r") (param i32 i32 i32) (result i32 i32 i32)
              (local.get 1) (local.get 2) (local.get 0)))
            """);
    assertArrayEquals(new Object[] {20, 30, 10}, func(instance, "r").call(10, 20, 30));
  }

  private Func addition() {
    linker.allowShadowing(true).funcWrap("h", "add", IntBinaryOperator.class, Integer::sum);
    return (Func) linker.get(store, "h", "add").orElseThrow();
  }

  @Test
  @DisplayName("R5 a host function in an imported constant global")
  void inGlobal() {
    Func add = addition();
    linker.define(
        "h", "g", Global.create(store, new GlobalType(ValType.FUNCREF, false), Val.funcRef(add)));
    Instance instance =
        instantiate(
            """
            (module (import "h" "g" (global $g funcref)) (table $t 1 funcref)
              (type $add (func (param i32 i32) (result i32)))
              (func (export "run") (result i32)
                (table.set $t (i32.const 0) (global.get $g))
                (call_indirect $t (type $add) (i32.const 3) (i32.const 4) (i32.const 0))))
            """);
    assertEquals(7, one(func(instance, "run").call()));
  }

  @Test
  @DisplayName("R6 a host function as initial value of an imported table")
  void inImportedTable() {
    Func add = addition();
    linker.define(
        "h",
        "t",
        Table.create(
            store,
            new TableType(RefType.FUNCREF, 1, java.util.OptionalLong.of(1), false),
            Val.funcRef(add)));
    Instance instance =
        instantiate(
            """
            (module (import "h" "t" (table $t 1 1 funcref))
              (type $add (func (param i32 i32) (result i32)))
              (func (export "run") (result i32)
                (call_indirect $t (type $add) (i32.const 3) (i32.const 4) (i32.const 0))))
            """);
    assertEquals(7, one(func(instance, "run").call()));
  }

  interface FuncSupplier {
    Func get();
  }

  @Test
  @DisplayName("R7 a host function that returns a host function")
  void returned() {
    Func add = addition();
    linker.funcWrap("h", "get", FuncSupplier.class, () -> add);
    Instance instance =
        instantiate(
            """
            (module (import "h" "get" (func $get (result funcref))) (table $t 1 funcref)
              (type $add (func (param i32 i32) (result i32)))
              (func (export "run") (result i32)
                (table.set $t (i32.const 0) (call $get))
                (call_indirect $t (type $add) (i32.const 3) (i32.const 4) (i32.const 0))))
            """);
    assertEquals(7, one(func(instance, "run").call()));
  }

  @Test
  @DisplayName("R8 R9 the host puts a host function in an exported table and global")
  void intoExports() {
    Func add = addition();
    Instance instance =
        instantiate(
            """
            (module (table $t (export "t") 1 1 funcref)
              (global $g (export "g") (mut funcref) (ref.null func))
              (type $add (func (param i32 i32) (result i32)))
              (func (export "run") (result i32)
                (call_indirect $t (type $add) (i32.const 3) (i32.const 4) (i32.const 0)))
              (func (export "move") (table.set $t (i32.const 0) (global.get $g))))
            """);
    instance.table("t").orElseThrow().set(0, Val.funcRef(add));
    assertEquals(7, one(func(instance, "run").call()));
    instance.table("t").orElseThrow().set(0, Val.funcRef(null));
    instance.global("g").orElseThrow().set(Val.funcRef(add));
    func(instance, "move").call();
    assertEquals(7, one(func(instance, "run").call()));
  }

  @Test
  @DisplayName("R16 R17 R31 functions as results, null as result, functions out of tables")
  void functionResults() {
    Instance instance =
        instantiate(
            """
            (module (table (export "t") 1 funcref) (elem (i32.const 0) $answer)
              (func $answer (result i64) (i64.const 42))
              (func (export "get") (result funcref) (ref.func $answer))
              (func (export "null") (result funcref) (ref.null func)))
            """);
    Func answer = (Func) one(func(instance, "get").call());
    assertEquals(42L, one(answer.call()));
    assertEquals(
        42L, instance.typed("get", FuncSupplier.class).get().typed(LongSupplier.class).getAsLong());
    assertNull(one(func(instance, "null").call()));
    assertNull(instance.typed("null", FuncSupplier.class).get());
    Val.Ref element = instance.table("t").orElseThrow().get(0).orElseThrow();
    assertEquals(42L, one(element.asFunc().call()));
  }

  @Test
  @DisplayName("R10 R11 R12 typed views with wrong types, and of what is no function")
  void wrongViews() {
    Instance instance =
        instantiate(
            """
            (module (memory (export "m") 1)
              (func (export "none")) (func (export "in") (param i32))
              (func (export "out") (result i32) (i32.const 5))
              (func (export "two") (param i32 i32)))
            """);
    List<Class<?>> shapes = List.of(Runnable.class, IntConsumer.class, IntSupplier.class);
    List<String> names = List.of("none", "in", "out");
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        Class<?> shape = shapes.get(j);
        String name = names.get(i);
        if (i == j) {
          assertInstanceOf(shape, instance.typed(name, shape));
        } else {
          assertThrows(IllegalArgumentException.class, () -> instance.typed(name, shape));
        }
      }
    }
    assertEquals(5, instance.typed("out", IntSupplier.class).getAsInt());
    instance.typed("in", IntConsumer.class).accept(1);
    assertThrows(IllegalArgumentException.class, () -> instance.typed("out", LongSupplier.class));
    List<Class<?>> counts = List.of(Runnable.class, IntConsumer.class, ThreeConsumer.class);
    for (int i = 0; i < 3; i++) {
      Class<?> shape = counts.get(i);
      var e = assertThrows(IllegalArgumentException.class, () -> instance.typed("two", shape));
      String expected = "expected " + (i == 2 ? 3 : i) + " types, found 2";
      assertTrue(e.getMessage().contains(expected), e.getMessage());
    }
    for (String name : List.of("absent", "m")) {
      var e =
          assertThrows(IllegalArgumentException.class, () -> instance.typed(name, Runnable.class));
      assertTrue(e.getMessage().contains("failed to find function export"), e.getMessage());
    }
  }

  interface ThreeConsumer {
    void accept(int a, int b, int c);
  }

  @Test
  @DisplayName("R13 dynamic calls with wrong arguments")
  void wrongArguments() {
    Func f = func(instantiate("(module (func (export \"f\") (param i32)))"), "f");
    var none = assertThrows(IllegalArgumentException.class, () -> f.call());
    assertTrue(none.getMessage().contains("expected 1 arguments, got 0"), none.getMessage());
    var two = assertThrows(IllegalArgumentException.class, () -> f.call(1, 2));
    assertTrue(two.getMessage().contains("expected 1 arguments, got 2"), two.getMessage());
    var kind = assertThrows(IllegalArgumentException.class, () -> f.call(List.of(Val.f32(1))));
    assertTrue(kind.getMessage().contains("i32") && kind.getMessage().contains("f32"));
    var object = assertThrows(IllegalArgumentException.class, () -> f.call(new Object[] {1.5f}));
    assertTrue(object.getMessage().contains("i32"), object.getMessage());
    f.call(1);
  }

  interface Unsigneds {
    void check(int i, @Unsigned long u, float f, long l, @Unsigned BigInteger v, double d);
  }

  @Test
  @DisplayName("R14 R32 signed and unsigned numbers keep their bits")
  void unsignedNumbers() {
    List<Object> seen = store.data();
    linker.funcWrap(
        "h",
        "check",
        Unsigneds.class,
        (i, u, f, l, v, d) -> seen.addAll(List.of(i, u, f, l, v, d)));
    Func check = (Func) linker.get(store, "h", "check").orElseThrow();
    assertEquals(FuncType.of("(i32, i32, f32, i64, i64, f64) -> ()"), check.type());
    Instance instance =
        instantiate(
            """
            (module
              (import "h" "check" (func $check (param i32 i32 f32 i64 i64 f64)))
              (func (export "run") (param i32 i32 f32 i64 i64 f64)
                (if (i32.ne (local.get 0) (i32.const -1)) (then unreachable))
                (if (i32.ne (local.get 1) (i32.const -2)) (then unreachable))
                (if (f32.ne (local.get 2) (f32.const 2)) (then unreachable))
                (if (i64.ne (local.get 3) (i64.const -3)) (then unreachable))
                (if (i64.ne (local.get 4) (i64.const -4)) (then unreachable))
                (if (f64.ne (local.get 5) (f64.const 4)) (then unreachable))
                (call $check (local.get 0) (local.get 1) (local.get 2) (local.get 3)
                  (local.get 4) (local.get 5))))
            """);
    BigInteger most = BigInteger.TWO.pow(64);
    instance
        .typed("run", Unsigneds.class)
        .check(-1, 0xFFFF_FFFEL, 2, -3, most.subtract(BigInteger.valueOf(4)), 4);
    assertEquals(
        List.of(-1, 0xFFFF_FFFEL, 2f, -3L, most.subtract(BigInteger.valueOf(4)), 4.0), seen);
    assertThrows(
        IllegalArgumentException.class,
        () -> instance.typed("run", Unsigneds.class).check(-1, -2, 2, -3, most, 4));
  }

  record Nine(int a, long b, float c, double d, int e, long f, float g, double h, int i) {}

  interface NineSupplier {
    Nine get();
  }

  record Two(long a, double b) {}

  interface TwoSupplier {
    Two get();
  }

  @Test
  @DisplayName("R15 none to nine results of all kinds of numbers")
  void manyResults() {
    Nine nine = new Nine(1, -2, 3.5f, -4.25, 5, 6, 7, 8, 9);
    linker.funcWrap("h", "nine", NineSupplier.class, () -> nine);
    linker.funcWrap("h", "two", TwoSupplier.class, () -> new Two(1L << 40, 0.5));
    linker.funcWrap("h", "none", Runnable.class, () -> store.data().add("none"));
    linker.funcWrap("h", "u", Returns.of(Wasm.U32), caller -> 0xFFFF_FFFFL);
    linker.funcWrap("h", "v", Returns.of(Wasm.U64), caller -> BigInteger.TWO.pow(63));
    Instance instance =
        instantiate(
            """
            (module
              (import "h" "nine"
                (func $nine (result i32 i64 f32 f64 i32 i64 f32 f64 i32)))
              (import "h" "two" (func $two (result i64 f64)))
              (import "h" "none" (func $none))
              (import "h" "u" (func $u (result i32)))
              (import "h" "v" (func $v (result i64)))
              (export "hnine" (func $nine))
              (func (export "nine") (result i32 i64 f32 f64 i32 i64 f32 f64 i32) (call $nine))
              (func (export "two") (result i64 f64) (call $two))
              (func (export "none") (call $none))
              (func (export "u") (result i32) (call $u))
              (func (export "v") (result i64) (call $v)))
            """);
    Object[] all = {1, -2L, 3.5f, -4.25, 5, 6L, 7f, 8.0, 9};
    for (String name : List.of("nine", "hnine")) {
      assertEquals(nine, instance.typed(name, NineSupplier.class).get());
      assertArrayEquals(all, func(instance, name).call());
    }
    assertEquals(new Two(1L << 40, 0.5), instance.typed("two", TwoSupplier.class).get());
    instance.typed("none", Runnable.class).run();
    assertEquals(0, func(instance, "none").call().length);
    assertEquals(List.of("none", "none"), store.data());
    assertEquals(-1, one(func(instance, "u").call()));
    assertEquals(0xFFFF_FFFFL, func(instance, "u").typed(Returns.of(Wasm.U32)).call());
    assertEquals(Long.MIN_VALUE, one(func(instance, "v").call()));
    assertEquals(BigInteger.TWO.pow(63), func(instance, "v").typed(Returns.of(Wasm.U64)).call());
  }

  interface FuncOperator {
    Func apply(Func f);
  }

  @Test
  @DisplayName("R18 R19 functions as parameters: null, own, of another instance, of another store")
  void functionParameters() {
    String text =
        """
        (module (func $f (export "f") (result i32) (i32.const 1))
          (func (export "id") (param funcref) (result funcref) (local.get 0)))
        """;
    Instance first = instantiate(text);
    Instance second = instantiate(text);
    Func id = func(first, "id");
    FuncOperator typed = first.typed("id", FuncOperator.class);
    for (Func given : Arrays.asList(null, func(first, "f"), func(second, "f"))) {
      assertEquals(given, one(id.call(new Object[] {given})));
      assertEquals(given, typed.apply(given));
      assertEquals(given, id.call(List.of(Val.funcRef(given))).getFirst().asFunc());
    }
    try (Store<List<Object>> other = Store.create(ENGINE, new ArrayList<>())) {
      Func foreign = func(linker.instantiate(other, module(text)), "f");
      assertThrows(LinkException.CrossStore.class, () -> id.call(new Object[] {foreign}));
      assertThrows(LinkException.CrossStore.class, () -> typed.apply(foreign));
      assertThrows(LinkException.CrossStore.class, () -> id.call(List.of(Val.funcRef(foreign))));
    }
  }

  interface ObjectConsumer {
    void accept(Object o);
  }

  interface FuncConsumer {
    void accept(Func f);
  }

  @Test
  @DisplayName("R20 R21 R22 concrete function types in views are checked at each call")
  void concreteTypes() {
    Instance instance =
        instantiate(
            """
            (module (type $t (func))
              (func $unit (export "unit") (type $t))
              (func (export "other") (param i32))
              (func (export "take") (param (ref null $t)))
              (func (export "give") (result (ref $t)) (ref.func $unit)))
            """);
    FuncConsumer take = instance.typed("take", FuncConsumer.class);
    take.accept(null);
    take.accept(func(instance, "unit"));
    assertThrows(IllegalArgumentException.class, () -> take.accept(func(instance, "other")));
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> instance.typed("take", ObjectConsumer.class));
    assertTrue(e.getMessage().contains("extern"), e.getMessage());
    assertEquals(func(instance, "unit"), instance.typed("give", FuncSupplier.class).get());
    assertThrows(
        IllegalArgumentException.class, () -> instance.typed("give", ObjectSupplier.class));
  }

  interface ObjectSupplier {
    Object get();
  }

  @Test
  @DisplayName("R23 R24 a host function is used where a supertype is wanted")
  void subtypes() {
    FuncType any = FuncType.of(List.of(), List.of(), false, java.util.Optional.empty());
    linker.funcNew("h", "f", any, (caller, params, results) -> store.data().add("called"));
    Instance instance =
        instantiate(
            """
            (module (type $t (sub (func)))
              (import "h" "f" (func $f (type $t)))
              (func (export "call") (param (ref null $t)) (result funcref)
                (call_ref $t (local.get 0)) (local.get 0)))
            """);
    Func f = (Func) linker.get(store, "h", "f").orElseThrow();
    Func back = (Func) one(func(instance, "call").call(new Object[] {f}));
    back.call();
    assertEquals(List.of("called", "called"), store.data());
    instance.typed("call", FuncOperator.class).apply(f).call();
    assertEquals(4, store.data().size());
  }

  @Test
  @DisplayName("R25 nullexternref: only null exists")
  void nullExternref() {
    linker.funcNew(
        "h",
        "id",
        FuncType.of(List.of(RefType.NULLEXTERNREF), List.of(RefType.NULLEXTERNREF)),
        (caller, params, results) -> results[0] = params.getFirst());
    Instance instance =
        instantiate(
            """
            (module
              (import "h" "id" (func $id (param nullexternref) (result nullexternref)))
              (func $start (drop (call $id (ref.null noextern)))) (start $start)
              (func (export "run") (param nullexternref) (result nullexternref)
                (call $id (local.get 0))))
            """);
    assertNull(one(func(instance, "run").call(new Object[] {null})));
    assertThrows(IllegalArgumentException.class, () -> func(instance, "run").call("no"));
  }

  @Test
  @DisplayName("R26 a host function calls back into the instance")
  void reentrancy() {
    Instance[] instance = new Instance[1];
    linker.funcWrap(
        "h", "imp", IntSupplier.class, () -> (int) one(func(instance[0], "other").call()) + 1);
    instance[0] =
        instantiate(
            """
            (module (import "h" "imp" (func $imp (result i32)))
              (func (export "run") (result i32) (call $imp))
              (func (export "other") (result i32) (i32.const 41)))
            """);
    assertEquals(42, one(func(instance[0], "run").call()));
  }

  @Test
  @DisplayName("R27 R28 a function outlives the handles of its instance and module")
  void handlesDropped() {
    String text =
        "(module (func (export \"f\") (result i32) (i32.const 3))"
            + " (func (export \"trap\") unreachable))";
    Func f;
    Func trap;
    {
      Instance instance = instantiate(text);
      f = func(instance, "f");
      trap = func(instance, "trap");
    }
    assertThrows(
        LinkException.class,
        () -> instantiate("(module (import \"no\" \"no\" (func (result i32))))"));
    System.gc();
    assertEquals(3, one(f.call()));
    WasmTrap e = assertThrows(WasmTrap.class, trap::call);
    assertEquals(1, e.backtrace().frames().getFirst().functionIndex());
  }

  @Test
  @DisplayName("R29 closures that throw are released with store and linker")
  void closuresReleased() throws Exception {
    java.lang.ref.WeakReference<Object> closure = throwing();
    for (int i = 0; i < 50 && closure.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertNull(closure.get());
  }

  private static java.lang.ref.WeakReference<Object> throwing() {
    byte[] held = new byte[1000];
    IntUnaryOperator f =
        x -> {
          throw new IllegalStateException("" + held.length);
        };
    Linker<Void> linker = Linker.create(ENGINE);
    linker.funcWrap("h", "f", IntUnaryOperator.class, f);
    try (Store<Void> store = Store.create(ENGINE, null)) {
      Instance instance =
          linker.instantiate(
              store,
              module(
                  """
                  (module (import "h" "f" (func $f (param i32) (result i32)))
                    (func (export "run") (param i32) (result i32) (call $f (local.get 0))))
                  """));
      IntUnaryOperator run = instance.typed("run", IntUnaryOperator.class);
      for (int i = 0; i < 100; i++) {
        assertThrows(IllegalStateException.class, () -> run.applyAsInt(1));
      }
    }
    return new java.lang.ref.WeakReference<>(f);
  }

  @Test
  @DisplayName("R30 many parameters and results")
  void manyParameters() {
    int params = 400;
    int results = 120;
    FuncType type =
        FuncType.of(
            java.util.Collections.nCopies(params, ValType.I32),
            java.util.Collections.nCopies(results, ValType.I32));
    linker.funcNew(
        "h",
        "f",
        type,
        (caller, p, r) -> {
          int sum = p.stream().mapToInt(Val::asInt).sum();
          for (int i = 0; i < r.length; i++) {
            r[i] = Val.i32(sum + i);
          }
        });
    String text =
        "(module (import \"h\" \"f\" (func $f (param"
            + " i32".repeat(params)
            + ") (result"
            + " i32".repeat(results)
            + "))) (func (export \"run\") (result"
            + " i32".repeat(results)
            + ") (call $f"
            + " (i32.const 3)".repeat(params)
            + ")))";
    Object[] returned = func(instantiate(text), "run").call();
    assertEquals(results, returned.length);
    assertEquals(3 * params + results - 1, returned[results - 1]);
    Func direct = (Func) linker.get(store, "h", "f").orElseThrow();
    Object[] arguments = new Object[params];
    Arrays.fill(arguments, 1);
    assertEquals(params, direct.call(arguments)[0]);
  }

  @Test
  @DisplayName("Func.callUnchecked: bits in, bits out")
  void unchecked() {
    linker.funcNewUnchecked(
        "h",
        "raw",
        FuncType.of("(i32, f64, externref) -> (i64, externref, f32)"),
        (caller, slots, refs) -> {
          store.data().add(Double.longBitsToDouble(slots[1]));
          Object given = refs[2];
          slots[0] = slots[0] * 2;
          refs[1] = given;
          slots[2] = Float.floatToRawIntBits(1.5f);
        });
    Instance instance =
        instantiate(
            """
            (module
              (import "h" "raw" (func $raw (param i32 f64 externref) (result i64 externref f32)))
              (func (export "run") (param i32 f64 externref) (result i64 externref f32)
                (call $raw (local.get 0) (local.get 1) (local.get 2))))
            """);
    Object marker = new Object();
    assertArrayEquals(
        new Object[] {-14L, marker, 1.5f}, func(instance, "run").call(-7, 2.5, marker));
    long[] slots = {7, Double.doubleToLongBits(3), 0};
    Object[] refs = {null, null, marker};
    func(instance, "run").callUnchecked(slots, refs);
    assertEquals(14, slots[0]);
    assertSame(marker, refs[1]);
    assertEquals(1.5f, Float.intBitsToFloat((int) slots[2]));
    assertEquals(List.of(2.5, 3.0), store.data());
    assertThrows(
        IllegalArgumentException.class,
        () -> func(instance, "run").callUnchecked(new long[1], null));
  }
}
