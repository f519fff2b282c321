// SPDX-License-Identifier: Apache-2.0
// Two modules linked with each other and with the host, once, for many stores on many threads.

import dev.weft.linker.Instance;
import dev.weft.linker.InstancePre;
import dev.weft.linker.Linker;
import dev.weft.linker.Store;
import dev.weft.linker.WasmModule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.graalvm.polyglot.Engine;

static final String LIBRARY =
    """
    (module
      (import "host" "calls" (func $calls (param i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "square") (param i32) (result i32)
        (i32.store (i32.const 0) (call $calls (local.get 0)))
        (i32.mul (i32.load (i32.const 0)) (i32.load (i32.const 0)))))
    """;

static final String PROGRAM =
    """
    (module
      (import "library" "memory" (memory 1))
      (import "library" "square" (func $square (param i32) (result i32)))
      (func (export "run") (param i32) (result i32)
        (i32.add (call $square (local.get 0)) (i32.load (i32.const 0)))))
    """;

void main() throws Exception {
  AtomicInteger calls = new AtomicInteger();
  try (Engine engine = Engine.create();
      ExecutorService threads = Executors.newFixedThreadPool(4)) {
    // The host's functions are the same for all stores, and may be called by all at a time.
    Linker<Object> host = Linker.create(engine);
    host.funcWrap(
        "host",
        "calls",
        IntUnaryOperator.class,
        x -> {
          calls.incrementAndGet();
          return x;
        });
    // Decoded once, and checked against the host's functions once.
    WasmModule program = WasmModule.compile(engine, PROGRAM);
    InstancePre<Object> library = host.instantiatePre(WasmModule.compile(engine, LIBRARY));

    List<Future<Integer>> results = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      int n = i;
      results.add(
          threads.submit(
              () -> {
                try (Store<Object> store = Store.create(engine, "store " + n)) {
                  Linker<Object> linker = host.copy();
                  linker.instance(store, "library", library.instantiate(store));
                  Instance instance = linker.instantiate(store, program);
                  return instance.typed("run", IntUnaryOperator.class).applyAsInt(n);
                }
              }));
    }
    int sum = 0;
    for (Future<Integer> result : results) {
      sum += result.get();
    }
    IO.println("20 stores, " + calls + " calls of the host, the sum is " + sum);
  }
}
