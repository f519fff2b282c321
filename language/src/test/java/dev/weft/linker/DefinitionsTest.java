// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rows L1 to L39: names, shadowing, missing imports. */
final class DefinitionsTest extends Rows {
  private static final String WANTS_AB =
      "(import \"a\" \"b\" (func $f (result i32))) (func (export \"r\") (result i32) call $f)";

  @Test
  void l1SameDefinitionTwice() {
    fn("f", "", "() -> ()");
    dup("f", "", () -> fn("f", "", "() -> ()"));
  }

  @Test
  void l2SignatureIsNotPartOfTheKey() {
    fn("f", "", "() -> ()");
    dup("f", "", () -> fn("f", "", "(i32) -> i64"));
    dup(
        "f",
        "",
        () ->
            lk.funcNew(
                "f",
                "",
                FuncType.of("() -> ()"),
                (c, p, r) -> {
                  throw new IllegalStateException();
                }));
  }

  @Test
  void l3KindIsNotPartOfTheKey() {
    fn("a", "x", "() -> ()");
    dup("a", "x", () -> lk.define("a", "x", global("i32", 1)));
  }

  @Test
  void l4SameGlobalTwice() {
    Global g = global("i32", 1);
    lk.define("g", "1", g);
    dup("g", "1", () -> lk.define("g", "1", g));
  }

  @Test
  void l5OtherGlobalsTwice() {
    Global mutable = Global.create(st, GlobalType.mutable(ValType.I32), Val.i32(0));
    Global wide = global("i64", 1);
    lk.define("g", "2", mutable).define("g", "3", wide);
    dup("g", "2", () -> lk.define("g", "2", mutable));
    dup("g", "3", () -> lk.define("g", "3", wide));
  }

  @Test
  void l6MemoriesTwice() {
    Memory memory = Memory.create(st, MemoryType.of(1));
    lk.define("m", "", memory);
    dup("m", "", () -> lk.define("m", "", memory));
    Memory other = Memory.create(st, MemoryType.of(2));
    dup("m", "", () -> lk.define("m", "", other));
  }

  @Test
  void l7TablesTwice() {
    Table table = table(st, 1);
    lk.define("t", "", table);
    dup("t", "", () -> lk.define("t", "", table));
    Table other = table(st, 2);
    dup("t", "", () -> lk.define("t", "", other));
  }

  @Test
  void l8SameFunctionUnderThreeNames() {
    HostFunc<List<Object>> one = (c, p, r) -> r[0] = Val.i32(1);
    FuncType type = FuncType.of("() -> i32");
    lk.funcNew("p", "x", type, one).funcNew("q", "x", type, one).funcNew("p", "y", type, one);
    assertEquals(3, lk.stream(st).count());
    assertEquals(List.of("p::x", "p::y", "q::x"), lk.names());
  }

  @Test
  void l9FailedDefinitionChangesNothing() {
    constant("a", "b", 1);
    dup("a", "b", () -> constant("a", "b", 2));
    assertEquals(1, call(get("a", "b")));
  }

  @Test
  void l10ShadowingReplaces() {
    constant("a", "b", 1);
    lk.allowShadowing(true);
    constant("a", "b", 2);
    assertEquals(2, call(inst(WANTS_AB), "r"));
  }

  @Test
  void l11ShadowingWithAnotherKind() {
    lk.allowShadowing(true);
    fn("a", "x", "() -> ()");
    lk.define("a", "x", global("i32", 1));
    assertInstanceOf(Global.class, lk.get(st, "a", "x").orElseThrow());
    inc(() -> inst("(import \"a\" \"x\" (func))"), "expected func", "found global");
  }

  @Test
  void l12ShadowingCanBeSwitchedOff() {
    lk.allowShadowing(true);
    constant("a", "b", 1);
    constant("a", "b", 2);
    lk.allowShadowing(false);
    dup("a", "b", () -> constant("a", "b", 3));
  }

  @Test
  void l13ShadowingLeavesWhatIsLinked() {
    lk.allowShadowing(true);
    constant("a", "b", 1);
    WasmModule module = module(WANTS_AB);
    InstancePre<List<Object>> pre = lk.instantiatePre(module);
    Instance i0 = lk.instantiate(st, module);
    constant("a", "b", 2);
    assertEquals(1, call(pre.instantiate(st), "r"));
    assertEquals(1, call(i0, "r"));
    assertEquals(2, call(lk.instantiate(st, module), "r"));
  }

