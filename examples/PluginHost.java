// SPDX-License-Identifier: Apache-2.0
// A host that runs plugins which it does not trust: each call has a time and an amount of memory,
// and a plugin that misbehaves is told so and asked again.

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.linker.Instance;
import dev.weft.linker.Linker;
import dev.weft.linker.Memory;
import dev.weft.linker.ResourceLimitException;
import dev.weft.linker.Store;
import dev.weft.linker.StoreLimits;
import dev.weft.linker.WasiContext;
import dev.weft.linker.WasiExit;
import dev.weft.linker.WasmModule;
import dev.weft.linker.WasmTrap;
import java.time.Duration;
import java.util.List;
import org.graalvm.polyglot.Engine;

static final String PLUGIN =
    """
    (module
      (import "host" "log" (func $log (param i32 i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "Hello, ")

      ;; greets the name at (at, length)
      (func (export "greet") (param $at i32) (param $length i32)
        (memory.copy (i32.const 7) (local.get $at) (local.get $length))
        (call $log (i32.const 0) (i32.add (i32.const 7) (local.get $length))))

      (func (export "spin") (loop (br 0)))
      (func $dive (export "dive") (call $dive))
      (func (export "hog") (result i32)
        (loop $more (br_if $more (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))
        (memory.size))
      (func (export "peek") (result i32) (i32.load (i32.const -4)))
      (func (export "quit") (call $exit (i32.const 7))))
    """;

interface Log {
  void log(dev.weft.linker.Caller<String> caller, int at, int length);
}

void main() {
  try (Engine engine = Engine.newBuilder("wasm").build()) {
    Linker<String> linker = Linker.create(engine);
    linker.funcWrap(
        "host",
        "log",
        Log.class,
        (caller, at, length) ->
            IO.println(caller.data() + ": " + caller.memory().getString(at, length, UTF_8)));
    // No files, no environment, output thrown away; only the functions themselves are there.
    WasiContext nothing = WasiContext.builder().build();
    linker.addWasi(data -> nothing);
    WasmModule plugin = WasmModule.compile(engine, PLUGIN);

    StoreLimits limits =
        StoreLimits.builder().memoryBytes(16 << 20).tableElements(1000).instances(10).build();
    try (Store<String> store =
        Store.newBuilder(engine, "plugin")
            .limits(limits)
            .timeout(Duration.ofMillis(500))
            .maxStackDepth(1000)
            .build()) {
      Instance instance = linker.instantiate(store, plugin);
      Memory memory = instance.memory("memory").orElseThrow();
      for (String function : List.of("spin", "dive", "hog", "peek", "quit")) {
        IO.println(function + ": " + call(instance, function));
        int length = memory.putString(100, function + " is over", UTF_8);
        instance.func("greet").orElseThrow().call(100, length);
      }
    }
  }
}

static String call(Instance instance, String function) {
  try {
    return List.of(instance.func(function).orElseThrow().call()).toString();
  } catch (WasmTrap trap) {
    return "trapped, " + trap.code();
  } catch (WasiExit exit) {
    return "ended with status " + exit.status();
  } catch (ResourceLimitException limit) {
    return limit.getMessage();
  }
}
