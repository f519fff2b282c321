// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Rows L40 to L83: which definition satisfies which import. */
final class TypeMatchTest extends Rows {
  /** Types of a hierarchy: $d is declared a subtype of $s. */
  private static final String HIERARCHY =
      "(type $s (sub (func (result funcref)))) (type $d (sub $s (func (result nullfuncref))))";

  private static final FuncType NOP = FuncType.of("() -> ()");

  private void ok(String body) {
    inst(body);
  }

  private void defineExport(String body) {
    lk.define("a", "x", inst(body).export("x").orElseThrow());
  }

  @Test
  void l40SameType() {
    fn("a", "x", "() -> ()");
    ok("(import \"a\" \"x\" (func))");
  }

  @Test
  void l41OtherParameters() {
    fn("a", "x", "() -> ()");
    inc(
        () -> inst("(import \"a\" \"x\" (func (param i32)))"),
        "`a::x`",
        "expected type (func (param i32)), found type (func)");
  }

  @Test
  void l42BothSignaturesAreNamed() {
    defineExport("(func (export \"x\") (param f32) (result i32 i64) (i32.const 1) (i64.const 2))");
    LinkException.IncompatibleImport e =
        inc(
            () -> inst("(import \"a\" \"x\" (func (param i32 i32) (result f64)))"),
            "(func (param i32 i32) (result f64))",
            "(func (param f32) (result i32 i64))");
    assertEquals(FuncType.of("(i32, i32) -> f64"), e.expected());
    assertEquals(FuncType.of("(f32) -> (i32, i64)"), e.actual().orElseThrow());
  }

  @Test
  void l43NumbersAreNotConverted() {
    fn("a", "x", "(i32) -> i32");
    inc(() -> inst("(import \"a\" \"x\" (func (param i64) (result i64)))"), "i32", "i64");
  }

  private static final String[] OTHERS = {
    "(global i32)", "(memory 1)", "(table 1 funcref)", "(tag)"
  };

  @Test
  void l44FunctionForOtherKinds() {
    fn("a", "x", "() -> ()");
    for (String kind : OTHERS) {
      inc(
          () -> inst("(import \"a\" \"x\" " + kind + ")"),
          "expected " + kind.substring(1).split("[ )]")[0],
          "found function");
    }
  }

  @Test
  void l45OtherKindsForFunctions() {
    lk.define("a", "global", global("i32", 1));
    lk.define("a", "memory", Memory.create(st, MemoryType.of(1)));
    lk.define("a", "table", table(st, 1));
    lk.define("a", "tag", Tag.create(st, new TagType(NOP)));
    for (String kind : List.of("global", "memory", "table", "tag")) {
      inc(() -> inst("(import \"a\" \"" + kind + "\" (func))"), "expected func", "found " + kind);
    }
  }

  @Test
  void l46GlobalForTableAndMemory() {
    lk.define("a", "x", global("i32", 1));
    inc(() -> inst("(import \"a\" \"x\" (table 1 funcref))"), "expected table", "found global");
    inc(() -> inst("(import \"a\" \"x\" (memory 1))"), "expected memory", "found global");
  }

  @Test
  void l47DeclaredSubtype() {
    defineExport(HIERARCHY + "(func (export \"x\") (type $d) (ref.null nofunc))");
    ok(HIERARCHY + "(import \"a\" \"x\" (func (type $s)))");
  }

  @Test
  void l48HostFunctionsOfDeclaredSubtypes() {
    FuncType above =
        FuncType.of(
            List.of(RefType.NULLFUNCREF), List.of(ValType.FUNCREF), false, Optional.empty());
    List<FuncType> below =
        List.of(
            FuncType.of(
                List.of(ValType.FUNCREF), List.of(ValType.FUNCREF), true, Optional.of(above)),
            FuncType.of(
                List.of(RefType.NULLFUNCREF),
                List.of(RefType.NULLFUNCREF),
                true,
                Optional.of(above)),
            FuncType.of(
                List.of(ValType.FUNCREF), List.of(RefType.NULLFUNCREF), true, Optional.of(above)));
    lk.allowShadowing(true);
    for (FuncType type : below) {
      lk.funcNew("a", "x", type, (c, p, r) -> {});
      ok(
          "(type $s (sub (func (param nullfuncref) (result funcref))))"
              + "(import \"a\" \"x\" (func (type $s)))");
    }
  }

  @Test
  void l49SupertypeForSubtype() {
    defineExport(HIERARCHY + "(func (export \"x\") (type $s) (ref.null nofunc))");
    inc(() -> inst(HIERARCHY + "(import \"a\" \"x\" (func (type $d)))"), "nullfuncref");
  }

