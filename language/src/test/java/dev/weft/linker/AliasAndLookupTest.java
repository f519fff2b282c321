// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows L138 to L158: aliases, looking up, default functions. */
final class AliasAndLookupTest extends Rows {
  @Test
  void l138AliasOfNothing() {
    LinkException.UnknownDefinition e =
        assertThrows(LinkException.UnknownDefinition.class, () -> lk.alias("a", "b", "c", "d"));
    assertTrue(e.getMessage().contains("a::b"), e.getMessage());
  }

  @Test
  void l139Alias() {
    constant("a", "b", 1);
    lk.alias("a", "b", "c", "d");
    assertEquals(1, call(get("a", "b")));
    assertEquals(1, call(get("c", "d")));
  }

  @Test
  void l140AliasOntoATakenName() {
    constant("a", "b", 1);
    constant("c", "d", 2);
    dup("c", "d", () -> lk.alias("a", "b", "c", "d"));
    lk.allowShadowing(true).alias("a", "b", "c", "d");
    assertEquals(1, call(get("c", "d")));
  }

  @Test
  void l141AliasesAreCopies() {
    constant("a", "b", 1);
    lk.alias("a", "b", "c", "d").allowShadowing(true);
    constant("a", "b", 2);
    assertEquals(1, call(get("c", "d")));
  }

  @Test
  void l142AliasOfAModule() {
    constant("a", "x", 1);
    constant("a", "y", 2);
    constant("b", "x", 3);
    lk.aliasModule("a", "k");
    constant("a", "z", 4);
    assertEquals(List.of("a::x", "a::y", "a::z", "b::x", "k::x", "k::y"), lk.names());
    assertEquals(2, call(get("k", "y")));
  }

  @Test
  void l143AliasOfAnUnknownModule() {
    lk.aliasModule("nobody", "k");
    assertEquals(List.of(), lk.names());
  }

  @Test
  void l144AliasOfAModuleThatClashes() {
    constant("a", "x", 1);
    constant("a", "y", 1);
    constant("k", "x", 2);
    dup("k", "x", () -> lk.aliasModule("a", "k"));
    assertEquals(List.of("a::x", "a::y", "k::x"), lk.names());
  }

  @Test
  void l145AliasOfItself() {
    constant("a", "x", 1);
    dup("a", "x", () -> lk.aliasModule("a", "a"));
    dup("a", "x", () -> lk.alias("a", "x", "a", "x"));
    lk.allowShadowing(true).aliasModule("a", "a").alias("a", "x", "a", "x");
    assertEquals(1, call(get("a", "x")));
  }

  @Test
  void l146AliasesBelongToTheStoreOfTheOriginal() {
    lk.define("a", "g", global("i32", 1)).alias("a", "g", "k", "g");
    WasmModule module = module("(import \"k\" \"g\" (global i32))");
    lk.instantiate(st, module);
    Store<List<Object>> other = store();
    assertThrows(LinkException.CrossStore.class, () -> lk.instantiate(other, module));
  }

  @Test
  void l147LookingUpNothing() {
    assertTrue(lk.get(st, "zz", "yy").isEmpty());
  }

  @Test
  void l148OneClosureInTwoStores() {
    List<Object> calls = new ArrayList<>();
    lk.funcNew("a", "b", FuncType.of("() -> ()"), (c, p, r) -> calls.add(c.store()));
    Store<List<Object>> other = store();
    lk.get(st, "a", "b").map(Func.class::cast).orElseThrow().call();
    lk.get(other, "a", "b").map(Func.class::cast).orElseThrow().call();
    assertEquals(List.of(st, other), calls);
  }

  @Test
  void l149GetByImport() {
    fn("mod", "f", "() -> ()");
    WasmModule module = module("(import \"mod\" \"f\" (func))");
    assertEquals(
        FuncType.of("() -> ()"), lk.getByImport(st, module.imports().get(0)).orElseThrow().type());
  }

  @Test
  void l150GetByImportLooksAtNamesOnly() {
    fn("mod", "f", "() -> ()");
    ImportType other = new ImportType("mod", "f", GlobalType.constant(ValType.I64));
    assertInstanceOf(Func.class, lk.getByImport(st, other).orElseThrow());
  }

  @Test
  void l151Iteration() {
    lk.allowShadowing(true);
    constant("a", "x", 1);
    constant("a", "y", 2);
    constant("b", "x", 3);
    constant("a", "x", 4);
    Map<String, Object> found = new HashMap<>();
    for (Definition definition : lk.iter(st)) {
      String name = definition.module() + "." + definition.name().orElseThrow();
      assertNull(found.put(name, call((Func) definition.item())));
    }
    assertEquals(Map.of("a.x", 4, "a.y", 2, "b.x", 3), found);
  }

  @Test
  void l152IterationOfNothing() {
    assertEquals(0, lk.stream(st).count());
  }

  @Test
  void l153DefaultOfAnUnknownModule() {
    Func nothing = lk.getDefault(st, "nope");
    assertEquals(FuncType.of("() -> ()"), nothing.type());
    assertNull(call(nothing));
  }

  @Test
  void l154EmptyNameGoesBeforeStart() {
    constant("d", "", 1);
    constant("d", "_start", 2);
    assertEquals(1, call(lk.getDefault(st, "d")));
  }

  @Test
  void l155StartOfAnyType() {
    lk.funcNew(
        "d",
        "_start",
        FuncType.of("(i32) -> i32"),
        (c, p, r) -> r[0] = Val.i32(p.get(0).asInt() + 1));
    assertEquals(42, call(lk.getDefault(st, "d"), 41));
  }

  @Test
  void l156DefaultThatIsNoFunction() {
    lk.define("d", "", global("i32", 1));
    constant("d", "_start", 2);
    LinkException.BadDefault e =
        assertThrows(LinkException.BadDefault.class, () -> lk.getDefault(st, "d"));
    assertTrue(e.getMessage().contains("default export in `d`"), e.getMessage());
  }

  @Test
  void l157StartThatIsNoFunction() {
    lk.define("d", "_start", global("i32", 1));
    LinkException.BadDefault e =
        assertThrows(LinkException.BadDefault.class, () -> lk.getDefault(st, "d"));
    assertTrue(e.getMessage().contains("`_start` in `d`"), e.getMessage());
  }

  @Test
  void l158InitialisersAreNoDefault() {
    lk.module(st, "r", module("(func (export \"_initialize\"))"));
    Func nothing = lk.getDefault(st, "r");
    assertTrue(!nothing.equals(get("r", "_initialize")));
  }
}
