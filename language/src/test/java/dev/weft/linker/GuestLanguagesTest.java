// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;

/**
 * Rows G1 to G25: linking with JavaScript and the polyglot bindings. What they say of Python is in
 * {@code tests/python}, LinkerRowsTest, with the dependencies of Python.
 */
final class GuestLanguagesTest extends Rows {
  private final Store<List<Object>> js =
      closing(
          Store.newBuilder(ENGINE, (List<Object>) new ArrayList<>())
              .context(c -> c.allowPolyglotAccess(PolyglotAccess.ALL))
              .build());

  private Value eval(String text) {
    return js.context().eval("js", text);
  }

  private Instance link(String body) {
    return lk.instantiate(js, module(body));
  }

  private Object callOnly(String signature, String function) {
    lk.allowShadowing(true).define(js, "js", "f", eval("(" + function + ")"));
    return call(
        link(
            "(import \"js\" \"f\" (func $f "
                + signature
                + "))"
                + "(export \"run\" (func $f))"
                + "(func (export \"go\") "
                + signature
                + " "
                + (signature.contains("param") ? "(local.get 0) " : "")
                + "call $f)"),
        "go",
        signature.contains("param i64") ? new Object[] {argument} : new Object[0]);
  }

  private long argument;

  @Test
  void g1JavaScriptFunction() {
    lk.define(js, "js", "twice", eval("x => x * 2"));
    Instance instance =
        link(
            "(import \"js\" \"twice\" (func $t (param i32) (result i32)))"
                + "(func (export \"go\") (result i32) (call $t (i32.const 21)))");
    assertEquals(42, call(instance, "go"));
  }

  @Test
  void g2ResultsAreConvertedAsJavaScriptDoes() {
    assertEquals(1, callOnly("(result i32)", "() => 1.9"));
    assertEquals(5, callOnly("(result i32)", "() => 2 ** 32 + 5"));
    assertEquals(7, callOnly("(result i32)", "() => '7'"));
    assertEquals(0, callOnly("(result i32)", "() => undefined"));
    assertEquals(0, callOnly("(result i32)", "() => NaN"));
    assertEquals(-1, callOnly("(result i32)", "() => 2 ** 32 - 1"));
    assertEquals(0.1f, callOnly("(result f32)", "() => 0.1"));
    assertEquals(0.1, callOnly("(result f64)", "() => '0.1'"));
  }

  @Test
  void g4LongsAreBigInts() {
    for (long value : new long[] {(1L << 53) + 1, Long.MIN_VALUE, -1}) {
      argument = value;
      assertEquals(value + 1, callOnly("(param i64) (result i64)", "x => x + 1n"), "" + value);
      assertEquals(1L, callOnly("(param i64) (result i64)", "x => BigInt(typeof x === 'bigint')"));
    }
  }

  @Test
  void g5BigIntsAreReduced() {
    assertEquals(3L, callOnly("(result i64)", "() => 2n ** 64n + 3n"));
    assertEquals(Long.MIN_VALUE, callOnly("(result i64)", "() => 2n ** 63n"));
  }

  @Test
  void g6ObjectsAsNamespaces() {
    lk.defineNamespace(js, "env", eval("({f() { return 1; }, g() {}})"));
    LinkException.UnknownImport e =
        unk("env", "h", () -> link("(import \"env\" \"f\" (func)) (import \"env\" \"h\" (func))"));
    assertTrue(e.getMessage().contains("namespace object has no such member"), e.getMessage());
  }

  private static final String CALLS_F =
      "(import \"env\" \"f\" (func $f (result i32)))"
          + "(func (export \"go\") (result i32) call $f)";

  @Test
  void g6MapsHaveEntriesAndNoMethods() {
    Value map = eval("new Map([['f', () => 3]])");
    lk.defineNamespace(js, "env", map);
    assertEquals(3, call(link(CALLS_F), "go"));
    unk("env", "get", () -> link("(import \"env\" \"get\" (func))"));
    lk.publish(js);
    assertEquals(3, eval("Polyglot.import('env').f()").asInt());
    assertTrue(eval("Polyglot.import('env').get === undefined").asBoolean());
  }

  @Test
  void g7MembersAreBoundWhenLinking() {
    Value env = eval("({f: () => 1})");
    lk.defineNamespace(js, "env", env);
    Instance instance = link(CALLS_F);
    env.putMember("f", eval("() => 2"));
    assertEquals(1, call(instance, "go"));
    assertEquals(2, call(link(CALLS_F), "go"));
  }

