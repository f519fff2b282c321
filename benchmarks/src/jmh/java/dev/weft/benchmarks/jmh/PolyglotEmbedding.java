// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.jmh;

import java.io.IOException;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/** The language {@code wasm} that is there, through the polyglot API: for GraalWasm. */
final class PolyglotEmbedding implements Embedding {
  private final Context context = Context.newBuilder("wasm").build();
  private final Value module;
  private final ProxyObject imports;
  private final Value exports;

  PolyglotEmbedding() throws IOException {
    if (!context.getEngine().getImplementationName().contains("GraalVM")) {
      throw new IllegalStateException("not the optimising runtime");
    }
    module =
        context.eval(
            Source.newBuilder("wasm", ByteSequence.create(Embedding.module()), "calls").build());
    ProxyExecutable host = a -> HOST.applyAsInt(a[0].asInt(), a[1].asInt());
    State state = new State();
    ProxyExecutable withState = a -> state.apply(a[0].asInt(), a[1].asInt());
    imports =
        ProxyObject.fromMap(
            Map.of("h", ProxyObject.fromMap(Map.of("host", host, "state", withState))));
    exports = module.newInstance(imports).getMember("exports");
  }

  @Override
  public IntUnaryOperator loop(String name) {
    Value function = exports.getMember(name);
    return n -> function.execute(n).asInt();
  }

  @Override
  public IntBinaryOperator add() {
    return addDynamic();
  }

  @Override
  public IntBinaryOperator addDynamic() {
    Value add = exports.getMember("add");
    return (a, b) -> add.execute(a, b).asInt();
  }

  @Override
  public Object instantiate() {
    return module.newInstance(imports);
  }

  @Override
  public void close() {
    context.close();
  }
}
