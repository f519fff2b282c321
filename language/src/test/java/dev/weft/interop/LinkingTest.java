// SPDX-License-Identifier: Apache-2.0
package dev.weft.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.Test;

/** Where imports come from, what link errors say, and the order of instantiation. */
final class LinkingTest {
  private static final String WANTS_F =
      """
      (module (import "env" "f" (func $f (param i32) (result i32)))
        (func (export "g") (param i32) (result i32) local.get 0 call $f))
      """;

  private static Object imports(String module, Map<String, Object> members) {
    return ProxyObject.fromMap(Map.of(module, ProxyObject.fromMap(members)));
  }

  private static ProxyExecutable times(int factor) {
    return arguments -> arguments[0].asInt() * factor;
  }

  private static String linkError(Context context, String text, Object... imports) {
    Value module = Modules.eval(context, text);
    PolyglotException e = assertThrows(PolyglotException.class, () -> module.newInstance(imports));
    assertTrue(e.isGuestException());
    assertFalse(e.isSyntaxError());
    assertEquals("unlinkable", e.getGuestObject().getMember("failureType").asString());
    return e.getMessage();
  }

  @Test
  void importObjectsComeFirstAndInOrder() {
    try (Context context =
        Context.newBuilder("wasm").allowPolyglotAccess(PolyglotAccess.ALL).build()) {
      context.getPolyglotBindings().putMember("env", imports("f", Map.of()));
      context.getPolyglotBindings().putMember("env", ProxyObject.fromMap(Map.of("f", times(2))));
      Value module = Modules.eval(context, WANTS_F);
      assertEquals(10, module.newInstance().getMember("exports").invokeMember("g", 5).asInt());
      Object three = imports("env", Map.of("f", times(3)));
      Object four = imports("env", Map.of("f", times(4)));
      assertEquals(15, module.newInstance(three).invokeMember("g", 5).asInt());
      assertEquals(15, module.newInstance(three, four).invokeMember("g", 5).asInt());
      Object none = imports("env", Map.of("h", times(9)));
      assertEquals(20, module.newInstance(none, four).invokeMember("g", 5).asInt());
    }
  }

  @Test
  void bindingsAreNotReadWithoutPermission() {
    try (Context context = Context.create("wasm")) {
      context.getPolyglotBindings().putMember("env", ProxyObject.fromMap(Map.of("f", times(2))));
      String message = linkError(context, WANTS_F);
      assertTrue(message.startsWith("unknown import: function \"env\" \"f\""), message);
      assertTrue(message.contains("(func (param i32) (result i32))"), message);
      assertTrue(message.contains("allowPolyglotAccess"), message);
    }
  }

