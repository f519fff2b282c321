// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.jmh;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** Chicory with its compiler. */
final class ChicoryEmbedding implements Embedding {
  private final WasmModule module = Parser.parse(Embedding.module());
  private final Function<Instance, Machine> machines = MachineFactoryCompiler.compile(module);
  private final ImportValues imports;
  private final Instance instance;

  ChicoryEmbedding() throws IOException {
    State state = new State();
    imports =
        ImportValues.builder()
            .addFunction(function("host", HOST), function("state", state::apply))
            .build();
    instance = instantiate();
  }

  private static HostFunction function(String name, IntBinaryOperator f) {
    FunctionType type = FunctionType.of(List.of(ValType.I32, ValType.I32), List.of(ValType.I32));
    return new HostFunction(
        "h", name, type, (i, a) -> new long[] {f.applyAsInt((int) a[0], (int) a[1])});
  }

  @Override
  public IntUnaryOperator loop(String name) {
    ExportFunction function = instance.export(name);
    return n -> (int) function.apply(n)[0];
  }

  @Override
  public IntBinaryOperator add() {
    return addDynamic();
  }

  @Override
  public IntBinaryOperator addDynamic() {
    ExportFunction add = instance.export("add");
    return (a, b) -> (int) add.apply(a, b)[0];
  }

  @Override
  public Instance instantiate() {
    return Instance.builder(module).withImportValues(imports).withMachineFactory(machines).build();
  }

  @Override
  public void close() {}
}