  private static String twice(String export) {
    return "(import \"up\" \"v\" (func $v (result i32))) (func (export \""
        + export
        + "\") (result i32) (i32.mul (call $v) (i32.const 2)))";
  }

  @Test
  void l14ShadowingInRounds() {
    lk.allowShadowing(true);
    String text = "(func (export \"v\") (result i32) i32.const 5)";
    Instance instance = null;
    for (int i = 0; i < 4; i++) {
      instance = inst(text);
      lk.define("up", "v", instance.func("v").orElseThrow());
      text = twice("v");
    }
    assertEquals(40, call(instance, "v"));
  }

  @Test
  void l15LinkerNamesAreIndependentOfExportNames() {
    lk.allowShadowing(true);
    Instance instance = inst("(func (export \"w\") (result i32) i32.const 5)");
    for (int i = 0; i < 3; i++) {
      lk.define("up", "v", instance.func("w").orElseThrow());
      instance = inst(twice("w"));
    }
    assertEquals(40, call(instance, "w"));
  }

  @Test
  void l16ShadowingOfWholeInstances() {
    lk.allowShadowing(true);
    Instance instance = inst("(func (export \"v\") (result i32) i32.const 5)");
    for (int i = 0; i < 3; i++) {
      lk.instance(st, "up", instance);
      instance = inst(twice("v"));
    }
    assertEquals(40, call(instance, "v"));
  }

  @Test
  void l17DefinitionsReturnTheLinker() {
    assertSame(lk, lk.allowShadowing(true).allowUnknownExports(true));
    assertSame(lk, lk.define("g", "", global("i32", 1)));
    assertSame(lk, fn("a", "b", "() -> ()"));
    assertSame(lk, lk.alias("a", "b", "c", "d"));
    assertSame(lk, lk.aliasModule("a", "e"));
    assertSame(lk, lk.instance(st, "i", inst("")));
    assertSame(lk, lk.module(st, "m", module("")));
    assertSame(lk, lk.defineUnknownImportsAsTraps(module("")));
    assertSame(lk, lk.defineUnknownImportsAsDefaultValues(st, module("")));
    assertSame(lk, lk.defineName("n", get("a", "b")));
    assertSame(lk, lk.allowPolyglotBindings(true).atomicDefinitions(true));
    assertSame(lk, lk.resolver((store, wanted) -> java.util.Optional.empty()));
  }

  @Test
  void l18EmptyNames() {
    constant("", "", 5);
    Instance instance = inst("(import \"\" \"\" (func $f (result i32))) (export \"re\" (func $f))");
    assertEquals(5, call(instance, "re"));
  }

  @Test
  void l19NamesAreExactStrings() {
    String module = "モジュール";
    constant(module, "né\0e", 7);
    Instance instance =
        inst(
            "(import \""
                + module
                + "\" \"né\\00e\" (func $f (result i32))) (export \"r\" (func $f))");
    assertEquals(7, call(instance, "r"));
    unk(module, "ne\0e", () -> inst("(import \"" + module + "\" \"ne\\00e\" (func (result i32)))"));
  }

  @Test
  void l20ColonsMeanNothing() {
    fn("a::b", "c", "() -> ()");
    assertTrue(lk.get(st, "a", "b::c").isEmpty());
    assertTrue(lk.get(st, "a::b", "c").isPresent());
  }

  @Test
  void l21CaseMatters() {
    fn("Case", "X", "() -> ()");
    assertTrue(lk.get(st, "case", "X").isEmpty());
  }

  /** A closure that can be recognised once it is collected. */
  private static HostFunc<List<Object>> closure() {
    byte[] captured = new byte[1];
    return (c, p, r) -> captured[0]++;
  }

