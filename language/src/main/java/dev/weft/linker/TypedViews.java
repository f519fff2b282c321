// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** Java functions and objects that call functions of WebAssembly. */
final class TypedViews {
  private TypedViews() {}

  static <F> F function(Instance instance, String name, Class<F> shape) {
    Func func =
        instance
            .func(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "failed to find function export \"" + name + "\" of " + instance));
    return function(func, shape);
  }

  static <F> F function(Func func, Class<F> shape) {
    throw Missing.part("Func.typed");
  }

  static <I> I instance(Instance instance, Class<I> javaInterface) {
    throw Missing.part("Instance.as");
  }

  static <R> TypedFunc0<R> typed(Func func, Returns<R> r) {
    throw Missing.part("Func.typed");
  }

  static <A, R> TypedFunc1<A, R> typed(Func func, Wasm<A> a, Returns<R> r) {
    throw Missing.part("Func.typed");
  }

  static <A, B, R> TypedFunc2<A, B, R> typed(Func func, Wasm<A> a, Wasm<B> b, Returns<R> r) {
    throw Missing.part("Func.typed");
  }
}
