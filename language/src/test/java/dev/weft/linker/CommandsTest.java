// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.Test;

/** Rows L106 to L137: commands and reactors. */
final class CommandsTest extends Rows {
  private static final String COUNTER =
      "(global $n (mut i32) (i32.const 0)) (func (export \"inc\") (result i32)"
          + " (global.get $n) (global.set $n (i32.add (global.get $n) (i32.const 1))))";

  private void define(String name, String body) {
    lk.module(st, name, module(body));
  }

  private LinkException.BadModuleKind bad(String words, String body) {
    LinkException.BadModuleKind e =
        assertThrows(LinkException.BadModuleKind.class, () -> define("m", body));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    return e;
  }

  private Instance incrementer() {
    return inst(
        "(import \"\" \"inc\" (func $i (result i32)))"
            + "(func (export \"get\") (result i32) call $i)");
  }

  @Test
  void l106PlainModules() {
    define("", COUNTER);
    Instance user = incrementer();
    assertEquals(0, call(user, "get"));
    assertEquals(1, call(user, "get"));
  }

  @Test
  void l107CommandsStartAnew() {
    define("", COUNTER + "(func (export \"_start\"))");
    Instance user = incrementer();
    assertEquals(0, call(user, "get"));
    assertEquals(0, call(user, "get"));
  }

  @Test
  void l108CommandThatCounts() {
    define(
        "commander",
        "(global $n (mut i32) (i32.const 0))"
            + "(func (export \"_start\") (global.set $n (i32.add (global.get $n) (i32.const 1))))"
            + "(func (export \"read\") (result i32) (global.get $n))");
    Func start = lk.getDefault(st, "commander");
    call(start);
    call(start);
    call(start);
    Instance user =
        inst(
            "(import \"commander\" \"_start\" (func $s))"
                + "(import \"commander\" \"read\" (func $r (result i32)))"
                + "(func (export \"run\") (result i32) call $s call $s call $s call $r)");
    assertEquals(0, call(user, "run"));
  }

  private static final String REACTOR =
      "(global $n (mut i32) (i32.const 10))"
          + "(func (export \"_initialize\") (global.set $n (i32.const 20)))"
          + "(func (export \"inc\") (result i32)"
          + " (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n))";

  @Test
  void l109ReactorsAreInitialisedOnce() {
    define("r", REACTOR);
    assertEquals(21, call(get("r", "inc")));
    assertEquals(22, call(get("r", "inc")));
  }

  private static final String STARTS_AND_INITIALISES =
      "(import \"env\" \"t\" (func $t (param i32)))"
          + "(func $s (call $t (i32.const 5))) (start $s)"
          + "(func (export \"_initialize\") (call $t (i32.const 6)))";

  @Test
  void l110StartSectionGoesFirst() {
    log("env", "t");
    define("r", STARTS_AND_INITIALISES);
    assertEquals(List.of(5, 6), st.data());
  }

  @Test
  void l111InitialisersAreDefinedToo() {
    define("r", REACTOR);
    assertEquals(FuncType.of("() -> ()"), get("r", "_initialize").type());
  }

  @Test
  void l112InitialiserTraps() {
    LinkException e =
        bad(
            "calling the Reactor initialization function",
            "(func (export \"_initialize\") unreachable) (func (export \"z\"))");
    assertEquals(TrapCode.UNREACHABLE, assertInstanceOf(WasmTrap.class, e.getCause()).code());
    assertTrue(lk.get(st, "m", "z").isEmpty());
  }

  @Test
  void l113InitialisersOfOtherTypes() {
    bad(
        "calling the Reactor initialization function",
        "(func (export \"_initialize\") (param i32)) (func (export \"z\"))");
    bad(
        "calling the Reactor initialization function",
        "(func (export \"_initialize\") (result i32) i32.const 0)");
    assertEquals(List.of(), lk.names());
  }

  @Test
  void l114NamesThatMustBeFunctions() {
    bad("`_initialize`", "(memory (export \"_initialize\") 1)");
    bad("`_start`", "(global (export \"_start\") i32 (i32.const 0))");
  }

  @Test
  void l115CommandAndReactor() {
    bad("both", "(func (export \"_start\")) (func (export \"_initialize\"))");
    bad("both", "(global (export \"_start\") i32 (i32.const 0)) (func (export \"_initialize\"))");
    assertThrows(
        LinkException.BadModuleKind.class,
        () -> module("(func (export \"_start\")) (func (export \"_initialize\"))").kind());
  }

