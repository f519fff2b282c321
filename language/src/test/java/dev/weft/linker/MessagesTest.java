// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What users read when something is not as they think. */
final class MessagesTest extends HostTesting {
  private Instance instance() {
    return instantiate(
        """
        (module $plugin (memory (export "memory") 1) (global (export "heap") (mut i32) (i32.const 7))
          (func (export "shout") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
        """);
  }

  private static void says(String expected, Executable action) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void exportsThatAreNotThere() {
    Instance instance = instance();
    says(
        "failed to find function export \"shuot\" of instance of plugin: it has none:"
            + " did you mean \"shout\"?",
        () -> instance.typed("shuot", IntUnaryOperator.class));
    says(
        "failed to find function export \"memory\" of instance of plugin: it is (memory 1)",
        () -> instance.call("memory"));
    says(
        "failed to find function export \"run\" of instance of plugin: it has none but"
            + " \"memory\", \"heap\", \"shout\"",
        () -> instance.call("run"));
    says(
        "failed to find memory export \"memory\" of instance of empty: it exports nothing",
        () -> instantiate("(module $empty)").memory());
    assertArrayEquals(new Object[] {7}, instance.call("shout", 3, 4));
    assertEquals(instance.memory("memory").orElseThrow(), instance.memory());
  }

  @Test
  void argumentsAndTypesThatDoNotFit() {
    Instance instance = instance();
    String shout = "function shout (func (param i32 i32) (result i32))";
    says(
        "argument 0 of " + shout + ": the string \"a\" is not a value of type i32",
        () -> instance.call("shout", "a", 1));
    says(
        "argument 1 of " + shout + ": Long 1099511627776 is not a value of type i32",
        () -> instance.call("shout", 1, 1L << 40));
    says(
        "java.util.function.IntUnaryOperator as "
            + shout
            + ": parameters: expected 1 types, found 2 [i32, i32]",
        () -> instance.typed("shout", IntUnaryOperator.class));
  }

  @Test
  void valuesAndTypesInText() {
    assertEquals(
        "[i32 1, i64 2, f32 1.5, f64 2.5, ref.null func, ref.null extern, externref x]",
        List.of(
                Val.i32(1),
                Val.i64(2),
                Val.f32(1.5f),
                Val.f64(2.5),
                Val.funcRef(null),
                Val.externRef(null),
                Val.externRef("x"))
            .toString());
    assertEquals(
        "[memory (memory 1), heap (global (mut i32)),"
            + " shout (func (param i32 i32) (result i32))]",
        instance().module().exports().toString());
  }

  @Test
  void storesThatAreClosed() {
    Store<List<Object>> other = Store.create(ENGINE, new ArrayList<>());
    Instance instance =
        linker.instantiate(
            other, module("(module (memory (export \"memory\") 1) (func (export \"f\")))"));
    Func f = instance.func("f").orElseThrow();
    Runnable typed = f.typed(Runnable.class);
    Memory memory = instance.memory();
    other.close();
    isClosed(f::call);
    isClosed(typed::run);
    for (Executable use : List.<Executable>of(() -> memory.getByte(0), memory::byteSize)) {
      assertEquals(
          "the memory was closed with its store",
          assertThrows(IllegalStateException.class, use).getMessage());
    }
    isClosed(() -> linker.instantiate(other, module("(module)")));
  }

  private static void isClosed(Executable use) {
    assertEquals(
        "the store is closed", assertThrows(IllegalStateException.class, use).getMessage());
  }

  /** The first call through an import is not made by a node that knows no position. */
  @Test
  void positionsInTracesOfFirstCalls() {
    linker.funcWrap(
        "h",
        "boom",
        Runnable.class,
        () -> {
          throw new IllegalStateException("boom");
        });
    Instance instance =
        instantiate(
            "(module $m (import \"h\" \"boom\" (func $b)) (func $f (export \"f\") (call $b)))");
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> instance.call("f"));
    assertEquals(
        List.of(OptionalLong.of(1)),
        Backtrace.of(e).frames().stream().map(Backtrace.Frame::functionOffset).toList());
  }
}
