// SPDX-License-Identifier: Apache-2.0
// Languages: js python
import dev.weft.linker.Caller;
import dev.weft.linker.Linker;
import dev.weft.linker.PythonModule;
import dev.weft.linker.Store;
import dev.weft.linker.WasmModule;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/**
 * Java, JavaScript, Python and two WebAssembly modules that import from each other by module and
 * name. An order goes through all of them, and what any of them throws comes back through the
 * others as it is.
 *
 * <p>Python (main) calls the module shop, that calls JavaScript, that calls the module rates, that
 * calls Python, that calls Java. Java's function is defined in a linker, JavaScript's object is a
 * namespace of the linker, Python's is in the polyglot bindings, and so is what the linker
 * publishes.
 */
final class ThreeLanguages {
  /** A function of Java with the shape (param i32) (result f64). */
  interface Discount {
    double of(Caller<Void> caller, int customer);
  }

  private static final String SHOP =
      """
      (module $shop
        (import "rates" "gross" (func $gross (param i32 f64) (result f64)))
        (import "js" "checked" (func $checked (param i32 f64) (result f64)))
        (func $order (export "order") (param i32 f64) (result f64)
          (call $checked (local.get 0) (local.get 1))))
      """;

  private static final String RATES =
      """
      (module $rates
        (import "py" "reduced" (func $reduced (param i32 f64) (result f64)))
        (func $gross (export "gross") (param i32 f64) (result f64)
          (if (f64.eq (local.get 1) (f64.const 0)) (then unreachable))
          (f64.mul (call $reduced (local.get 0) (local.get 1)) (f64.const 1.25))))
      """;

  private static final String JAVASCRIPT =
      """
      ({
        checked(customer, net) {
          if (net < 0) {
            throw new RangeError(`a negative price: ${net}`);
          }
          return Polyglot.import('rates').gross(customer, net);
        },
      })
      """;

  private static final String PYTHON =
      """
      import polyglot
      import weft

      class Reduced:
          @staticmethod
          def reduced(customer, net):
              if customer > 99:
                  raise KeyError(customer)
              discount = weft.wrap(polyglot.import_value("java").discount)
              return net * (1 - discount(customer))

      polyglot.export_value("py", Reduced)

      def main(customer, net):
          order = weft.wrap(polyglot.import_value("shop").order)
          try:
              return f"{order(customer, net):.2f}"
          except KeyError as e:
              return f"Python caught {e!r}"
          except weft.Trap as e:
              return f"Python caught {e} in " + " < ".join(f"{f.module}.{f.function}" for f in e.frames)

      main
      """;

  static final IllegalArgumentException BLOCKED = new IllegalArgumentException("blocked");

  private ThreeLanguages() {}

  public static void main(String... args) {
    try (Engine engine = Engine.newBuilder().option("engine.WarnInterpreterOnly", "false").build();
        Store<Void> store =
            Store.newBuilder(engine, (Void) null)
                .context(c -> c.allowPolyglotAccess(PolyglotAccess.ALL))
                .build()) {
      Context context = store.context();
      PythonModule.define(context);
      Linker<Void> linker = Linker.<Void>create(engine).allowPolyglotBindings(true);
      linker.funcWrap(
          "java",
          "discount",
          Discount.class,
          (caller, customer) -> {
            if (customer == 13) {
              throw BLOCKED;
            }
            return customer == 1 ? 0.5 : 0;
          });
      linker.defineNamespace(store, "js", context.eval("js", JAVASCRIPT));
      Value main = context.eval("python", PYTHON);
      for (String text : new String[] {RATES, SHOP}) {
        WasmModule module = WasmModule.compile(engine, text);
        linker.instance(store, module.name().orElseThrow(), linker.instantiate(store, module));
      }
      linker.publish(store);

      IO.println(main.execute(7, 80).asString());
      IO.println(main.execute(1, 80).asString());
      IO.println(main.execute(100, 80).asString());
      IO.println(main.execute(7, 0).asString());
      try {
        main.execute(13, 80);
      } catch (PolyglotException e) {
        IO.println("Java caught its own: " + (e.asHostException() == BLOCKED));
      }
      try {
        main.execute(7, -1);
      } catch (PolyglotException e) {
        IO.println("Java caught " + e.getMessage());
      }
    }
  }
}
