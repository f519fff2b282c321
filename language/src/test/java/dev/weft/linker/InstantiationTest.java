// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows L84 to L105: instances, pre-instances, instances as definitions. */
final class InstantiationTest extends Rows {
  private static final String O =
      "(memory (export \"m\") 1) (table (export \"t\") 4 funcref) (type $t (func (result i32)))"
          + "(func (export \"byte\") (param i32) (result i32) (i32.load8_u (local.get 0)))"
          + "(func (export \"call\") (param i32) (result i32)"
          + " (call_indirect (type $t) (local.get 0)))"
          + "(func (export \"null\") (param i32) (result i32)"
          + " (ref.is_null (table.get (local.get 0))))";

  private Instance o() {
    Instance o = inst(O);
    lk.instance(st, "o", o);
    return o;
  }

  @Test
  void l84OnlyTheStartSectionRuns() {
    log("env", "t");
    inst(
        "(import \"env\" \"t\" (func $t (param i32)))"
            + "(func (export \"_start\") (call $t (i32.const 1)))"
            + "(func $s (call $t (i32.const 3))) (start $s)");
    assertEquals(List.of(3), st.data());
  }

  @Test
  void l85InitializeDoesNotRun() {
    log("env", "t");
    inst(
        "(import \"env\" \"t\" (func $t (param i32)))"
            + "(func (export \"_initialize\") (call $t (i32.const 4)))");
    assertEquals(List.of(), st.data());
  }

  @Test
  void l86StartTraps() {
    WasmTrap e = trap(TrapCode.UNREACHABLE, () -> inst("(func $s unreachable) (start $s)"));
    assertEquals("s", e.backtrace().frames().get(0).functionName().orElseThrow());
  }

  @Test
  void l87HostFailsInStart() {
    IllegalStateException thrown = new IllegalStateException("boom");
    lk.funcNew(
        "env",
        "boom",
        FuncType.of("() -> ()"),
        (c, p, r) -> {
          throw thrown;
        });
    String body = "(import \"env\" \"boom\" (func $b)) (start $b)";
    assertSame(thrown, assertThrows(IllegalStateException.class, () -> inst(body)));
    IOException checked = new IOException("boom");
    lk.allowShadowing(true)
        .funcNew(
            "env",
            "boom",
            FuncType.of("() -> ()"),
            (c, p, r) -> {
              throw checked;
            });
    HostFunctionException e = assertThrows(HostFunctionException.class, () -> inst(body));
    assertSame(checked, e.getCause());
  }

  @Test
  void l88WhatWasWrittenBeforeATrapStays() {
    Instance o = o();
    trap(
        TrapCode.UNREACHABLE,
        () ->
            inst(
                "(import \"o\" \"m\" (memory 1)) (import \"o\" \"t\" (table 4 funcref))"
                    + "(func $v (result i32) i32.const 77) (elem (i32.const 2) $v)"
                    + "(data (i32.const 5) \"Z\") (func $s unreachable) (start $s)"));
    assertEquals((int) 'Z', call(o, "byte", 5));
    assertEquals(77, call(o, "call", 2));
  }

  @Test
  void l89DataSegmentThatDoesNotFit() {
    Instance o = o();
    WasmTrap e =
        trap(
            TrapCode.MEMORY_OUT_OF_BOUNDS,
            () ->
                inst(
                    "(import \"o\" \"m\" (memory 1)) (data (i32.const 6) \"Q\")"
                        + "(data (i32.const 65535) \"QQ\")"));
    assertEquals(List.of(), e.backtrace().frames());
    assertEquals((int) 'Q', call(o, "byte", 6));
    assertEquals(0, call(o, "byte", 65535));
  }

  @Test
  void l90ElementSegmentThatDoesNotFit() {
    Instance o = o();
    trap(
        TrapCode.TABLE_OUT_OF_BOUNDS,
        () ->
            inst(
                "(import \"o\" \"t\" (table 4 funcref)) (func $v (result i32) i32.const 77)"
                    + "(elem (i32.const 0) $v) (elem (i32.const 3) $v $v)"));
    assertEquals(77, call(o, "call", 0));
    assertEquals(1, call(o, "null", 3));
  }

  @Test
  void l91ElementsBeforeData() {
    Instance o = o();
    trap(
        TrapCode.TABLE_OUT_OF_BOUNDS,
        () ->
            inst(
                "(import \"o\" \"m\" (memory 1)) (import \"o\" \"t\" (table 4 funcref))"
                    + "(func $v) (data (i32.const 9) \"K\") (elem (i32.const 9) $v)"));
    assertEquals(0, call(o, "byte", 9));
  }

  private static final String COUNTER =
      "(global $n (mut i32) (i32.const 0)) (func (export \"inc\") (result i32)"
          + " (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n))";

  @Test
  void l93InstancesAreSeparate() {
    WasmModule module = module(COUNTER);
    Instance a = lk.instantiate(st, module);
    Instance b = lk.instantiate(st, module);
    assertEquals(1, call(a, "inc"));
    assertEquals(1, call(b, "inc"));
    assertEquals(2, call(a, "inc"));
    assertEquals(2, call(b, "inc"));
  }

