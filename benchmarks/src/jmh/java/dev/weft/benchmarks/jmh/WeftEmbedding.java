// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.jmh;

import dev.weft.linker.Func;
import dev.weft.linker.Instance;
import dev.weft.linker.InstancePre;
import dev.weft.linker.Linker;
import dev.weft.linker.Store;
import dev.weft.linker.StoreLimits;
import dev.weft.linker.WasmModule;
import java.io.IOException;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.graalvm.polyglot.Engine;

/** Weft through its linker. */
final class WeftEmbedding implements Embedding {
  private final Engine engine = Engine.newBuilder("wasm").build();
  private final Store<Void> store;
  private final InstancePre<Void> pre;
  private final Instance instance;

  WeftEmbedding(String tier) throws IOException {
    StoreLimits many =
        StoreLimits.builder().instances(Long.MAX_VALUE).memories(Long.MAX_VALUE).build();
    store =
        Store.<Void>newBuilder(engine, null)
            .limits(many)
            .context(c -> c.allowExperimentalOptions(true).option("wasm.Tier", tier))
            .build();
    pre =
        Linker.<Void>create(engine)
            .funcWrap("h", "host", IntBinaryOperator.class, HOST)
            .funcWrap("h", "state", IntBinaryOperator.class, new State()::apply)
            .instantiatePre(WasmModule.compile(engine, Embedding.module()));
    instance = pre.instantiate(store);
  }

  @Override
  public IntUnaryOperator loop(String name) {
    return instance.typed(name, IntUnaryOperator.class);
  }

  @Override
  public IntBinaryOperator add() {
    return instance.typed("add", IntBinaryOperator.class);
  }

  @Override
  public IntBinaryOperator addDynamic() {
    Func add = instance.func("add").orElseThrow();
    return (a, b) -> (int) add.call(a, b)[0];
  }

  @Override
  public Object instantiate() {
    return pre.instantiate(store);
  }

  @Override
  public void close() {
    store.close();
    engine.close();
  }
}
