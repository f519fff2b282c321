// SPDX-License-Identifier: Apache-2.0
package dev.weft.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.WasmContext;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Instantiation;
import dev.weft.runtime.ModuleCode;
import dev.weft.runtime.RecordObject;
import dev.weft.text.TextParser;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.ValueType;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Typed host functions as the engine sees them: method handles bound in a context. */
final class TypedHostTest {
  private static final ValueType[] NONE = {};

  private Context context;
  private WasmContext wasm;

  /** Shapes of functions, and what their handles do with the leading arguments. */
  interface Mixed {
    double apply(int i, long j, float f, double d);
  }

  interface Plain {
    int apply(int x) throws Throwable;
  }

  @BeforeEach
  void open() {
    context = Context.create("wasm");
    context.initialize("wasm");
    context.enter();
    wasm = WasmContext.get(null);
  }

  @AfterEach
  void close() {
    context.leave();
    context.close();
  }

  private static DefinedType type(ValueType[] params, ValueType... results) {
    return DefinedType.ofFunc(new FuncType(params, results));
  }

  private static DefinedType intToInt() {
    return type(new ValueType[] {ValueType.I32}, ValueType.I32);
  }

  private static MethodHandle handle(Class<?> shape) throws ReflectiveOperationException {
    var method =
        Arrays.stream(shape.getDeclaredMethods())
            .filter(m -> m.getName().equals("apply"))
            .findFirst()
            .orElseThrow();
    MethodHandle h = MethodHandles.lookup().unreflect(method);
    h = h.asType(h.type().changeParameterType(0, Object.class));
    return MethodHandles.dropArguments(h, 1, Object.class, Object.class);
  }

  private FunctionInstance plain(Plain function) throws ReflectiveOperationException {
    return HostBinding.bind(
        wasm, HostCode.of(intToInt(), handle(Plain.class)), "plain", function, null);
  }

  private Instance instantiate(String text, Object f) {
    ModuleCode code = wasm.language().load(TextParser.parse(text), "test", wasm.options());
    return Instantiation.instantiate(
        code, wasm, new RecordObject().with("h", new RecordObject().with("f", f)));
  }

