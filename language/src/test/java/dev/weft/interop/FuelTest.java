// SPDX-License-Identifier: Apache-2.0
package dev.weft.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.WasmContext;
import dev.weft.runtime.Metering;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How much fuel code costs, and what happens when there is none left. */
final class FuelTest {
  private static final long MUCH = 10_000;

  private static Context context(String... options) {
    Context.Builder builder = Context.newBuilder("wasm").allowExperimentalOptions(true);
    builder.option("wasm.Fuel", "true");
    for (int i = 0; i < options.length; i += 2) {
      builder.option(options[i], options[i + 1]);
    }
    return builder.build();
  }

  private static Metering metering(Context context) {
    return Inside.call(context, () -> WasmContext.get(null).metering());
  }

  /** What instantiating a module costs, whether it traps or not. */
  private static long consumed(String fields, String... options) {
    try (Context context = context(options)) {
      Metering metering = metering(context);
      metering.set(MUCH);
      Value module = Modules.eval(context, "(module " + fields + ")");
      try {
        module.newInstance();
      } catch (PolyglotException e) {
        assertTrue(e.isGuestException(), e::toString);
      }
      return MUCH - metering.remaining();
    }
  }

  private static long started(String body, String... options) {
    return consumed("(memory 1) (func $f " + body + ") (start $f)", options);
  }

  private static void assertCost(long cost, String body) {
    assertEquals(cost, started(body), body);
  }

  @Test
  @DisplayName("R139 a context starts without fuel")
  void noFuel() {
    try (Context context = context()) {
      Value f =
          Modules.eval(context, "(module (func (export \"f\")))")
              .newInstance()
              .getMember("exports")
              .getMember("f");
      assertEquals(0, metering(context).remaining());
      PolyglotException e = assertThrows(PolyglotException.class, f::execute);
      assertEquals("OUT_OF_FUEL", e.getGuestObject().getMember("code").asString());
    }
  }

