// SPDX-License-Identifier: Apache-2.0
// Two modules and the host: a program prints through a library, from the library's memory.

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.linker.Caller;
import dev.weft.linker.Instance;
import dev.weft.linker.LinkException;
import dev.weft.linker.Linker;
import dev.weft.linker.Store;
import dev.weft.linker.WasmModule;
import org.graalvm.polyglot.Engine;

/** The library has the memory, and a place in it that the program may write to. */
static final String LIBRARY =
    """
    (module $library
      (import "host" "print" (func $print (param i32 i32)))
      (memory (export "memory") 1)
      (global (export "free") i32 (i32.const 1024))
      (func (export "print-twice") (param $at i32) (param $length i32)
        (call $print (local.get $at) (local.get $length))
        (call $print (local.get $at) (local.get $length))))
    """;

static final String PROGRAM =
    """
    (module $program
      (import "library" "memory" (memory 1))
      (import "library" "free" (global $free i32))
      (import "library" "print-twice" (func $print (param i32 i32)))
      (data (global.get $free) "Hello from the program")
      (func (export "run") (call $print (global.get $free) (i32.const 22))))
    """;

interface Print {
  void print(Caller<StringBuilder> caller, int address, int length);
}

void main() {
  try (Engine engine = Engine.create();
      Store<StringBuilder> store = Store.create(engine, new StringBuilder())) {
    Linker<StringBuilder> linker = Linker.create(engine);
    // The caller of the host's function is the library, whichever module called that.
    linker.funcWrap(
        "host",
        "print",
        Print.class,
        (caller, at, length) ->
            caller.data().append(caller.memory().getString(at, length, UTF_8)).append('\n'));

    WasmModule program = WasmModule.compile(engine, PROGRAM);
    for (LinkException problem : linker.check(program).problems()) {
      IO.println("not yet: " + problem.importType().orElseThrow());
    }
    linker.module(store, "library", WasmModule.compile(engine, LIBRARY));
    Instance instance = linker.instantiate(store, program);
    instance.call("run");
    IO.print(store.data());
  }
}