  private static boolean collected(WeakReference<?> reference) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (reference.get() != null && System.nanoTime() < deadline) {
      System.gc();
      Thread.sleep(5);
    }
    return reference.get() == null;
  }

  @Test
  void l22ShadowedClosuresAreCollected() throws InterruptedException {
    Linker<List<Object>> linker = Linker.create(ENGINE);
    linker.allowShadowing(true);
    FuncType type = FuncType.of("() -> ()");
    HostFunc<List<Object>> c1 = closure();
    HostFunc<List<Object>> c2 = closure();
    WeakReference<Object> w1 = new WeakReference<>(c1);
    WeakReference<Object> w2 = new WeakReference<>(c2);
    linker.funcNew("", "", type, c1).funcNew("", "", type, c2);
    c1 = null;
    c2 = null;
    assertTrue(collected(w1));
    assertTrue(linker.names().equals(List.of("::")) && w2.get() != null);
    linker = null;
    assertTrue(collected(w2));
  }

  @Test
  void l23ClosuresLiveAsLongAsTheLinker() throws InterruptedException {
    Linker<List<Object>> linker = Linker.create(ENGINE);
    HostFunc<List<Object>> c = closure();
    WeakReference<Object> w = new WeakReference<>(c);
    linker.funcNew("", "", FuncType.of("() -> ()"), c);
    c = null;
    WasmModule module = module("(import \"\" \"\" (func))");
    for (int i = 0; i < 2; i++) {
      try (Store<List<Object>> store = Store.create(ENGINE, List.of())) {
        linker.instantiate(store, module);
      }
      System.gc();
      assertTrue(w.get() != null);
    }
    assertEquals(1, linker.names().size());
    linker = null;
    assertTrue(collected(w));
  }

  @Test
  void l24InstancesKeepClosures() throws InterruptedException {
    Linker<List<Object>> linker = Linker.create(ENGINE);
    constant(linker, "a", "b", 9);
    WeakReference<Object> w = new WeakReference<>(linker);
    Instance instance = linker.instantiate(st, module(WANTS_AB));
    linker = null;
    assertTrue(collected(w));
    assertEquals(9, call(instance, "r"));
  }

  @Test
  void l25CopiesOutliveTheOriginal() throws InterruptedException {
    Linker<List<Object>> linker = Linker.create(ENGINE);
    constant(linker, "env", "answer", 42);
    Linker<List<Object>> copy = linker.copy();
    WeakReference<Object> w = new WeakReference<>(linker);
    linker = null;
    assertTrue(collected(w));
    Instance instance =
        copy.instantiate(
            st,
            module(
                "(import \"env\" \"answer\" (func $a (result i32)))"
                    + "(func (export \"run\") (result i32) call $a)"));
    assertEquals(42, call(instance, "run"));
  }

  @Test
  void l26CopiesAreIndependent() {
    constant("a", "b", 1);
    Linker<List<Object>> copy = lk.copy();
    copy.allowShadowing(true);
    constant(copy, "a", "b", 2);
    constant(copy, "c", "d", 3);
    assertEquals(List.of("a::b"), lk.names());
    assertEquals(1, call(get("a", "b")));
    dup("a", "b", () -> constant("a", "b", 3));
  }

  @Test
  void l27AllSignatures() {
    String[] signatures = {
      "() -> ()",
      "(i32) -> ()",
      "(i32, i64) -> ()",
      "(f32, f64) -> ()",
      "() -> i32",
      "() -> i64",
      "() -> f32",
      "() -> f64",
      "() -> externref",
      "() -> funcref",
      "() -> (i32, i64, f32)"
    };
    for (String signature : signatures) {
      fn("ok", signature, signature);
      lk.funcNew(
          "throwing",
          signature,
          FuncType.of(signature),
          (c, p, r) -> {
            throw new IllegalStateException(signature);
          });
      assertEquals(FuncType.of(signature), get("ok", signature).type());
      assertEquals(FuncType.of(signature), get("throwing", signature).type());
    }
    assertEquals(22, lk.names().size());
  }

  // L30 cannot happen: function types belong to no engine.

  @Test
  void l31MissingFunction() {
    unk("", "", () -> inst("(import \"\" \"\" (func))"));
  }

  @Test
  void l32MissingItemsOfOtherKinds() {
    unk("a", "b", () -> inst("(import \"a\" \"b\" (global i32))"));
    unk("a", "b", () -> inst("(import \"a\" \"b\" (memory 1))"));
    unk("a", "b", () -> inst("(import \"a\" \"b\" (table 1 funcref))"));
  }

  @Test
  void l33MissingImportsSayWhatIsMissing() {
    LinkException.UnknownImport e =
        unk(
            "some-mod",
            "some-item",
            () -> inst("(import \"some-mod\" \"some-item\" (func (param i32)))"));
    assertEquals(FuncType.of("(i32) -> ()"), e.type());
    assertEquals("some-item", e.importType().orElseThrow().name());
    assertTrue(e.getMessage().contains("(func (param i32))"), e.getMessage());
  }

  @Test
  void l34FirstMissingImportAndTheOthers() {
    LinkException e =
        unk("p", "q", () -> inst("(import \"p\" \"q\" (func)) (import \"r\" \"s\" (func))"));
    LinkException.UnknownImport other =
        assertInstanceOf(LinkException.UnknownImport.class, e.getSuppressed()[0]);
    assertEquals("r", other.module());
    assertEquals(1, e.getSuppressed().length);
  }

  @Test
  void l35MissingImportsWinOverWrongTypes() {
    fn("a", "x", "() -> ()");
    LinkException e =
        unk(
            "b",
            "y",
            () -> inst("(import \"a\" \"x\" (func (param i32))) (import \"b\" \"y\" (func))"));
    assertInstanceOf(LinkException.IncompatibleImport.class, e.getSuppressed()[0]);
  }

  @Test
  void l36NearestNames() {
    fn("environment", "print_string", "() -> ()");
    fn("environment", "x", "() -> ()");
    String there =
        unk("environment", "zz", () -> inst("(import \"environment\" \"zz\" (func))")).getMessage();
    assertTrue(there.contains("\"print_string\", \"x\""), there);
    String near =
        unk(
                "environment",
                "print_strng",
                () -> inst("(import \"environment\" \"print_strng\" (func))"))
            .getMessage();
    assertTrue(near.contains("did you mean \"print_string\"?"), near);
    String module =
        unk("enviroment", "x", () -> inst("(import \"enviroment\" \"x\" (func))")).getMessage();
    assertTrue(module.contains("no module `enviroment`: did you mean \"environment\"?"), module);
  }

  @Test
  void l37FailedLinksLeaveNothing() {
    WasmModule module = module("(import \"\" \"\" (func))");
    unk("", "", () -> lk.instantiate(st, module));
    fn("", "", "() -> ()");
    assertSame(module, lk.instantiate(st, module).module());
  }

  @Test
  void l39MissingImportsOfAPreInstance() {
    unk("", "", () -> lk.instantiatePre(module("(import \"\" \"\" (func))")));
  }

  @Test
  void checkReportsEveryImport() {
    fn("a", "x", "() -> ()");
    lk.define("a", "g", global("i32", 4));
    LinkReport report =
        lk.check(
            module(
                "(import \"a\" \"x\" (func (param i32))) (import \"b\" \"y\" (func))"
                    + "(import \"a\" \"g\" (global i32)) (import \"a\" \"x\" (func))"));
    assertFalse(report.ok());
    assertEquals(2, report.problems().size());
    assertInstanceOf(LinkReport.Binding.Incompatible.class, report.bindings().get(0));
    assertInstanceOf(LinkReport.Binding.Missing.class, report.bindings().get(1));
    LinkReport.Binding.Resolved third =
        assertInstanceOf(LinkReport.Binding.Resolved.class, report.bindings().get(2));
    assertEquals(LinkReport.Origin.STORE_ITEM, third.origin());
    LinkReport.Binding.Resolved fourth =
        assertInstanceOf(LinkReport.Binding.Resolved.class, report.bindings().get(3));
    assertEquals(LinkReport.Origin.HOST_FUNCTION, fourth.origin());
    assertNull(report.problems().get(0).getCause());
  }

  @Test
  void storesWithOtherDataAreRefused() {
    Linker<String> linker = Linker.create(ENGINE, String.class);
    @SuppressWarnings({"unchecked", "rawtypes"})
    Store<String> wrong = (Store) st;
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> linker.instantiate(wrong, module("")));
    assertTrue(e.getMessage().contains("java.lang.String"), e.getMessage());
  }
}
