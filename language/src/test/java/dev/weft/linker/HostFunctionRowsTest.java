// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Rows L173 to L189: host functions of a linker. */
final class HostFunctionRowsTest extends Rows {
  private static final FuncType NOTHING = FuncType.of("() -> ()");

  @Test
  void l173CallsInOrderWithExactValues() {
    List<Object> log = st.data();
    lk.funcNew("h", "f1", NOTHING, (c, p, r) -> c.data().add("f1"));
    lk.funcNew(
        "h",
        "f2",
        FuncType.of("(i32) -> i32"),
        (c, p, r) -> {
          c.data().add(p.get(0));
          r[0] = p.get(0);
        });
    lk.funcNew("h", "f3", FuncType.of("(i32, i64) -> ()"), (c, p, r) -> c.data().addAll(p));
    lk.funcNew(
        "h",
        "f4",
        FuncType.of("(i32, i64, i32, f32, f64, externref, funcref) -> ()"),
        (c, p, r) -> {
          c.data().addAll(p);
          c.data().add(p.get(6).asFunc().call()[0]);
        });
    Instance instance =
        inst(
            "(import \"h\" \"f1\" (func $f1)) (import \"h\" \"f2\" (func $f2 (param i32) (result"
                + " i32))) (import \"h\" \"f3\" (func $f3 (param i32 i64))) (import \"h\" \"f4\""
                + " (func $f4 (param i32 i64 i32 f32 f64 externref funcref)))"
                + "(func (export \"run\") (param externref funcref) call $f1"
                + " (call $f3 (i32.add (call $f2 (i32.const 0)) (i32.const 1)) (i64.const 3))"
                + " (call $f4 (i32.const 100) (i64.const 200) (i32.const 300) (f32.const 400)"
                + " (f64.const 500) (local.get 0) (local.get 1)))"
                + "(func (export \"five\") (result i32) i32.const 5)");
    Object reference = new Object();
    call(instance, "run", reference, instance.func("five").orElseThrow());
    List<Object> expected =
        new ArrayList<>(
            List.of(
                "f1",
                Val.i32(0),
                Val.i32(1),
                Val.i64(3),
                Val.i32(100),
                Val.i64(200),
                Val.i32(300),
                Val.f32(400),
                Val.f64(500),
                Val.externRef(reference)));
    expected.add(Val.funcRef(instance.func("five").orElseThrow()));
    expected.add(5);
    assertEquals(expected, log);
    assertSame(reference, ((Val) log.get(9)).asObject());
  }