  @Test
  @DisplayName("R140 any number of 64 bits can be set and is read back")
  void setAndGet() {
    try (Context context = context()) {
      Metering metering = metering(context);
      for (long units : new long[] {MUCH, 1, 0, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
        metering.set(units);
        assertEquals(units, metering.remaining());
      }
      metering.set(-1);
      Modules.eval(context, "(module (func $f) (start $f))").newInstance();
      assertEquals(-1 - 3, metering.remaining());
    }
  }

  @Test
  @DisplayName("R141 R147 what is free")
  void free() {
    assertEquals(0, consumed(""));
    for (String body :
        List.of("", "nop nop nop", "(block (block (block)))", "(loop)", "return", "unreachable")) {
      assertCost(3, body);
    }
  }

  @Test
  @DisplayName("R142 R147 each operator costs 1")
  void operators() {
    assertCost(4, "(drop (i32.const 1))");
    assertCost(7, "(drop (select (i32.const 1) (i32.const 2) (i32.const 0)))");
    assertCost(5, "(drop (i32.load (i32.const 0)))");
    assertCost(6, "(if (i32.const 1) (then (drop (i32.const 1))) (else (drop (i32.const 2))))");
    assertCost(6, "(if (i32.const 0) (then (drop (i32.const 1))) (else (drop (i32.const 2))))");
  }

  @Test
  @DisplayName("R143 a call costs 1 and entering a function 1")
  void calls() {
    assertEquals(5, consumed("(func $e) (func $f (call $e)) (start $f)"));
    // in the middle of an expression, and several at once
    assertEquals(
        3 + 7 + 2 * 2,
        consumed(
            """
            (func $e (param i32) (result i32) (local.get 0))
            (func $f (drop (i32.add (call $e (i32.const 1))
                                    (i32.add (call $e (i32.const 2)) (i32.const 0)))))
            (start $f)"""));
    assertEquals(
        3 + 3 + 1,
        consumed(
            """
            (table 1 funcref) (elem (i32.const 0) $e) (type $t (func)) (func $e)
            (func $f (call_indirect (type $t) (i32.const 0)) (drop (i32.const 0))) (start $f)"""));
  }

  @Test
  @DisplayName("R144 a loop of five operators")
  void loops() {
    for (int turns : new int[] {3, 10}) {
      assertCost(
          5 + 5 * turns,
          "(local $i i32) (local.set $i (i32.const "
              + turns
              + ")) (loop $l (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))");
    }
  }

  @Test
  @DisplayName("R145 bulk work costs 1 for each byte, page or element, also of a refused growth")
  void bulk() {
    assertCost(57, "(memory.fill (i32.const 0) (i32.const 1) (i32.const 50))");
    assertCost(57, "(memory.copy (i32.const 0) (i32.const 1) (i32.const 50))");
    assertCost(8, "(drop (memory.grow (i32.const 3)))");
    assertEquals(
        8, consumed("(memory 1 2) (func $f (drop (memory.grow (i32.const 3)))) (start $f)"));
    String table = "(table 10 funcref) (func $f %s) (start $f)";
    assertEquals(
        3 + 4 + 6,
        consumed(table.formatted("(table.fill (i32.const 1) (ref.null func) (i32.const 6))")));
    assertEquals(
        3 + 4 + 6,
        consumed(table.formatted("(table.copy (i32.const 1) (i32.const 2) (i32.const 6))")));
    assertEquals(
        3 + 3 + 7, consumed(table.formatted("(drop (table.grow (ref.null func) (i32.const 7)))")));
    assertEquals(
        3 + 4 + 2,
        consumed(
            "(elem $e func $f $f) "
                + table.formatted("(table.init $e (i32.const 1) (i32.const 0) (i32.const 2))")));
    assertEquals(
        3 + 4 + 2,
        consumed(
            "(memory 1) (data $d \"abc\") (func $f (memory.init $d (i32.const 1) (i32.const 0)"
                + " (i32.const 2))) (start $f)"));
  }

  @Test
  @DisplayName("R146 code that cannot be reached costs nothing")
  void unreachable() {
    assertCost(3, "return (drop (i32.const 1))");
    assertCost(3, "unreachable (drop (i32.const 1))");
    assertCost(4, "(block (br 0) (drop (i32.const 1)))");
    assertCost(4, "(block (br 0) (block (drop (i32.const 1))) (loop (drop (i32.const 1))))");
  }

  @Test
  @DisplayName("R148 whatever does not end runs out of fuel")
  void endless() {
    for (String body :
        List.of(
            "(loop (br 0))",
            "(loop (br_if 0 (i32.const 1)))",
            "(loop (br_table 0 0 0 (i32.const 1)))",
            "(loop (block (br_if 1 (i32.const 1))))",
            "(loop (call $f) (br 0))",
            "(call $f)",
            "(return_call $f)",
            "(memory.fill (i32.const 0) (i32.const 1) (i32.const 65536))",
            "(memory.copy (i32.const 0) (i32.const 1) (i32.const 65535))",
            "(drop (memory.grow (i32.const 65535)))",
            "(drop (memory.grow (i32.const -1)))")) {
      try (Context context = context()) {
        Metering metering = metering(context);
        // not more: a recursion is to end before the thread's stack does
        metering.set(1000);
        String text = "(module (memory 1) (func $f " + body + ") (start $f))";
        Value module = Modules.eval(context, text);
        PolyglotException e = assertThrows(PolyglotException.class, module::newInstance, body);
        assertEquals("OUT_OF_FUEL", e.getGuestObject().getMember("code").asString(), body);
        assertEquals(0, metering.remaining());
        // the context is as good as before
        metering.set(MUCH);
        assertEquals(
            3,
            Modules.eval(context, "(module (func (export \"f\") (result i32) (i32.const 3)))")
                .newInstance()
                .getMember("exports")
                .invokeMember("f")
                .asInt());
      }
    }
  }

  @Test
  @DisplayName("R148 a tree of 2^16 calls runs out of fuel")
  void tree() {
    StringBuilder text = new StringBuilder("(func $f0)");
    for (int i = 1; i <= 16; i++) {
      text.append("(func $f%d (call $f%d) (call $f%d))".formatted(i, i - 1, i - 1));
    }
    assertEquals(MUCH, consumed(text + "(start $f16)"));
  }

  @Test
  @DisplayName("R149, R150, R151 fuel is checked at entries and loops, and is never below 0")
  void entries() {
    try (Context context = context()) {
      Metering metering = metering(context);
      Value exports =
          Modules.eval(
                  context,
                  """
                  (module (func (export "f") (drop (i32.const 1)) (drop (i32.const 1))
                                             (drop (i32.const 1)))
                          (func (export "empty")))""")
              .newInstance()
              .getMember("exports");
      metering.set(6);
      exports.invokeMember("f");
      assertEquals(2, metering.remaining());
      exports.invokeMember("f");
      assertEquals(0, metering.remaining());
      assertThrows(PolyglotException.class, () -> exports.invokeMember("f"));
      metering.set(1);
      assertThrows(PolyglotException.class, () -> exports.invokeMember("empty"));
      metering.set(2);
      exports.invokeMember("empty");
      assertEquals(1, metering.remaining());
    }
  }

  @Test
  @DisplayName("R152 the host sees and changes the fuel during a call")
  void host() {
    try (Context context = context()) {
      Metering metering = metering(context);
      long[] seen = new long[1];
      ProxyExecutable host =
          arguments -> {
            seen[0] = metering.remaining();
            metering.set(1);
            return null;
          };
      Value exports =
          Modules.eval(
                  context,
                  """
                  (module (import "h" "h" (func $h)) (func $g)
                          (func (export "f") (call $h) (call $g)))""")
              .newInstance(ProxyObject.fromMap(Map.of("h", ProxyObject.fromMap(Map.of("h", host)))))
              .getMember("exports");
      metering.set(MUCH);
      assertThrows(PolyglotException.class, () -> exports.invokeMember("f"));
      assertEquals(MUCH - 2, seen[0]);
      assertEquals(0, metering.remaining());
    }
  }

  @Test
  @DisplayName("R153 what ran before a trap was paid for")
  void trap() {
    assertCost(
        3 + 3 + 2, "(drop (i32.add (i32.const 1) (i32.const 2))) (drop (i32.load (i32.const -1)))");
  }

  @Test
  @DisplayName("R154 other costs")
  void otherCosts() {
    String costs = "i32.add=10,memory.fill=5,memory.fill/unit=3,entry=7,drop=2,i32.const=0";
    assertEquals(
        7 + 1 + 7 + 5 + 3 * 50 + 10 + 2,
        started(
            """
            (memory.fill (i32.const 0) (i32.const 1) (i32.const 50))
            (drop (i32.add (i32.const 1) (i32.const 2)))""",
            "wasm.FuelCosts",
            costs));
    for (String wrong : List.of("i32.ad=1", "call", "call=-1", "call=x", "=1", "call=1000001")) {
      assertThrows(
          IllegalArgumentException.class, () -> context("wasm.FuelCosts", wrong).close(), wrong);
    }
  }

  @Test
  @DisplayName("R155 a bulk operation out of bounds pays for no units")
  void outOfBounds() {
    assertCost(3 + 4, "(memory.fill (i32.const 1) (i32.const 1) (i32.const 65536))");
    assertCost(3 + 4, "(memory.copy (i32.const 1) (i32.const 1) (i32.const 65536))");
    assertCost(3 + 4, "(memory.copy (i32.const 0) (i32.const 1) (i32.const 65536))");
  }

  @Test
  @DisplayName("R156 a huge growth cannot make fuel")
  void hugeGrowth() {
    assertEquals(
        MUCH, consumed("(memory i64 1) (func $f (drop (memory.grow (i64.const -1)))) (start $f)"));
    assertEquals(
        MUCH,
        consumed(
            "(memory i64 1) (func $f (drop (memory.grow (i64.const 0x8000000000000000))))"
                + " (start $f)"));
    assertEquals(
        MUCH,
        consumed(
            "(table i64 1 funcref) (func $f (drop (table.grow (ref.null func) (i64.const -2))))"
                + " (start $f)"));
  }

  @Test
  @DisplayName("R157 fuel in portions of 100")
  void portions() {
    try (Context context = context()) {
      Metering metering = metering(context);
      int[] ends = new int[1];
      metering.interval(100, () -> ends[0]++);
      metering.set(MUCH);
      Value module = Modules.eval(context, "(module (func $f (loop (br 0))) (start $f))");
      assertThrows(PolyglotException.class, module::newInstance);
      assertEquals(99, ends[0]);
      assertEquals(0, metering.remaining());
    }
  }

  @Test
  @DisplayName("R110 a limit on the frames")
  void frames() {
    try (Context context = context("wasm.MaxStackFrames", "32")) {
      Metering metering = metering(context);
      Value exports =
          Modules.eval(
                  context,
                  """
                  (module (func $f (export "endless") (call $f))
                    (func $g (export "deep") (param i32)
                      (if (local.get 0) (then (call $g (i32.sub (local.get 0) (i32.const 1)))))))""")
              .newInstance()
              .getMember("exports");
      for (int i = 0; i < 3; i++) {
        metering.set(MUCH);
        PolyglotException e =
            assertThrows(PolyglotException.class, () -> exports.invokeMember("endless"));
        Value failure = e.getGuestObject();
        assertEquals("CALL_STACK_EXHAUSTED", failure.getMember("code").asString());
        assertEquals(33, failure.getMember("frames").getArraySize());
        assertEquals(MUCH - 2 * 32 - 1, metering.remaining());
        exports.invokeMember("deep", 31);
        assertThrows(PolyglotException.class, () -> exports.invokeMember("deep", 32));
      }
    }
  }
}