  @Test
  void l116EachCallIsAnInstance() {
    log("env", "tick");
    define(
        "c",
        "(import \"env\" \"tick\" (func $t (param i32))) (func $s (call $t (i32.const 1)))"
            + "(start $s) (func (export \"_start\")) (func (export \"noop\"))");
    assertEquals(0, st.data().size());
    call(get("c", "noop"));
    call(get("c", "_start"));
    assertEquals(2, st.data().size());
    assertEquals(WasmModule.Kind.COMMAND, module("(func (export \"_start\"))").kind());
  }

  /** The caller's memory is read through an export of the caller. */
  @Test
  void l117CallersAreTheFreshInstances() {
    lk.funcNew(
        "env",
        "see",
        FuncType.of("() -> ()"),
        (caller, p, r) -> {
          Func read = caller.export("word").map(Func.class::cast).orElseThrow();
          caller.data().add(read.call()[0]);
        });
    define(
        "c",
        "(import \"env\" \"see\" (func $see)) (memory (export \"memory\") 1)"
            + "(data (i32.const 0) \"xyz\")"
            + "(func (export \"word\") (result i32) (i32.load (i32.const 0)))"
            + "(func (export \"_start\") call $see"
            + " (i32.store8 (i32.const 0) (i32.const 65)) call $see)");
    call(lk.getDefault(st, "c"));
    call(lk.getDefault(st, "c"));
    int xyz = 'x' | 'y' << 8 | 'z' << 16;
    int changed = 'A' | 'y' << 8 | 'z' << 16;
    assertEquals(List.of(xyz, changed, xyz, changed), st.data());
  }

  @Test
  void l118ImportsAreBoundAtOnce() {
    lk.allowShadowing(true);
    constant("env", "val", 1);
    define(
        "c",
        "(import \"env\" \"val\" (func $v (result i32))) (func (export \"_start\"))"
            + "(func (export \"get\") (result i32) call $v)");
    constant("env", "val", 2);
    assertEquals(1, call(get("c", "get")));
  }

  @Test
  void l119MissingImportsAreFoundAtOnce() {
    unk("no", "pe", () -> define("m", "(import \"no\" \"pe\" (func)) (func (export \"_start\"))"));
  }

  @Test
  void l120CommandsCannotImportThemselves() {
    unk(
        "me",
        "f",
        () ->
            define(
                "me",
                "(import \"me\" \"f\" (func)) (func (export \"_start\")) (func (export \"f\"))"));
  }

  @Test
  void l121ExportsOfToolchains() {
    List<String> warnings = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            warnings.add(record.getParameters() == null ? "" : "" + record.getParameters()[0]);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.weft.linker");
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.WARNING);
    try {
      define(
          "c",
          "(memory (export \"memory\") 1) (table (export \"table\") 1 funcref)"
              + "(table (export \"__indirect_function_table\") 1 funcref)"
              + "(global (export \"__data_end\") i32 (i32.const 0))"
              + "(global (export \"__heap_base\") i32 (i32.const 0))"
              + "(global (export \"__dso_handle\") i32 (i32.const 0))"
              + "(global (export \"__rtti_base\") i32 (i32.const 0))"
              + "(func (export \"_start\"))");
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    assertEquals(List.of("c::_start"), lk.names());
    assertEquals(List.of("__data_end", "__heap_base", "__dso_handle", ""), warnings);
  }

  @Test
  void l122OtherMemories() {
    bad("`mem`", "(memory (export \"mem\") 1) (func (export \"_start\"))");
  }

  private static final String[] ODD = {
    "(global (export \"memory\") i32 (i32.const 0))",
    "(table (export \"__heap_base\") 1 funcref)",
    "(global (export \"g\") i32 (i32.const 0))",
    "(tag (export \"e\"))"
  };

  @Test
  void l123NamesHoldWithTheirKindOnly() {
    for (String odd : ODD) {
      String name = odd.split("\"")[1];
      bad("`" + name + "`", odd + "(func (export \"_start\"))");
    }
  }

  @Test
  void l124UnknownExportsAllowed() {
    lk.allowUnknownExports(true);
    for (int i = 0; i < ODD.length; i++) {
      define("m" + i, ODD[i] + "(func (export \"_start\"))");
    }
    assertEquals(List.of("m0::_start", "m1::_start", "m2::_start", "m3::_start"), lk.names());
  }

  private static final String MIXED =
      "(func (export \"a\")) (func (export \"_start\"))"
          + "(global (export \"g\") i32 (i32.const 0)) (func (export \"b\"))";

  @Test
  void l125AllOrNothing() {
    bad("`g`", MIXED);
    assertEquals(List.of(), lk.names());
    lk.atomicDefinitions(false);
    bad("`g`", MIXED);
    assertEquals(List.of("m::_start", "m::a"), lk.names());
  }

