// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.ResourceLimits;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;

/** Polyglot's limit of statements, which the host sets for a context: an instrument counts them. */
final class StatementLimitTest {
  private static final Source SOURCE =
      Source.newBuilder(
              "wasm",
              """
              (module
                (func $add (param i32 i32) (result i32)
                  (i32.add (local.get 0) (local.get 1)))
                (func (export "sum") (param $n i32) (result i32)
                  (local $s i32)
                  (loop $l
                    (local.set $s (call $add (local.get $s) (local.get $n)))
                    (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                    (br_if $l (local.get $n)))
                  (local.get $s))
                (func (export "forever")
                  (local $x i32)
                  (loop $l
                    (local.set $x (call $add (local.get $x) (i32.const 1)))
                    (br $l))))
              """,
              "limits.wat")
          .mimeType("text/wat")
          .buildLiteral();

  /** A context that may have been cancelled, which it would say again when it is closed. */
  private record Limited(Context context) implements AutoCloseable {
    Value export(String name) {
      return exports(context).getMember(name);
    }

    @Override
    public void close() {
      context.close(true);
    }
  }

  private static Limited limited(Engine engine, long statements) {
    ResourceLimits limits = ResourceLimits.newBuilder().statementLimit(statements, null).build();
    return new Limited(Context.newBuilder("wasm").engine(engine).resourceLimits(limits).build());
  }

  private static Value exports(Context context) {
    return context.eval(SOURCE).newInstance().getMember("exports");
  }

  @Test
  void anEndlessLoopEndsAtTheLimit() {
    try (Engine engine = Engine.create();
        Limited context = limited(engine, 100_000)) {
      Value forever = context.export("forever");
      PolyglotException e = assertThrows(PolyglotException.class, forever::executeVoid);
      assertTrue(e.isResourceExhausted(), e::toString);
      assertTrue(e.isCancelled(), e::toString);
    }
  }

  /** The least limit that a call ends with is what each call counts: ten fit into ten times it. */
  @Test
  void whatStaysBelowTheLimitIsCountedExactly() {
    long most = 0;
    for (long limit = 1; most == 0; limit++) {
      assertTrue(limit < 100, "no limit is enough");
      try (Engine engine = Engine.create();
          Limited context = limited(engine, limit)) {
        Value sum = context.export("sum");
        try {
          assertEquals(55, sum.execute(10).asInt());
          most = limit;
        } catch (PolyglotException e) {
          assertTrue(e.isResourceExhausted(), e::toString);
        }
      }
    }
    try (Engine engine = Engine.create();
        Limited context = limited(engine, 10 * most)) {
      Value sum = context.export("sum");
      for (int i = 0; i < 10; i++) {
        assertEquals(55, sum.execute(10).asInt());
      }
      PolyglotException e = assertThrows(PolyglotException.class, () -> sum.execute(10));
      assertTrue(e.isResourceExhausted(), e::toString);
    }
  }

  @Test
  void anotherContextOfTheEngineHasNoLimit() {
    try (Engine engine = Engine.create();
        Context free = Context.newBuilder("wasm").engine(engine).build()) {
      Value sum = exports(free).getMember("sum");
      assertEquals(50_005_000, sum.execute(10_000).asInt());
      try (Limited context = limited(engine, 1000)) {
        Value limited = context.export("sum");
        PolyglotException e = assertThrows(PolyglotException.class, () -> limited.execute(10_000));
        assertTrue(e.isResourceExhausted(), e::toString);
      }
      assertEquals(50_005_000, sum.execute(10_000).asInt());
    }
  }
}
