// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.linker.Func;
import dev.weft.linker.HostFunctionException;
import dev.weft.linker.Instance;
import dev.weft.linker.LinkException;
import dev.weft.linker.Linker;
import dev.weft.linker.MemoryType;
import dev.weft.linker.PythonModule;
import dev.weft.linker.Store;
import dev.weft.linker.WasmModule;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the rows G1 to G25 of the linker's tests say of Python: functions of Python as imports,
 * objects as namespaces, memories, published exports and references in Python.
 */
final class LinkerRowsTest {
  private static Store<Void> store;
  private Linker<Void> linker;

  @BeforeAll
  static void open() {
    store =
        Store.newBuilder(Python.ENGINE, (Void) null)
            .context(c -> c.allowPolyglotAccess(PolyglotAccess.ALL))
            .build();
    PythonModule.define(store.context());
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void newLinker() {
    linker = Linker.create(Python.ENGINE);
  }

  private static Value eval(String text) {
    return Python.eval(store.context(), text);
  }

  private Instance link(String body) {
    return linker.instantiate(store, WasmModule.compile(Python.ENGINE, "(module " + body + ")"));
  }

  private static Object call(Instance instance, String name, Object... arguments) {
    Object[] results = instance.func(name).orElseThrow().call(arguments);
    return results.length == 0 ? null : results[0];
  }

  private Object result(String type, String python) {
    linker.allowShadowing(true).define(store, "py", "f", eval(python));
    return call(
        link(
            "(import \"py\" \"f\" (func $f (result "
                + type
                + "))) (func (export \"go\") (result "
                + type
                + ") call $f)"),
        "go");
  }

  @Test
  void g1PythonFunction() {
    linker.define(store, "py", "twice", eval("lambda x: x * 2"));
    Instance instance =
        link(
            "(import \"py\" \"twice\" (func $t (param i32) (result i32)))"
                + "(func (export \"go\") (result i32) (call $t (i32.const 21)))");
    assertEquals(42, call(instance, "go"));
  }

  @Test
  void g2ResultsThatFit() {
    assertEquals(7, result("i32", "lambda: 7"));
    assertEquals(1, result("i32", "lambda: True"));
    assertEquals(2, result("i32", "lambda: 2.0"));
    assertEquals(1L << 40, result("i64", "lambda: 2 ** 40"));
    assertEquals(0.1f, result("f32", "lambda: 0.1"));
    assertEquals(0x1p80, result("f64", "lambda: 2 ** 80"));
  }

  @Test
  void g3ResultsThatDoNotFit() {
    for (String python : new String[] {"lambda: 1.5", "lambda: 2 ** 31", "lambda: '7'"}) {
      HostFunctionException e =
          assertThrows(HostFunctionException.class, () -> result("i32", python));
      assertTrue(e.getMessage().contains("function py::f of type"), e.getMessage());
      assertTrue(e.getMessage().contains("must be i32"), e.getMessage());
    }
    HostFunctionException e =
        assertThrows(HostFunctionException.class, () -> result("i64", "lambda: 2 ** 64"));
    assertTrue(e.getMessage().contains("18446744073709551616"), e.getMessage());
  }

  @Test
  void g4AndG5LongsAreInts() {
    linker.define(store, "py", "f", eval("lambda x: x + 1 if type(x) is int else 0"));
    Instance instance =
        link(
            "(import \"py\" \"f\" (func $f (param i64) (result i64)))"
                + "(func (export \"go\") (param i64) (result i64) (call $f (local.get 0)))");
    for (long value : new long[] {(1L << 53) + 1, Long.MIN_VALUE, -1}) {
      assertEquals(value + 1, call(instance, "go", value));
    }
    assertThrows(HostFunctionException.class, () -> call(instance, "go", Long.MAX_VALUE));
  }

  private static final String CALLS_F =
      "(import \"env\" \"f\" (func $f (result i32)))"
          + "(func (export \"go\") (result i32) call $f)";

  @Test
  void g6ObjectsAsNamespaces() {
    eval(
        """
        import types
        class Class:
            @staticmethod
            def f(): return 2
        module = types.ModuleType("env")
        module.f = lambda: 3
        """);
    linker.defineNamespace(store, "env", eval("Class"));
    assertEquals(2, call(link(CALLS_F), "go"));
    linker = Linker.create(Python.ENGINE);
    linker.defineNamespace(store, "env", eval("module"));
    assertEquals(3, call(link(CALLS_F), "go"));
    linker = Linker.create(Python.ENGINE);
    linker.defineNamespace(store, "env", eval("{'f': lambda: 4}"));
    assertEquals(4, call(link(CALLS_F), "go"));
    LinkException.UnknownImport e =
        assertThrows(
            LinkException.UnknownImport.class,
            () -> link("(import \"env\" \"get\" (func (result i32)))"));
    assertTrue(e.getMessage().contains("namespace object has no such member"), e.getMessage());
  }

  @Test
  void g8ExceptionsOfPython() {
    linker.define(store, "env", "f", eval("err = KeyError('k')\ndef f(): raise err\nf"));
    Func go = link(CALLS_F).func("go").orElseThrow();
    Value same =
        eval(
            """
            def same(go):
                try: go()
                except KeyError as e: return e is err
                return False
            same
            """);
    assertTrue(same.execute(go.value()).asBoolean());
    PolyglotException outside = assertThrows(PolyglotException.class, go::call);
    assertTrue(outside.isGuestException());
    assertTrue(outside.getMessage().contains("KeyError"), outside.getMessage());
  }

  @Test
  void g9JavaExceptionsThroughPython() {
    IllegalStateException thrown = new IllegalStateException("java");
    linker.funcWrap(
        "env",
        "f",
        java.util.function.IntSupplier.class,
        () -> {
          throw thrown;
        });
    Func go = link(CALLS_F).func("go").orElseThrow();
    Value caller = eval("def caller(go): return go()\ncaller");
    PolyglotException e = assertThrows(PolyglotException.class, () -> caller.execute(go.value()));
    assertTrue(e.isHostException());
    assertSame(thrown, e.asHostException());
  }

  @Test
  void g10TrapsInPython() {
    Func die = link("(func (export \"die\") unreachable)").func("die").orElseThrow();
    Value caught =
        eval(
            """
            import weft
            def caught(f):
                try: weft.wrap(f)()
                except weft.Trap as e: return f"{e}/{e.code}"
            caught
            """);
    assertEquals("unreachable/UNREACHABLE", caught.execute(die.value()).asString());
  }

  @Test
  void g12MemoryInPython() {
    Instance instance =
        link(
            "(memory (export \"m\") 1 3) (func (export \"load\") (param i32) (result i32)"
                + " (i32.load8_u (local.get 0)))");
    dev.weft.linker.Memory memory = instance.memory("m").orElseThrow();
    Value raw = memory.value();
    eval("def write(m, i, v): m[i] = v\nwrite").executeVoid(raw, 5, 77);
    assertEquals(77, call(instance, "load", 5));
    assertEquals(77, memory.getByte(5));
    memory.putByte(6, (byte) 200);
    assertEquals(200, eval("lambda m: m[6]").execute(raw).asInt());
    Value wrapped = eval("import weft\nweft.wrap").execute(raw);
    eval("def view(m):\n  global v\n  v = m[0:8]\nview").executeVoid(wrapped);
    eval("lambda m: m.grow(1)").executeVoid(wrapped);
    assertEquals(MemoryType.of(2, 3), memory.type());
    eval("def write(m): m[70000:70002] = b'ab'\nwrite").executeVoid(wrapped);
    assertEquals((int) 'b', call(instance, "load", 70001));
    memory.putByte(7, (byte) 9);
    assertEquals(
        "00000000004dc809", eval("v.hex()").asString(), "a view taken before the memory grew");
  }

  @Test
  void g13PublishedExports() {
    linker.instance(
        store,
        "lib",
        link(
            "(func (export \"add\") (param i32 i32) (result i32)"
                + " (i32.add (local.get 0) (local.get 1)))"));
    linker.publish(store);
    assertEquals(5, eval("import polyglot\npolyglot.import_value('lib').add(2, 3)").asInt());
    linker = Linker.create(Python.ENGINE);
    assertEquals(
        9,
        eval("""
                import weft
                weft.load('(module (import "lib" "add" (func $a (param i32 i32) (result i32)))'
                          '(func (export "go") (result i32) (call $a (i32.const 4) (i32.const 5))))').go()
                """)
            .asInt());
  }

  @Test
  void g14BindingsOfTheContext() {
    eval("import polyglot\npolyglot.export_value('env', {'f': lambda: 9})");
    assertThrows(LinkException.UnknownImport.class, () -> link(CALLS_F));
    linker.allowPolyglotBindings(true);
    assertEquals(9, call(link(CALLS_F), "go"));
    store.context().getPolyglotBindings().removeMember("env");
  }

  @Test
  void g17ReferencesKeepTheirIdentity() {
    Instance instance =
        link(
            "(func (export \"id\") (param externref) (result externref) (local.get 0))"
                + "(func (export \"null\") (param externref) (result i32)"
                + " (ref.is_null (local.get 0)))");
    Value list = eval("l = [1, 2]\nl");
    Value back = (Value) call(instance, "id", list);
    assertTrue(eval("lambda x: x is l").execute(back).asBoolean());
    Value id = instance.func("id").orElseThrow().value();
    assertTrue(eval("lambda id: id(l) is l").execute(id).asBoolean());
    Object java = new Object();
    assertSame(java, eval("lambda id, o: id(o)").execute(id, java).asHostObject());
    assertTrue(eval("lambda id: id(None) == None").execute(id).asBoolean());
    assertEquals(1, call(instance, "null", eval("lambda: None").execute()));
    assertEquals(0, call(instance, "null", list));
    assertFalse(eval("lambda id: id(0) == None").execute(id).asBoolean());
  }
}
