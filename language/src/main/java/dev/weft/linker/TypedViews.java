// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Java functions and objects that call functions of WebAssembly. */
final class TypedViews {
  private TypedViews() {}

  static <F> F function(Instance instance, String name, Class<F> shape) {
    return function(export(instance, name), shape);
  }

  private static Func export(Instance instance, String name) {
    return instance.func(name).orElseThrow(() -> instance.missing("function", name));
  }

  static <F> F function(Func func, Class<F> shape) {
    Objects.requireNonNull(shape, "functionalInterface");
    Method method = Shape.singleMethod(shape);
    TypedTarget target =
        new TypedTarget(func, Shape.of(shape, method), shape.getName() + " as " + func);
    return TypedClasses.implement(shape, List.of(method), List.of(target));
  }

  static <I> I instance(Instance instance, Class<I> javaInterface) {
    Objects.requireNonNull(javaInterface, "javaInterface");
    if (!javaInterface.isInterface()) {
      throw new IllegalArgumentException(javaInterface.getName() + " is no interface");
    }
    List<Method> methods = Shape.abstractMethods(javaInterface);
    List<TypedTarget> targets =
        methods.stream()
            .map(
                method ->
                    new TypedTarget(
                        export(instance, exportName(method)),
                        Shape.of(javaInterface, method),
                        javaInterface.getName() + "." + method.getName()))
            .toList();
    return TypedClasses.implement(javaInterface, methods, targets);
  }

  private static String exportName(Method method) {
    return Optional.ofNullable(method.getAnnotation(WasmExport.class))
        .map(WasmExport::value)
        .filter(name -> !name.isEmpty())
        .orElse(method.getName());
  }

  // ---- By tokens

  /** A function whose types tokens tell. */
  static TypedTarget target(Func func, Returns<?> r, Wasm<?>... params) {
    List<Passing> passing = java.util.Arrays.stream(params).<Passing>map(Wasm::passing).toList();
    return new TypedTarget(
        func, new Shape(false, passing, r.passing(), r.tuple(), false), func.toString());
  }

  @SuppressWarnings("unchecked")
  private static <R> R now(TypedTarget target, Object... params) {
    return (R) target.now(slots(params));
  }

  @SuppressWarnings("unchecked")
  private static <R> CompletableFuture<R> later(TypedTarget target, Object... params) {
    return (CompletableFuture<R>) target.later(slots(params));
  }

  private static Object[] slots(Object[] params) {
    Object[] slots = new Object[params.length + 1];
    System.arraycopy(params, 0, slots, 1, params.length);
    return slots;
  }

  static <R> TypedFunc0<R> typed(Func f, Returns<R> r) {
    TypedTarget target = target(f, r);
    return new TypedFunc0<>() {
      @Override
      public R call() {
        return now(target);
      }

      @Override
      public CompletableFuture<R> callAsync() {
        return later(target);
      }

      @Override
      public Func func() {
        return f;
      }
    };
  }

  static <A, R> TypedFunc1<A, R> typed(Func f, Wasm<A> a, Returns<R> r) {
    TypedTarget target = target(f, r, a);
    return new TypedFunc1<>() {
      @Override
      public R call(A p0) {
        return now(target, p0);
      }

      @Override
      public CompletableFuture<R> callAsync(A p0) {
        return later(target, p0);
      }

      @Override
      public Func func() {
        return f;
      }
    };
  }

  static <A, B, R> TypedFunc2<A, B, R> typed(Func f, Wasm<A> a, Wasm<B> b, Returns<R> r) {
    TypedTarget target = target(f, r, a, b);
    return new TypedFunc2<>() {
      @Override
      public R call(A p0, B p1) {
        return now(target, p0, p1);
      }

      @Override
      public CompletableFuture<R> callAsync(A p0, B p1) {
        return later(target, p0, p1);
      }

      @Override
      public Func func() {
        return f;
      }
    };
  }

  static <A, B, C, R> TypedFunc3<A, B, C, R> typed(
      Func f, Wasm<A> a, Wasm<B> b, Wasm<C> c, Returns<R> r) {
    TypedTarget target = target(f, r, a, b, c);
    return new TypedFunc3<>() {
      @Override
      public R call(A p0, B p1, C p2) {
        return now(target, p0, p1, p2);
      }

      @Override
      public CompletableFuture<R> callAsync(A p0, B p1, C p2) {
        return later(target, p0, p1, p2);
      }

      @Override
      public Func func() {
        return f;
      }
    };
  }
}