  @Test
  void g8JavaScriptErrorsThroughWebAssembly() {
    lk.define(js, "env", "f", eval("globalThis.e = new RangeError('r'); () => { throw e; }"));
    Instance instance = link(CALLS_F);
    Value same =
        eval("(go => { try { go(); } catch (x) { return x === e; } return 'not thrown'; })");
    assertTrue(same.execute(instance.func("go").orElseThrow().value()).asBoolean());
    PolyglotException outside = assertThrows(PolyglotException.class, () -> call(instance, "go"));
    assertTrue(outside.isGuestException());
    assertEquals("RangeError: r", outside.getMessage());
  }

  @Test
  void g8ThroughAJavaFunctionToo() {
    lk.define(js, "env", "f", eval("globalThis.e = new RangeError('r'); () => { throw e; }"));
    Instance inner = link(CALLS_F);
    Func go = inner.func("go").orElseThrow();
    lk.funcNew(
        "java", "f", FuncType.of("() -> i32"), (c, p, r) -> r[0] = Val.i32((int) go.call()[0]));
    Instance outer = link(CALLS_F.replace("env", "java"));
    Value same =
        eval("(go => { try { go(); } catch (x) { return x === e; } return 'not thrown'; })");
    assertTrue(same.execute(outer.func("go").orElseThrow().value()).asBoolean());
  }

  @Test
  void g9JavaExceptionsThroughJavaScript() {
    IllegalStateException thrown = new IllegalStateException("java");
    lk.funcNew(
        "env",
        "f",
        FuncType.of("() -> i32"),
        (c, p, r) -> {
          throw thrown;
        });
    Func go = link(CALLS_F).func("go").orElseThrow();
    Value caller = eval("(function outer(go) { return go(); })");
    PolyglotException e = assertThrows(PolyglotException.class, () -> caller.execute(go.value()));
    assertTrue(e.isHostException());
    assertSame(thrown, e.asHostException());
    List<String> names = new ArrayList<>();
    e.getPolyglotStackTrace()
        .forEach(
            f -> {
              if (f.isGuestFrame()) {
                names.add(f.getLanguage().getId() + " " + f.getRootName());
              }
            });
    assertTrue(names.indexOf("wasm go") >= 0, "" + names);
    assertTrue(names.indexOf("wasm go") < names.indexOf("js outer"), "" + names);
  }

  @Test
  void g10TrapsInJavaScript() {
    Func die = link("(func (export \"die\") unreachable)").func("die").orElseThrow();
    Value caught =
        eval("(f => { try { f(); } catch (e) { return e.message + '/' + e.code; } })")
            .execute(die.value());
    assertEquals("unreachable/UNREACHABLE", caught.asString());
  }

  @Test
  void g11ExportsAsCallbacks() {
    Instance instance = link("(func (export \"f\") (result i32) i32.const 8)");
    eval("(f => { globalThis.kept = f; })").executeVoid(instance.func("f").orElseThrow().value());
    assertEquals(8, eval("kept()").asInt());
    assertTrue(
        eval("(f => f === kept)").execute(instance.func("f").orElseThrow().value()).asBoolean());
  }

  @Test
  void g12MemoryInJavaScript() {
    Instance instance =
        link(
            "(memory (export \"m\") 1 3) (func (export \"load\") (param i32) (result i32)"
                + " (i32.load8_u (local.get 0)))");
    Value memory = instance.memory("m").orElseThrow().value();
    eval("(m => { m[5] = 77; })").executeVoid(memory);
    assertEquals(77, call(instance, "load", 5));
    assertEquals(77, eval("(m => m[5])").execute(memory).asInt());
    eval("(m => m.grow(1))").executeVoid(memory);
    assertEquals(MemoryType.of(2, 3), instance.memory("m").orElseThrow().type());
    eval("(m => { m[70000] = 78; })").executeVoid(memory);
    assertEquals(78, call(instance, "load", 70000));
    assertEquals(77, call(instance, "load", 5));
  }

  @Test
  void g13PublishedExports() {
    lk.instance(
        js,
        "lib",
        link(
            "(func (export \"add\") (param i32 i32) (result i32)"
                + " (i32.add (local.get 0) (local.get 1)))"));
    lk.publish(js);
    assertEquals(5, eval("Polyglot.import('lib').add(2, 3)").asInt());
  }

