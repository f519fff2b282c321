// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
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

/**
 * What a host pays, on Weft and its peers: {@code benchmarks/jmh --peers} runs and compares them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Embeddings {
  private static final int TURNS = 1_000_000;

  /** The engine; each needs a module path of its own. */
  @Param("weft")
  public String engine;

  private Embedding embedding;
  private IntUnaryOperator wasm;
  private IntUnaryOperator host;
  private IntUnaryOperator state;
  private IntBinaryOperator add;
  private IntBinaryOperator addDynamic;
  private int sum;

  /** Links. */
  @Setup
  public void setUp() throws Exception {
    embedding = Embedding.of(engine);
    wasm = embedding.loop("wasm");
    host = embedding.loop("host");
    state = embedding.loop("state");
    add = embedding.add();
    addDynamic = embedding.addDynamic();
    int expected = wasm.applyAsInt(1000);
    if (host.applyAsInt(1000) != expected
        || state.applyAsInt(1000) != expected
        || add.applyAsInt(3, 4) != 7
        || addDynamic.applyAsInt(3, 4) != 7) {
      throw new AssertionError("different results");
    }
  }

  /** Ends it. */
  @TearDown
  public void tearDown() {
    embedding.close();
  }

  /** A turn of a loop in WebAssembly that calls a function of the module. */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int wasmCall() {
    return wasm.applyAsInt(TURNS);
  }

  /** One that calls a host function, which only computes. */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int hostCall() {
    return host.applyAsInt(TURNS);
  }

  /** One that calls a host function with state. */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public int hostCallWithState() {
    return state.applyAsInt(TURNS);
  }

  /** A call from Java, in the fastest way. */
  @Benchmark
  public int javaToWasm() {
    return sum = add.applyAsInt(sum, 1000);
  }

  /** A call from Java of a function whose type is not known beforehand. */
  @Benchmark
  public int javaToWasmDynamic() {
    return sum = addDynamic.applyAsInt(sum, 1000);
  }

  /** An instance of a module with one memory of a page, twenty functions, two imports. */
  @Benchmark
  public Object instantiate() {
    return embedding.instantiate();
  }
}
