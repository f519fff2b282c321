// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What Java types mean as types of functions, and host functions through a linker. */
final class HostShapesTest extends HostTesting {
  record Pair(int left, double right) {}

  interface Everything {
    Pair apply(Caller<List<Object>> caller, int i, long j, float f, double d, Func func, Object o);
  }

  private FuncType typeOf(String name) {
    return ((Func) linker.get(store, "h", name).orElseThrow()).type();
  }

  private Func get(String name) {
    return (Func) linker.get(store, "h", name).orElseThrow();
  }

  @Test
  @DisplayName("G21 interfaces with and without a caller, all kinds of types")
  void interfaces() {
    linker.funcWrap(
        "h",
        "all",
        Everything.class,
        (caller, i, j, f, d, func, o) -> {
          caller.data().addAll(Arrays.asList(i, j, f, d, func, o));
          return new Pair(7, 0.5);
        });
    assertEquals(
        FuncType.of("(i32, i64, f32, f64, funcref, externref) -> (i32, f64)"), typeOf("all"));
    linker.funcWrap("h", "d", DoubleUnaryOperator.class, d -> -d);
    assertEquals(FuncType.of("(f64) -> f64"), typeOf("d"));
    linker.funcWrap("h", "p", IntPredicate.class, i -> i > 2);
    assertEquals(FuncType.of("(i32) -> i32"), typeOf("p"));
    assertEquals(1, one(get("p").call(3)));
    assertEquals(0, one(get("p").call(2)));
    assertTrue(get("p").typed(IntPredicate.class).test(4));
    Object marker = new Object();
    Func self = get("d");
    assertEquals(List.of(7, 0.5), List.of(get("all").call(1, 2L, 3f, 4.0, self, marker)));
    assertEquals(List.of(1, 2L, 3f, 4.0, self, marker), store.data());
    assertSame(marker, store.data().get(5));
  }

  interface Fixed extends UnaryOperator<Integer> {}

  interface Text {
    int length(String text);
  }

  interface Wide {
    void take(short s);
  }

  interface TwoMethods {
    void a();

    void b();
  }

  @Test
  @DisplayName("G22 generic interfaces and types without a counterpart are refused with advice")
  void refused() {
    var generic =
        assertThrows(
            IllegalArgumentException.class,
            () -> linker.funcWrap("h", "f", UnaryOperator.class, x -> x));
    assertTrue(generic.getMessage().contains("Wasm.I32"), generic.getMessage());
    var text =
        assertThrows(
            IllegalArgumentException.class,
            () -> linker.funcWrap("h", "f", Text.class, String::length));
    assertTrue(text.getMessage().contains("Caller.memory()"), text.getMessage());
    var wide =
        assertThrows(
            IllegalArgumentException.class, () -> linker.funcWrap("h", "f", Wide.class, s -> {}));
    assertTrue(wide.getMessage().contains("use int"), wide.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            linker.funcWrap(
                "h",
                "f",
                TwoMethods.class,
                new TwoMethods() {
                  @Override
                  public void a() {}

                  @Override
                  public void b() {}
                }));
    assertThrows(
        IllegalArgumentException.class,
        () -> linker.funcWrap("h", "f", String.class, "not a function"));
    linker.funcWrap("h", "fixed", Fixed.class, x -> x + 1);
    assertEquals(FuncType.of("(i32) -> i32"), typeOf("fixed"));
    assertEquals(4, one(get("fixed").call(3)));
  }

