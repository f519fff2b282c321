// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Makes {@link HostDefinition}s of the closures that {@link Linker} and {@link Func} take. */
final class HostFunctions {
  /**
   * How functions of a class are called, by interface or method. A lambda has a class of its own
   * for each place in a program, whatever it captures: linkers that are made again and again share
   * this.
   */
  private static final ClassValue<Map<Object, CodeDefinition.Source>> SOURCES =
      new ClassValue<>() {
        @Override
        protected Map<Object, CodeDefinition.Source> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private HostFunctions() {}

  // ---- Functions of a type known at run time

  static <T> HostDefinition dynamic(FuncType type, HostFunc<? super T> function) {
    return DynamicFunction.define(type, new DynamicFunction.Plain(type, function), false);
  }

  static <T> HostDefinition unchecked(FuncType type, RawHostFunc<? super T> function) {
    return DynamicFunction.define(type, new DynamicFunction.Raw(type, function), false);
  }

  static <T> HostDefinition async(FuncType type, AsyncHostFunc<? super T> function) {
    return DynamicFunction.define(type, new DynamicFunction.Async(type, function), true);
  }

  // ---- Functions of a Java type

  static <F> HostDefinition shape(Class<F> shape, F function) {
    Objects.requireNonNull(function, "function");
    return interfaceMethod(shape, function, false);
  }

  static <F> HostDefinition asyncShape(Class<F> shape, F function) {
    Objects.requireNonNull(function, "function");
    return interfaceMethod(shape, function, true);
  }

  private static HostDefinition interfaceMethod(Class<?> type, Object function, boolean async) {
    CodeDefinition.Source source =
        SOURCES
            .get(function.getClass())
            .computeIfAbsent(
                List.of(type, async),
                key -> {
                  Method method = Shape.singleMethod(type);
                  Shape shape = Shape.of(type, method);
                  checkStage(shape, async, type.getName());
                  MethodHandle target = Reflection.unreflect(method);
                  return source(shape, target, function.getClass(), method);
                });
    return new CodeDefinition(source, function, async);
  }

  private static CodeDefinition.Source source(Shape shape, MethodHandle target, Class<?> exact) {
    return new CodeDefinition.Source(
        shape.type(), HostHandles.make(shape, target, exact), function -> null);
  }

  /** The same for functions that are called by a method. */
  private static CodeDefinition.Source source(
      Shape shape, MethodHandle target, Class<?> exact, Method method) {
    return new CodeDefinition.Source(
        shape.type(),
        HostHandles.make(shape, target, exact),
        function -> HostHandles.isPlain(shape) ? PureFunctions.handle(method, function) : null);
  }

  private static void checkStage(Shape shape, boolean async, String what) {
    if (shape.stage() != async) {
      throw new IllegalArgumentException(
          async
              ? what + " must return a CompletionStage: its results come later"
              : what + " returns a CompletionStage: define it with funcWrapAsync");
    }
  }

  static HostDefinition handle(MethodHandle target) {
    Shape shape = Shape.of(target.type());
    return handle(shape, target, false);
  }

  static HostDefinition asyncHandle(MethodHandle target, Returns<?> results) {
    if (!CompletionStage.class.isAssignableFrom(target.type().returnType())) {
      throw new IllegalArgumentException(target + " must return a CompletionStage");
    }
    Shape params = Shape.of(target.type().changeReturnType(void.class));
    Class<?> tuple = results.tuple();
    Shape shape = new Shape(params.caller(), params.params(), results.passing(), tuple, true);
    return handle(shape, target, true);
  }

  private static HostDefinition handle(Shape shape, MethodHandle target, boolean async) {
    if (target.isVarargsCollector()) {
      return handle(shape, target.asFixedArity(), async);
    }
    MethodHandle withFunction = MethodHandles.dropArguments(target, 0, Object.class);
    CodeDefinition.Source source =
        new CodeDefinition.Source(
            shape.type(),
            HostHandles.make(shape, withFunction, Object.class),
            function -> HostHandles.isPlain(shape) ? PureFunctions.handle(target) : null);
    return new CodeDefinition(source, target, async);
  }

  /** The annotated methods of an object, by the names of their functions. */
  static List<Map.Entry<String, HostDefinition>> annotated(Object host) {
    List<Method> methods = new ArrayList<>();
    for (Class<?> c = host.getClass(); c != null; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        if (method.isAnnotationPresent(WasmExport.class) && !method.isBridge()) {
          methods.add(method);
        }
      }
    }
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          host.getClass().getName() + " has no method with the annotation @WasmExport");
    }
    methods.sort(Comparator.comparing(Method::toString));
    List<Map.Entry<String, HostDefinition>> definitions = new ArrayList<>();
    for (Method method : methods) {
      String given = method.getAnnotation(WasmExport.class).value();
      definitions.add(
          Map.entry(given.isEmpty() ? method.getName() : given, annotatedMethod(host, method)));
    }
    return definitions;
  }

  private static HostDefinition annotatedMethod(Object host, Method method) {
    Shape shape = Shape.of(method.getDeclaringClass(), method);
    CodeDefinition.Source source =
        SOURCES
            .get(host.getClass())
            .computeIfAbsent(
                method,
                key -> {
                  MethodHandle target = Reflection.unreflect(method);
                  return Modifier.isStatic(method.getModifiers())
                      ? source(
                          shape,
                          MethodHandles.dropArguments(target, 0, Object.class),
                          Object.class,
                          method)
                      : source(shape, target, host.getClass(), method);
                });
    return new CodeDefinition(source, host, shape.stage());
  }

  // ---- Functions whose types tokens tell

  /**
   * A function of an interface whose method takes a {@link Caller} and erased parameters.
   *
   * @param type one of {@link Fn0} and its like
   * @param function the function
   * @param results what it returns
   * @param params what it takes after the caller
   */
  static HostDefinition tokens(
      Class<?> type, Object function, Returns<?> results, Wasm<?>... params) {
    Objects.requireNonNull(function, "function");
    List<Passing> passing = new ArrayList<>();
    for (Wasm<?> param : params) {
      passing.add(param.passing());
    }
    Shape shape = new Shape(true, List.copyOf(passing), results.passing(), results.tuple(), false);
    CodeDefinition.Source source =
        SOURCES
            .get(function.getClass())
            .computeIfAbsent(
                List.of(type, shape),
                key -> {
                  MethodHandle target = Reflection.unreflect(Shape.singleMethod(type));
                  // Objects are what the tokens say: a wrong one fails the call.
                  MethodType erased = target.type();
                  Class<?> tuple = shape.tuple();
                  if (tuple != null) {
                    target = target.asType(erased.changeReturnType(tuple));
                  }
                  return source(shape, target, function.getClass());
                });
    return new CodeDefinition(source, function, false);
  }
}
