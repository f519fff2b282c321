// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.peers;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasi.WasiExitException;
import com.dylibso.chicory.wasi.WasiOptions;
import com.dylibso.chicory.wasi.WasiPreview1;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import dev.weft.benchmarks.driver.Driver;
import dev.weft.benchmarks.driver.Peer;
import dev.weft.benchmarks.driver.Specification;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The driver of Chicory with its compiler, which makes class files of the whole module at load. */
public final class ChicoryDriver implements Peer {
  private final Specification spec;
  private WasmModule module;
  private java.util.function.Function<Instance, Machine> machines;

  private ChicoryDriver(Specification spec) {
    this.spec = spec;
  }

  /** Measures what the file {@code args[0]} specifies. */
  public static void main(String[] args) throws Exception {
    Driver.main(args, ChicoryDriver::new);
  }

  @Override
  public String start() {
    return "Chicory, compiled";
  }

  @Override
  public void load(byte[] bytes) {
    module = Parser.parse(bytes);
    machines = MachineFactoryCompiler.compile(module);
  }

  @Override
  public Guest instantiate(OutputStream out) throws Exception {
    InputStream in =
        spec.kind() == Specification.Kind.COMMAND && spec.input() != null
            ? new ByteArrayInputStream(Files.readAllBytes(spec.input()))
            : InputStream.nullInputStream();
    WasiOptions.Builder options =
        WasiOptions.builder()
            .withArguments(spec.argumentList())
            .withStdin(in)
            .withStdout(out)
            .withStderr(System.err);
    if (spec.directory() != null) {
      String[] directory = spec.directory().split("::");
      options.withDirectory(directory[1], Path.of(directory[0]));
    }
    WasiPreview1 wasi = WasiPreview1.builder().withOptions(options.build()).build();
    ImportValues.Builder imports = ImportValues.builder().addFunction(wasi.toHostFunctions());
    Memory memory = null;
    if (spec.kind() == Specification.Kind.ARGON2ID) {
      memory = new ByteArrayMemory(new MemoryLimits(1040, MemoryLimits.MAX_PAGES));
      imports.addMemory(new ImportMemory("env", "memory", memory));
    }
    if (spec.kind() == Specification.Kind.QUICKJS) {
      module.importSection().stream()
          .filter(imported -> imported.module().equals("env"))
          .map(FunctionImport.class::cast)
          .forEach(
              imported -> {
                FunctionType type = module.typeSection().getType(imported.typeIndex());
                imports.addFunction(
                    new HostFunction(
                        "env",
                        imported.name(),
                        type,
                        (instance, arguments) -> new long[type.returns().size()]));
              });
    }
    Instance instance =
        Instance.builder(module)
            .withImportValues(imports.build())
            .withMachineFactory(machines)
            .withStart(false)
            .build();
    return new Running(wasi, instance, memory == null ? instance.memory() : memory);
  }

  @Override
  public void close() {}

  private record Running(WasiPreview1 wasi, Instance instance, Memory memory) implements Guest {
    @Override
    public int command() {
      try {
        instance.export("_start").apply();
        return 0;
      } catch (WasiExitException exit) {
        return exit.exitCode();
      }
    }

    @Override
    public Function function(String name) {
      ExportFunction function = instance.export(name);
      return arguments -> {
        long[] widened = new long[arguments.length];
        for (int i = 0; i < widened.length; i++) {
          widened[i] = arguments[i];
        }
        long[] results = function.apply(widened);
        return results == null || results.length == 0 ? 0 : results[0];
      };
    }

    @Override
    public byte[] read(int address, int length) {
      return memory.readBytes(address, length);
    }

    @Override
    public void write(int address, byte[] bytes) {
      memory.write(address, bytes);
    }

    @Override
    public void close() {
      wasi.close();
    }
  }
}