  @Test
  @DisplayName("generic functions through tokens")
  void tokens() {
    linker.funcWrap("h", "zero", Returns.of(Wasm.I64), caller -> 5L);
    linker.funcWrap("h", "one", Wasm.I32, Returns.of(Wasm.BOOL), (caller, a) -> a > 0);
    linker.funcWrap(
        "h", "two", Wasm.F32, Wasm.EXTERNREF, Returns.of(Wasm.EXTERNREF), (caller, a, b) -> b);
    linker.funcWrap(
        "h",
        "three",
        Wasm.I32,
        Wasm.F64,
        Wasm.FUNCREF,
        Returns.of(Pair.class),
        (caller, a, b, c) -> new Pair(a, b));
    linker.funcWrap(
        "h",
        "none",
        Wasm.I32,
        Returns.NONE,
        (caller, a) -> {
          caller.data().add(a);
          return null;
        });
    assertEquals(FuncType.of("(i32, f64, funcref) -> (i32, f64)"), typeOf("three"));
    assertEquals(5L, get("zero").typed(Returns.of(Wasm.I64)).call());
    assertEquals(true, get("one").typed(Wasm.I32, Returns.of(Wasm.BOOL)).call(1));
    assertEquals(
        "x", get("two").typed(Wasm.F32, Wasm.EXTERNREF, Returns.of(Wasm.EXTERNREF)).call(1f, "x"));
    assertEquals(
        new Pair(3, 0.25),
        get("three")
            .typed(Wasm.I32, Wasm.F64, Wasm.FUNCREF, Returns.of(Pair.class))
            .call(3, 0.25, null));
    get("none").call(9);
    assertEquals(List.of(9), store.data());
    assertThrows(
        IllegalArgumentException.class, () -> get("one").typed(Wasm.I64, Returns.of(Wasm.BOOL)));
  }

  static int times(int a, int b) {
    return a * b;
  }

  private long sum(Caller<?> caller, long... values) {
    return values.length;
  }

  @Test
  @DisplayName("method handles")
  void methodHandles() throws Exception {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle times =
        lookup.findStatic(
            HostShapesTest.class, "times", MethodType.methodType(int.class, int.class, int.class));
    linker.funcWrap("h", "times", times);
    linker.funcWrap("h", "seven", MethodHandles.insertArguments(times, 0, 7));
    assertEquals(42, get("times").typed(IntBinaryOperator.class).applyAsInt(6, 7));
    assertEquals(21, get("seven").typed(IntUnaryOperator.class).applyAsInt(3));
    MethodHandle varargs =
        lookup.bind(this, "sum", MethodType.methodType(long.class, Caller.class, long[].class));
    assertThrows(IllegalArgumentException.class, () -> linker.funcWrap("h", "varargs", varargs));
    linker.funcWrap("h", "spread", varargs.asCollector(long[].class, 3));
    assertEquals(FuncType.of("(i64, i64, i64) -> i64"), typeOf("spread"));
    assertEquals(3L, one(get("spread").call(1L, 2L, 3L)));
  }

  /** Functions by annotation; private ones too. */
  static final class Host {
    private int count;

    @WasmExport
    int next() {
      return ++count;
    }

    @WasmExport("add")
    private int plus(int a, int b) {
      return a + b;
    }

    @WasmExport
    static long twice(Caller<?> caller, long x) {
      return 2 * x;
    }

    int notExported() {
      return -1;
    }
  }

  static final class Overloaded {
    @WasmExport
    void f(int a) {}

    @WasmExport
    void f(long a) {}
  }

  @Test
  @DisplayName("G23 annotated objects")
  void annotated() {
    linker.funcWrapAll("h", new Host());
    Instance instance =
        instantiate(
            """
            (module (import "h" "next" (func $next (result i32)))
              (import "h" "add" (func $add (param i32 i32) (result i32)))
              (import "h" "twice" (func $twice (param i64) (result i64)))
              (func (export "run") (result i32)
                (drop (call $next))
                (call $add (call $next) (i32.wrap_i64 (call $twice (i64.const 20))))))
            """);
    assertEquals(42, one(func(instance, "run").call()));
    assertTrue(linker.get(store, "h", "notExported").isEmpty());
    assertThrows(
        LinkException.DuplicateDefinition.class, () -> linker.funcWrapAll("o", new Overloaded()));
    assertThrows(
        IllegalArgumentException.class, () -> linker.funcWrapAll("n", "nothing annotated"));
  }

  interface Api {
    int add(int a, int b);

    @WasmExport("mul-add")
    double mulAdd(double a, double b, double c);

    Pair pair();

    default int addThree(int a, int b, int c) {
      return add(add(a, b), c);
    }
  }

  interface WrongApi {
    long add(int a, int b);
  }

  public interface PublicApi {
    int add(int a, int b);
  }

