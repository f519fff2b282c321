// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/** JavaScript functions as imports: they take and return numbers as the JavaScript API says. */
final class JavaScript {
  private static final Source ADAPTER =
      Source.newBuilder(
              "js",
              """
              (function (f, params, results) {
                // A long of the host is a number here, but an i64 must be a BigInt.
                const into = (type, v) => (type === 'i64' ? BigInt(v) : v);
                const out = (type, v) => {
                  switch (type) {
                    case 'i32': return v | 0;
                    case 'i64': return BigInt.asIntN(64, typeof v === 'bigint' ? v : BigInt(v));
                    case 'f32': return Math.fround(v);
                    case 'f64': return +v;
                    default: return v;
                  }
                };
                return function (...given) {
                  const v = f(...given.map((a, i) => into(params[i], a)));
                  if (results.length === 0) return undefined;
                  if (results.length === 1) return out(results[0], v);
                  const several = [...v];
                  if (several.length !== results.length) {
                    throw new TypeError(
                        'expected ' + results.length + ' results, got ' + several.length);
                  }
                  return several.map((r, i) => out(results[i], r));
                };
              })
              """,
              "weft-adapter.js")
          .internal(true)
          .buildLiteral();

  private JavaScript() {}

  /** The executable itself, or around a JavaScript function one that converts. */
  static Value adapt(Store<?> store, FuncType type, Value executable) {
    Value meta = executable.getMetaObject();
    if (executable.isHostObject()
        || executable.isProxyObject()
        || meta == null
        || !store.engine().getLanguages().containsKey("js")
        || !isFunction(store, executable)) {
      return executable;
    }
    return store
        .context()
        .eval(ADAPTER)
        .execute(executable, names(type.params()), names(type.results()));
  }

  private static org.graalvm.polyglot.proxy.ProxyArray names(java.util.List<ValType> types) {
    return org.graalvm.polyglot.proxy.ProxyArray.fromArray(
        types.stream().map(ValType::toString).toArray());
  }

  private static boolean isFunction(Store<?> store, Value executable) {
    return "js".equals(store.engineSide().languageOf(executable));
  }
}