  @Test
  void l174TenParameters() {
    lk.funcNew(
        "h",
        "f",
        FuncType.of("(" + String.join(", ", Collections.nCopies(10, "i32")) + ") -> ()"),
        (c, p, r) -> p.forEach(v -> c.data().add(v.asInt())));
    StringBuilder constants = new StringBuilder();
    for (int i = 1; i <= 10; i++) {
      constants.append("(i32.const ").append(i).append(") ");
    }
    call(
        inst(
            "(import \"h\" \"f\" (func $f (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))"
                + "(func (export \"run\") (call $f "
                + constants
                + "))"),
        "run");
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), st.data());
  }

  private Instance caller(String name) {
    return inst("(import \"h\" \"" + name + "\" (func $f)) (func $run (export \"run\") call $f)");
  }

  @Test
  void l175HostFunctionsThatThrow() {
    List<RuntimeException> thrown = new ArrayList<>();
    lk.funcNew(
        "h",
        "f",
        NOTHING,
        (c, p, r) -> {
          thrown.add(new IllegalStateException("e"));
          throw thrown.getLast();
        });
    RuntimeException direct = assertThrows(IllegalStateException.class, () -> call(get("h", "f")));
    assertSame(thrown.getLast(), direct);
    assertEquals(List.of(), Backtrace.of(direct).frames());
    Instance instance = caller("f");
    RuntimeException e = assertThrows(IllegalStateException.class, () -> call(instance, "run"));
    assertSame(thrown.getLast(), e);
    assertEquals("run", Backtrace.of(e).frames().get(0).functionName().orElseThrow());
  }

  private void incompatible(String kind, Func f) {
    RuntimeException e = assertThrows(RuntimeException.class, () -> call(f));
    assertTrue(e.getMessage().contains("incompatible value"), e.getMessage());
    assertTrue(e.getMessage().contains(kind), e.getMessage());
  }

  @Test
  void l176ResultThatIsNotSet() {
    lk.funcNew("h", "f", FuncType.of("() -> i32"), (c, p, r) -> {});
    incompatible("i32", get("h", "f"));
  }

  @Test
  void l177ResultOfAnotherType() {
    lk.funcNew("h", "f", FuncType.of("() -> i32"), (c, p, r) -> r[0] = Val.i64(1));
    Instance instance =
        inst(
            "(import \"h\" \"f\" (func $f (result i32)))"
                + "(func (export \"run\") (result i32) call $f)");
    incompatible("i64", instance.func("run").orElseThrow());
  }

  @Test
  void l178ReferencesToOtherStores() {
    Func foreign = Func.create(store(), NOTHING, (c, p, r) -> {});
    lk.funcNew("h", "f", FuncType.of("() -> funcref"), (c, p, r) -> r[0] = Val.funcRef(foreign));
    Instance instance =
        inst(
            "(import \"h\" \"f\" (func $f (result funcref)))"
                + "(func (export \"run\") (result funcref) call $f)");
    assertThrows(LinkException.CrossStore.class, () -> call(instance, "run"));
    assertThrows(LinkException.CrossStore.class, () -> call(get("h", "f")));
  }

  @Test
  void l179HostFunctionsSeeTheData() {
    log("h", "f");
    call(get("h", "f"), 4);
    assertEquals(List.of(4), st.data());
  }

  private Linker<List<Object>> exportsSeen() {
    return lk.funcNew(
        "h",
        "f",
        NOTHING,
        (c, p, r) -> {
          for (String name : List.of("m", "f", "g", "t", "memory")) {
            c.export(name).ifPresent(item -> c.data().add(name));
          }
        });
  }

  @Test
  void l180CallsOfTheHostHaveNoCaller() {
    exportsSeen().funcNew("h", "none", NOTHING, (c, p, r) -> c.data().add(c.instance()));
    call(get("h", "f"));
    call(get("h", "none"));
    assertEquals(List.of(java.util.Optional.empty()), st.data());
  }

  @Test
  void l181ExportsOfTheCaller() {
    exportsSeen();
    String start = "(func $s call $f) (start $s)";
    String wants = "(import \"h\" \"f\" (func $f))";
    inst(wants + start);
    assertEquals(List.of(), st.data());
    inst(wants + "(memory (export \"memory\") 1)" + start);
    assertEquals(List.of("memory"), st.data());
    st.data().clear();
    inst(
        wants
            + "(memory (export \"m\") 1) (func (export \"f\")) (table (export \"t\") 1 funcref)"
            + "(global (export \"g\") i32 (i32.const 0))"
            + start);
    assertEquals(List.of("m", "f", "g", "t"), st.data());
  }

  @Test
  void l182Recursion() {
    lk.funcNew(
        "h",
        "rec",
        FuncType.of("(i32) -> i32"),
        (c, p, r) -> {
          int n = p.get(0).asInt();
          r[0] =
              n == 0
                  ? Val.i32(0)
                  : Val.i32(1 + (int) ((Func) c.export("go").orElseThrow()).call(n - 1)[0]);
        });
    Instance instance =
        inst(
            "(import \"h\" \"rec\" (func $r (param i32) (result i32)))"
                + "(func (export \"go\") (param i32) (result i32) (call $r (local.get 0)))");
    assertEquals(7, call(instance, "go", 7));
  }

  @Test
  void l183HostFunctionsAsReferences() {
    lk.funcWrap("h", "add", IntBinaryOperator.class, Integer::sum);
    Instance instance =
        inst(
            "(type $t (func (param i32 i32) (result i32))) (table 1 funcref)"
                + "(func (export \"run\") (param funcref) (result i32 funcref)"
                + " (table.set (i32.const 0) (local.get 0))"
                + " (call_indirect (type $t) (i32.const 3) (i32.const 4) (i32.const 0))"
                + " (table.get (i32.const 0)))");
    Object[] results = instance.func("run").orElseThrow().call(get("h", "add"));
    assertEquals(7, results[0]);
    assertEquals(3, call((Func) results[1], 1, 2));
    assertEquals(get("h", "add"), results[1]);
  }

  private static final String DOUBLE =
      "(import \"h\" \"double\" (func $d (param i32) (result i32)))"
          + "(func (export \"run\") (param i32) (result i32) (call $d (local.get 0)))";

  @Test
  void l184OneLinkerManyStores() {
    List<Integer> log = new ArrayList<>();
    lk.funcWrap(
        "h",
        "double",
        IntUnaryOperator.class,
        x -> {
          log.add(x);
          return 2 * x;
        });
    WasmModule module = module(DOUBLE);
    InstancePre<List<Object>> pre = lk.instantiatePre(module);
    for (int i = 0; i < 3; i++) {
      Store<List<Object>> store = store();
      assertEquals(20 * i, call(lk.instantiate(store, module), "run", 10 * i));
      assertEquals(20 * i + 2, call(pre.instantiate(store), "run", 10 * i + 1));
    }
    assertEquals(List.of(0, 1, 10, 11, 20, 21), log);
  }

  @Test
  void l185OneLinkerManyThreads() throws Exception {
    List<Integer> log = Collections.synchronizedList(new ArrayList<>());
    lk.funcWrap(
        "h",
        "double",
        IntUnaryOperator.class,
        x -> {
          log.add(x);
          return 2 * x;
        });
    WasmModule module = module(DOUBLE);
    ExecutorService threads = Executors.newFixedThreadPool(10);
    try {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int t = 0; t < 10; t++) {
        int base = 100 * t;
        futures.add(
            threads.submit(
                () -> {
                  try (Store<List<Object>> store = Store.create(ENGINE, List.of())) {
                    Instance instance = lk.instantiate(store, module);
                    int sum = 0;
                    for (int i = 0; i < 3; i++) {
                      sum += (int) call(instance, "run", base + i);
                    }
                    return sum;
                  }
                }));
      }
      for (int t = 0; t < 10; t++) {
        assertEquals(2 * (300 * t + 3), futures.get(t).get());
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(30, log.size());
    assertEquals(30, log.stream().distinct().count());
  }

  /** An object and a function, swapped. */
  record Swapped(Func f, Object o) {}

  /** Swaps. */
  interface Swap {
    Swapped swap(Object o, Func f);
  }

  @Test
  void l186References() {
    lk.funcWrap("h", "swap", Swap.class, (o, f) -> new Swapped(f, o));
    Instance instance =
        inst(
            "(import \"h\" \"swap\""
                + " (func $s (param externref funcref) (result funcref externref)))"
                + "(func (export \"run\") (param externref funcref) (result funcref externref)"
                + " (call $s (local.get 0) (local.get 1)))");
    Func run = instance.func("run").orElseThrow();
    Swap typed = run.typed(Swap.class);
    for (Object o : Arrays.asList(null, new Object(), "text", st)) {
      for (Func f : Arrays.asList(null, run, Func.create(st, NOTHING, (c, p, r) -> {}))) {
        Object[] results = run.call(o, f);
        assertEquals(f, results[0]);
        assertSame(o, results[1]);
        Swapped swapped = typed.swap(o, f);
        assertEquals(f, swapped.f());
        assertSame(o, swapped.o());
      }
    }
  }

  /** Rows L187 and L188 need vectors and garbage-collected objects: see UnexecutableRowsTest. */
  @Test
  void l189HostFunctionsInTailPosition() {
    IllegalStateException e = new IllegalStateException("e");
    lk.funcNew(
        "h",
        "f",
        NOTHING,
        (c, p, r) -> {
          throw e;
        });
    Instance instance =
        inst(
            "(type $t (func)) (import \"h\" \"f\" (func $f)) (table funcref (elem $f))"
                + "(elem declare func $f)"
                + "(func (export \"direct\") (return_call $f))"
                + "(func (export \"ref\") (return_call_ref $t (ref.func $f)))"
                + "(func (export \"indirect\") (return_call_indirect (type $t) (i32.const 0)))");
    for (String name : List.of("direct", "ref", "indirect")) {
      assertSame(e, assertThrows(IllegalStateException.class, () -> call(instance, name)));
    }
    assertSame(
        e,
        assertThrows(
            IllegalStateException.class,
            () -> inst("(import \"h\" \"f\" (func $f)) (func $s (return_call $f)) (start $s)")));
    assertNull(assertInstanceOf(IllegalStateException.class, e).getCause());
  }
}
