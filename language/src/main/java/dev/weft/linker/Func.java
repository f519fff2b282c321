// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineContext;
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
  private final ValType[] params;
  private final ValType[] results;

  Func(Store<?> store, EngineFunction engine) {
    this.store = store;
    this.engine = engine;
    FuncType type = engine.externType();
    this.params = type.params().toArray(ValType[]::new);
    this.results = type.results().toArray(ValType[]::new);
  }

  Store<?> owner() {
    return store;
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
   * @return the results as Java objects: numbers in their boxes, {@link Func}, what an externref
   *     refers to, null for null references
   * @throws IllegalArgumentException if there are too few or too many, or one does not fit
   * @throws LinkException.CrossStore if one belongs to another store
   * @throws WasmTrap if the function traps
   * @throws HostFunctionException if a host function throws a checked exception; others arrive as
   *     themselves
   */
  public Object[] call(Object... args) {
    checkCount(args.length);
    store.asyncCalls().checkSync();
    EngineContext context = store.engineSide();
    Object previous = Calls.enter(store);
    try {
      Object[] slots = new Object[args.length + 1];
      for (int i = 0; i < args.length; i++) {
        slots[i + 1] = toEngine(i, args[i]);
      }
      return toJava(Calls.entered(store, engine, slots));
    } catch (Throwable t) {
      throw Failures.translate(store, t);
    } finally {
      context.leave(previous);
    }
  }

  /** Numbers in the box of their type are the engine's form already. */
  private Object toEngine(int index, Object java) {
    ValType param = params[index];
    boolean exact =
        java instanceof Integer && param == ValType.I32
            || java instanceof Long && param == ValType.I64
            || java instanceof Float && param == ValType.F32
            || java instanceof Double && param == ValType.F64;
    if (exact) {
      return java;
    }
    try {
      return Values.toEngine(store, param, java);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "argument " + index + " of " + this + ": " + e.getMessage(), e);
    }
  }

  private Object[] toJava(Object raw) {
    Object[] java = new Object[results.length];
    for (int i = 0; i < java.length; i++) {
      Object one = java.length == 1 ? raw : ((Object[]) raw)[i];
      java[i] = results[i] instanceof ValType.Num ? one : Values.toJava(store, results[i], one);
    }
    return java;
  }

  /**
   * Calls it.
   *
   * @param args values of exactly the types of the parameters
   * @return the results
   * @throws IllegalArgumentException if there are too few or too many, or one is of another type
   * @throws LinkException.CrossStore if one belongs to another store
   * @throws WasmTrap if the function traps
   * @throws HostFunctionException if a host function throws a checked exception; others arrive as
   *     themselves
   */
  public List<Val> call(List<Val> args) {
    checkCount(args.size());
    for (int i = 0; i < params.length; i++) {
      if (!args.get(i).matches(params[i])) {
        throw new IllegalArgumentException(
            "argument "
                + i
                + " of "
                + this
                + " must be "
                + params[i]
                + ", not "
                + Values.describe(args.get(i)));
      }
    }
    store.asyncCalls().checkSync();
    return store.call(
        () -> {
          Object[] slots = new Object[params.length + 1];
          for (int i = 0; i < params.length; i++) {
            slots[i + 1] = Values.toEngine(store, args.get(i));
          }
          Object raw = Calls.entered(store, engine, slots);
          List<Val> values = new ArrayList<>(results.length);
          for (int i = 0; i < results.length; i++) {
            Object one = results.length == 1 ? raw : ((Object[]) raw)[i];
            values.add(Values.toVal(store, results[i], one));
          }
          return values;
        });
  }

  private void checkCount(int given) {
    if (params.length != given) {
      throw new IllegalArgumentException(
          this + ": expected " + params.length + " arguments, got " + given);
    }
  }

  /**
   * Calls it on the store's executor, after what was queued there before. Cancelling the future
   * with interruption stops WebAssembly code that runs or waits for a host function.
   *
   * @param args values of exactly the types of the parameters
   * @return completes with the results, or with what {@link #call(List)} throws
   */
  public CompletableFuture<List<Val>> callAsync(List<Val> args) {
    List<Val> copy = List.copyOf(args);
    return store.asyncCalls().submit(() -> call(copy));
  }

  /** See {@link #callAsync(List)}. */
  public CompletableFuture<List<Val>> callAsync(Val... args) {
    return callAsync(List.of(args));
  }

  /**
   * Calls it with numbers as bits, unchecked: parameters go in at the front of the arrays, results
   * come out at the front; numbers in {@code slots} (i32 and f32 in the low 32 bits), references in
   * {@code refs} at the same index.
   *
   * @param slots at least as long as there are parameters or results
   * @param refs the same; may be null if there are no references
   * @throws IllegalArgumentException if an array is too short, or a reference is none of its type
   */
  public void callUnchecked(long[] slots, Object[] refs) {
    int size = Math.max(params.length, results.length);
    Object[] references = refs == null ? new Object[size] : refs;
    if (slots.length < size || references.length < size) {
      throw new IllegalArgumentException(this + " needs arrays of " + size + " elements");
    }
    store.asyncCalls().checkSync();
    store.run(
        () -> {
          Object[] values = RawValues.fromSlots(store, List.of(params), slots, references);
          Object[] given = new Object[params.length + 1];
          System.arraycopy(values, 0, given, 1, params.length);
          Object raw = Calls.entered(store, engine, given);
          Object[] returned =
              switch (results.length) {
                case 0 -> new Object[0];
                case 1 -> new Object[] {raw};
                default -> (Object[]) raw;
              };
          RawValues.toSlots(store, List.of(results), returned, slots, references);
        });
  }

  /**
   * The function as a Java function.
   *
   * @param functionalInterface an interface with one abstract method. Its parameters and result are
   *     {@code int}, {@code long}, {@code float}, {@code double}, {@code boolean} (an i32), {@link
   *     Func}, {@code Object} or {@link Value} (externref), {@link Unsigned} numbers, and as result
   *     also a record for several, or a {@link CompletableFuture} of any of these for a call on the
   *     store's executor
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

  /** The function as one with three parameters. */
  public <A, B, C, R> TypedFunc3<A, B, C, R> typed(Wasm<A> a, Wasm<B> b, Wasm<C> c, Returns<R> r) {
    return TypedViews.typed(this, a, b, c, r);
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
