// SPDX-License-Identifier: Apache-2.0
package dev.weft.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyIterable;
import org.graalvm.polyglot.proxy.ProxyIterator;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls between the host and functions: conversions, results, refusals, exceptions. */
final class FunctionTest {
  private Context context;

  @BeforeEach
  void open() {
    context = Context.newBuilder("wasm").allowHostAccess(HostAccess.ALL).build();
  }

  @AfterEach
  void close() {
    context.close();
  }

  private static final String IDENTITIES =
      """
      (module
        (func (export "i32") (param i32) (result i32) local.get 0)
        (func (export "i64") (param i64) (result i64) local.get 0)
        (func (export "f32") (param f32) (result f32) local.get 0)
        (func (export "f64") (param f64) (result f64) local.get 0)
        (func (export "extern") (param externref) (result externref) local.get 0)
        (func (export "func") (param funcref) (result funcref) local.get 0)
        (func (export "isNull") (param externref) (result i32) local.get 0 ref.is_null)
        (func (export "nonNull") (param (ref extern)) (result (ref extern)) local.get 0)
        (func (export "nothing"))
        (func (export "several") (param i32) (result i32 i64 f64)
          local.get 0  i64.const 7  f64.const 0.5))
      """;

  @Test
  void numbersAreTakenWhateverTheirBoxIfTheyFit() {
    Value f = Modules.exports(context, IDENTITIES);
    assertEquals(5, f.invokeMember("i32", 5L).asInt());
    assertEquals(5, f.invokeMember("i32", 5.0).asInt());
    assertEquals(5, f.invokeMember("i32", (byte) 5).asInt());
    assertEquals(5, f.invokeMember("i32", BigInteger.valueOf(5)).asInt());
    assertEquals(1, f.invokeMember("i32", true).asInt());
    assertEquals(-1, f.invokeMember("i64", -1).asLong());
    assertEquals(1L << 60, f.invokeMember("i64", BigInteger.ONE.shiftLeft(60)).asLong());
    assertEquals(Long.MIN_VALUE, f.invokeMember("i64", Long.MIN_VALUE).asLong());
    assertEquals(0.1f, f.invokeMember("f32", 0.1).asFloat());
    assertEquals(3f, f.invokeMember("f32", 3).asFloat());
    assertEquals(16777216f, f.invokeMember("f32", 16777217).asFloat());
    assertEquals(3.0, f.invokeMember("f64", 3L).asDouble());
    assertEquals(0.1f, f.invokeMember("f64", 0.1f).asDouble());
    assertEquals(9.223372036854776E18, f.invokeMember("f64", Long.MAX_VALUE).asDouble());
    assertTrue(Double.isNaN(f.invokeMember("f64", Double.NaN).asDouble()));
    assertEquals(1L, f.invokeMember("i64", true).asLong());
    assertEquals(0f, f.invokeMember("f32", false).asFloat());
    assertEquals(1.0, f.invokeMember("f64", true).asDouble());
    assertEquals(0x1p80, f.invokeMember("f64", BigInteger.TWO.pow(80)).asDouble());
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    Value f = Modules.exports(context, IDENTITIES);
    for (Object bad : new Object[] {1L << 31, 0.5, Double.NaN, "1", List.of()}) {
      var e = assertThrows(IllegalArgumentException.class, () -> f.getMember("i32").execute(bad));
      assertTrue(e.getMessage().contains("Parameter 0 of function 'i32'"), e.getMessage());
      assertTrue(e.getMessage().contains("is i32 and cannot be"), e.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> f.getMember("i64").execute(BigInteger.ONE.shiftLeft(63)));
    for (String type : new String[] {"f32", "f64"}) {
      Value function = f.getMember(type);
      assertThrows(IllegalArgumentException.class, () -> function.execute("1"));
      BigInteger huge = BigInteger.TWO.pow(1024);
      assertThrows(IllegalArgumentException.class, () -> function.execute(huge));
      assertThrows(IllegalArgumentException.class, () -> function.execute(huge.negate()));
    }
    assertThrows(IllegalArgumentException.class, () -> f.getMember("func").execute("1"));
    assertThrows(IllegalArgumentException.class, () -> f.getMember("i32").execute());
    assertThrows(IllegalArgumentException.class, () -> f.getMember("i32").execute(1, 2));
    assertThrows(
        IllegalArgumentException.class, () -> f.getMember("nonNull").execute((Object) null));
  }

  @Test
  void results() {
    Value f = Modules.exports(context, IDENTITIES);
    assertTrue(f.invokeMember("nothing").isNull());
    Value several = f.invokeMember("several", 3);
    assertEquals(3, several.getArraySize());
    assertEquals(3, several.getArrayElement(0).asInt());
    assertEquals(7L, several.getArrayElement(1).asLong());
    assertEquals(0.5, several.getArrayElement(2).asDouble());
  }

  @Test
  void referencesKeepTheirIdentity() {
    Value f = Modules.exports(context, IDENTITIES);
    Object thing = new Object();
    assertSame(thing, f.invokeMember("extern", thing).asHostObject());
    assertEquals("text", f.invokeMember("extern", "text").asString());
    assertTrue(f.invokeMember("extern", (Object) null).isNull());
    assertEquals(1, f.invokeMember("isNull", (Object) null).asInt());
    assertEquals(0, f.invokeMember("isNull", 0).asInt());
    assertEquals(f.getMember("i32"), f.invokeMember("func", f.getMember("i32")));
    assertTrue(f.invokeMember("func", (Object) null).isNull());
    assertEquals(f.getMember("i32"), f.getMember("i32"));
  }

  @Test
  void functionsHaveNameAndType() {
    Value function = Modules.exports(context, IDENTITIES).getMember("several");
    assertEquals("several", function.getMember("name").asString());
    Value type = function.getMember("type");
    assertEquals("i32", type.getMember("parameters").getArrayElement(0).asString());
    assertEquals("f64", type.getMember("results").getArrayElement(2).asString());
    assertEquals("Function", function.getMetaObject().getMetaSimpleName());
    assertEquals("function several (func (param i32) (result i32 i64 f64))", function.toString());
  }

  private Value calling(String type, Object callable) {
    return Modules.exports(
        context,
        "(module (import \"host\" \"f\" (func $f "
            + type
            + ")) (export \"f\" (func $f)) (func (export \"call\") "
            + type
            + " "
            + locals(type)
            + " call $f))",
        ProxyObject.fromMap(
            java.util.Map.of("host", ProxyObject.fromMap(java.util.Map.of("f", callable)))));
  }

  private static String locals(String type) {
    int start = type.indexOf("(param ");
    if (start < 0) {
      return "";
    }
    int count = type.substring(start + 7, type.indexOf(')', start)).trim().split(" +").length;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(" local.get ").append(i);
    }
    return text.toString();
  }

