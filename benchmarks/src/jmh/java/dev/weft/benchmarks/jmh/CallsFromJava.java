// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.jmh;

import dev.weft.linker.Func;
import dev.weft.linker.Instance;
import dev.weft.linker.Linker;
import dev.weft.linker.Store;
import dev.weft.linker.Val;
import dev.weft.linker.WasmModule;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A call of an addition in WebAssembly from Java. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CallsFromJava {
  private static final String MODULE =
      """
      (module (func (export "add") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1))))
      """;

  /** The exports of the module. */
  public interface Api {
    /** The sum. */
    int add(int a, int b);
  }

  private Engine engine;
  private Store<Void> store;
  private IntBinaryOperator typed;
  private Api api;
  private Func func;
  private Value value;
  private int sum;

  /** Links. */
  @Setup
  public void setUp() {
    engine = Engine.newBuilder("wasm").build();
    store = Store.create(engine, null);
    Instance instance =
        Linker.<Void>create(engine).instantiate(store, WasmModule.compile(engine, MODULE));
    typed = instance.typed("add", IntBinaryOperator.class);
    api = instance.as(Api.class);
    func = instance.func("add").orElseThrow();
    value = func.value();
  }

  /** Closes the store. */
  @TearDown
  public void tearDown() {
    store.close();
    engine.close();
  }

  /** Through a functional interface. */
  @Benchmark
  public int typed() {
    return sum = typed.applyAsInt(sum, 1000);
  }

  /** Through an interface of the user. */
  @Benchmark
  public int api() {
    return sum = api.add(sum, 1000);
  }

  /** {@link Func#call(Object...)}. */
  @Benchmark
  public Object[] objects() {
    return func.call(++sum, 1000);
  }

  /** {@link Func#call(List)}. */
  @Benchmark
  public List<Val> values() {
    return func.call(List.of(Val.i32(++sum), Val.i32(1000)));
  }

  /** {@link Value#execute}: the polyglot API alone. */
  @Benchmark
  public int polyglot() {
    return sum = value.execute(sum, 1000).asInt();
  }
}