  @Test
  void l50LikenessIsNotEnough() {
    defineExport(HIERARCHY + "(func (export \"x\") (type $d) (ref.null nofunc))");
    inc(() -> inst("(import \"a\" \"x\" (func (result nullfuncref)))"), "not declared a subtype");
  }

  @Test
  void l51ChainOfTypesMadeByTheHost() {
    FuncType a = FuncType.of("() -> i32");
    FuncType b = FuncType.of(List.of(), List.of(RefType.of(true, a)));
    FuncType c = FuncType.of(List.of(), List.of(RefType.of(true, b)));
    FuncType host = FuncType.of(List.of(), List.of(RefType.of(false, c)));
    Func inner = Func.create(st, a, (x, p, r) -> r[0] = Val.i32(7));
    Func middle = Func.create(st, b, (x, p, r) -> r[0] = Val.funcRef(inner));
    Func outer = Func.create(st, c, (x, p, r) -> r[0] = Val.funcRef(middle));
    lk.funcNew("a", "x", host, (x, p, r) -> r[0] = Val.funcRef(outer));
    Instance instance =
        inst(
            "(type $a (func (result i32))) (type $b (func (result (ref null $a))))"
                + "(type $c (func (result (ref null $b))))"
                + "(import \"a\" \"x\" (func $x (result (ref $c))))"
                + "(func (export \"r\") (result funcref) call $x)");
    Func one = (Func) call(instance, "r");
    Func two = (Func) call(one);
    Func three = (Func) call(two);
    assertEquals(7, call(three));
    assertEquals(inner, three);
  }

  @Test
  void l52GlobalsOfOtherTypes() {
    lk.define("a", "x", global("i32", 1));
    inc(
        () -> inst("(import \"a\" \"x\" (global i64))"),
        "expected global of type i64, found global of type i32");
  }

  @Test
  void l53ImmutableForMutable() {
    lk.define("a", "x", global("i32", 1));
    inc(
        () -> inst("(import \"a\" \"x\" (global (mut i32)))"),
        "expected mutable global, found immutable global");
  }

  @Test
  void l54MutableForImmutable() {
    lk.define("a", "x", Global.create(st, GlobalType.mutable(ValType.I32), Val.i32(0)));
    inc(
        () -> inst("(import \"a\" \"x\" (global i32))"),
        "expected immutable global, found mutable global");
  }

  private void constant(RefType type) {
    lk.define("a", "x", Global.create(st, GlobalType.constant(type), Values.nullOf(type)));
  }

  @Test
  void l55ImmutableGlobalsMaySubtype() {
    constant(RefType.NULLFUNCREF);
    ok("(import \"a\" \"x\" (global funcref))");
  }

  @Test
  void l56ButNotSupertype() {
    constant(RefType.FUNCREF);
    inc(() -> inst("(import \"a\" \"x\" (global nullfuncref))"), "funcref", "nullfuncref");
  }

  private static final RefType REF_FUNC = new RefType(false, HeapType.Abstract.FUNC);

  @Test
  void l57NonNullForNullable() {
    Func f = Func.create(st, NOP, (c, p, r) -> {});
    lk.define("a", "x", Global.create(st, GlobalType.constant(REF_FUNC), Val.funcRef(f)));
    ok("(import \"a\" \"x\" (global funcref))");
  }

  @Test
  void l58NullableForNonNull() {
    constant(RefType.FUNCREF);
    inc(() -> inst("(import \"a\" \"x\" (global (ref func)))"), "(ref func)");
  }

  private static final String REF_NOP = "(type $nop (func))";

  @Test
  void l59MutableGlobalsAreInvariant() {
    for (RefType type : List.of(RefType.FUNCREF, RefType.NULLFUNCREF)) {
      lk.allowShadowing(true)
          .define("a", "x", Global.create(st, GlobalType.mutable(type), Val.funcRef(null)));
      inc(
          () -> inst(REF_NOP + "(import \"a\" \"x\" (global (mut (ref null $nop))))"),
          type.toString());
    }
  }

  @Test
  void l60MutabilityGoesFirst() {
    constant(RefType.of(true, NOP));
    inc(() -> inst(REF_NOP + "(import \"a\" \"x\" (global (mut (ref null $nop))))"), "mutable");
  }

  @Test
  void l61GlobalsOfDeclaredSubtypes() {
    FuncType t = FuncType.of(List.of(), List.of(), false, Optional.empty());
    FuncType sub = FuncType.of(List.of(), List.of(), true, Optional.of(t));
    constant(RefType.of(true, sub));
    ok("(type $t (sub (func))) (import \"a\" \"x\" (global (ref null $t)))");
  }

