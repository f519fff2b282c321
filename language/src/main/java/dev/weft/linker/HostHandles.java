// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineInstance;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Method handles by which the engine calls host functions. They take the function, the {@link
 * Store}, the calling {@link EngineInstance} or null, and the parameters in the engine's form:
 * {@code int}, {@code long}, {@code float}, {@code double}, {@link Object} for references. They
 * return the same, or an {@code Object[]} for several results.
 */
final class HostHandles {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final MethodHandle NEW_CALLER =
      find("newCaller", Caller.class, Store.class, Object.class);
  private static final MethodHandle END_CALLER = find("endCaller", void.class, Caller.class);
  private static final MethodHandle AWAIT =
      find("await", Object.class, CompletionStage.class, Store.class);

  /** Positions of the leading arguments. */
  private static final int STORE = 1;

  private static final int CALLER = 2;

  private HostHandles() {}

  private static MethodHandle find(String name, Class<?> result, Class<?>... params) {
    return find(HostHandles.class, name, result, params);
  }

  private static MethodHandle find(
      Class<?> owner, String name, Class<?> result, Class<?>... params) {
    try {
      return LOOKUP.findStatic(owner, name, MethodType.methodType(result, params));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Caller<?> newCaller(Store<?> store, Object instance) {
    return new Caller<>((Store<Object>) store, (EngineInstance) instance);
  }

  private static void endCaller(Caller<?> caller) {
    caller.end();
  }

  private static Object await(CompletionStage<?> stage, Store<?> store) throws Throwable {
    return AsyncCalls.await(store, stage);
  }

  /** The type of the engine's handles for functions of a shape. */
  static MethodType rawType(Shape shape) {
    Class<?>[] params = new Class<?>[3 + shape.params().size()];
    Arrays.fill(params, 0, 3, Object.class);
    for (int i = 0; i < shape.params().size(); i++) {
      params[3 + i] = shape.params().get(i).raw();
    }
    return MethodType.methodType(rawResult(shape), params);
  }

  private static Class<?> rawResult(Shape shape) {
    return switch (shape.results().size()) {
      case 0 -> void.class;
      case 1 -> shape.results().getFirst().raw();
      default -> Object[].class;
    };
  }

  /**
   * Makes a handle.
   *
   * @param target takes the function, the {@link Caller} if the shape has one, and Java's forms of
   *     the parameters
   * @param exact the class of the function, for which the handle is made
   */
  static MethodHandle make(Shape shape, MethodHandle target, Class<?> exact) {
    MethodHandle h = target.asType(target.type().changeParameterType(0, exact));
    if (isPlain(shape)) {
      // Nothing to convert: as few steps as can be, for the compiler and at the start.
      MethodHandle plain = h.asType(rawType(shape).dropParameterTypes(STORE, CALLER + 1));
      return MethodHandles.dropArguments(plain, STORE, Object.class, Object.class);
    }
    h = withResult(shape, h); // (function, [caller], params..., store)
    h = moveStore(h); // (function, store, [caller], params...)
    h = shape.caller() ? withCaller(h) : MethodHandles.dropArguments(h, CALLER, Object.class);
    for (int i = 0; i < shape.params().size(); i++) {
      h = withParameter(h, CALLER + 1 + i, shape.params().get(i));
    }
    return h.asType(rawType(shape));
  }

  /** Whether nothing is converted and nothing added. */
  static boolean isPlain(Shape shape) {
    return !shape.caller()
        && !shape.stage()
        && shape.tuple() == null
        && shape.params().stream().allMatch(Passing::isPlain)
        && shape.results().stream().allMatch(Passing::isPlain);
  }

  // ---- Results

  private static MethodHandle withResult(Shape shape, MethodHandle target) {
    MethodHandle h = target;
    if (shape.stage()) {
      h = h.asType(h.type().changeReturnType(CompletionStage.class));
      h = MethodHandles.collectArguments(AWAIT, 0, h);
      Class<?> java =
          shape.tuple() != null
              ? shape.tuple()
              : shape.results().isEmpty() ? void.class : shape.results().getFirst().java();
      h = h.asType(h.type().changeReturnType(java));
    } else {
      h = MethodHandles.dropArguments(h, h.type().parameterCount(), Store.class);
    }
    if (shape.tuple() != null) {
      return convertResult(h, tuple(shape));
    }
    if (shape.results().isEmpty()) {
      return h.asType(h.type().changeReturnType(void.class));
    }
    Passing result = shape.results().getFirst();
    h = h.asType(h.type().changeReturnType(result.java()));
    return result.isPlain() ? h : convertResult(h, fromJava(result));
  }

  /** Converts what {@code target} returns by a handle that takes it and the store. */
  private static MethodHandle convertResult(MethodHandle target, MethodHandle conversion) {
    MethodHandle h = MethodHandles.collectArguments(conversion, 0, target);
    // Both want the store: the last two arguments become one.
    int count = h.type().parameterCount();
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = Math.min(i, count - 2);
    }
    return MethodHandles.permuteArguments(h, h.type().dropParameterTypes(count - 1, count), order);
  }

  /** From a record and the store to an array of the engine's forms of the components. */
  private static MethodHandle tuple(Shape shape) {
    RecordComponent[] components = shape.tuple().getRecordComponents();
    MethodHandle pack =
        MethodHandles.identity(Object[].class).asCollector(Object[].class, components.length);
    MethodType type = MethodType.methodType(Object[].class);
    int[] order = new int[2 * components.length];
    MethodHandle h = pack;
    for (int i = 0; i < components.length; i++) {
      MethodHandle get = Reflection.unreflect(components[i].getAccessor());
      Passing passing = shape.results().get(i);
      get = get.asType(get.type().changeReturnType(passing.java()));
      get = MethodHandles.dropArguments(get, 1, Store.class);
      MethodHandle raw = passing.isPlain() ? get : convertResult(get, fromJava(passing));
      h =
          MethodHandles.collectArguments(
              h, 2 * i, raw.asType(raw.type().changeReturnType(Object.class)));
      order[2 * i + 1] = 1;
    }
    type = type.appendParameterTypes(shape.tuple(), Store.class);
    return MethodHandles.permuteArguments(h, type, order);
  }

  /** From Java's form and the store to the engine's. */
  private static MethodHandle fromJava(Passing passing) {
    MethodHandle h =
        switch (passing) {
          case BOOLEAN -> find(Passing.class, "fromBoolean", int.class, boolean.class);
          case UNSIGNED_INT -> find(Passing.class, "fromUnsignedInt", int.class, long.class);
          case UNSIGNED_LONG ->
              find(Passing.class, "fromUnsignedLong", long.class, BigInteger.class);
          case VECTOR ->
              find(Passing.class, "fromVector", Object.class, Store.class, Val.V128.class);
          case FUNCTION ->
              find(Passing.class, "fromFunction", Object.class, Store.class, Func.class);
          case OBJECT -> find(Passing.class, "fromObject", Object.class, Store.class, Object.class);
          case VALUE ->
              find(
                  Passing.class,
                  "fromValue",
                  Object.class,
                  Store.class,
                  org.graalvm.polyglot.Value.class);
          case INT, LONG, FLOAT, DOUBLE -> throw new AssertionError(passing);
        };
    if (h.type().parameterCount() == 1) {
      return MethodHandles.dropArguments(h, 1, Store.class);
    }
    MethodType swapped =
        MethodType.methodType(h.type().returnType(), h.type().parameterType(1), Store.class);
    return MethodHandles.permuteArguments(h, swapped, 1, 0);
  }

  // ---- Leading arguments

  private static MethodHandle moveStore(MethodHandle target) {
    MethodType type = target.type();
    int count = type.parameterCount();
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i == 0 ? 0 : i == count - 1 ? STORE : i + 1;
    }
    MethodType moved =
        type.dropParameterTypes(count - 1, count).insertParameterTypes(STORE, Store.class);
    return MethodHandles.permuteArguments(target, moved, order);
  }

