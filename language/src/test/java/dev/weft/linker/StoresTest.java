// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Rows L190 to L203: stores, engines, threads. */
final class StoresTest extends Rows {
  private static final Engine OTHER = Engine.create();

  @AfterAll
  static void close() {
    OTHER.close();
  }

  private Store<List<Object>> ofOther() {
    return closing(Store.create(OTHER, new ArrayList<>()));
  }

  /** The store has taken no harm: an i64 goes through a host function and comes back. */
  private void unharmed() {
    Linker<List<Object>> linker = Linker.create(ENGINE);
    linker.funcWrap("h", "f", LongUnaryOperator.class, x -> x);
    Instance instance =
        linker.instantiate(
            st,
            module(
                "(import \"h\" \"f\" (func $f (param i64) (result i64))) (func (export \"r\")"
                    + " (param i64) (result i64) (call $f (local.get 0)))"));
    assertEquals(0x7EDC_BA98_7654_3210L, call(instance, "r", 0x7EDC_BA98_7654_3210L));
  }

  @Test
  void l190GlobalsOfAnotherStore() {
    lk.define("h", "g", global("i32", 1));
    WasmModule module = module("(import \"h\" \"g\" (global i32))");
    lk.instantiate(st, module);
    Store<List<Object>> other = store();
    LinkException.CrossStore e =
        assertThrows(LinkException.CrossStore.class, () -> lk.instantiate(other, module));
    assertTrue(e.getMessage().contains("`h::g`"), e.getMessage());
  }

  @Test
  void l191MemoriesOfAnotherStore() {
    lk.define("h", "m", Memory.create(st, MemoryType.of(1)));
    WasmModule module = module("(import \"h\" \"m\" (memory 1))");
    Store<List<Object>> other = store();
    assertThrows(LinkException.CrossStore.class, () -> lk.instantiate(other, module));
    InstancePre<List<Object>> pre = lk.instantiatePre(module);
    assertThrows(LinkException.CrossStore.class, () -> pre.instantiate(other));
  }

  @Test
  void l192ItemsThatAreNotImportedDoNotMatter() {
    lk.define("h", "g", global("i32", 1));
    lk.instantiate(store(), module("(func)"));
  }

  @Test
  void l193ByPosition() {
    Store<List<Object>> other = store();
    Global g = Global.create(other, GlobalType.constant(ValType.I32), Val.i32(1));
    for (Extern item :
        List.of(
            Func.create(other, FuncType.of("() -> ()"), (c, p, r) -> {}),
            g,
            table(other, 1),
            Memory.create(other, MemoryType.of(1)))) {
      String type = item.type() instanceof FuncType ? "(func)" : item.type().toString();
      WasmModule module = module("(import \"a\" \"b\" " + type + ")");
      assertThrows(
          LinkException.CrossStore.class, () -> Instance.create(st, module, List.of(item)));
    }
  }

  @Test
  void l194ModulesOfAnotherEngine() {
    WasmModule module = WasmModule.compile(OTHER, "(module)");
    assertThrows(LinkException.CrossEngine.class, () -> lk.instantiate(st, module));
    assertThrows(LinkException.CrossEngine.class, () -> lk.instantiatePre(module));
    unharmed();
  }

  @Test
  void l195PreInstancesOfAnotherEngine() {
    InstancePre<List<Object>> pre =
        Linker.<List<Object>>create(OTHER).instantiatePre(WasmModule.compile(OTHER, "(module)"));
    assertThrows(LinkException.CrossEngine.class, () -> pre.instantiate(st));
    unharmed();
  }

  @Test
  void l196ItemsOfAnotherEngine() {
    Store<List<Object>> other = ofOther();
    lk.define("h", "g", Global.create(other, GlobalType.constant(ValType.I32), Val.i32(1)));
    WasmModule module = module("(import \"h\" \"g\" (global i32))");
    LinkException.CrossEngine e =
        assertThrows(LinkException.CrossEngine.class, () -> lk.instantiatePre(module));
    assertTrue(e.getMessage().contains("`h::g`"), e.getMessage());
    assertThrows(LinkException.CrossEngine.class, () -> lk.instantiate(st, module));
    unharmed();
  }

  // L197 follows each of L194 to L196.