  @Test
  @DisplayName("instances as objects of Java interfaces")
  void instanceAs() {
    Instance instance =
        instantiate(
            """
            (module
              (func (export "add") (param i32 i32) (result i32)
                (i32.add (local.get 0) (local.get 1)))
              (func (export "mul-add") (param f64 f64 f64) (result f64)
                (f64.add (f64.mul (local.get 0) (local.get 1)) (local.get 2)))
              (func (export "pair") (result i32 f64) (i32.const 1) (f64.const 2)))
            """);
    Api api = instance.as(Api.class);
    assertEquals(5, api.add(2, 3));
    assertEquals(7.0, api.mulAdd(2, 3, 1));
    assertEquals(new Pair(1, 2), api.pair());
    assertEquals(6, api.addThree(1, 2, 3));
    assertEquals(3, instance.as(PublicApi.class).add(1, 2));
    var e = assertThrows(IllegalArgumentException.class, () -> instance.as(WrongApi.class));
    assertTrue(e.getMessage().contains("add") && e.getMessage().contains("i32"), e.getMessage());
  }

  interface Elsewhere {
    int add(int a, int b);
  }

  /** Defines a copy of {@link Elsewhere}, in a module of its own. */
  private static final class Copies extends ClassLoader {
    Class<?> copy() throws Exception {
      String name = Elsewhere.class.getName();
      try (var in = HostShapesTest.class.getResourceAsStream("HostShapesTest$Elsewhere.class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      }
    }
  }

  @Test
  @DisplayName("interfaces that are not public, of another class loader and module")
  void elsewhere() throws Exception {
    Instance instance =
        instantiate(
            """
            (module (func (export "add") (param i32 i32) (result i32)
              (i32.add (local.get 0) (local.get 1))))
            """);
    for (int i = 0; i < 2; i++) {
      Class<?> copy = new Copies().copy();
      assertTrue(copy != Elsewhere.class && copy.getModule() != Elsewhere.class.getModule());
      Object typed = instance.as(copy);
      var method = copy.getMethod("add", int.class, int.class);
      method.setAccessible(true);
      assertEquals(5, method.invoke(typed, 2, 3));
      Object function = method.invoke(instance.typed("add", copy), 3, 4);
      assertEquals(7, function);
      MethodHandle back = MethodHandles.lookup().unreflect(method).bindTo(typed);
      linker.allowShadowing(true).funcWrap("h", "add", back);
      assertEquals(9, one(get("add").call(4, 5)));
    }
  }

  interface Refs {
    Object swap(Object o, Func f);
  }

  interface Values {
    Value id(Value v);
  }

  @Test
  @DisplayName("L186 references in all combinations with null; guest values as Value")
  void references() {
    linker.funcWrap("h", "first", Refs.class, (o, f) -> o);
    linker.funcWrap("h", "value", Values.class, v -> v);
    Instance instance =
        instantiate(
            """
            (module (import "h" "first" (func $f (param externref funcref) (result externref)))
              (import "h" "value" (func $v (param externref) (result externref)))
              (func (export "f") (param externref funcref) (result externref)
                (call $f (local.get 0) (local.get 1)))
              (func (export "v") (param externref) (result externref) (call $v (local.get 0))))
            """);
    Object marker = new ArrayList<>();
    Func f = func(instance, "f");
    for (Object o : Arrays.asList(marker, null, "text", 5)) {
      for (Func g : Arrays.asList(f, null)) {
        assertEquals(o, one(f.call(o, g)));
        assertEquals(o, instance.typed("f", Refs.class).swap(o, g));
      }
    }
    assertSame(marker, one(f.call(marker, null)));
    assertSame(marker, one(func(instance, "v").call(marker)));
    assertNull(one(func(instance, "v").call(new Object[] {null})));
  }

  interface Thrower {
    int call(int x) throws Exception;
  }

  @Test
  @DisplayName("L175 what a host function throws arrives, called directly and from WebAssembly")
  void throwing() {
    IOException checked = new IOException("checked");
    IllegalStateException unchecked = new IllegalStateException("unchecked");
    AssertionError error = new AssertionError("error");
    linker.funcWrap(
        "h",
        "f",
        Thrower.class,
        x -> {
          switch (x) {
            case 0 -> throw checked;
            case 1 -> throw unchecked;
            case 2 -> throw error;
            case 4 -> throw new IOException("fresh");
            default -> {
              return x;
            }
          }
        });
    Instance instance =
        instantiate(
            """
            (module (import "h" "f" (func $f (param i32) (result i32)))
              (func (export "run") (param i32) (result i32) (call $f (local.get 0)))
              (func (export "tail") (param i32) (result i32) (return_call $f (local.get 0))))
            """);
    for (Func f : List.of(get("f"), func(instance, "run"), func(instance, "tail"))) {
      IntUnaryOperator typed = f.typed(IntUnaryOperator.class);
      for (int i = 0; i < 2; i++) {
        var wrapped = assertThrows(HostFunctionException.class, () -> f.call(0));
        assertSame(checked, wrapped.getCause());
        assertSame(
            checked,
            assertThrows(HostFunctionException.class, () -> typed.applyAsInt(0)).getCause());
        assertSame(unchecked, assertThrows(IllegalStateException.class, () -> f.call(1)));
        assertSame(error, assertThrows(AssertionError.class, () -> typed.applyAsInt(2)));
      }
      assertEquals(3, typed.applyAsInt(3));
    }
    var wrapped = assertThrows(HostFunctionException.class, () -> func(instance, "run").call(4));
    assertEquals(1, wrapped.backtrace().frames().size());
  }

  @Test
  @DisplayName("L176 L177 dynamic host functions that return nothing or the wrong kind")
  void wrongResults() {
    FuncType type = FuncType.of("() -> i32");
    linker.funcNew("h", "nothing", type, (caller, params, results) -> {});
    linker.funcNew("h", "long", type, (caller, params, results) -> results[0] = Val.i64(1));
    Instance instance =
        instantiate(
            """
            (module (import "h" "nothing" (func $n (result i32)))
              (import "h" "long" (func $l (result i32)))
              (func (export "nothing") (result i32) (call $n))
              (func (export "long") (result i32) (call $l)))
            """);
    for (Func f :
        List.of(get("nothing"), get("long"), func(instance, "nothing"), func(instance, "long"))) {
      var e = assertThrows(IllegalArgumentException.class, f::call);
      assertTrue(e.getMessage().contains("incompatible value"), e.getMessage());
    }
  }

  interface GiveFunc {
    Func get();
  }

  @Test
  @DisplayName("L178 a host function that returns a function of another store")
  void foreignResult() {
    try (Store<List<Object>> other = Store.create(ENGINE, new ArrayList<>())) {
      Func foreign = func(linker.instantiate(other, module("(module (func (export \"f\")))")), "f");
      linker.funcWrap("h", "get", GiveFunc.class, () -> foreign);
      Instance instance =
          instantiate(
              """
              (module (import "h" "get" (func $get (result funcref)))
                (func (export "run") (drop (call $get))))
              """);
      assertThrows(LinkException.CrossStore.class, () -> func(instance, "run").call());
      assertThrows(LinkException.CrossStore.class, () -> get("get").call());
    }
  }

  @Test
  @DisplayName("L183 a host function through a table, and returned")
  void throughTable() {
    linker.funcWrap("h", "add", IntBinaryOperator.class, Integer::sum);
    Instance instance =
        instantiate(
            """
            (module (table $t 1 funcref) (type $add (func (param i32 i32) (result i32)))
              (func (export "run") (param funcref) (result i32 funcref)
                (table.set $t (i32.const 0) (local.get 0))
                (call_indirect $t (type $add) (i32.const 3) (i32.const 4) (i32.const 0))
                (local.get 0)))
            """);
    Object[] results = func(instance, "run").call(get("add"));
    assertEquals(7, results[0]);
    assertEquals(3, one(((Func) results[1]).call(1, 2)));
  }

  @Test
  @DisplayName("L185 one linker and ten threads, each with a store of its own")
  void threads() throws Exception {
    linker.funcWrap("h", "twice", IntUnaryOperator.class, x -> 2 * x);
    WasmModule module =
        module(
            """
            (module (import "h" "twice" (func $f (param i32) (result i32)))
              (func (export "run") (param i32) (result i32) (call $f (local.get 0))))
            """);
    List<Thread> threads = new ArrayList<>();
    List<Object> seen = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 10; i++) {
      int number = i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Store<List<Object>> own = Store.create(ENGINE, new ArrayList<>())) {
                      IntUnaryOperator run =
                          linker.instantiate(own, module).typed("run", IntUnaryOperator.class);
                      for (int k = 0; k < 3; k++) {
                        seen.add(run.applyAsInt(number) == 2 * number);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(java.util.Collections.nCopies(30, true), List.copyOf(seen));
  }
}