  @Test
  void hashEntriesAreModulesToo() {
    try (Context context = Context.newBuilder("wasm").allowHostAccess(HostAccess.ALL).build()) {
      Map<String, Object> imports = Map.of("env", Map.of("f", times(3)));
      assertEquals(
          15, Modules.eval(context, WANTS_F).newInstance(imports).invokeMember("g", 5).asInt());
      // The methods of a map are none of its entries.
      Value wantsGet =
          Modules.eval(
              context, "(module (import \"env\" \"get\" (func (param i32) (result i32))))");
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> wantsGet.newInstance(imports));
      assertTrue(e.getMessage().contains("has no \"get\" but \"f\""), e.getMessage());
    }
  }

  @Test
  void instancesExportsAndModulesCanBeImported() {
    String library =
        """
        (module $env (func (export "f") (param i32) (result i32)
          (i32.add (local.get 0) (i32.const 1))))
        """;
    try (Context context = Context.create("wasm")) {
      Value module = Modules.eval(context, WANTS_F);
      Value libraryModule = Modules.eval(context, library);
      Value instance = libraryModule.newInstance();
      Value exports = instance.getMember("exports");
      for (Object given :
          new Object[] {
            instance,
            libraryModule,
            exports,
            ProxyObject.fromMap(Map.of("env", instance)),
            ProxyObject.fromMap(Map.of("env", exports)),
            ProxyObject.fromMap(Map.of("env", libraryModule))
          }) {
        assertEquals(6, module.newInstance(given).invokeMember("g", 5).asInt());
      }
    }
  }

  @Test
  void modulesThatNeedEachOtherAreRefused() {
    try (Context context = Context.create("wasm")) {
      Value a =
          context.eval(
              Modules.source("a", "(module (import \"b\" \"f\" (func)) (func (export \"f\")))"));
      Value b =
          context.eval(
              Modules.source("b", "(module (import \"a\" \"f\" (func)) (func (export \"f\")))"));
      PolyglotException e = assertThrows(PolyglotException.class, () -> a.newInstance(a, b));
      assertTrue(e.getMessage().startsWith("circular imports"), e.getMessage());
    }
  }

  @Test
  void errorsNameTheNearest() {
    try (Context context = Context.create("wasm")) {
      String message = linkError(context, WANTS_F, imports("enw", Map.of("f", times(1))));
      assertTrue(message.contains("no \"env\": did you mean \"enw\"?"), message);
      message =
          linkError(
              context,
              "(module (import \"env\" \"print_int\" (func)))",
              imports("env", Map.of("printInt", times(1))));
      assertTrue(message.contains("no \"print_int\": did you mean \"printInt\"?"), message);
      message =
          linkError(
              context,
              "(module (import \"env\" \"abcdef\" (func)))",
              imports("env", Map.of("xyz", times(1))));
      assertTrue(message.contains("no \"abcdef\" but \"xyz\""), message);
    }
  }

  @Test
  void errorsNameAllThatIsMissing() {
    try (Context context = Context.create("wasm")) {
      String message =
          linkError(
              context,
              """
              (module (import "a" "f" (func)) (import "a" "m" (memory 1))
                (import "b" "g" (global (mut i32))) (import "b" "t" (table 1 funcref)))
              """);
      assertTrue(message.contains("function \"a\" \"f\""), message);
      assertTrue(message.contains("memory \"a\" \"m\" of type (memory 1)"), message);
      assertTrue(message.contains("global \"b\" \"g\" of type (global (mut i32))"), message);
      assertTrue(message.contains("table \"b\" \"t\" of type (table 1 funcref)"), message);
    }
  }

  @Test
  void mismatchesNameBothTypes() {
    try (Context context = Context.create("wasm")) {
      Value library =
          Modules.exports(
              context,
              """
              (module (func (export "f") (param i64)) (memory (export "m") 1 2)
                (global (export "g") i32 (i32.const 1)) (table (export "t") 1 externref))
              """);
      Object given = ProxyObject.fromMap(Map.of("env", library));
      assertEquals(
          "incompatible import type: function \"env\" \"f\" must be (func (param i32) (result i32)),"
              + " but what was given is (func (param i64))",
          linkError(context, WANTS_F, given));
      String message = linkError(context, "(module (import \"env\" \"m\" (memory 2)))", given);
      assertTrue(
          message.contains("must be (memory 2), but what was given is (memory 1 2)"), message);
      message = linkError(context, "(module (import \"env\" \"g\" (global (mut i32))))", given);
      assertTrue(message.contains("but what was given is (global i32)"), message);
      message = linkError(context, "(module (import \"env\" \"t\" (table 1 funcref)))", given);
      assertTrue(message.contains("but what was given is (table 1 externref)"), message);
      message = linkError(context, "(module (import \"env\" \"f\" (memory 1)))", given);
      assertTrue(message.contains("must be a memory"), message);
    }
  }

  @Test
  void sizesAtTheTimeOfLinkingCount() {
    try (Context context = Context.create("wasm")) {
      Value library =
          Modules.exports(
              context, "(module (memory (export \"m\") 1 9) (table (export \"t\") 1 9 funcref))");
      library.getMember("m").invokeMember("grow", 4);
      library.getMember("t").invokeMember("grow", 4);
      Modules.eval(
              context,
              "(module (import \"e\" \"m\" (memory 5 9)) (import \"e\" \"t\" (table 5 funcref)))")
          .newInstance(ProxyObject.fromMap(Map.of("e", library)));
    }
  }

  @Test
  void constantGlobalsFromNumbers() {
    try (Context context = Context.create("wasm")) {
      String text =
          """
          (module (import "e" "g" (global $g i64)) (func (export "get") (result i64) global.get $g))
          """;
      assertEquals(
          7L,
          Modules.exports(context, text, imports("e", Map.of("g", 7)))
              .invokeMember("get")
              .asLong());
      String message = linkError(context, text, imports("e", Map.of("g", 0.5)));
      assertTrue(message.contains("or a value of type i64"), message);
    }
  }

  @Test
  void importObjectsMustBeObjects() {
    try (Context context = Context.create("wasm")) {
      PolyglotException e =
          assertThrows(
              PolyglotException.class, () -> Modules.eval(context, WANTS_F).newInstance(5));
      assertTrue(e.getMessage().startsWith("not an import object"), e.getMessage());
    }
  }

  @Test
  void wasiIsThereForModulesThatImportIt() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String text =
        """
        (module
          (import "NAME" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\\08\\00\\00\\00\\03\\00\\00\\00hi\\n")
          (func (export "_start")
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))))
        """;
    try (Context context = Context.newBuilder("wasm").out(out).build()) {
      Modules.exports(context, text.replace("NAME", "wasi_snapshot_preview1"))
          .invokeMember("_start");
      assertEquals("hi\n", out.toString());
      String message =
          linkError(context, "(module (import \"wasi_snapshot_preview1\" \"no_such\" (func)))");
      assertTrue(message.contains("of this engine has no such function"), message);
    }
    out.reset();
    try (Context context =
        Context.newBuilder("wasm")
            .option("wasm.Builtins", "system:wasi_snapshot_preview1")
            .out(out)
            .build()) {
      Modules.exports(context, text.replace("NAME", "system")).invokeMember("_start");
      assertEquals("hi\n", out.toString());
    }
  }

  @Test
  void importedWasiFunctionsCanBeReplaced() {
    try (Context context = Context.create("wasm")) {
      ProxyExecutable none = arguments -> 76;
      Value exports =
          Modules.exports(
              context,
              """
              (module (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
                (import "wasi_snapshot_preview1" "fd_close" (func (param i32) (result i32)))
                (export "yield" (func 0)) (export "close" (func 1)))
              """,
              imports("wasi_snapshot_preview1", Map.of("fd_close", none)));
      assertEquals(76, exports.invokeMember("close", 1).asInt());
      assertEquals(0, exports.invokeMember("yield").asInt());
    }
  }

  @Test
  void evalReturnsInstanceLinksByTheNamesOfSources() {
    try (Context context =
        Context.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.EvalReturnsInstance", "true")
            .build()) {
      Value library =
          context.eval(
              Modules.source(
                  "env", "(module (func (export \"f\") (param i32) (result i32) local.get 0))"));
      assertEquals(3, library.getMember("exports").invokeMember("f", 3).asInt());
      Value main = context.eval(Modules.source("main", WANTS_F));
      assertEquals(4, main.getMember("exports").invokeMember("g", 4).asInt());
      Value bindings = context.getBindings("wasm");
      assertTrue(bindings.getMemberKeys().containsAll(List.of("env", "main", "Memory")));
      assertEquals(main, bindings.getMember("main"));
    }
  }

  @Test
  void segmentsThatDoNotFitTrapAfterEarlierOnesWereWritten() {
    try (Context context = Context.create("wasm")) {
      Value library =
          Modules.exports(
              context, "(module (memory (export \"m\") 1) (table (export \"t\") 2 funcref))");
      Object given = ProxyObject.fromMap(Map.of("e", library));
      Value module =
          Modules.eval(
              context,
              """
              (module (import "e" "m" (memory 1)) (import "e" "t" (table 2 funcref)) (func $f)
                (elem (i32.const 0) $f) (data (i32.const 0) "a") (data (i32.const 65536) "b"))
              """);
      PolyglotException e = assertThrows(PolyglotException.class, () -> module.newInstance(given));
      assertEquals("out of bounds memory access", e.getMessage());
      assertEquals('a', library.getMember("m").getArrayElement(0).asInt());
      assertTrue(library.getMember("t").getArrayElement(0).canExecute());
      Value elements =
          Modules.eval(
              context,
              """
              (module (import "e" "m" (memory 1)) (import "e" "t" (table 2 funcref)) (func $f)
                (elem (i32.const 1) $f $f) (data (i32.const 0) "c"))
              """);
      e = assertThrows(PolyglotException.class, () -> elements.newInstance(given));
      assertEquals("out of bounds table access", e.getMessage());
      assertEquals('a', library.getMember("m").getArrayElement(0).asInt());
    }
  }

  @Test
  void constantExpressionsAndStart() {
    try (Context context = Context.create("wasm")) {
      Value f =
          Modules.exports(
              context,
              """
              (module
                (import "e" "base" (global $base i32))
                (global $a i32 (i32.add (global.get $base) (i32.mul (i32.const 3) (i32.const 4))))
                (global $b (mut i64) (i64.sub (i64.const 1) (i64.const 5)))
                (global $f funcref (ref.func $g))
                (global $n f32 (f32.const nan:0x200001))
                (table (export "t") 3 funcref (ref.func $g))
                (memory (export "m") 1)
                (data (offset (i32.add (global.get $base) (i32.const 1))) "xy")
                (export "a" (global $a)) (export "b" (global $b)) (export "f" (global $f))
                (func $g (export "g"))
                (func (export "n") (result i32) (i32.reinterpret_f32 (global.get $n)))
                (func $start (global.set $b (i64.add (global.get $b) (i64.const 100))))
                (start $start))
              """,
              imports("e", Map.of("base", 10)));
      assertEquals(22, f.getMember("a").getMember("value").asInt());
      assertEquals(96L, f.getMember("b").getMember("value").asLong());
      assertEquals(f.getMember("g"), f.getMember("f").getMember("value"));
      assertEquals(f.getMember("g"), f.getMember("t").getArrayElement(2));
      assertEquals('x', f.getMember("m").getArrayElement(11).asInt());
      assertEquals(0x7fa00001, f.invokeMember("n").asInt());
    }
  }

  @Test
  void aTrappingStartFunctionIsATrap() {
    try (Context context = Context.create("wasm")) {
      Value module = Modules.eval(context, "(module (func unreachable) (start 0))");
      PolyglotException e = assertThrows(PolyglotException.class, module::newInstance);
      assertEquals("unreachable", e.getMessage());
      assertEquals("trap", e.getGuestObject().getMember("failureType").asString());
    }
  }

  @Test
  void hugeMemoriesFailCleanly() {
    try (Context context = Context.create("wasm")) {
      String message = linkError(context, "(module (memory i64 0x100000000))");
      assertTrue(message.startsWith("out of memory"), message);
      message = linkError(context, "(module (table 0xffffffff funcref))");
      assertTrue(message.startsWith("table too large"), message);
      Value f =
          Modules.exports(
              context,
              """
              (module (memory i64 1)
                (func (export "grow") (param i64) (result i64) local.get 0 memory.grow)
                (func (export "size") (result i64) memory.size))
              """);
      assertEquals(-1, f.invokeMember("grow", 1L << 40).asLong());
      assertEquals(-1, f.invokeMember("grow", -1L).asLong());
      assertEquals(1, f.invokeMember("grow", 1).asLong());
      assertEquals(2, f.invokeMember("size").asLong());
    }
  }

  @Test
  void builtinsThatAreNotThereAreNamed() {
    try (Context context =
        Context.newBuilder("wasm").option("wasm.Builtins", "env:emscripten").build()) {
      String message = linkError(context, WANTS_F);
      assertTrue(
          message.contains("wasm.Builtins lists emscripten, which this engine does not have"),
          message);
    }
  }

  @Test
  void wrongArityOfAHostFunctionIsNamed() {
    try (Context context = Context.newBuilder("wasm").allowHostAccess(HostAccess.ALL).build()) {
      java.util.function.BinaryOperator<Integer> two = (a, b) -> a + b;
      Value exports = Modules.exports(context, WANTS_F, imports("env", Map.of("f", two)));
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> exports.invokeMember("g", 1));
      assertTrue(e.getMessage().contains("host function \"env\" \"f\""), e.getMessage());
      assertTrue(e.getMessage().contains("takes 2 arguments"), e.getMessage());
    }
  }
}
