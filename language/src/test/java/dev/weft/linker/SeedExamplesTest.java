// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** The examples on the page of wasmtime's Linker, in Java. */
final class SeedExamplesTest extends Rows {
  @Test
  void allowShadowing() {
    lk.funcWrap("", "", Runnable.class, () -> {});
    assertThrows(
        LinkException.DuplicateDefinition.class,
        () -> lk.funcWrap("", "", Runnable.class, () -> {}));
    lk.allowShadowing(true);
    lk.funcWrap("", "", Runnable.class, () -> {});
  }

  @Test
  void allowUnknownExports() {
    lk.allowUnknownExports(true);
    lk.module(
        st, "mod", module("(func (export \"_start\")) (global (export \"g\") i32 (i32.const 1))"));
    assertEquals(List.of("mod::_start"), lk.names());
  }

  @Test
  void defineUnknownImportsAsTraps() {
    WasmModule module = module("(import \"not\" \"there\" (func))");
    lk.defineUnknownImportsAsTraps(module);
    lk.instantiate(st, module);
  }

  @Test
  void define() {
    Global global = Global.create(st, GlobalType.constant(ValType.I32), Val.i32(0x1234));
    lk.define("host", "offset", global);
    Instance instance =
        inst(
            "(import \"host\" \"offset\" (global i32)) (memory (export \"m\") 1)"
                + "(data (global.get 0) \"foo\")");
    byte[] foo = new byte[3];
    instance.memory("m").orElseThrow().read(0x1234, foo);
    assertEquals("foo", new String(foo, java.nio.charset.StandardCharsets.US_ASCII));
  }

  /** Where a string lies. */
  interface Slice {
    void accept(Caller<List<Object>> caller, int address, int length);
  }

  @Test
  void funcWrap() {
    List<Integer> printed = new ArrayList<>();
    lk.funcWrap("host", "double", IntUnaryOperator.class, x -> x * 2);
    lk.funcWrap("host", "log_i32", IntConsumer.class, printed::add);
    lk.funcWrap("host", "log_str", Slice.class, (caller, ptr, len) -> caller.data().add(len));
    WasmModule module =
        module(
            "(import \"host\" \"double\" (func $d (param i32) (result i32)))"
                + "(import \"host\" \"log_i32\" (func $l (param i32)))"
                + "(import \"host\" \"log_str\" (func $s (param i32 i32)))"
                + "(func (export \"run\") (call $l (call $d (i32.const 4)))"
                + " (call $s (i32.const 0) (i32.const 9)))");
    for (int i = 0; i < 10; i++) {
      try (Store<List<Object>> store = Store.create(ENGINE, new ArrayList<>())) {
        lk.instantiate(store, module).typed("run", Runnable.class).run();
        assertEquals(List.of(9), store.data());
      }
    }
    assertEquals(java.util.Collections.nCopies(10, 8), printed);
  }

  private static final String RUN =
      "(import \"instance1\" \"run\" (func $r)) (func (export \"run\") call $r)";

  @Test
  void instance() {
    lk.instance(st, "instance1", inst("(func (export \"run\"))"));
    assertNull(call(inst(RUN), "run"));
  }

  @Test
  void module() {
    lk.module(st, "instance1", module("(func (export \"run\"))"));
    assertNull(call(inst(RUN), "run"));
  }

  @Test
  void moduleOfACommand() {
    lk.module(
        st,
        "commander",
        module(
            "(global $counter (mut i32) (i32.const 0))"
                + "(func (export \"_start\")"
                + " (global.set $counter (i32.add (global.get $counter) (i32.const 1))))"
                + "(func (export \"read_counter\") (result i32) (global.get $counter))"));
    Runnable run = lk.getDefault(st, "").typed(Runnable.class);
    run.run();
    run.run();
    run.run();
    lk.module(
        st,
        "",
        module(
            "(import \"commander\" \"_start\" (func $commander_start))"
                + "(import \"commander\" \"read_counter\" (func $read (result i32)))"
                + "(func (export \"run\") (result i32)"
                + " call $commander_start call $commander_start call $commander_start"
                + " call $read)"));
    assertEquals(0, get("", "run").typed(IntSupplier.class).getAsInt());
  }

  @Test
  void instantiate() {
    lk.funcWrap("host", "double", IntUnaryOperator.class, x -> x * 2);
    inst("(import \"host\" \"double\" (func (param i32) (result i32)))");
  }

  @Test
  void instantiatePre() {
    lk.funcWrap("host", "double", IntUnaryOperator.class, x -> x * 2);
    WasmModule module = module("(import \"host\" \"double\" (func (param i32) (result i32)))");
    InstancePre<List<Object>> pre = lk.instantiatePre(st, module);
    pre.instantiate(st);
    pre.instantiate(st);
    pre.instantiate(store());
  }
}
