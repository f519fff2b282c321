// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineContext;
import dev.weft.linker.spi.EngineModule;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;

/**
 * Instances of modules and what they share, together with data of the host: a polyglot {@link
 * Context} and a {@code T}. One thread at a time may use a store; several stores of one engine run
 * in parallel and share the code of modules.
 *
 * @param <T> the type of the host's data
 */
public final class Store<T> implements AutoCloseable {
  private final Engine engine;
  private final Context context;
  private final boolean ownsContext;
  private final EngineContext engineSide;
  private final StoreControl control;
  private final AsyncCalls async;
  private final Object codeKey;

  /** Handles by decoded module, so that backtraces name the module that was instantiated. */
  private final Map<Object, WeakReference<WasmModule>> modules = new WeakHashMap<>();

  private final Map<HostDefinition, Func> hostFunctions = new IdentityHashMap<>();
  private StoreHook callHook;
  private volatile boolean closed;
  private T data;

  private Store(Context context, boolean ownsContext, T data, Builder<T> builder) {
    this.context = context;
    this.ownsContext = ownsContext;
    this.engine = context.getEngine();
    this.data = data;
    this.engineSide = findEngineSide();
    engineSide.store(this);
    this.codeKey = engineSide.codeKey();
    this.control = new StoreControl(this, builder);
    this.async =
        new AsyncCalls(
            this,
            builder == null ? null : builder.executor,
            builder != null && builder.strictAsync);
  }

  private EngineContext findEngineSide() {
    Value member = context.getBindings("wasm").getMember(EngineContext.MEMBER);
    if (member == null || !member.isHostObject()) {
      throw new IllegalStateException(
          "the language \"wasm\" of this context is not the one this API belongs to");
    }
    return member.asHostObject();
  }

  /**
   * A store with a context of its own, which closing the store closes.
   *
   * @param engine the engine
   * @param data the host's data; may be null
   */
  public static <T> Store<T> create(Engine engine, T data) {
    return newBuilder(engine, data).build();
  }

  /**
   * A store in a context that exists. Closing the store leaves the context open.
   *
   * @param context the context, in which {@code wasm} may be used
   * @param data the host's data; may be null
   */
  public static <T> Store<T> of(Context context, T data) {
    return new Store<>(Objects.requireNonNull(context, "context"), false, data, null);
  }