  @Test
  void l62GlobalsOfTypesThatLookAlike() {
    constant(RefType.of(true, NOP));
    inc(() -> inst("(type $t (sub (func))) (import \"a\" \"x\" (global (ref null $t)))"));
  }

  @Test
  void l63TablesAreInvariant() {
    for (RefType type : List.of(RefType.FUNCREF, RefType.NULLFUNCREF)) {
      lk.allowShadowing(true)
          .define("a", "x", Table.create(st, TableType.of(type, 0), Val.funcRef(null)));
      inc(() -> inst(REF_NOP + "(import \"a\" \"x\" (table 0 (ref null $nop)))"), "" + type);
    }
  }

  @Test
  void l64TablesOfOtherElements() {
    lk.define("a", "x", Table.create(st, TableType.of(RefType.EXTERNREF, 0), Val.externRef(null)));
    inc(() -> inst("(import \"a\" \"x\" (table 0 funcref))"), "externref", "funcref");
  }

  @Test
  void l65SmallTable() {
    lk.define("a", "x", table(st, 0));
    inc(() -> inst("(import \"a\" \"x\" (table 1 funcref))"), "table limits");
  }

  private static final String GROWING_TABLE =
      "(table $t (export \"x\") 1 6 funcref)"
          + "(func (export \"grow\") (table.grow $t (ref.null func) (i32.const 2)) drop)";

  @Test
  void l66TablesCountWithTheirPresentSize() {
    Instance instance = inst(GROWING_TABLE);
    lk.instance(st, "a", instance);
    call(instance, "grow");
    ok("(import \"a\" \"x\" (table 3 funcref))");
    inc(() -> inst("(import \"a\" \"x\" (table 4 funcref))"), "table limits (3 6)");
  }

  @Test
  void l67AlsoInPreInstances() {
    Instance instance = inst(GROWING_TABLE);
    lk.instance(st, "a", instance);
    call(instance, "grow");
    lk.instantiatePre(module("(import \"a\" \"x\" (table 3 funcref))")).instantiate(st);
  }

  @Test
  void l68MemoryLimits() {
    lk.define("a", "x", Memory.create(st, MemoryType.of(1, 5)));
    ok("(import \"a\" \"x\" (memory 1))");
    ok("(import \"a\" \"x\" (memory 1 9))");
    ok("(import \"a\" \"x\" (memory 1 5))");
    inc(() -> inst("(import \"a\" \"x\" (memory 1 4))"), "memory limits (1 4)", "(1 5)");
  }

  @Test
  void l69MemoryWithoutMaximum() {
    lk.define("a", "x", Memory.create(st, MemoryType.of(1)));
    inc(() -> inst("(import \"a\" \"x\" (memory 1 4))"), "memory limits (1 4)", "limits (1)");
  }

  private Instance grownMemory() {
    Instance instance =
        inst(
            "(memory (export \"x\") 1 5)"
                + "(func (export \"grow\") (drop (memory.grow (i32.const 1))))");
    lk.instance(st, "a", instance);
    call(instance, "grow");
    return instance;
  }

  @Test
  void l70MemoriesCountWithTheirPresentSize() {
    grownMemory();
    ok("(import \"a\" \"x\" (memory 2 5))");
  }

  @Test
  void l71AlsoInPreInstances() {
    grownMemory();
    lk.instantiatePre(module("(import \"a\" \"x\" (memory 2 5))")).instantiate(st);
  }

  @Test
  void l72IndexTypes() {
    lk.define("a", "m", Memory.create(st, MemoryType.of(1)));
    lk.define("a", "t", table(st, 1));
    inc(() -> inst("(import \"a\" \"m\" (memory i64 1))"), "64-bit memory", "32-bit memory");
    inc(() -> inst("(import \"a\" \"t\" (table i64 1 funcref))"), "64-bit", "32-bit");
  }

  @Test
  void l73SharedMemories() {
    lk.define("a", "x", Memory.create(st, MemoryType.of(1, 5)));
    inc(() -> inst("(import \"a\" \"x\" (memory 1 5 shared))"), "shared memory");
    MemoryType required = MemoryType.builder().min(1).max(5).shared(true).build();
    String problem = TypeMatch.problem(MemoryType.of(1, 5), required);
    assertTrue(problem.contains("expected shared memory, found non-shared memory"), problem);
    assertFalse(MemoryType.of(1, 5).matches(required));
  }

  @Test
  void l74PageSizes() {
    lk.define("a", "x", Memory.create(st, MemoryType.of(1)));
    inc(() -> inst("(import \"a\" \"x\" (memory 1 (pagesize 1)))"), "page size of 1");
  }

