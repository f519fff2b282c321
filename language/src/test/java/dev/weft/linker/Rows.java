// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.function.Executable;

/** What every row of the behaviour tables starts from: an engine, a store, an empty linker. */
abstract class Rows {
  static final Engine ENGINE = Engine.create();

  private final List<Store<?>> stores = new ArrayList<>();
  final Store<List<Object>> st = store();
  final Linker<List<Object>> lk = Linker.create(ENGINE);

  @AfterEach
  final void closeStores() {
    stores.forEach(Store::close);
  }

  /** A new store, whose data is a log. */
  final Store<List<Object>> store() {
    Store<List<Object>> store = Store.create(ENGINE, new ArrayList<>());
    stores.add(store);
    return store;
  }

  /** Has a store closed after the test. */
  final <T> Store<T> closing(Store<T> store) {
    stores.add(store);
    return store;
  }

  static WasmModule module(String body) {
    return WasmModule.compile(ENGINE, "(module " + body + ")");
  }

  final Instance inst(String body) {
    return lk.instantiate(st, module(body));
  }

  /** A function that does nothing, or returns zeros and nulls. */
  final Linker<List<Object>> fn(String module, String name, String signature) {
    return lk.funcNew(
        module,
        name,
        FuncType.of(signature),
        (caller, params, results) -> {
          List<ValType> types = FuncType.of(signature).results();
          for (int i = 0; i < results.length; i++) {
            results[i] = Values.defaultOf(types.get(i));
          }
        });
  }

  /** A function that returns an i32. */
  static Linker<List<Object>> constant(
      Linker<List<Object>> linker, String module, String name, int value) {
    return linker.funcNew(
        module, name, FuncType.of("() -> i32"), (caller, params, r) -> r[0] = Val.i32(value));
  }

  final Linker<List<Object>> constant(String module, String name, int value) {
    return constant(lk, module, name, value);
  }

  /** A function that appends its i32 to the store's data. */
  final Linker<List<Object>> log(String module, String name) {
    return lk.funcNew(
        module,
        name,
        FuncType.of("(i32) -> ()"),
        (caller, params, r) -> caller.data().add(params.get(0).asInt()));
  }

  final Func get(String module, String name) {
    return (Func) lk.get(st, module, name).orElseThrow();
  }

  static Object call(Instance instance, String name, Object... args) {
    return call(instance.func(name).orElseThrow(), args);
  }

  /** The single result, or null if there is none. */
  static Object call(Func func, Object... args) {
    Object[] results = func.call(args);
    return results.length == 0 ? null : results[0];
  }

  final Global global(String content, int value) {
    return Global.create(
        st,
        GlobalType.constant(FuncType.of("(" + content + ") -> ()").params().get(0)),
        Val.of(FuncType.of("(" + content + ") -> ()").params().get(0), value));
  }

  static Table table(Store<?> store, long min) {
    return Table.create(store, TableType.of(RefType.FUNCREF, min), Val.funcRef(null));
  }

  static void dup(String module, String name, Executable action) {
    LinkException.DuplicateDefinition e =
        assertThrows(LinkException.DuplicateDefinition.class, action);
    assertEquals(module, e.module());
    assertEquals(name, e.name().orElseThrow());
    assertTrue(e.getMessage().contains(module + "::" + name), e.getMessage());
  }

  static LinkException.UnknownImport unk(String module, String name, Executable action) {
    LinkException.UnknownImport e = assertThrows(LinkException.UnknownImport.class, action);
    assertEquals(module, e.module());
    assertEquals(name, e.name());
    return e;
  }

  static LinkException.IncompatibleImport inc(Executable action, String... words) {
    LinkException.IncompatibleImport e =
        assertThrows(LinkException.IncompatibleImport.class, action);
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage() + " should contain " + word);
    }
    return e;
  }

  static WasmTrap trap(TrapCode code, Executable action) {
    WasmTrap e = assertThrows(WasmTrap.class, action);
    assertEquals(code, e.code());
    return e;
  }
}
