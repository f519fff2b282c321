// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.weft.WasmContext;
import dev.weft.host.HostBinding;
import dev.weft.host.HostCode;
import dev.weft.runtime.FunctionInstance;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.Test;

/** Typed host functions as generated code calls them: without boxes. */
final class HostEntriesTest {
  static int add(Object function, Object state, Object caller, int a, int b) {
    return (int) function + a + b;
  }

  static int[] probe(Object entry, int a, int b) throws ReflectiveOperationException {
    Method call =
        Arrays.stream(entry.getClass().getMethods())
            .filter(m -> m.getName().equals("call"))
            .findFirst()
            .orElseThrow();
    assertEquals(int.class, call.getReturnType());
    return new int[] {(int) call.invoke(entry, a, b, null)};
  }

  @Test
  void callTheHandleItself() throws ReflectiveOperationException {
    try (Context context = Context.create("wasm")) {
      context.initialize("wasm");
      context.enter();
      WasmContext wasm = WasmContext.get(null);
      ValueType[] params = {ValueType.I32, ValueType.I32};
      DefinedType type = DefinedType.ofFunc(new FuncType(params, new ValueType[] {ValueType.I32}));
      MethodHandle add =
          MethodHandles.lookup()
              .findStatic(HostEntriesTest.class, "add", HostCode.handleType(type));
      HostCode code = HostCode.of(type, add);
      FunctionInstance f = HostBinding.bind(wasm, code, "f", 100, null);
      FunctionInstance g = HostBinding.bind(wasm, code, "g", 200, null);
      assertEquals(107, probe(CallSupport.entry(f), 3, 4)[0]);
      assertEquals(207, probe(CallSupport.entry(g), 3, 4)[0]);
      assertSame(CallSupport.entry(f), CallSupport.entry(f), "made once");
      assertSame(CallSupport.entry(f).getClass(), CallSupport.entry(g).getClass(), "one handle");
      assertNotSame(
          Signatures.INSTANCE_OF_VM.boxedEntry(f).getClass(), CallSupport.entry(f).getClass());
      context.leave();
    }
  }
}
