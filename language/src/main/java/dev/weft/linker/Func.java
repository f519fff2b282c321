// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.graalvm.polyglot.Value;

/** A function in a store: of a module, of the host, or of another language. */
public final class Func implements Extern {
  private final Store<?> store;
  private final EngineFunction engine;

  Func(Store<?> store, EngineFunction engine) {
    this.store = store;
    this.engine = engine;
  }

  /** A host function in one store. */
  public static <T> Func create(Store<T> store, FuncType type, HostFunc<? super T> function) {
    return HostFunctions.dynamic(type, function).in(store, "host function");
  }

  /**
   * A function that calls an executable of another language.
   *
   * @throws LinkException.CrossStore if the value belongs to another context
   */
  public static Func of(Store<?> store, FuncType type, Value executable) {
    return Guests.function(store, type, "function", executable);
  }

  EngineFunction engine() {
    return engine;
  }

  @Override
  public FuncType type() {
    return engine.externType();
  }

  @Override
  public Optional<Store<?>> store() {
    return Optional.of(store);
  }

  @Override
  public Value value() {
    return store.call(() -> store.context().asValue(engine));
  }

  /** Whether it may be used where a function of {@code expected} is wanted. */
  public boolean matches(FuncType expected) {
    return type().isSubtypeOf(expected);
  }

  /**
   * Calls it.
   *
   * @param args Java objects, converted as {@link Val#of} says
   * @return the results as Java objects
   * @throws IllegalArgumentException if there are too few or too many, or one does not fit
   */
  public Object[] call(Object... args) {
    List<ValType> params = checkCount(args.length);
    List<Val> values = new ArrayList<>(args.length);
    for (int i = 0; i < args.length; i++) {
      values.add(Val.of(params.get(i), args[i]));
    }
    List<ValType> types = type().results();
    Object results = callEngine(values);
    Object[] java = new Object[types.size()];
    store.run(
        () -> {
          for (int i = 0; i < java.length; i++) {
            Object one = java.length == 1 ? results : ((Object[]) results)[i];
            java[i] = Values.toJava(store, types.get(i), one);
          }
        });
    return java;
  }

  /**
   * Calls it.
   *
   * @param args values of exactly the types of the parameters
   * @return the results
   * @throws IllegalArgumentException if there are too few or too many, or one is of another type
   */
  public List<Val> call(List<Val> args) {
    List<ValType> params = checkCount(args.size());
    for (int i = 0; i < args.size(); i++) {
      if (!args.get(i).matches(params.get(i))) {
        throw new IllegalArgumentException(
            "argument "
                + i
                + " must be "
                + params.get(i)
                + ", not "
                + Values.describe(args.get(i)));
      }
    }
    List<ValType> types = type().results();
    Object results = callEngine(args);
    return store.call(
        () -> {
          List<Val> values = new ArrayList<>(types.size());
          for (int i = 0; i < types.size(); i++) {
            Object one = types.size() == 1 ? results : ((Object[]) results)[i];
            values.add(Values.toVal(store, types.get(i), one));
          }
          return values;
        });
  }

  private List<ValType> checkCount(int given) {
    List<ValType> params = type().params();
    if (params.size() != given) {
      throw new IllegalArgumentException("expected " + params.size() + " arguments, got " + given);
    }
    return params;
  }

  private Object callEngine(List<Val> args) {
    store.asyncCalls().checkSync();
    return store.call(
        () -> {
          Object[] params = new Object[args.size()];
          for (int i = 0; i < params.length; i++) {
            params[i] = Values.toEngine(store, args.get(i));
          }
          return engine.callBoxed(params);
        });
  }

  /** Calls it on the store's executor. */
  public CompletableFuture<List<Val>> callAsync(List<Val> args) {
    throw Missing.part("Func.callAsync");
  }

  /** Calls it with numbers as bits, unchecked; see {@link RawHostFunc}. */
  public void callUnchecked(long[] slots, Object[] refs) {
    throw Missing.part("Func.callUnchecked");
  }

  /**
   * The function as a Java function.
   *
   * @param functionalInterface an interface with one abstract method
   * @throws IllegalArgumentException if its types are not those of the function
   */
  public <F> F typed(Class<F> functionalInterface) {
    return TypedViews.function(this, functionalInterface);
  }

  /** The function as one without parameters. */
  public <R> TypedFunc0<R> typed(Returns<R> r) {
    return TypedViews.typed(this, r);
  }

  /** The function as one with a parameter. */
  public <A, R> TypedFunc1<A, R> typed(Wasm<A> a, Returns<R> r) {
    return TypedViews.typed(this, a, r);
  }

  /** The function as one with two parameters. */
  public <A, B, R> TypedFunc2<A, B, R> typed(Wasm<A> a, Wasm<B> b, Returns<R> r) {
    return TypedViews.typed(this, a, b, r);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Func func && engine == func.engine;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(engine);
  }

  @Override
  public String toString() {
    return "function " + engine.functionName() + " " + type();
  }
}