  private static FunctionInstance export(Instance instance, String name) {
    return instance.module.exports().stream()
        .filter(e -> e.name().equals(name))
        .map(e -> instance.function(e.index()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void numbersOfAllKinds() throws Exception {
    DefinedType type =
        type(
            new ValueType[] {ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64},
            ValueType.F64);
    Mixed mixed = (i, j, f, d) -> i + 10.0 * j + 100.0 * f + 1000 * d;
    FunctionInstance f =
        HostBinding.bind(wasm, HostCode.of(type, handle(Mixed.class)), "mixed", mixed, null);
    Instance instance =
        instantiate(
            """
            (module (import "h" "f" (func $f (param i32 i64 f32 f64) (result f64)))
              (func (export "run") (result f64)
                (call $f (i32.const 1) (i64.const 2) (f32.const 3) (f64.const 4))))
            """,
            f);
    assertEquals(4321.0, export(instance, "run").call());
    assertEquals(4321.0, f.call(1, 2L, 3f, 4.0), "called by the host itself");
  }

  static Object[] swap(Object function, Object state, Object caller, int a, Object b) {
    return new Object[] {b, a};
  }

  @Test
  void severalResultsAndReferences() throws Exception {
    MethodHandle swap =
        MethodHandles.lookup()
            .findStatic(
                TypedHostTest.class,
                "swap",
                MethodType.methodType(
                    Object[].class,
                    Object.class,
                    Object.class,
                    Object.class,
                    int.class,
                    Object.class));
    ValueType extern = dev.weft.types.RefType.EXTERNREF;
    DefinedType type = type(new ValueType[] {ValueType.I32, extern}, extern, ValueType.I32);
    FunctionInstance f = HostBinding.bind(wasm, HostCode.of(type, swap), "swap", this, null);
    Instance instance =
        instantiate(
            """
            (module (import "h" "f" (func $f (param i32 externref) (result externref i32)))
              (func (export "run") (param externref) (result externref i32)
                (call $f (i32.const 7) (local.get 0))))
            """,
            f);
    Object marker = wasm.env().asGuestValue(new Object());
    assertArrayEquals(new Object[] {marker, 7}, (Object[]) export(instance, "run").call(marker));
  }

  static Object sum(Object function, Object state, Object caller, Object[] params) {
    return Arrays.stream(params).mapToInt(p -> (int) p).sum();
  }

  @Test
  void moreParametersThanAMethodCanHave() throws Exception {
    int count = 300;
    ValueType[] params = new ValueType[count];
    Arrays.fill(params, ValueType.I32);
    DefinedType type = type(params, ValueType.I32);
    MethodHandle sum =
        MethodHandles.lookup().findStatic(TypedHostTest.class, "sum", HostCode.handleType(type));
    FunctionInstance f = HostBinding.bind(wasm, HostCode.of(type, sum), "sum", this, null);
    String text =
        "(module (import \"h\" \"f\" (func $f (param"
            + " i32".repeat(count)
            + ") (result i32))) (func (export \"run\") (result i32) (call $f"
            + " (i32.const 2)".repeat(count)
            + ")))";
    assertEquals(2 * count, export(instantiate(text, f), "run").call());
  }

  private final List<Object> callers = new ArrayList<>();

  static int record(Object function, Object state, Object caller, int x) {
    ((TypedHostTest) function).callers.add(caller);
    return x;
  }

  @Test
  void theCallerIsTheInstanceThatCalls() throws Exception {
    MethodHandle record =
        MethodHandles.lookup()
            .findStatic(TypedHostTest.class, "record", HostCode.handleType(intToInt()));
    FunctionInstance f =
        HostBinding.bind(wasm, HostCode.of(intToInt(), record), "record", this, null);
    Instance importer =
        instantiate(
            """
            (module (import "h" "f" (func $f (param i32) (result i32)))
              (export "f" (func $f))
              (func (export "run") (param i32) (result i32) (call $f (local.get 0)))
              (func (export "tail") (param i32) (result i32) (return_call $f (local.get 0))))
            """,
            f);
    export(importer, "run").call(1);
    export(importer, "tail").call(1);
    export(importer, "f").call(1);
    Instance other =
        instantiate(
            """
            (module (import "h" "f" (func $f (param i32) (result i32))) (table funcref (elem $f))
              (type $t (func (param i32) (result i32)))
              (func (export "table") (param i32) (result i32)
                (call_indirect (type $t) (local.get 0) (i32.const 0))))
            """,
            export(importer, "f"));
    export(other, "table").call(1);
    assertEquals(4, callers.size());
    assertSame(importer, callers.get(0));
    assertSame(importer, callers.get(1));
    assertNull(callers.get(2));
    assertSame(other, callers.get(3));
  }

  private static final String THROUGH =
      """
      (module (import "h" "f" (func $f (param i32) (result i32)))
        (func (export "run") (param i32) (result i32) (call $f (local.get 0))))
      """;

  /** Calls through the polyglot API, as hosts do. */
  private Value run(Object f) {
    Object guest = instantiate(THROUGH, f);
    return context.asValue(guest).getMember("run");
  }

  @Test
  void whatTheHostThrowsArrivesAsItself() throws Exception {
    for (Throwable thrown :
        List.of(
            new IOException("checked"),
            new IllegalStateException("unchecked"),
            new AssertionError("error"),
            new ThreadDeathLike())) {
      Value run =
          run(
              plain(
                  x -> {
                    throw thrown;
                  }));
      for (int i = 0; i < 3; i++) {
        PolyglotException e = assertThrows(PolyglotException.class, () -> run.execute(1));
        assertTrue(e.isHostException(), e::toString);
        assertSame(thrown, e.asHostException());
      }
    }
  }

  static final class ThreadDeathLike extends Throwable {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aGuestsExceptionThroughJavaIsTheGuestsAgain() throws Exception {
    Value trap =
        context
            .asValue(
                instantiate(
                    THROUGH.replace("(call $f (local.get 0))", "unreachable"), plain(x -> x)))
            .getMember("run");
    Value run = run(plain(x -> trap.execute(x).asInt()));
    PolyglotException e = assertThrows(PolyglotException.class, () -> run.execute(1));
    assertTrue(e.isGuestException());
    assertEquals("unreachable", e.getMessage());
    assertEquals("UNREACHABLE", e.getGuestObject().getMember("code").asString());
  }

  @Test
  void endlessRecursionThroughTheHostIsATrap() throws Exception {
    Value[] run = new Value[1];
    run[0] = run(plain(x -> run[0].execute(x + 1).asInt()));
    PolyglotException e = assertThrows(PolyglotException.class, () -> run[0].execute(0));
    assertTrue(e.isResourceExhausted() || e.getMessage().contains("exhausted"), e::toString);
    Value fine = run(plain(x -> x + 1));
    assertEquals(6, fine.execute(5).asInt());
  }

  @Test
  void handlesOfAnotherTypeAreRefused() throws Exception {
    MethodHandle wrong = handle(Mixed.class);
    assertThrows(IllegalArgumentException.class, () -> HostCode.of(type(NONE), wrong));
  }

  @Test
  void oneCallTargetForOneHandle() throws Exception {
    HostCode code = HostCode.of(intToInt(), handle(Plain.class));
    Plain first = x -> x;
    Plain second = x -> -x;
    FunctionInstance a = HostBinding.bind(wasm, code, "a", first, null);
    FunctionInstance b = HostBinding.bind(wasm, code, "b", second, null);
    assertSame(a.target(), b.target());
    assertEquals(4, a.call(4));
    assertEquals(-4, b.call(4));
  }

  @Test
  void pureFunctionsThatAreHotGetCodeForTheCompiler() throws Exception {
    Plain plus = x -> x + 1;
    MethodHandle handle = handle(Plain.class);
    MethodHandle pure =
        MethodHandles.dropArguments(
            MethodHandles.lookup()
                .findVirtual(Plain.class, "apply", MethodType.methodType(int.class, int.class))
                .bindTo(plus),
            0,
            Object.class,
            Object.class,
            Object.class);
    List<Object> asked = new ArrayList<>();
    HostCode code =
        HostCode.of(
            intToInt(),
            handle,
            function -> {
              asked.add(function);
              return pure;
            });
    FunctionInstance f = HostBinding.bind(wasm, code, "f", plus, null);
    for (int i = 0; i < 1000; i++) {
      assertEquals(i + 1, f.call(i));
    }
    assertEquals(List.of(plus), asked, "asked once");
    HostCode hot = code.hot(plus);
    assertTrue(hot.isPure());
    assertSame(hot, code.hot(plus));
    HostCode other = HostCode.of(intToInt(), handle);
    assertSame(other, other.hot(plus));
  }
}
