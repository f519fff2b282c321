// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes {@link HostDefinition}s of the closures that {@link Linker} and {@link Func} take. */
final class HostFunctions {
  private HostFunctions() {}

  static <T> HostDefinition dynamic(FuncType type, HostFunc<T> function) {
    return new HostDefinition(type) {
      @Override
      Func in(Store<?> store, String name) {
        return store.call(
            () ->
                new Func(
                    store,
                    store.engineSide().functions().hostFunction(type, name, p -> call(store, p))));
      }

      @SuppressWarnings("unchecked")
      private Object call(Store<?> store, Object[] params) throws Throwable {
        List<Val> values = new ArrayList<>(params.length);
        for (int i = 0; i < params.length; i++) {
          values.add(Values.toVal(store, type.params().get(i), params[i]));
        }
        Val[] results = new Val[type.results().size()];
        java.util.Arrays.fill(results, Val.funcRef(null));
        Caller<T> caller = new Caller<>((Store<T>) store);
        try {
          function.call(caller, values, results);
        } finally {
          caller.end();
        }
        Object[] converted = new Object[results.length];
        for (int i = 0; i < results.length; i++) {
          ValType expected = type.results().get(i);
          if (results[i] == null || !results[i].matches(expected)) {
            throw new IllegalArgumentException(
                "host function returned an incompatible value: result "
                    + i
                    + " must be "
                    + expected
                    + ", not "
                    + Values.describe(results[i]));
          }
          converted[i] = Values.toEngine(store, results[i]);
        }
        return switch (converted.length) {
          case 0 -> null;
          case 1 -> converted[0];
          default -> converted;
        };
      }
    };
  }

  static <T> HostDefinition unchecked(FuncType type, RawHostFunc<T> function) {
    throw Missing.part("funcNewUnchecked");
  }

  static <T> HostDefinition async(FuncType type, AsyncHostFunc<T> function) {
    throw Missing.part("funcNewAsync");
  }

  static <F> HostDefinition shape(Class<F> shape, F function) {
    throw Missing.part("funcWrap");
  }

  static <F> HostDefinition asyncShape(Class<F> shape, F function) {
    throw Missing.part("funcWrapAsync");
  }

  static <T, A, R> HostDefinition tokens(Wasm<A> a, Returns<R> r, Fn1<T, A, R> f) {
    throw Missing.part("funcWrap with tokens");
  }

  static <T, A, B, R> HostDefinition tokens(Wasm<A> a, Wasm<B> b, Returns<R> r, Fn2<T, A, B, R> f) {
    throw Missing.part("funcWrap with tokens");
  }

  static HostDefinition handle(MethodHandle target) {
    throw Missing.part("funcWrap of a method handle");
  }

  static HostDefinition asyncHandle(MethodHandle target) {
    throw Missing.part("funcWrapAsync of a method handle");
  }

  /** The annotated methods of an object, by the names of their functions. */
  static List<Map.Entry<String, HostDefinition>> annotated(Object host) {
    throw Missing.part("funcWrapAll");
  }
}
