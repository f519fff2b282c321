// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.javascript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;

/** i64 in JavaScript that uses polyglot values, without the WebAssembly object. */
final class BigIntTest {
  private static final String MODULE =
      """
      (module
        (global (export "global") (mut i64) (i64.const 0x20_0000_0000_0001))
        (memory (export "memory") 1)
        (func (export "id") (param i64) (result i64) (local.get 0))
        (func (export "two") (result i64 i32) (i64.const -1) (i32.const 2))
        (func (export "next") (param i64) (result i64) (i64.add (local.get 0) (i64.const 1))))
      """;

  /** Checks in JavaScript: what {@code check} is given must be true. */
  private static final String CHECKS =
      """
      const check = (what, truth) => { if (truth !== true) throw new Error(what); };
      const { exports } = new (Polyglot.eval('text/wat', module))();
      check('result', typeof exports.id(1) === 'bigint' && exports.id(5n) === 5n);
      for (const x of [2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n, 0n]) {
        check('exact ' + x, exports.id(x) === x);
      }
      const id = exports.id;
      check('function alone', id(7n) === 7n && Reflect.apply(id, null, [8]) === 8n);
      check('called by a builtin', [1, 2n].map(x => x).map(x => id(x))[1] === 2n);
      const array = exports.two();
      check('several results', array[0] === -1n && array[1] === 2);
      check('global', exports.global.value === 2n ** 53n + 1n);
      exports.global.value = -5n;
      check('global set', exports.global.value === -5n);
      check('sizes are numbers', exports.memory.size === 1 && exports.memory.byteSize === 65536);

      // One place that calls many functions of many types.
      const types = ['i32', 'f32', 'f64', 'externref', 'i64'];
      const texts = types.flatMap((a, i) => types.map(b =>
          `(func (export "${a}.${b}") (param i64 ${a} ${b}) (result i64) (local.get 0))`));
      const many = new (Polyglot.eval('text/wat', `(module ${texts.join('\\n')})`))().exports;
      for (const a of types) {
        for (const b of types) {
          check(a + b, many[a + '.' + b](9n, 0, 0) === 9n);
        }
      }

      let seen;
      const importing = Polyglot.eval('text/wat', `(module
        (import "env" "f" (func $f (param i64 i32) (result i64)))
        (func (export "go") (param i64) (result i64) (call $f (local.get 0) (i32.const 3))))`);
      const env = { f(x, y) { seen = [x, y]; return x + 1n; } };
      check('import', new importing({ env }).exports.go(2n ** 60n) === 2n ** 60n + 1n);
      check('arguments', seen[0] === 2n ** 60n && seen[1] === 3);
      check('function of a proxy',
          new importing({ env: { f: new Proxy(env.f, {}) } }).exports.go(4n) === 5n);
      """;

  private static Context.Builder contexts() {
    return Context.newBuilder("js", "wasm").allowPolyglotAccess(PolyglotAccess.ALL);
  }

  private static Value exports(Context context) {
    return context
        .eval(Source.newBuilder("wasm", MODULE, "m").mimeType("text/wat").buildLiteral())
        .newInstance()
        .getMember("exports");
  }

  @Test
  void javaScriptGetsBigInts() {
    try (Context context = contexts().build()) {
      context.getBindings("js").putMember("module", MODULE);
      context.eval("js", CHECKS);
    }
  }

  @Test
  void theHostGetsLongs() {
    try (Context context = contexts().build()) {
      Value exports = exports(context);
      context.eval("js", "(f => f(1))").executeVoid(exports.getMember("id"));
      Value result = exports.invokeMember("id", 1L << 60);
      assertTrue(result.fitsInLong());
      assertEquals("java.lang.Long", result.as(Object.class).getClass().getName());
      assertEquals(-1L, exports.invokeMember("two").getArrayElement(0).as(Object.class));
      assertEquals(1L << 53 | 1, exports.getMember("global").getMember("value").as(Object.class));
    }
  }

  @Test
  void theWebAssemblyObjectConvertsByItself() {
    try (Context context = contexts().option("js.webassembly", "true").build()) {
      assertEquals(
          "bigint 9007199254740993",
          context
              .eval(
                  "js",
                  """
                  // (module (func (export "id") (param i64) (result i64) (local.get 0)))
                  const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 126, 1,
                      126, 3, 2, 1, 0, 7, 6, 1, 2, 105, 100, 0, 0, 10, 6, 1, 4, 0, 32, 0, 11]);
                  const { id } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
                  const x = id(2n ** 53n + 1n);
                  `${typeof x} ${x}`
                  """)
              .asString());
    }
  }

  private static String typeOfResult(Context context) {
    return context
        .eval("js", "(f => typeof f(5))")
        .execute(exports(context).getMember("id"))
        .asString();
  }

  @Test
  void withoutTheOptionTheyAreNumbers() {
    try (Context context = contexts().option("wasm.JavaScriptBigInt", "false").build()) {
      assertEquals("number", typeOfResult(context));
    }
    try (Context context = contexts().build()) {
      assertEquals("bigint", typeOfResult(context));
    }
  }

  /** Where WebAssembly cannot reach JavaScript there is nothing to make a BigInt of. */
  @Test
  void withoutAccessTheyAreNumbers() {
    try (Context context = Context.create("js", "wasm")) {
      assertEquals("number", typeOfResult(context));
    }
    try (Context context =
        contexts().allowExperimentalOptions(true).option("js.bigint", "false").build()) {
      assertEquals("number", typeOfResult(context));
    }
  }
}