  @Test
  void l198ByPositionWithAModuleOfAnotherEngine() {
    WasmModule module = WasmModule.compile(OTHER, "(module (import \"a\" \"b\" (func)))");
    assertThrows(
        LinkException.CrossEngine.class,
        () -> Instance.create(st, module, List.of(global("i32", 1))));
  }

  // L199 cannot happen: types belong to no engine. L200 is in SharedMemoryRowsTest.

  @Test
  void l201StoresOfAnotherEngine() {
    fn("a", "b", "() -> ()");
    Store<List<Object>> other = ofOther();
    assertThrows(IllegalArgumentException.class, () -> lk.get(other, "a", "b"));
    assertThrows(IllegalArgumentException.class, () -> lk.stream(other));
    assertThrows(IllegalArgumentException.class, () -> lk.getDefault(other, "a"));
    assertThrows(IllegalArgumentException.class, () -> lk.instantiate(other, module("")));
  }

  @Test
  void l202AStoreWithinAStore() {
    Store<List<Object>> child = store();
    Instance inner =
        Linker.<List<Object>>create(ENGINE)
            .instantiate(
                child,
                WasmModule.compile(
                    ENGINE, "(module $child (func $die (export \"die\") unreachable))"));
    List<Backtrace> caught = new ArrayList<>();
    lk.funcNew(
        "h",
        "f",
        FuncType.of("() -> ()"),
        (c, p, r) -> {
          try {
            call(inner, "die");
          } catch (WasmTrap e) {
            caught.add(e.backtrace());
          }
        });
    call(inst("(import \"h\" \"f\" (func $f)) (func $parent (export \"run\") call $f)"), "run");
    assertEquals(
        List.of("child!die"), caught.get(0).frames().stream().map(Backtrace.Frame::title).toList());
  }

  @Test
  void l203ExportKeysOfAnotherModule() {
    Instance instance = inst("(func (export \"f\"))");
    ModuleExport own = instance.module().exportIndex("f").orElseThrow();
    assertEquals(instance.func("f").orElseThrow(), instance.export(own).orElseThrow());
    ModuleExport other = module("(func) (func (export \"f\"))").exportIndex("f").orElseThrow();
    assertTrue(instance.export(other).isEmpty());
    assertTrue(instance.module().exportIndex("zz").isEmpty());
  }

  @Test
  void modulesAreDecodedOnceForAllStores() {
    WasmModule module = module("(func (export \"f\") (result i32) i32.const 1) (memory 1)");
    Set<Object> decoded = new HashSet<>();
    Set<Object> code = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      try (Store<List<Object>> store = Store.create(ENGINE, List.of())) {
        assertEquals(1, call(lk.instantiate(store, module), "f"));
        decoded.add(store.adopt(module).identity());
        code.add(store.adopt(module));
      }
    }
    assertEquals(1, decoded.size());
    assertEquals(1, code.size());
  }

  @Test
  void storesWithOtherOptionsValidateAnew() {
    WasmModule module = module("(func (result i32 i32) i32.const 1 i32.const 2)");
    Store<List<Object>> strict =
        closing(
            Store.newBuilder(ENGINE, (List<Object>) new ArrayList<>())
                .context(c -> c.allowExperimentalOptions(true).option("wasm.MultiValue", "false"))
                .build());
    assertThrows(InvalidModuleException.class, () -> lk.instantiate(strict, module));
    Store<List<Object>> segment =
        closing(
            Store.newBuilder(ENGINE, (List<Object>) new ArrayList<>())
                .context(
                    c -> c.allowExperimentalOptions(true).option("wasm.MemoryAccess", "segment"))
                .build());
    lk.instantiate(segment, module);
    assertSame(module.engineSide().identity(), segment.adopt(module).identity());
  }

  @Test
  void storesInContextsThatExist() {
    try (Context context = Context.newBuilder("wasm").engine(ENGINE).build()) {
      try (Store<List<Object>> store = Store.of(context, new ArrayList<>())) {
        WasmModule module =
            WasmModule.of(
                store,
                context.eval(
                    Source.newBuilder("wasm", "(module (func (export \"f\")))", "m")
                        .mimeType("text/wat")
                        .buildLiteral()));
        Instance instance = lk.instantiate(store, module);
        assertEquals(instance, Instance.of(store, instance.value()));
        assertEquals(
            instance.func("f").orElseThrow(),
            Extern.of(store, instance.func("f").orElseThrow().value()));
      }
      assertEquals(3, context.asValue(3).asInt());
    }
  }
}
