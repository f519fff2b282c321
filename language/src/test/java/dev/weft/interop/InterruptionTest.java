// SPDX-License-Identifier: Apache-2.0
package dev.weft.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.WasmContext;
import dev.weft.runtime.Interruption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;

/** Interruptions at safepoints: traps, exceptions of the host, and going on. */
final class InterruptionTest {
  private static final String ENDLESS =
      """
      (module (memory 4096) (table 10 funcref)
        (func (export "loop") (loop (br 0)))
        (func (export "calls") (loop (call $callee) (br 0)))
        (func $callee)
        (func $tree (export "tree") (param i32)
          (if (local.get 0) (then
            (call $tree (i32.sub (local.get 0) (i32.const 1)))
            (call $tree (i32.sub (local.get 0) (i32.const 1))))))
        (func $tail (export "tail") (return_call $other))
        (func $other (return_call $tail))
        (func $self (export "self") (return_call $self))
        (func (export "fill")
          (loop
            (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x0fff_0000))
            (br 0)))
        (func (export "copy")
          (loop
            (memory.copy (i32.const 0) (i32.const 1) (i32.const 0x0fff_0000))
            (br 0)))
        (func (export "one") (result i32) (i32.const 1)))
      """;

  private static Thread later(WasmContext context, Interruption.Handler handler) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(50);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              Interruption.request(context, handler);
            });
    thread.start();
    return thread;
  }

  @Test
  void whateverDoesNotEndIsInterrupted() throws Exception {
    try (Context context = Context.create("wasm")) {
      Value exports = Modules.exports(context, ENDLESS);
      WasmContext inside = Inside.call(context, () -> WasmContext.get(null));
      for (String name : List.of("loop", "calls", "tree", "tail", "self", "fill", "copy")) {
        Object[] arguments = name.equals("tree") ? new Object[] {60} : new Object[0];
        long start = System.nanoTime();
        Thread thread = later(inside, () -> false);
        PolyglotException e =
            assertThrows(
                PolyglotException.class, () -> exports.invokeMember(name, arguments), name);
        thread.join();
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertEquals("INTERRUPT", e.getGuestObject().getMember("code").asString(), name);
        assertTrue(e.isGuestException());
        assertTrue(millis < 5000, () -> name + " took " + millis + " ms");
        assertEquals(1, exports.invokeMember("one").asInt());
      }
    }
  }

  @Test
  void theHandlerThrowsOrLetsItGoOn() throws Exception {
    try (Context context = Context.create("wasm")) {
      Value exports = Modules.exports(context, ENDLESS);
      WasmContext inside = Inside.call(context, () -> WasmContext.get(null));
      AtomicInteger asked = new AtomicInteger();
      Exception failure = new Exception("enough");
      Thread first =
          later(
              inside,
              () -> {
                asked.incrementAndGet();
                return true;
              });
      Thread second =
          new Thread(
              () -> {
                while (asked.get() == 0) {
                  Thread.onSpinWait();
                }
                Interruption.request(
                    inside,
                    () -> {
                      throw failure;
                    });
              });
      second.start();
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> exports.invokeMember("loop"));
      assertSame(failure, e.asHostException());
      first.join();
      second.join();
      assertEquals(1, asked.get());
      assertEquals(1, exports.invokeMember("one").asInt());
    }
  }
}
