// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineInstance;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A host function that is given its type: parameters and results are boxed. */
abstract sealed class DynamicFunction {
  /** Above so many slots of parameters the engine passes them in an array. */
  private static final int MOST_SLOTS = 240;

  private static final MethodHandle CALL;

  static {
    try {
      CALL =
          MethodHandles.lookup()
              .findStatic(
                  DynamicFunction.class,
                  "call",
                  MethodType.methodType(
                      Object.class, Object.class, Object.class, Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  final FuncType type;
  final List<ValType> params;
  final List<ValType> results;

  DynamicFunction(FuncType type) {
    this.type = type;
    this.params = type.params();
    this.results = type.results();
  }

  static HostDefinition define(FuncType type, DynamicFunction function, boolean async) {
    return new CodeDefinition(
        new CodeDefinition.Source(type, handle(type), f -> null), function, async);
  }

  private static MethodHandle handle(FuncType type) {
    List<Class<?>> classes = new ArrayList<>(List.of(Object.class, Object.class, Object.class));
    int slots = classes.size();
    for (ValType param : type.params()) {
      Class<?> raw = raw(param);
      classes.add(raw);
      slots += raw == long.class || raw == double.class ? 2 : 1;
    }
    if (slots > MOST_SLOTS) {
      return CALL;
    }
    Class<?> result =
        switch (type.results().size()) {
          case 0 -> void.class;
          case 1 -> raw(type.results().getFirst());
          default -> Object[].class;
        };
    return CALL.asCollector(Object[].class, type.params().size())
        .asType(MethodType.methodType(result, classes));
  }

  private static Class<?> raw(ValType type) {
    if (!(type instanceof ValType.Num num)) {
      return Object.class;
    }
    return switch (num) {
      case I32 -> int.class;
      case I64 -> long.class;
      case F32 -> float.class;
      case F64 -> double.class;
    };
  }

  private static Object call(Object function, Object store, Object instance, Object[] params)
      throws Throwable {
    return ((DynamicFunction) function).call((Store<?>) store, (EngineInstance) instance, params);
  }

  @SuppressWarnings("unchecked")
  private Object call(Store<?> store, EngineInstance instance, Object[] given) throws Throwable {
    Caller<Object> caller = new Caller<>((Store<Object>) store, instance);
    try {
      return call(caller, given);
    } finally {
      caller.end();
    }
  }

  /** Calls it with parameters in the engine's form; returns results in the engine's form. */
  abstract Object call(Caller<Object> caller, Object[] given) throws Throwable;

  final List<Val> values(Store<?> store, Object[] given) {
    List<Val> values = new ArrayList<>(given.length);
    for (int i = 0; i < given.length; i++) {
      values.add(Values.toVal(store, params.get(i), given[i]));
    }
    return values;
  }

  final Object checked(Store<?> store, List<Val> returned) {
    if (returned == null || returned.size() != results.size()) {
      throw new IllegalArgumentException(
          "host function of type "
              + type
              + " returned "
              + (returned == null ? "null" : returned.size() + " results"));
    }
    Object[] converted = new Object[results.size()];
    for (int i = 0; i < converted.length; i++) {
      Val val = returned.get(i);
      if (val == null || !val.matches(results.get(i))) {
        throw new IllegalArgumentException(
            "host function returned an incompatible value: result "
                + i
                + " must be "
                + results.get(i)
                + ", not "
                + Values.describe(val));
      }
      converted[i] = Values.toEngine(store, val);
    }
    return pack(converted);
  }

  static Object pack(Object[] results) {
    return switch (results.length) {
      case 0 -> null;
      case 1 -> results[0];
      default -> results;
    };
  }

  /** {@link HostFunc}. */
  static final class Plain extends DynamicFunction {
    private final HostFunc<Object> function;

    @SuppressWarnings("unchecked")
    Plain(FuncType type, HostFunc<?> function) {
      super(type);
      this.function = (HostFunc<Object>) java.util.Objects.requireNonNull(function, "function");
    }

    @Override
    Object call(Caller<Object> caller, Object[] given) throws Throwable {
      Val[] out = new Val[results.size()];
      Arrays.fill(out, Val.funcRef(null));
      function.call(caller, values(caller.store(), given), out);
      return checked(caller.store(), Arrays.asList(out));
    }
  }

  /** {@link AsyncHostFunc}. */
  static final class Async extends DynamicFunction {
    private final AsyncHostFunc<Object> function;

    @SuppressWarnings("unchecked")
    Async(FuncType type, AsyncHostFunc<?> function) {
      super(type);
      this.function =
          (AsyncHostFunc<Object>) java.util.Objects.requireNonNull(function, "function");
    }

    @Override
    @SuppressWarnings("unchecked")
    Object call(Caller<Object> caller, Object[] given) throws Throwable {
      Store<Object> store = caller.store();
      Object returned = AsyncCalls.await(store, function.call(caller, values(store, given)));
      return checked(store, (List<Val>) returned);
    }
  }

  /** {@link RawHostFunc}. */
  static final class Raw extends DynamicFunction {
    private final RawHostFunc<Object> function;

    @SuppressWarnings("unchecked")
    Raw(FuncType type, RawHostFunc<?> function) {
      super(type);
      this.function = (RawHostFunc<Object>) java.util.Objects.requireNonNull(function, "function");
    }

    @Override
    Object call(Caller<Object> caller, Object[] given) throws Throwable {
      Store<Object> store = caller.store();
      int size = Math.max(params.size(), results.size());
      long[] slots = new long[size];
      Object[] refs = new Object[size];
      RawValues.toSlots(store, params, given, slots, refs);
      function.call(caller, slots, refs);
      return pack(RawValues.fromSlots(store, results, slots, refs));
    }
  }
}
