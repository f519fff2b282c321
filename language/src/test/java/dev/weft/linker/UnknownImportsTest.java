// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Rows L159 to L172: stand-ins for imports that nobody defines. */
final class UnknownImportsTest extends Rows {
  @Test
  void l159Traps() {
    WasmModule module =
        module(
            "(import \"x\" \"f\" (func $f)) (func (export \"run\") call $f)"
                + "(func (export \"other\"))");
    lk.defineUnknownImportsAsTraps(module);
    Instance instance = lk.instantiate(st, module);
    LinkException.UnknownImport e = unk("x", "f", () -> call(instance, "run"));
    assertEquals(
        List.of("run"),
        Backtrace.of(e).frames().stream().map(f -> f.functionName().orElseThrow()).toList());
    assertNull(call(instance, "other"));
  }

  @Test
  void l160WhatIsDefinedStays() {
    constant("x", "h", 5);
    WasmModule module =
        module(
            "(import \"x\" \"h\" (func $h (result i32))) (import \"x\" \"f\" (func))"
                + "(export \"r\" (func $h))");
    lk.defineUnknownImportsAsTraps(module);
    assertEquals(5, call(lk.instantiate(st, module), "r"));
  }

  @Test
  void l161Twice() {
    WasmModule module = module("(import \"x\" \"f\" (func))");
    lk.defineUnknownImportsAsTraps(module).defineUnknownImportsAsTraps(module);
    assertEquals(List.of("x::f"), lk.names());
  }

  @Test
  void l162OtherKindsStayMissing() {
    WasmModule module = module("(import \"x\" \"g\" (global i32)) (import \"x\" \"f\" (func))");
    lk.defineUnknownImportsAsTraps(module);
    unk("x", "g", () -> lk.instantiate(st, module));
    assertTrue(lk.get(st, "x", "f").isPresent());
  }

  @Test
  void l163NothingIsReplaced() {
    fn("x", "f", "(i32) -> ()");
    WasmModule module = module("(import \"x\" \"f\" (func))");
    lk.defineUnknownImportsAsTraps(module);
    inc(() -> lk.instantiate(st, module));
  }

  @Test
  void l164StubsHaveTheTypeOfTheirImport() {
    lk.defineUnknownImportsAsTraps(module("(import \"x\" \"f\" (func))"));
    inc(() -> inst("(import \"x\" \"f\" (func (param i32)))"));
  }

  private Instance withDefaults(String body) {
    WasmModule module = module(body);
    lk.defineUnknownImportsAsDefaultValues(st, module);
    return lk.instantiate(st, module);
  }

  @Test
  void l165DefaultsOfFunctions() {
    Instance instance =
        withDefaults(
            "(import \"u\" \"f\" (func $f (result i64 f32 externref))) (export \"f\" (func $f))");
    assertArrayEquals(new Object[] {0L, 0f, null}, instance.func("f").orElseThrow().call());
  }

  /** The half of L166 that needs no vectors. */
  @Test
  void l166DefaultsOfFunctionReferences() {
    Instance instance =
        withDefaults(
            "(import \"u\" \"g\" (func $g (param i32) (result funcref)))"
                + "(export \"g\" (func $g))");
    assertNull(call(instance, "g", 5));
  }

  @Test
  void l167DefaultsOfEveryKind() {
    Instance instance =
        withDefaults(
            "(import \"u\" \"c\" (global i64)) (import \"u\" \"m\" (global (mut f32)))"
                + "(import \"u\" \"mem\" (memory 2 3)) (import \"u\" \"t\" (table 4 8 funcref))"
                + "(export \"c\" (global 0)) (export \"m\" (global 1)) (export \"mem\" (memory 0))"
                + "(export \"t\" (table 0))");
    Global c = instance.global("c").orElseThrow();
    assertEquals(GlobalType.constant(ValType.I64), c.type());
    assertEquals(Val.i64(0), c.get());
    Global m = instance.global("m").orElseThrow();
    assertEquals(GlobalType.mutable(ValType.F32), m.type());
    assertEquals(Val.f32(0), m.get());
    assertEquals(MemoryType.of(2, 3), instance.memory("mem").orElseThrow().type());
    assertEquals(
        new TableType(RefType.FUNCREF, 4, OptionalLong.of(8), false),
        instance.table("t").orElseThrow().type());
  }

  @Test
  void l168DefaultsOfTags() {
    Instance instance =
        withDefaults("(import \"u\" \"t\" (tag (param i64))) (export \"t\" (tag 0))");
    assertEquals(new TagType(FuncType.of("(i64) -> ()")), instance.tag("t").orElseThrow().type());
  }

  @Test
  void l169TypesWithoutDefaults() {
    WasmModule module =
        module(
            "(import \"a\" \"ok\" (func)) (import \"a\" \"b\" (func (result (ref func))))"
                + "(import \"a\" \"after\" (func))");
    LinkException.NoDefaultValue e =
        assertThrows(
            LinkException.NoDefaultValue.class,
            () -> lk.defineUnknownImportsAsDefaultValues(st, module));
    assertTrue(e.getMessage().contains("a::b"), e.getMessage());
    assertTrue(e.getMessage().contains("function results"), e.getMessage());
    assertEquals(List.of(), lk.names());
    lk.atomicDefinitions(false);
    assertThrows(
        LinkException.NoDefaultValue.class,
        () -> lk.defineUnknownImportsAsDefaultValues(st, module));
    assertEquals(List.of("a::ok"), lk.names());
  }

  @Test
  void l170GlobalsWithoutDefaults() {
    LinkException.NoDefaultValue e =
        assertThrows(
            LinkException.NoDefaultValue.class,
            () -> withDefaults("(import \"a\" \"g\" (global (ref func)))"));
    assertTrue(e.getMessage().contains("globals"), e.getMessage());
  }

  @Test
  void l171WhatIsDefinedStays() {
    fn("a", "ok", "() -> ()");
    Extern before = get("a", "ok");
    inc(() -> withDefaults("(import \"a\" \"ok\" (func (param i32)))"));
    assertSame(before, get("a", "ok"));
  }

  @Test
  void l172DefaultsBelongToTheirStore() {
    WasmModule module = module("(import \"a\" \"f\" (func))");
    lk.defineUnknownImportsAsDefaultValues(st, module);
    Store<List<Object>> other = store();
    assertThrows(LinkException.CrossStore.class, () -> lk.instantiate(other, module));
  }
}