  @Test
  void l126StartOfAnyType() {
    define("c", "(func (export \"_start\") (param i32) (result i32) local.get 0)");
    assertEquals(5, call(lk.getDefault(st, "c"), 5));
  }

  @Test
  void l127CommandExportsHaveExactTypes() {
    define("c", "(func (export \"_start\")) (func (export \"n\") (result i32) i32.const 1)");
    inc(() -> inst("(import \"c\" \"n\" (func (result i64)))"), "i32", "i64");
  }

  @Test
  void l128TrapsInCommands() {
    lk.module(
        st,
        "c",
        WasmModule.compile(ENGINE, "(module $cmd (func $die (export \"_start\") unreachable))"));
    Instance user =
        lk.instantiate(
            st,
            WasmModule.compile(
                ENGINE,
                "(module $user (import \"c\" \"_start\" (func $s))"
                    + "(func $go (export \"go\") call $s))"));
    for (int i = 0; i < 2; i++) {
      WasmTrap e = trap(TrapCode.UNREACHABLE, () -> call(user, "go"));
      assertEquals(
          List.of("cmd!die", "user!go"),
          e.backtrace().frames().stream().map(Backtrace.Frame::title).toList());
    }
  }

  @Test
  void l129CommandsThatCallCommands() {
    define("k1", "(func (export \"_start\"))" + REACTOR.replace("_initialize", "other"));
    define(
        "k2",
        "(import \"k1\" \"inc\" (func $n (result i32))) (func (export \"_start\"))"
            + "(func (export \"two\") (result i32 i32) call $n call $n)");
    assertArrayEquals(new Object[] {11, 11}, get("k2", "two").call());
  }

  @Test
  void l131TwoModulesUnderOneName() {
    define("k", "(func (export \"_start\"))");
    dup("k", "_start", () -> define("k", "(func (export \"_start\"))"));
    define("k", "(func (export \"other\"))");
    assertEquals(List.of("k::_start", "k::other"), lk.names());
  }

  @Test
  void l132ClashesAreFoundBeforeReactorsRun() {
    log("env", "t");
    fn("d", "_initialize", "() -> ()");
    dup("d", "_initialize", () -> define("d", STARTS_AND_INITIALISES));
    assertEquals(List.of(), st.data());
    lk.atomicDefinitions(false);
    dup("d", "_initialize", () -> define("d", STARTS_AND_INITIALISES));
    assertEquals(List.of(5, 6), st.data());
  }

  @Test
  void l133CommandsAreCollected() throws InterruptedException {
    Linker<Object> linker = Linker.create(ENGINE);
    Store<Object> store = Store.create(ENGINE, new Object());
    linker.funcNew("h", "f", FuncType.of("() -> ()"), (c, p, r) -> {});
    linker.module(store, "a", module("(import \"h\" \"f\" (func)) (func (export \"_start\"))"));
    linker.getDefault(store, "a").call();
    WeakReference<Object> data = new WeakReference<>(store.data());
    store.close();
    linker = null;
    store = null;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (data.get() != null && System.nanoTime() < deadline) {
      System.gc();
      Thread.sleep(5);
    }
    assertNull(data.get());
  }

  @Test
  void l134ReactorsShareMemory() {
    define(
        "p",
        "(memory (export \"m\") 2)"
            + "(func (export \"get\") (result i32) (i32.load (i32.const 64)))");
    define(
        "c",
        "(import \"p\" \"m\" (memory 1)) (func (export \"_initialize\"))"
            + "(func (export \"set\") (param i32) (i32.store (i32.const 64) (local.get 0)))");
    call(get("c", "set"), 4242);
    assertEquals(4242, call(get("p", "get")));
  }

  @Test
  void l135PlainModuleWithADefault() {
    define("m", "(func (export \"\") (result i32) i32.const 3) (func (export \"x\"))");
    assertEquals(3, call(lk.getDefault(st, "m")));
    assertTrue(lk.get(st, "m", "x").isPresent());
  }

  @Test
  void l136StoresOfOtherEngines() {
    try (Engine other = Engine.create();
        Store<List<Object>> store = Store.create(other, new ArrayList<>())) {
      WasmModule module = module("(func (export \"_start\"))");
      assertThrows(IllegalArgumentException.class, () -> lk.module(store, "m", module));
    }
    assertEquals(List.of(), lk.names());
  }

  @Test
  void l137NothingIsLeftOfACall() {
    define(
        "c",
        "(global $g (mut i32) (i32.const 7)) (func (export \"_start\"))"
            + "(func (export \"a\") (global.set $g (i32.const 8)))"
            + "(func (export \"b\") (result i32) (global.get $g))");
    call(get("c", "a"));
    assertEquals(7, call(get("c", "b")));
    assertSame(get("c", "b"), get("c", "b"));
  }
}
