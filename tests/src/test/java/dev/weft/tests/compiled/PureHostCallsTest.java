// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.compiled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.linker.CallHook;
import dev.weft.linker.Instance;
import dev.weft.linker.Linker;
import dev.weft.linker.Memory;
import dev.weft.linker.Store;
import dev.weft.linker.WasmModule;
import dev.weft.tests.compiled.Configuration.Running;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Host functions that partial evaluation compiles into WebAssembly code. */
@Tag("compiled")
final class PureHostCallsTest {
  private static final Map<Class<?>, Object> ARGUMENTS =
      Map.of(
          int.class,
          0x8123_4567,
          long.class,
          0x8123_4567_89AB_CDEFL,
          float.class,
          1.25f,
          double.class,
          2.5);
  private static final Map<Class<?>, String> TYPES =
      Map.of(int.class, "i32", long.class, "i64", float.class, "f32", double.class, "f64");

  /** Calls of each become compiled code. */
  private static final int MANY = 1500;

  private static boolean isNumeric(Method m) {
    return Modifier.isStatic(m.getModifiers())
        && m.getParameterCount() > 0
        && Arrays.stream(m.getParameterTypes()).allMatch(TYPES::containsKey)
        && TYPES.containsKey(m.getReturnType());
  }

  /**
   * All functions of numbers of a class, those that are not inlined too, do what they do in Java.
   */
  @ParameterizedTest
  @ValueSource(classes = {Math.class, Integer.class, Long.class, Float.class, Double.class})
  void functionsOfTheJdk(Class<?> owner) throws ReflectiveOperationException {
    List<Object> expected = new ArrayList<>();
    StringBuilder imports = new StringBuilder();
    StringBuilder body = new StringBuilder();
    try (Running running = Configuration.OSR.start()) {
      Linker<Void> linker = Linker.create(running.engine());
      Method[] methods =
          Arrays.stream(owner.getMethods())
              .filter(PureHostCallsTest::isNumeric)
              .sorted(Comparator.comparing(Method::toString))
              .toArray(Method[]::new);
      for (Method method : methods) {
        Object[] given = Arrays.stream(method.getParameterTypes()).map(ARGUMENTS::get).toArray();
        try {
          expected.add(method.invoke(null, given));
        } catch (InvocationTargetException e) {
          continue; // overflows with these
        }
        String name = "f" + expected.size();
        MethodHandle handle = MethodHandles.publicLookup().unreflect(method);
        linker.funcWrap("jdk", name, handle);
        String result = TYPES.get(method.getReturnType());
        imports.append("(import \"jdk\" \"").append(name).append("\" (func $").append(name);
        body.append("(").append(result).append(".store (i32.const ").append(8 * expected.size());
        body.append(") (call $").append(name);
        for (Class<?> param : method.getParameterTypes()) {
          imports.append(" (param ").append(TYPES.get(param)).append(")");
          body.append(" (local.get $").append(TYPES.get(param)).append(")");
        }
        imports.append(" (result ").append(result).append(")))\n");
        body.append("))\n");
      }
      String text =
          "(module "
              + imports
              + """
              (memory (export "memory") 1)
              (func (export "run")
                  (param $i32 i32) (param $i64 i64) (param $f32 f32) (param $f64 f64)
              """
              + body
              + "))";
      try (Store<Void> store = Store.create(running.engine(), null)) {
        Instance instance = linker.instantiate(store, WasmModule.compile(running.engine(), text));
        for (int i = 0; i < MANY; i++) {
          instance
              .func("run")
              .orElseThrow()
              .call(
                  ARGUMENTS.get(int.class),
                  ARGUMENTS.get(long.class),
                  ARGUMENTS.get(float.class),
                  ARGUMENTS.get(double.class));
        }
        Memory memory = instance.memory("memory").orElseThrow();
        for (int i = 0; i < expected.size(); i++) {
          long at = 8 * (i + 1);
          Object actual =
              switch (expected.get(i)) {
                case Integer n -> memory.getInt(at);
                case Long n -> memory.getLong(at);
                case Float n -> memory.getFloat(at);
                default -> memory.getDouble(at);
              };
          assertEquals(expected.get(i), actual, owner + " function " + (i + 1));
        }
        assertTrue(expected.size() > 4);
      }
    }
  }

  private static final String LOOP =
      """
      (module (import "h" "mix" (func $mix (param i32 i32) (result i32)))
        (func (export "run") (param $n i32) (result i32) (local $s i32)
          (loop $l
            (local.set $s (call $mix (local.get $s) (local.get $n)))
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (local.get $s)))
      """;

  private static final IntBinaryOperator MIX = (a, b) -> a * 31 ^ b;

  @Test
  void hooksAreToldOfCallsThatWereInlined() {
    try (Running running = Configuration.OSR.start();
        Store<Void> store = Store.create(running.engine(), null)) {
      Linker<Void> linker =
          Linker.<Void>create(running.engine()).funcWrap("h", "mix", IntBinaryOperator.class, MIX);
      IntUnaryOperator run =
          linker
              .instantiate(store, WasmModule.compile(running.engine(), LOOP))
              .typed("run", IntUnaryOperator.class);
      int expected = 0;
      for (int n = 5000; n > 0; n--) {
        expected = MIX.applyAsInt(expected, n);
      }
      for (int i = 0; i < MANY; i++) {
        assertEquals(expected, run.applyAsInt(5000));
      }
      int[] calls = new int[1];
      store.callHook(
          (s, event) -> {
            if (event == CallHook.Transition.CALLING_HOST) {
              calls[0]++;
            }
          });
      assertEquals(expected, run.applyAsInt(5000));
      assertEquals(5000, calls[0]);
      store.callHook(null);
      assertEquals(expected, run.applyAsInt(5000));
      assertEquals(5000, calls[0]);
    }
  }
}