  @Test
  void g14BindingsOfTheContext() {
    eval("Polyglot.export('env', {f() { return 9; }})");
    unk("env", "f", () -> link(CALLS_F));
    lk.allowPolyglotBindings(true);
    assertEquals(9, call(link(CALLS_F), "go"));
    LinkReport report = lk.check(js, module(CALLS_F));
    assertTrue(report.ok());
    assertEquals(
        LinkReport.Origin.POLYGLOT_BINDING,
        ((LinkReport.Binding.Resolved) report.bindings().get(0)).origin());
    LinkReport early = lk.check(module(CALLS_F));
    assertTrue(early.bindings().get(0) instanceof LinkReport.Binding.Deferred);
    assertEquals(9, call(lk.instantiatePre(module(CALLS_F)).instantiate(js), "go"));
  }

  @Test
  void g15DefinitionsGoFirst() {
    eval("Polyglot.export('env', {f() { return 9; }})");
    lk.allowPolyglotBindings(true);
    constant("env", "f", 4);
    assertEquals(4, call(link(CALLS_F), "go"));
  }

  @Test
  void resolutionOrder() {
    eval("Polyglot.export('env', {f() { return 5; }})");
    lk.allowPolyglotBindings(true).allowShadowing(true);
    assertEquals(5, call(link(CALLS_F), "go"));
    lk.defineName("env", link("(func (export \"f\") (result i32) i32.const 4)"));
    assertEquals(4, call(link(CALLS_F), "go"));
    lk.resolver(
        (store, wanted) ->
            wanted.name().equals("f")
                ? java.util.Optional.of(
                    Func.create(store, (FuncType) wanted.type(), (c, p, r) -> r[0] = Val.i32(3)))
                : java.util.Optional.empty());
    assertEquals(3, call(link(CALLS_F), "go"));
    lk.defineNamespace(js, "env", eval("({f() { return 2; }})"));
    assertEquals(2, call(link(CALLS_F), "go"));
    constant("env", "f", 1);
    assertEquals(1, call(link(CALLS_F), "go"));
  }

  @Test
  void g16ValuesOfAnotherStore() {
    lk.define(js, "env", "f", eval("() => 1"));
    assertThrows(LinkException.CrossStore.class, () -> lk.instantiate(st, module(CALLS_F)));
    Value value = eval("() => 1");
    assertThrows(LinkException.CrossStore.class, () -> lk.define(st, "x", "y", value));
    assertThrows(LinkException.CrossStore.class, () -> lk.defineNamespace(st, "x", value));
  }

  @Test
  void g17ReferencesKeepTheirIdentity() {
    Instance instance =
        link(
            "(func (export \"id\") (param externref) (result externref) (local.get 0))"
                + "(func (export \"null\") (param externref) (result i32)"
                + " (ref.is_null (local.get 0)))");
    Object java = new Object();
    assertSame(java, call(instance, "id", java));
    Value object = eval("globalThis.o = {}; o");
    Value back = (Value) call(instance, "id", object);
    assertTrue(eval("(x => x === o)").execute(back).asBoolean());
    assertEquals(0, call(instance, "null", object));
    assertEquals(1, call(instance, "null", (Object) null));
    assertEquals(1, call(instance, "null", eval("null")));
    assertEquals(0, call(instance, "null", eval("undefined")));
    Value same = eval("(id => id(o) === o)");
    assertTrue(same.execute(instance.func("id").orElseThrow().value()).asBoolean());
  }

  @Test
  void g18CodeIsShared() {
    WasmModule module = module(CALLS_F);
    constant("env", "f", 1);
    call(lk.instantiate(js, module), "go");
    Store<List<Object>> other = store();
    call(lk.instantiate(other, module), "go");
    assertSame(js.adopt(module).identity(), other.adopt(module).identity());
  }