  /** Starts a store with a context of its own. */
  public static <T> Builder<T> newBuilder(Engine engine, T data) {
    return new Builder<>(Objects.requireNonNull(engine, "engine"), data);
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /** The context. */
  public Context context() {
    return context;
  }

  /** The host's data. */
  public T data() {
    return data;
  }

  /** Replaces the host's data; returns what it was. */
  public T replaceData(T next) {
    T before = data;
    data = next;
    return before;
  }

  // ---- Limits and interruption: StoreControl

  /** See {@link #fuel(long)}; the fuel left. */
  public long fuel() {
    return control.fuel();
  }

  /**
   * Sets how much fuel is left. Each operator costs one unit, bulk operations one for each byte,
   * page or element more; code that runs out of it traps with {@link TrapCode#OUT_OF_FUEL}.
   *
   * @param units an unsigned number
   * @throws IllegalStateException if fuel is not switched on
   */
  public void fuel(long units) {
    control.fuel(units);
  }

  /**
   * Lets asynchronous calls pause whenever so many units were used.
   *
   * @throws IllegalArgumentException if there are none
   */
  public void fuelYieldInterval(OptionalLong units) {
    control.fuelYieldInterval(units);
  }

  /**
   * Sets the deadline, in ticks of the engine's {@link Epoch} from now. Code that runs at or after
   * it, or is called then, is interrupted.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public void epochDeadline(long ticksBeyondNow) {
    control.epochDeadline(ticksBeyondNow);
  }

  /**
   * Interrupts every outermost call into WebAssembly code that takes longer, with the trap {@link
   * TrapCode#INTERRUPT}; the store stays usable. Code of the host is not interrupted.
   *
   * @param wallClock how long calls may take; null for no limit
   * @throws IllegalArgumentException if it is not positive
   */
  public void timeout(Duration wallClock) {
    control.timeout(wallClock);
  }

  /** What happens at the deadline, instead of the trap {@link TrapCode#INTERRUPT}. */
  public void onEpochDeadline(EpochHandler<? super T> handler) {
    control.onEpochDeadline(handler);
  }

  /** Tells a hook of each transition between the host and WebAssembly code; null for none. */
  public void callHook(CallHook<? super T> hook) {
    StoreHook newHook = hook == null ? null : new StoreHook(this, hook);
    run(() -> engineSide.functions().hook(newHook));
    callHook = newHook;
  }

  /**
   * Interrupts what is running in this store, from another thread.
   *
   * @param grace how long to wait until it has stopped
   * @throws TimeoutException if it has not stopped by then
   */
  public void interrupt(Duration grace) throws TimeoutException {
    context.interrupt(grace);
  }

  /** The hook, or null. */
  StoreHook hook() {
    return callHook;
  }

  StoreControl control() {
    return control;
  }

  // ---- Asynchronous work: AsyncCalls

  /** Runs work of this store on its executor. */
  public <R> CompletableFuture<R> async(Callable<R> guestWork) {
    return async.submit(guestWork);
  }

  AsyncCalls asyncCalls() {
    return async;
  }

  /** The functions that are running in this store, on the calling thread. */
  public Backtrace backtrace() {
    return call(() -> Failures.backtrace(this, engineSide.frames()));
  }

  /**
   * Closes the store: what runs is cancelled, memories are freed. Idempotent. Whatever uses the
   * store afterwards gets an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    control.close();
    if (ownsContext) {
      closed = true;
      context.close(true);
    }
  }

  // ---- For this package

  EngineContext engineSide() {
    return engineSide;
  }

  /** Whether it was closed, with its context. */
  boolean isClosed() {
    return closed;
  }

  /**
   * Does something with the context entered; what the engine throws becomes what this API throws.
   */
  <R> R call(Supplier<R> work) {
    Object previous = Calls.enter(this);
    try {
      return work.get();
    } catch (Throwable t) {
      throw Failures.translate(this, t);
    } finally {
      engineSide.leave(previous);
    }
  }

  void run(Runnable work) {
    call(
        () -> {
          work.run();
          return null;
        });
  }

  boolean owns(Extern item) {
    return item.store().map(s -> s.engineSide == engineSide).orElse(true);
  }

  boolean isSame(Store<?> other) {
    return other.engineSide == engineSide;
  }

  void checkOwner(Value value) {
    Context owner = value.getContext();
    if (owner != null && !owner.equals(context)) {
      throw new LinkException.CrossStore("the value " + value, null);
    }
  }

  /** The form of a module that this store's context uses. */
  EngineModule adopt(WasmModule module) {
    EngineModule form = module.form(codeKey, engineSide);
    WeakReference<WasmModule> known = modules.get(form.identity());
    if (known == null || known.get() == null) {
      modules.put(form.identity(), new WeakReference<>(module));
    }
    return form;
  }

  /** The handle of a module of this store; the one that was instantiated, if there was one. */
  WasmModule handle(EngineModule module) {
    WeakReference<WasmModule> known = modules.get(module.identity());
    WasmModule handle = known == null ? null : known.get();
    if (handle == null) {
      handle = new WasmModule(engine, null, module);
      modules.put(module.identity(), new WeakReference<>(handle));
    }
    return handle;
  }

  /** The function that a host function is in this store; made when it is first needed. */
  Func hostFunction(HostDefinition definition, String name) {
    Func known = hostFunctions.get(definition);
    if (known == null) {
      if (definition.isAsync()) {
        async.require();
      }
      known = definition.in(this, name);
      hostFunctions.put(definition, known);
    }
    return known;
  }

  @Override
  public String toString() {
    return "store of " + data;
  }

  /**
   * Collects what a store is made with.
   *
   * @param <T> the type of the host's data
   */
  public static final class Builder<T> {
    final Engine engine;
    final T data;
    final List<Consumer<Context.Builder>> configurations = new ArrayList<>();
    StoreLimits limits;
    Function<? super T, ? extends ResourceLimiter> limiter;
    Function<? super T, ? extends WasiContext> wasi;
    Duration timeout;
    Executor executor;
    boolean strictAsync;
    boolean fuel;
    boolean epochs;
    OptionalLong maxStackDepth = OptionalLong.empty();

    private Builder(Engine engine, T data) {
      this.engine = engine;
      this.data = data;
    }

    /** Changes the context before it is made, for instance to give it other access. */
    public Builder<T> context(Consumer<Context.Builder> configure) {
      configurations.add(configure);
      return this;
    }

    /** Limits memories, tables and instances. */
    public Builder<T> limits(StoreLimits newLimits) {
      limits = newLimits;
      return this;
    }

    /** Asks a limiter, found in the data, before memories and tables grow. */
    public Builder<T> limiter(Function<? super T, ? extends ResourceLimiter> project) {
      limiter = project;
      return this;
    }

    /** What WASI's functions see, found in the data. */
    public Builder<T> wasi(Function<? super T, ? extends WasiContext> project) {
      wasi = project;
      return this;
    }

    /** Interrupts every call into the store that takes longer. */
    public Builder<T> timeout(Duration wallClock) {
      timeout = wallClock;
      return this;
    }

    /** Where asynchronous work runs; by default a platform thread of the store's own. */
    public Builder<T> executor(Executor newExecutor) {
      executor = newExecutor;
      return this;
    }

    /**
     * Whether a store that has asynchronous host functions refuses synchronous calls. Without it
     * such calls wait.
     */
    public Builder<T> strictAsync(boolean strict) {
      strictAsync = strict;
      return this;
    }

    /** Whether code uses fuel; see {@link Store#fuel(long)}. */
    public Builder<T> fuel(boolean metered) {
      fuel = metered;
      return this;
    }

    /**
     * Whether code is interrupted at deadlines of epochs from the start: the first deadline is then
     * the present epoch, so that nothing runs before {@link Store#epochDeadline} has set another.
     * Without this, deadlines start with the first that is set.
     */
    public Builder<T> epochs(boolean interrupted) {
      epochs = interrupted;
      return this;
    }

    /** The most calls that may be nested; without it the thread's stack is the limit. */
    public Builder<T> maxStackDepth(long calls) {
      if (calls < 1) {
        throw new IllegalArgumentException("a stack holds at least one call, not " + calls);
      }
      maxStackDepth = OptionalLong.of(calls);
      return this;
    }

    /** Makes the store. */
    public Store<T> build() {
      Context.Builder builder = Context.newBuilder().engine(engine);
      StoreControl.configure(this, builder);
      for (Consumer<Context.Builder> configuration : configurations) {
        configuration.accept(builder);
      }
      return new Store<>(builder.build(), true, data, this);
    }
  }

  /** The store whose host function is running on this thread, if one is. */
  public static Optional<Store<?>> current() {
    Context current;
    try {
      current = Context.getCurrent();
    } catch (IllegalStateException e) {
      return Optional.empty(); // no context is entered
    }
    Value member = current.getBindings("wasm").getMember(EngineContext.MEMBER);
    return member == null || !member.isHostObject()
        ? Optional.empty()
        : Optional.ofNullable((Store<?>) member.<EngineContext>asHostObject().store());
  }
}
