// SPDX-License-Identifier: Apache-2.0
// Functions of the host that a module calls, and what it sees of exceptions.

import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

static final String MODULE =
    """
    (module
      (import "env" "log" (func $log (param i32)))
      (import "env" "price" (func $price (param i32) (result f64)))
      (func (export "total") (param $items i32) (result f64)
        (local $sum f64)
        (loop $next
          (call $log (local.get $items))
          (local.set $sum (f64.add (local.get $sum) (call $price (local.get $items))))
          (local.set $items (i32.sub (local.get $items) (i32.const 1)))
          (br_if $next (local.get $items)))
        (local.get $sum)))
    """;

void main() {
  ProxyExecutable log =
      arguments -> {
        IO.println("item " + arguments[0].asInt());
        return null;
      };
  ProxyExecutable price =
      arguments -> {
        int item = arguments[0].asInt();
        if (item > 3) {
          throw new IllegalArgumentException("there is no item " + item);
        }
        return item * 1.5;
      };
  // Modules by name, and in each its functions by name: imports are looked up there.
  ProxyObject imports =
      ProxyObject.fromMap(
          Map.of("env", ProxyObject.fromMap(Map.of("log", log, "price", price))));

  try (Context context = Context.create("wasm")) {
    Source source =
        Source.newBuilder("wasm", MODULE, "shop").mimeType("text/wat").buildLiteral();
    Value total = context.eval(source).newInstance(imports).getMember("exports").getMember("total");
    IO.println(total.execute(3).asDouble());
    try {
      total.execute(4);
    } catch (PolyglotException e) {
      // The host's own exception comes through WebAssembly unchanged.
      IO.println(e.asHostException().getMessage());
    }
  }
}