  @Test
  void l75Tags() {
    lk.define("a", "x", Tag.create(st, new TagType(FuncType.of("(i32) -> ()"))));
    ok("(import \"a\" \"x\" (tag (param i32)))");
    inc(
        () -> inst("(import \"a\" \"x\" (tag (param i64)))"),
        "incompatible tag types",
        "(tag (param i64))",
        "(tag (param i32))");
    inc(() -> inst("(import \"a\" \"x\" (func (param i32)))"), "expected func", "found tag");
    Instance instance = inst("(import \"a\" \"x\" (tag $t (param i32))) (export \"y\" (tag $t))");
    assertEquals(lk.get(st, "a", "x"), instance.export("y"));
  }

  @Test
  void l76SamePairTwice() {
    constant("a", "x", 3);
    Instance instance =
        inst(
            "(import \"a\" \"x\" (func $f (result i32))) (import \"a\" \"x\" (func $g (result"
                + " i32))) (func (export \"r\") (result i32) (i32.add (call $f) (call $g)))");
    assertEquals(6, call(instance, "r"));
  }

  private static final String PAIR =
      "(import \"a\" \"x\" (func $f (result i32))) (import \"a\" \"x\" (func $g (result f32)))"
          + "(func (export \"r\") (result f32)"
          + " (f32.add (f32.convert_i32_s (call $f)) (call $g)))";

  @Test
  void l77SamePairWithAnotherType() {
    constant("a", "x", 1);
    LinkException.IncompatibleImport e = inc(() -> inst(PAIR), "f32");
    assertEquals(FuncType.of("() -> f32"), e.expected());
  }

  @Test
  void l78ByPosition() {
    Func one = Func.create(st, FuncType.of("() -> i32"), (c, p, r) -> r[0] = Val.i32(1));
    Func two = Func.create(st, FuncType.of("() -> f32"), (c, p, r) -> r[0] = Val.f32(2));
    assertEquals(3f, call(Instance.create(st, module(PAIR), List.of(one, two)), "r"));
  }

  @Test
  void l79OneMemoryInTwoInstances() {
    Instance a =
        inst(
            "(memory (export \"m\") 1)"
                + "(func (export \"load\") (param i32) (result i32)"
                + " (i32.load (local.get 0)))");
    lk.instance(st, "A", a);
    Instance b =
        inst(
            "(import \"A\" \"m\" (memory 1))"
                + "(func (export \"store\") (i32.store (i32.const 64) (i32.const 4711)))");
    call(b, "store");
    assertEquals(4711, call(a, "load", 64));
  }

  @Test
  void l80OneGlobalInTwoInstances() {
    Global g = Global.create(st, GlobalType.mutable(ValType.I32), Val.i32(5));
    lk.define("h", "g", g);
    for (int i = 0; i < 2; i++) {
      call(
          inst(
              "(import \"h\" \"g\" (global $g (mut i32)))"
                  + "(func (export \"inc\") (global.set $g (i32.add (global.get $g)"
                  + " (i32.const 1))))"),
          "inc");
    }
    assertEquals(7, g.get().asInt());
  }

  @Test
  void l81CalleesRunInTheirOwnInstance() {
    Instance a =
        inst(
            "(type $t (func (result i32))) (table (export \"t\") 4 funcref)"
                + "(func (export \"call\") (param i32) (result i32)"
                + " (call_indirect (type $t) (local.get 0)))");
    lk.instance(st, "A", a);
    inst(
        "(import \"A\" \"t\" (table 4 funcref)) (global $g (mut i32) (i32.const 5))"
            + "(func $f (result i32) (global.set $g (i32.add (global.get $g) (i32.const 1)))"
            + " (global.get $g)) (elem (i32.const 2) $f)");
    assertEquals(6, call(a, "call", 2));
    assertEquals(7, call(a, "call", 2));
  }

  @Test
  void l82GlobalAsAnOffset() {
    lk.define("off", "base", global("i32", 0x20));
    Instance instance =
        inst(
            "(import \"off\" \"base\" (global i32)) (memory 1) (data (global.get 0) \"!\")"
                + "(func (export \"load\") (param i32) (result i32)"
                + " (i32.load8_u (local.get 0)))");
    assertEquals((int) '!', call(instance, "load", 0x20));
    assertEquals(0, call(instance, "load", 0));
  }

  @Test
  void l83ReexportedHostFunction() {
    constant("h", "f", 11);
    lk.instance(
        st, "re", inst("(import \"h\" \"f\" (func $f (result i32))) (export \"re\" (func $f))"));
    assertEquals(11, call(get("re", "re")));
    assertEquals(get("h", "f"), get("re", "re"));
  }

  @Test
  void limitsAreChecked() {
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalArgumentException.class, () -> MemoryType.of(2, 1));
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalArgumentException.class,
        () -> new MemoryType(1, OptionalLong.empty(), true, false, 16));
  }
}