  @Test
  void hostFunctionsAreCalledWithConvertedValues() {
    AtomicReference<String> seen = new AtomicReference<>();
    ProxyExecutable f =
        arguments -> {
          seen.set(java.util.Arrays.toString(arguments));
          return arguments[1].asLong() + arguments[0].asInt();
        };
    Value call = calling("(param i32 i64 f32 f64) (result i64)", f).getMember("call");
    assertEquals(12L, call.execute(5, 7, 1.5, 2.5).asLong());
    assertEquals("[5, 7, 1.5, 2.5]", seen.get());
  }

  @Test
  void hostResultsAreConverted() {
    ProxyExecutable three = arguments -> 3;
    assertEquals(3L, calling("(result i64)", three).invokeMember("call").asLong());
    assertEquals(3.0, calling("(result f64)", three).invokeMember("call").asDouble());
    assertEquals(3f, calling("(result f32)", three).invokeMember("call").asFloat());
    ProxyExecutable truth = arguments -> true;
    assertEquals(1, calling("(result i32)", truth).invokeMember("call").asInt());
    ProxyExecutable nothing = arguments -> null;
    assertTrue(calling("", nothing).invokeMember("call").isNull());
    assertTrue(calling("(result externref)", nothing).invokeMember("call").isNull());
    ProxyExecutable two = arguments -> ProxyArray.fromArray(1, 2L);
    Value several = calling("(result i32 i64)", two).invokeMember("call");
    assertEquals(2L, several.getArrayElement(1).asLong());
    ProxyExecutable iterated = arguments -> (ProxyIterable) () -> ProxyIterator.from(list(4, 5L));
    several = calling("(result i32 i64)", iterated).invokeMember("call");
    assertEquals(4, several.getArrayElement(0).asInt());
    assertEquals(5L, several.getArrayElement(1).asLong());
  }

