// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.Function;

/** A function with the Java types by which it is called: checked once, then called directly. */
final class TypedTarget implements Function<Object, Object> {
  private final Func func;
  private final Store<?> store;
  private final Passing[] params;
  private final ValType[] paramTypes;
  private final Passing[] results;
  private final boolean plainParams;
  private final boolean plainResult;

  /** From an array of components to the record that the results come in; null if there is none. */
  private final MethodHandle tuple;

  private final boolean stage;

  /**
   * Checks the types.
   *
   * @throws IllegalArgumentException if they are not those of the function
   */
  TypedTarget(Func func, Shape shape, String what) {
    if (shape.caller()) {
      throw new IllegalArgumentException(what + ": a function of WebAssembly takes no Caller");
    }
    FuncType type = func.type();
    shape.check(what, type);
    this.func = func;
    this.store = func.owner();
    this.params = shape.params().toArray(Passing[]::new);
    this.paramTypes = type.params().toArray(ValType[]::new);
    this.results = shape.results().toArray(Passing[]::new);
    this.plainParams = shape.params().stream().allMatch(Passing::isPlain);
    this.plainResult = shape.tuple() == null && shape.results().stream().allMatch(Passing::isPlain);
    this.tuple = shape.tuple() == null ? null : Records.constructor(shape.tuple());
    this.stage = shape.stage();
  }

  Func func() {
    return func;
  }

  /**
   * What the methods of generated classes do.
   *
   * @param slots an {@code Object[]}: an element that is free, then the parameters in Java's form,
   *     boxed
   * @return null, or the result in Java's form, boxed
   */
  @Override
  public Object apply(Object slots) {
    return stage ? later((Object[]) slots) : now((Object[]) slots);
  }

  /** Calls the function. */
  Object now(Object[] slots) {
    return plainParams && plainResult
        ? Calls.call(store, func.engine(), slots)
        : Calls.converting(store, func.engine(), slots, this);
  }

  /** Calls the function on the store's executor. */
  java.util.concurrent.CompletableFuture<Object> later(Object[] slots) {
    return store.asyncCalls().submit(() -> now(slots));
  }

  /** Converts parameters in place; the context is entered. */
  void toRaw(Object[] slots) {
    if (!plainParams) {
      for (int i = 0; i < params.length; i++) {
        slots[i + 1] = params[i].toRaw(store, paramTypes[i], slots[i + 1]);
      }
    }
  }

  /** Converts what the engine returned; the context is entered. */
  Object toJava(Object raw) throws Throwable {
    if (plainResult) {
      return raw;
    }
    if (tuple == null) {
      return results[0].toJava(store, raw);
    }
    Object[] components = new Object[results.length];
    for (int i = 0; i < components.length; i++) {
      components[i] = results[i].toJava(store, results.length == 1 ? raw : ((Object[]) raw)[i]);
    }
    return (Object) tuple.invokeExact(components);
  }

  List<ValType> types() {
    return List.of(paramTypes);
  }
}
