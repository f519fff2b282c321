// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.jmh;

import dev.weft.linker.Instance;
import dev.weft.linker.InstancePre;
import dev.weft.linker.Linker;
import dev.weft.linker.Store;
import dev.weft.linker.StoreLimits;
import dev.weft.linker.WasmModule;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.graalvm.polyglot.Engine;
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

/** An instance of a module that is linked: one memory of a page, twenty functions, one import. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Instantiation {
  private static final String MODULE =
      """
      (module (import "h" "f" (func (param i32) (result i32)))
        (memory (export "memory") 1) (global (mut i32) (i32.const 0))
      """
          + """
            (func (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
            """
              .repeat(20)
          + "(export \"f\" (func 1)))";

  private Engine engine;
  private Store<Void> store;
  private InstancePre<Void> pre;

  /** Links. */
  @Setup
  public void setUp() {
    engine = Engine.newBuilder("wasm").build();
    store =
        Store.<Void>newBuilder(engine, null)
            .limits(
                StoreLimits.builder().instances(Long.MAX_VALUE).memories(Long.MAX_VALUE).build())
            .build();
    pre =
        Linker.<Void>create(engine)
            .funcWrap("h", "f", IntUnaryOperator.class, x -> x)
            .instantiatePre(WasmModule.compile(engine, MODULE));
  }

  /** Closes the store. */
  @TearDown
  public void tearDown() {
    store.close();
    engine.close();
  }

  /** {@link InstancePre#instantiate}. */
  @Benchmark
  public Instance instantiate() {
    return pre.instantiate(store);
  }
}
