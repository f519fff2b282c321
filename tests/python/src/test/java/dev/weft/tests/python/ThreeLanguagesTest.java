// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.linker.Instance;
import dev.weft.linker.Linker;
import dev.weft.linker.PythonModule;
import dev.weft.linker.Store;
import dev.weft.linker.WasmModule;
import dev.weft.tests.documents.Snippets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Java, JavaScript, Python and two modules in one chain of calls. Each member of the chain gets a
 * depth and calls the next with one less, round and round: Java, the first module, JavaScript, the
 * second module, Python, Java. At depth 0 it throws, and who called it first gets that very object.
 */
final class ThreeLanguagesTest {
  private static final IllegalStateException THROWN = new IllegalStateException("of Java");
  private static Store<Void> store;
  private static IntUnaryOperator fromJava;
  private static Value fromJavaScript;
  private static Value fromPython;

  @TempDir static Path scratch;

  private static String module(String name, String next) {
    return """
        (module $%s
          (import "%s" "call" (func $next (param i32) (result i32)))
          (func $call (export "call") (param i32) (result i32)
            (if (i32.eqz (local.get 0)) (then unreachable))
            (i32.add (i32.const 1) (call $next (i32.sub (local.get 0) (i32.const 1))))))
        """
        .formatted(name, next);
  }

  @BeforeAll
  static void open() {
    store =
        Store.newBuilder(Python.ENGINE, (Void) null)
            .context(c -> c.allowPolyglotAccess(PolyglotAccess.ALL))
            .build();
    PythonModule.define(store.context());
    Linker<Void> linker = Linker.<Void>create(Python.ENGINE).allowPolyglotBindings(true);
    linker.funcWrap("java", "call", IntUnaryOperator.class, ThreeLanguagesTest::java);
    Value js =
        store
            .context()
            .eval(
                "js",
                """
                globalThis.thrown = new RangeError('of JavaScript');
                globalThis.js = {
                  call(n) {
                    if (n === 0) throw thrown;
                    return Polyglot.import('second').call(n - 1) + 1;
                  },
                  same(n) {
                    try { js.call(n); } catch (e) { return e === thrown; }
                    return false;
                  },
                };
                js
                """);
    linker.defineNamespace(store, "js", js);
    fromJavaScript = js.getMember("same");
    fromPython =
        Python.eval(
            store.context(),
            """
            import polyglot
            import weft

            thrown = LookupError("of Python")

            class Namespace:
                @staticmethod
                def call(n):
                    if n == 0:
                        raise thrown
                    return polyglot.import_value("java").call(n - 1) + 1

            polyglot.export_value("python", Namespace)

            def same(n):
                try:
                    weft.wrap(polyglot.import_value("second").call)(n)
                except LookupError as e:
                    return e is thrown
                except weft.Trap as e:
                    return " ".join(f"{f.module}.{f.function}" for f in e.frames)
                return False

            same
            """);
    for (String[] names : new String[][] {{"second", "python"}, {"first", "js"}}) {
      WasmModule module = WasmModule.compile(Python.ENGINE, module(names[0], names[1]));
      Instance instance = linker.instantiate(store, module);
      linker.instance(store, names[0], instance);
      if (names[0].equals("first")) {
        fromJava = instance.typed("call", IntUnaryOperator.class);
      }
    }
    linker.publish(store);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static int java(int n) {
    if (n == 0) {
      throw THROWN;
    }
    return fromJava.applyAsInt(n - 1) + 1;
  }

  /** The chain from Java: java, first, js, second, python, java, first, js, second, python. */
  @Test
  void exceptionsOfJavaComeBackAsThemselves() {
    for (int rounds = 1; rounds <= 2; rounds++) {
      int depth = 5 * rounds;
      // As polyglot exceptions of its context they stand for the object thrown.
      RuntimeException e = assertThrows(RuntimeException.class, () -> java(depth));
      assertSame(
          THROWN, e instanceof PolyglotException p ? p.asHostException() : e, "depth " + depth);
    }
  }

  @Test
  void errorsOfJavaScriptComeBackAsThemselves() {
    // From JavaScript round to JavaScript again: js, second, python, java, first, js.
    assertTrue(fromJavaScript.execute(5).asBoolean());
    assertTrue(fromJavaScript.execute(10).asBoolean());
    PolyglotException e = assertThrows(PolyglotException.class, () -> fromJava.applyAsInt(1));
    assertEquals("RangeError: of JavaScript", e.getMessage());
  }

  @Test
  void exceptionsOfPythonComeBackAsThemselves() {
    // second, python; second, python, java, first, js, second, python.
    assertTrue(fromPython.execute(1).asBoolean());
    assertTrue(fromPython.execute(6).asBoolean());
    PolyglotException e = assertThrows(PolyglotException.class, () -> fromJava.applyAsInt(3));
    assertEquals("LookupError: of Python", e.getMessage());
  }

  @Test
  void trapsHaveTheFramesOfBothModules() {
    // second, python, java, first, js, second
    assertEquals("second.call first.call second.call", fromPython.execute(5).asString());
  }

  @Test
  void anExampleRuns() throws Exception {
    String name = "ThreeLanguages";
    String text = Files.readString(Python.ROOT.resolve("examples/" + name + ".java"));
    assertEquals(
        """
        100.00
        50.00
        Python caught KeyError(100)
        Python caught unreachable in rates.gross < shop.order
        Java caught its own: true
        Java caught RangeError: a negative price: -1
        """,
        Snippets.java(name, text, scratch));
  }
}