  /** Makes the caller of the calling instance, and ends it when the function has returned. */
  private static MethodHandle withCaller(MethodHandle target) {
    MethodType type = target.type();
    Class<?> result = type.returnType();
    List<Class<?>> leading = type.parameterList().subList(0, CALLER + 1);
    MethodHandle end = MethodHandles.dropArguments(END_CALLER, 0, leading.subList(0, CALLER));
    MethodHandle cleanup;
    if (result == void.class) {
      cleanup = MethodHandles.dropArguments(end, 0, Throwable.class);
    } else {
      MethodHandle same =
          MethodHandles.dropArguments(MethodHandles.identity(result), 0, Throwable.class);
      cleanup = MethodHandles.collectArguments(same, 2, end);
    }
    MethodHandle h = MethodHandles.tryFinally(target, cleanup);
    h = MethodHandles.collectArguments(h, CALLER, NEW_CALLER);
    return mergeStore(h, CALLER);
  }

  /** Lets the argument at {@code index}, a store, be the one at its own place. */
  private static MethodHandle mergeStore(MethodHandle target, int index) {
    MethodType type = target.type();
    int count = type.parameterCount();
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i < index ? i : i == index ? STORE : i - 1;
    }
    return MethodHandles.permuteArguments(target, type.dropParameterTypes(index, index + 1), order);
  }

  // ---- Parameters

  private static MethodHandle withParameter(MethodHandle target, int index, Passing passing) {
    MethodHandle h = target.asType(target.type().changeParameterType(index, passing.java()));
    return switch (passing) {
      case INT, LONG, FLOAT, DOUBLE -> h;
      case BOOLEAN ->
          MethodHandles.filterArguments(
              h, index, find(Passing.class, "toBoolean", boolean.class, int.class));
      case UNSIGNED_INT ->
          MethodHandles.filterArguments(
              h, index, find(Passing.class, "toUnsignedInt", long.class, int.class));
      case UNSIGNED_LONG ->
          MethodHandles.filterArguments(
              h, index, find(Passing.class, "toUnsignedLong", BigInteger.class, long.class));
      case VECTOR -> withReference(h, index, "toVector", Val.V128.class);
      case FUNCTION -> withReference(h, index, "toFunction", Func.class);
      case OBJECT -> withReference(h, index, "toObject", Object.class);
      case VALUE -> withReference(h, index, "toValue", org.graalvm.polyglot.Value.class);
    };
  }

  private static MethodHandle withReference(
      MethodHandle target, int index, String conversion, Class<?> java) {
    MethodHandle convert = find(Passing.class, conversion, java, Store.class, Object.class);
    return mergeStore(MethodHandles.collectArguments(target, index, convert), index);
  }
}
