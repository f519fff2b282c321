// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.Test;

/** What host functions throw, and what comes out. */
final class HostFailureTest {
  @Test
  void failuresOfHostFunctions() {
    try (Engine engine = Engine.create()) {
      Linker<int[]> linker = Linker.create(engine);
      linker.funcNew(
          "host",
          "twice",
          FuncType.of("(i32) -> i32"),
          (caller, params, results) -> {
            caller.data()[0]++;
            results[0] = Val.i32(2 * params.get(0).asInt());
          });
      linker.funcNew(
          "host",
          "fail",
          FuncType.of("() -> ()"),
          (caller, params, results) -> {
            throw new IOException("no");
          });
      IllegalStateException e = new IllegalStateException("x");
      linker.funcNew(
          "host",
          "fail2",
          FuncType.of("() -> ()"),
          (caller, params, results) -> {
            throw e;
          });
      WasmModule module =
          WasmModule.compile(
              engine,
              """
              (module $m (import "host" "twice" (func $t (param i32) (result i32)))
                (import "host" "fail" (func $fail))
                (import "host" "fail2" (func $fail2))
                (func (export "f") (param i32) (result i32) (call $t (call $t (local.get 0))))
                (func (export "bad") (call $fail))
                (func (export "bad2") (call $fail2))
                (func $u (export "trap") unreachable))
              """);
      try (Store<int[]> store = Store.create(engine, new int[1])) {
        Instance instance = linker.instantiate(store, module);
        assertEquals(20, instance.func("f").orElseThrow().call(5)[0]);
        assertEquals(2, store.data()[0]);
        var bad =
            assertThrows(
                HostFunctionException.class, () -> instance.func("bad").orElseThrow().call());
        assertEquals(IOException.class, bad.getCause().getClass());
        assertEquals(1, bad.backtrace().frames().size());
        assertSame(
            e,
            assertThrows(
                IllegalStateException.class, () -> instance.func("bad2").orElseThrow().call()));
        assertEquals("bad2", Backtrace.of(e).frames().get(0).functionName().orElseThrow());
        WasmTrap trap =
            assertThrows(WasmTrap.class, () -> instance.func("trap").orElseThrow().call());
        assertEquals(TrapCode.UNREACHABLE, trap.code());
        assertSame(module, trap.backtrace().frames().get(0).module());
      }
    }
  }
}
