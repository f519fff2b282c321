// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.jmh;

import dev.weft.linker.Instance;
import dev.weft.linker.InstancePre;
import dev.weft.linker.Linker;
import dev.weft.linker.Store;
import dev.weft.linker.StoreLimits;
import dev.weft.linker.WasmModule;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Engine;

/** Makes many instances with a memory of one page in one store, and says what they cost. */
public final class ManyInstances {
  private ManyInstances() {}

  /**
   * Makes them.
   *
   * @param arguments how many; 100000 without one
   */
  public static void main(String[] arguments) throws IOException {
    int count = arguments.length == 0 ? 100_000 : Integer.parseInt(arguments[0]);
    try (Engine engine = Engine.newBuilder("wasm").build();
        Store<Void> store =
            Store.<Void>newBuilder(engine, null)
                .limits(
                    StoreLimits.builder()
                        .instances(Long.MAX_VALUE)
                        .memories(Long.MAX_VALUE)
                        .build())
                .build()) {
      InstancePre<Void> pre =
          Linker.<Void>create(engine)
              .instantiatePre(
                  WasmModule.compile(
                      engine, "(module (memory (export \"memory\") 1) (func (export \"f\")))"));
      report("before");
      List<Instance> instances = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        instances.add(pre.instantiate(store));
      }
      System.out.printf(
          "%d instances in %.2f s%n", instances.size(), (System.nanoTime() - start) / 1e9);
      report("after");
      Reference.reachabilityFence(instances);
    }
  }

  private static void report(String when) throws IOException {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    String resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .findFirst()
            .orElse("VmRSS: unknown");
    System.out.printf(
        "%s: heap used %d MB, committed %d MB, %s%n",
        when,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        runtime.totalMemory() >> 20,
        resident);
  }
}