  @Test
  void g19CloseDuringACall() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Store<List<Object>> store = Store.create(ENGINE, new ArrayList<>());
    lk.funcWrap("h", "ready", Runnable.class, running::countDown);
    WasmModule module =
        module(
            "(import \"h\" \"ready\" (func $r)) (func (export \"run\") call $r"
                + " (loop $l (br $l)))");
    Func run = lk.instantiate(store, module).func("run").orElseThrow();
    Thread closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    running.await();
                  } catch (InterruptedException e) {
                    return;
                  }
                  store.close();
                });
    PolyglotException e = assertThrows(PolyglotException.class, run::call);
    assertTrue(e.isCancelled());
    closer.join(TimeUnit.SECONDS.toMillis(30));
    assertThrows(IllegalStateException.class, run::call);
    assertThrows(IllegalStateException.class, () -> lk.instantiate(store, module));
    lk.instantiate(st, module);
  }

  @Test
  void g20ItemsWithOneName() {
    constant("h", "f", 12);
    lk.defineName("clock", (Func) lk.get(js, "h", "f").orElseThrow());
    lk.publish(js);
    assertEquals(12, eval("Polyglot.import('clock')()").asInt());
    assertEquals(lk.get(js, "h", "f"), lk.getName(js, "clock"));
    unk("clock", "", () -> link("(import \"clock\" \"\" (func))"));
  }

  /** Two results. */
  record Two(int a, double b) {}

  /** Every kind of parameter, with a caller. */
  interface WithCaller {
    Two call(Caller<List<Object>> caller, long a, float b, double c, Func f, Object o);
  }

  @Test
  void g21TypesOfShapes() {
    lk.funcWrap("a", "1", WithCaller.class, (c, x, y, z, f, o) -> new Two(1, 2));
    lk.funcWrap("a", "2", IntUnaryOperator.class, x -> x);
    assertEquals(
        FuncType.of("(i64, f32, f64, funcref, externref) -> (i32, f64)"),
        ((Func) lk.get(js, "a", "1").orElseThrow()).type());
    assertEquals(FuncType.of("(i32) -> i32"), ((Func) lk.get(js, "a", "2").orElseThrow()).type());
  }

  @Test
  @SuppressWarnings("unchecked")
  void g22GenericShapesAreRefused() {
    UnaryOperator<Integer> next = x -> x + 1;
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> lk.funcWrap("a", "b", UnaryOperator.class, next));
    assertTrue(e.getMessage().contains("Wasm"), e.getMessage());
    assertFalse(lk.names().contains("a::b"));
  }

  /** Two functions. */
  public static final class Host {
    /** Adds. */
    @WasmExport
    public int add(int a, int b) {
      return a + b;
    }

    /** Negates. */
    @WasmExport("negate")
    public int minus(int a) {
      return -a;
    }
  }

  /** A name twice. */
  public static final class Overloaded {
    /** One. */
    @WasmExport
    public int f(int a) {
      return a;
    }

    /** Another. */
    @WasmExport
    public long f(long a) {
      return a;
    }
  }

  @Test
  void g23AnnotatedObjects() {
    lk.funcWrapAll("m", new Host());
    assertEquals(List.of("m::add", "m::negate"), lk.names());
    assertEquals(-3, call((Func) lk.get(js, "m", "negate").orElseThrow(), 3));
    dup("n", "f", () -> lk.funcWrapAll("n", new Overloaded()));
    assertEquals(List.of("m::add", "m::negate"), lk.names());
  }

  // G24 is L205 and L213.

  @Test
  void g25LinkersOutliveStores() {
    fn("a", "f", "() -> ()");
    WasmModule module = module("(import \"a\" \"f\" (func))");
    InstancePre<List<Object>> pre = lk.instantiatePre(module);
    Store<List<Object>> gone = Store.create(ENGINE, List.of());
    pre.instantiate(gone);
    lk.define("a", "m", Memory.create(gone, MemoryType.of(1)));
    gone.close();
    pre.instantiate(js);
    lk.instantiate(js, module);
    WasmModule wantsMemory = module("(import \"a\" \"m\" (memory 1))");
    assertThrows(LinkException.CrossStore.class, () -> lk.instantiate(js, wantsMemory));
  }

  @Test
  void definitionsAsAnImportObject() {
    constant("env", "f", 13);
    Value imports = lk.asPolyglotObject(js);
    Value instance = module(CALLS_F).in(js).newInstance(imports);
    assertEquals(13, instance.getMember("exports").invokeMember("go").asInt());
    assertEquals(13, call(Instance.of(js, instance), "go"));
  }

  @Test
  void numbersAreGlobals() {
    lk.define(js, "env", "g", eval("42"));
    Instance instance = link("(import \"env\" \"g\" (global $g i32)) (export \"g\" (global $g))");
    assertEquals(42, instance.global("g").orElseThrow().get().asInt());
    LinkException.IncompatibleImport e =
        assertThrows(
            LinkException.IncompatibleImport.class,
            () -> link("(import \"env\" \"g\" (memory 1))"));
    assertTrue(e.getMessage().contains("the number 42"), e.getMessage());
    inc(() -> link("(import \"env\" \"g\" (func))"), "expected func");
  }
}