  private static java.util.Iterator<Object> list(Object... items) {
    return List.of(items).iterator();
  }

  @Test
  void badHostResultsAreRefusedByName() {
    ProxyExecutable text = arguments -> "x";
    PolyglotException e =
        assertThrows(
            PolyglotException.class, () -> calling("(result i32)", text).invokeMember("call"));
    assertTrue(e.isGuestException());
    assertEquals(
        "host function \"host\" \"f\" of type (func (result i32)) returned what cannot be"
            + " converted: its result must be i32, not the string \"x\"",
        e.getMessage());
    ProxyExecutable one = arguments -> ProxyArray.fromArray(1);
    e =
        assertThrows(
            PolyglotException.class, () -> calling("(result i32 i32)", one).invokeMember("call"));
    assertTrue(e.getMessage().contains("must return an array of 2 elements"), e.getMessage());
    for (Object[] items : new Object[][] {{1}, {1, 2, 3}, {1, "x"}}) {
      ProxyExecutable iterated = arguments -> (ProxyIterable) () -> ProxyIterator.from(list(items));
      e =
          assertThrows(
              PolyglotException.class,
              () -> calling("(result i32 i32)", iterated).invokeMember("call"));
      assertTrue(
          e.getMessage().contains(items.length == 2 ? "result 1 of 2" : "array of 2 elements"),
          e.getMessage());
    }
  }

  @Test
  void hostExceptionsPassUnchanged() {
    IllegalStateException thrown = new IllegalStateException("mine");
    ProxyExecutable f =
        arguments -> {
          throw thrown;
        };
    PolyglotException e =
        assertThrows(PolyglotException.class, () -> calling("", f).invokeMember("call"));
    assertTrue(e.isHostException());
    assertSame(thrown, e.asHostException());
  }

  @Test
  void reexportedHostFunctionsCanBeCalled() {
    ProxyExecutable f = arguments -> arguments[0].asInt() * 2;
    Value exports = calling("(param i32) (result i32)", f);
    assertEquals(10, exports.getMember("f").execute(5L).asInt());
  }

  @Test
  void constructedFunctionsCanBeImportedAndStored() {
    Value constructor = context.getBindings("wasm").getMember("Function");
    ProxyExecutable twice = arguments -> arguments[0].asInt() * 2;
    Object type =
        ProxyObject.fromMap(
            java.util.Map.of(
                "parameters", ProxyArray.fromArray("i32"), "results", ProxyArray.fromArray("i32")));
    Value function = constructor.newInstance(type, twice);
    assertEquals(42, function.execute(21).asInt());
    Value exports =
        Modules.exports(
            context,
            """
            (module (table (export "t") 1 funcref)
              (func (export "call") (param i32) (result i32)
                local.get 0  i32.const 0  call_indirect (param i32) (result i32)))
            """);
    exports.getMember("t").setArrayElement(0, function);
    assertEquals(42, exports.invokeMember("call", 21).asInt());
    assertEquals(function, constructor.newInstance(type, function));
  }

  @Test
  void longTailCallChainsFromTheHost() {
    Value f =
        Modules.exports(
            context,
            """
            (module
              (func $even (export "even") (param i32) (result i32)
                (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
                (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
              (func $odd (param i32) (result i32)
                (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
                (return_call $even (i32.sub (local.get 0) (i32.const 1)))))
            """);
    assertEquals(1, f.invokeMember("even", 100_000).asInt());
    assertEquals(0, f.invokeMember("even", 100_001).asInt());
  }

  @Test
  void stackOverflowIsATrapThatLeavesTheContextUsable() {
    Value f =
        Modules.exports(
            context,
            """
            (module (func $f (export "f") (param i32) (result i32)
              (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
              (i32.add (i32.const 1) (call $f (i32.sub (local.get 0) (i32.const 1))))))
            """);
    PolyglotException e =
        assertThrows(PolyglotException.class, () -> f.invokeMember("f", 100_000_000));
    assertTrue(e.isGuestException(), e.toString());
    assertEquals("call stack exhausted", e.getMessage());
    assertEquals("exhaustion", e.getGuestObject().getMember("failureType").asString());
    assertFalse(e.isInternalError());
    long frames = e.getGuestObject().getMember("frames").getArraySize();
    assertTrue(frames > 1 && frames <= 200, "frames: " + frames);
    assertEquals(10, f.invokeMember("f", 10).asInt());
  }
}