  @Test
  void l94PreInstancesInManyStores() {
    fn("", "", "() -> ()");
    InstancePre<List<Object>> pre = lk.instantiatePre(module("(import \"\" \"\" (func))"));
    pre.instantiate(store());
    Store<List<Object>> other = store();
    assertSame(other, pre.instantiate(other).store());
    pre.instantiate(other);
  }

  private InstancePre<List<Object>> preWithGlobal() {
    fn("", "", "() -> ()");
    lk.define("", "g", global("i32", 3));
    return lk.instantiatePre(
        module(
            "(import \"\" \"\" (func)) (import \"\" \"g\" (global i32))"
                + "(export \"g\" (global 0))"));
  }

  @Test
  void l95PreInstancesWithItemsOfAStore() {
    InstancePre<List<Object>> pre = preWithGlobal();
    pre.instantiate(st);
    assertEquals(3, pre.instantiate(st).global("g").orElseThrow().get().asInt());
  }

  @Test
  void l96ButNotInAnotherStore() {
    InstancePre<List<Object>> pre = preWithGlobal();
    Store<List<Object>> other = store();
    LinkException.CrossStore e =
        assertThrows(LinkException.CrossStore.class, () -> pre.instantiate(other));
    assertEquals("g", e.importType().orElseThrow().name());
  }

  @Test
  void l97PreInstancesDoNotChange() {
    constant("a", "b", 1);
    InstancePre<List<Object>> pre =
        lk.instantiatePre(
            module("(import \"a\" \"b\" (func $f (result i32))) (export \"r\" (func $f))"));
    lk.allowShadowing(true);
    constant("a", "b", 2);
    assertEquals(1, call(pre.instantiate(st), "r"));
  }

  @Test
  void l98PreInstancesKnowTheirModule() {
    WasmModule module = module("");
    assertSame(module, lk.instantiatePre(module).module());
    assertSame(module, lk.instantiatePre(st, module).module());
  }

  @Test
  void l99InstancesAsDefinitions() {
    lk.instance(st, "one", inst("(func (export \"run\"))"));
    Instance b = inst("(import \"one\" \"run\" (func $r)) (func (export \"go\") call $r)");
    assertNull(call(b, "go"));
  }

  private static final String ABC =
      "(func (export \"a\")) (func (export \"b\")) (func (export \"c\"))";

  @Test
  void l100AllOrNothing() {
    fn("n", "b", "() -> ()");
    Instance a = inst(ABC);
    dup("n", "b", () -> lk.instance(st, "n", a));
    assertEquals(List.of("n::b"), lk.names());
    lk.atomicDefinitions(false);
    dup("n", "b", () -> lk.instance(st, "n", a));
    assertEquals(List.of("n::a", "n::b"), lk.names());
  }

  @Test
  void l101InstanceWithoutExports() {
    lk.instance(st, "n", inst(""));
    assertEquals(List.of(), lk.names());
  }

  @Test
  void l102OneInstanceUnderTwoNames() {
    Instance a = inst("(global (export \"g\") (mut i32) (i32.const 0))");
    lk.instance(st, "p", a).instance(st, "q", a);
    ((Global) lk.get(st, "p", "g").orElseThrow()).set(Val.i32(9));
    assertEquals(9, ((Global) lk.get(st, "q", "g").orElseThrow()).get().asInt());
    assertEquals(lk.get(st, "p", "g"), lk.get(st, "q", "g"));
  }

  @Test
  void l103WrongNumberOfImports() {
    WasmModule module = module("(import \"\" \"\" (func))");
    fn("", "", "() -> ()");
    Func f = get("", "");
    for (List<Func> imports : List.of(List.<Func>of(), List.of(f, f))) {
      LinkException.ImportCount e =
          assertThrows(LinkException.ImportCount.class, () -> Instance.create(st, module, imports));
      assertTrue(
          e.getMessage().contains("expected 1 imports, found " + imports.size()), e.getMessage());
    }
  }

  @Test
  void l104ExportedMemory() {
    Memory memory =
        inst("(memory (export \"memory\") 2) (data (i32.const 0) \"Hi there\")")
            .memory("memory")
            .orElseThrow();
    byte[] bytes = new byte[8];
    memory.value().readBuffer(0, bytes, 0, 8);
    assertEquals("Hi there", new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void l105MemoryOfFourGigabytes() {
    Instance instance =
        inst(
            "(memory 65534) (func (export \"size\") (result i32) memory.size)"
                + "(func (export \"grow\") (result i32) (memory.grow (i32.const 1)))");
    assertEquals(65534, call(instance, "size"));
    assertEquals(65534, call(instance, "grow"));
    assertEquals(65535, call(instance, "grow"));
    assertEquals(-1, call(instance, "grow"));
    assertEquals(65536, call(instance, "size"));
  }
}
