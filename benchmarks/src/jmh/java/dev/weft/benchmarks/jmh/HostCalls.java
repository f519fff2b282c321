// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.jmh;

import dev.weft.linker.Caller;
import dev.weft.linker.FuncType;
import dev.weft.linker.Instance;
import dev.weft.linker.Linker;
import dev.weft.linker.Store;
import dev.weft.linker.Val;
import dev.weft.linker.WasmModule;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.graalvm.polyglot.Engine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One turn of a loop in WebAssembly that makes one call; the callee does the same everywhere. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HostCalls {
  private static final int TURNS = 1_000_000;

  private static final String LOOP =
      """
      (func (export "%1$s") (param $n i32) (result i32) (local $s i32)
        (loop $l
          (local.set $s (call $%1$s (local.get $s) (local.get $n)))
          (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $s))
      """;

  private static final String MODULE =
      """
      (module
        (import "h" "typed" (func $typed (param i32 i32) (result i32)))
        (import "h" "caller" (func $caller (param i32 i32) (result i32)))
        (import "h" "dynamic" (func $dynamic (param i32 i32) (result i32)))
        (func $wasm (param i32 i32) (result i32)
          (i32.xor (i32.mul (local.get 0) (i32.const 31)) (local.get 1)))
      """
          + LOOP.formatted("wasm")
          + LOOP.formatted("typed")
          + LOOP.formatted("caller")
          + LOOP.formatted("dynamic")
          + ")";

  /** A function that is told who calls. */
  public interface WithCaller {
    /** Runs it. */
    int apply(Caller<Void> caller, int a, int b);
  }

  /** Whether Graal may inline calls of WebAssembly functions, which it does with all of these. */
  @Param({"true", "false"})
  public boolean inlining;

  private Engine engine;
  private Store<Void> store;
  private IntUnaryOperator wasm;
  private IntUnaryOperator typed;
  private IntUnaryOperator caller;
  private IntUnaryOperator dynamic;

  /** Links. */
  @Setup
  public void setUp() {
    Engine.Builder builder = Engine.newBuilder("wasm").allowExperimentalOptions(true);
    if (!inlining) {
      builder.option("compiler.Inlining", "false");
    }
    engine = builder.build();
    Linker<Void> linker = Linker.create(engine);
    linker
        .funcWrap("h", "typed", IntBinaryOperator.class, (a, b) -> a * 31 ^ b)
        .funcWrap("h", "caller", WithCaller.class, (c, a, b) -> a * 31 ^ b)
        .funcNew(
            "h",
            "dynamic",
            FuncType.of("(i32, i32) -> i32"),
            (c, p, r) -> r[0] = Val.i32(p.get(0).asInt() * 31 ^ p.get(1).asInt()));
    store = Store.create(engine, null);
    Instance instance = linker.instantiate(store, WasmModule.compile(engine, MODULE));
    wasm = instance.typed("wasm", IntUnaryOperator.class);
    typed = instance.typed("typed", IntUnaryOperator.class);
    caller = instance.typed("caller", IntUnaryOperator.class);
    dynamic = instance.typed("dynamic", IntUnaryOperator.class);
  }

  /** Closes the store. */
  @TearDown
  public void tearDown() {
    store.close();
    engine.close();
  }

  /** A function of the same module. */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int wasmToWasm() {
    return wasm.applyAsInt(TURNS);
  }

  /** A typed host function. */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int wasmToTypedHost() {
    return typed.applyAsInt(TURNS);
  }

  /** A typed host function with a {@link Caller}. */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int wasmToHostWithCaller() {
    return caller.applyAsInt(TURNS);
  }

  /** A host function whose type is known at run time only. */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int wasmToDynamicHost() {
    return dynamic.applyAsInt(TURNS);
  }
}
