// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The parameters and results of a Java method as those of a WebAssembly function.
 *
 * @param caller whether the first parameter is a {@link Caller}, which does not count
 * @param params the other parameters
 * @param results the results: none, one, or the components of {@code tuple}
 * @param tuple the record that several results come in, or null
 * @param stage whether the method returns a {@link CompletionStage} of them
 */
record Shape(
    boolean caller, List<Passing> params, List<Passing> results, Class<?> tuple, boolean stage) {

  /** The type of a function of the host of this shape. */
  FuncType type() {
    return FuncType.of(
        params.stream().map(Passing::type).toList(), results.stream().map(Passing::type).toList());
  }

  /**
   * The shape of a method.
   *
   * @param owner the interface or class that the method is looked at in; it may fix type parameters
   *     of what it inherits
   * @throws IllegalArgumentException if a type has no counterpart, with advice
   */
  static Shape of(Class<?> owner, Method method) {
    Type[] types = method.getGenericParameterTypes();
    AnnotatedElement[] annotations = method.getParameters();
    List<Passing> params = new ArrayList<>();
    boolean caller = false;
    for (int i = 0; i < types.length; i++) {
      Class<?> java = GenericTypes.resolve(owner, method, types[i]);
      if (i == 0 && java == Caller.class) {
        caller = true;
      } else {
        boolean unsigned =
            isUnsigned(annotations[i]) || isUnsigned(method.getAnnotatedParameterTypes()[i]);
        params.add(passing(java, unsigned, "parameter " + i + " of " + owner.getName(), method));
      }
    }
    Type result = method.getGenericReturnType();
    Class<?> java = GenericTypes.resolve(owner, method, result);
    boolean stage = java == CompletionStage.class || java == CompletableFuture.class;
    if (stage) {
      if (!(result instanceof ParameterizedType parameterized)) {
        throw new IllegalArgumentException(
            "the result of " + owner.getName() + " must say of what it is a CompletionStage");
      }
      java = GenericTypes.resolve(owner, method, parameterized.getActualTypeArguments()[0]);
    }
    boolean unsigned = isUnsigned(method) || isUnsigned(method.getAnnotatedReturnType());
    return withResult(caller, params, java, unsigned, stage, "the result of " + owner.getName());
  }

  /** The shape of a method handle; {@code CompletionStage}s are of what {@code results} says. */
  static Shape of(MethodType type) {
    List<Passing> params = new ArrayList<>();
    boolean caller = type.parameterCount() > 0 && type.parameterType(0) == Caller.class;
    for (int i = caller ? 1 : 0; i < type.parameterCount(); i++) {
      params.add(
          passing(type.parameterType(i), false, "parameter " + i + " of the method handle", null));
    }
    return withResult(
        caller, params, type.returnType(), false, false, "the result of the method handle");
  }

  private static Shape withResult(
      boolean caller,
      List<Passing> params,
      Class<?> java,
      boolean unsigned,
      boolean stage,
      String where) {
    if (java == void.class || java == Void.class) {
      return new Shape(caller, List.copyOf(params), List.of(), null, stage);
    }
    if (java.isRecord() && java != Val.V128.class) {
      return new Shape(caller, List.copyOf(params), components(java), java, stage);
    }
    return new Shape(
        caller, List.copyOf(params), List.of(passing(java, unsigned, where, null)), null, stage);
  }

  /** How the components of a record are passed. */
  static List<Passing> components(Class<?> tuple) {
    List<Passing> results = new ArrayList<>();
    for (RecordComponent component : tuple.getRecordComponents()) {
      boolean unsigned = isUnsigned(component) || isUnsigned(component.getAnnotatedType());
      results.add(
          passing(
              component.getType(),
              unsigned,
              "component " + component.getName() + " of " + tuple.getName(),
              null));
    }
    return List.copyOf(results);
  }

  private static boolean isUnsigned(AnnotatedElement element) {
    return element.isAnnotationPresent(Unsigned.class);
  }

  private static Passing passing(Class<?> java, boolean unsigned, String where, Method method) {
    Passing passing = Passing.of(java, unsigned);
    if (passing != null) {
      return passing;
    }
    String what = method == null ? where : where + "." + method.getName();
    throw new IllegalArgumentException(
        what
            + " has the type "
            + java.getTypeName()
            + ", which has no value type: "
            + advice(java));
  }

  private static String advice(Class<?> java) {
    if (java == Caller.class) {
      return "a Caller can only be the first parameter";
    }
    if (java == byte.class || java == short.class || java == char.class) {
      return "use int for i32";
    }
    if (java.getName().equals("java.math.BigInteger")) {
      return "annotate it with @Unsigned for an unsigned i64, or use long";
    }
    if (CharSequence.class.isAssignableFrom(java) || java.isArray()) {
      return "WebAssembly passes such things in memory: take address and length as int and a Caller,"
          + " and read them from Caller.memory(); or take Object for an externref";
    }
    return "use int, long, float, double, boolean, Func, Object or Value (externref), or a record"
        + " for several results";
  }

  /** The one abstract method of an interface. */
  static Method singleMethod(Class<?> shape) {
    if (!shape.isInterface()) {
      throw new IllegalArgumentException(shape.getName() + " is no interface");
    }
    List<Method> methods = abstractMethods(shape);
    if (methods.size() != 1) {
      throw new IllegalArgumentException(
          shape.getName() + " must have one abstract method, not " + methods.size());
    }
    return methods.getFirst();
  }

  /** The abstract methods of an interface, in the order of their names. */
  static List<Method> abstractMethods(Class<?> type) {
    List<Method> methods = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (java.lang.reflect.Modifier.isAbstract(method.getModifiers())
          && !isOfObject(method)
          && methods.stream().noneMatch(m -> sameSignature(m, method))) {
        methods.add(method);
      }
    }
    methods.sort((a, b) -> a.toString().compareTo(b.toString()));
    return methods;
  }

  private static boolean sameSignature(Method a, Method b) {
    return a.getName().equals(b.getName())
        && Arrays.equals(a.getParameterTypes(), b.getParameterTypes());
  }

  private static boolean isOfObject(Method method) {
    try {
      Object.class.getMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /**
   * Checks that a function of a type can be called through this shape.
   *
   * @throws IllegalArgumentException if not; the message tells both
   */
  void check(String what, FuncType actual) {
    check(what + ": parameter", params, actual.params());
    check(what + ": result", results, actual.results());
  }

  private static void check(String what, List<Passing> expected, List<ValType> actual) {
    if (expected.size() != actual.size()) {
      throw new IllegalArgumentException(
          what
              + "s: expected "
              + expected.size()
              + " types, found "
              + actual.size()
              + " "
              + actual);
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).accepts(actual.get(i))) {
        throw new IllegalArgumentException(
            what
                + " "
                + i
                + ": expected "
                + expected.get(i).type()
                + " for "
                + expected.get(i).java().getSimpleName()
                + ", found "
                + actual.get(i));
      }
    }
  }
}
