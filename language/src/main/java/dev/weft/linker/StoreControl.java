// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineLimits;
import dev.weft.linker.spi.WasiConfiguration;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;

/**
 * Limits and interruption of a store. Whoever lets WebAssembly code run does so between {@link
 * #enter} and {@link #exit}, if {@link #isGuarded}.
 */
final class StoreControl {
  private final Store<?> store;
  private final EngineLimits limits;
  private final Epoch epoch;

  /** Whether calls have to be announced: deadlines or a timeout. */
  private boolean guarded;

  private boolean epochs;
  private volatile long deadline;
  private final AtomicBoolean interrupting = new AtomicBoolean();
  private EpochHandler<Object> handler;
  private boolean deciding;

  private Duration timeout;

  /** How many calls of the host into WebAssembly are nested; written by the store's thread. */
  private volatile int running;

  /** Numbers the outermost calls, so that a timeout that comes late stops no other. */
  private volatile long call;

  private ScheduledFuture<?> timer;
  private Supplier<WasiContext> wasi;
  private boolean closed;

  /** The builder is null for {@link Store#of}. */
  StoreControl(Store<?> store, Store.Builder<?> builder) {
    this.store = store;
    this.limits = store.engineSide().limits();
    this.epoch = Epoch.of(store.engine());
    if (builder == null) {
      return;
    }
    if (builder.limits != null || builder.limiter != null) {
      limits.limiter(new StoreLimiter(store, builder));
    }
    if (builder.epochs) {
      deadline = epoch.now();
      startEpochs();
    }
    timeout(builder.timeout);
    wasi = wasi(store, builder);
  }

  @SuppressWarnings("unchecked")
  private static <T> Supplier<WasiContext> wasi(Store<?> store, Store.Builder<T> builder) {
    return builder.wasi == null ? null : () -> builder.wasi.apply((T) store.data());
  }

  /** What WASI's functions see if the linker does not say; null for what the context has. */
  WasiConfiguration wasi() {
    if (wasi == null) {
      return null;
    }
    WasiContext found = wasi.get();
    if (found == null) {
      throw new IllegalStateException("there is no WasiContext in the data of the store");
    }
    return found.configuration();
  }

  /** Options of the context that the builder asks for. */
  static void configure(Store.Builder<?> builder, Context.Builder context) {
    if (builder.fuel) {
      context.allowExperimentalOptions(true).option("wasm.Fuel", "true");
    }
    if (builder.maxStackDepth.isPresent()) {
      long depth = builder.maxStackDepth.getAsLong();
      context
          .allowExperimentalOptions(true)
          .option("wasm.MaxStackFrames", Long.toString(Math.min(depth, Integer.MAX_VALUE)));
    }
  }

  // ---- Fuel

  private void checkFuel() {
    if (!limits.countsFuel()) {
      throw new IllegalStateException("fuel is not configured in this store");
    }
    if (deciding) {
      throw new IllegalStateException("an epoch handler cannot see or change the fuel");
    }
  }

  long fuel() {
    checkFuel();
    return limits.fuel();
  }

  void fuel(long units) {
    checkFuel();
    limits.fuel(units);
  }

  void fuelYieldInterval(OptionalLong units) {
    checkFuel();
    if (units.isPresent() && units.getAsLong() == 0) {
      throw new IllegalArgumentException("an interval of fuel is at least 1");
    }
    // The guest has a thread of its own where calls are asynchronous: pausing is letting others
    // run.
    limits.fuelInterval(units.orElse(0), units.isPresent() ? Thread::yield : null);
  }

  // ---- Epochs

  private void startEpochs() {
    epochs = true;
    guarded = true;
    epoch.add(this);
  }

  void epochDeadline(long ticksBeyondNow) {
    if (ticksBeyondNow < 0) {
      throw new IllegalArgumentException(
          "a deadline lies " + ticksBeyondNow + " ticks in the past");
    }
    deadline = later(ticksBeyondNow);
    if (!epochs) {
      startEpochs();
    }
  }

  private long later(long ticks) {
    long sum = epoch.now() + ticks;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  @SuppressWarnings("unchecked")
  void onEpochDeadline(EpochHandler<?> newHandler) {
    handler = (EpochHandler<Object>) newHandler;
  }

  /** The engine's epoch has begun; on any thread. */
  void ticked() {
    // Ticks that come before the code has reached a safepoint are one interruption.
    if (running > 0 && epoch.now() >= deadline && interrupting.compareAndSet(false, true)) {
      limits.interrupt(
          () -> {
            interrupting.set(false);
            return goesOn();
          });
    }
  }

  /** At a safepoint, or before code runs: whether it may go on. */
  private boolean goesOn() throws Exception {
    if (epoch.now() < deadline) {
      return true;
    }
    if (handler == null) {
      return false;
    }
    deciding = true;
    try {
      return switch (decide()) {
        case EpochHandler.Deadline.Interrupt interrupt -> false;
        case EpochHandler.Deadline.Continue next -> {
          deadline = later(next.ticks());
          yield true;
        }
        case EpochHandler.Deadline.Yield next -> {
          if (!store.asyncCalls().isAsync()) {
            throw new IllegalStateException(
                "an epoch handler wants a synchronous call to pause: only asynchronous ones can");
          }
          Thread.yield();
          deadline = later(next.ticks());
          yield true;
        }
      };
    } finally {
      deciding = false;
    }
  }

  @SuppressWarnings("unchecked")
  private EpochHandler.Deadline decide() throws Exception {
    return handler.onDeadline((Store<Object>) store);
  }

  // ---- Timeout

  void timeout(Duration newTimeout) {
    if (newTimeout != null && (newTimeout.isNegative() || newTimeout.isZero())) {
      throw new IllegalArgumentException("a timeout must be positive, not " + newTimeout);
    }
    timeout = newTimeout;
    guarded = epochs || timeout != null;
  }

  private void startTimer() {
    long number = ++call;
    timer =
        Timers.EXECUTOR.schedule(
            () -> limits.interrupt(() -> call != number), timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  // ---- Calls

  /** Whether {@link #enter} and {@link #exit} are needed around calls. */
  boolean isGuarded() {
    return guarded;
  }

  /**
   * Before the host lets WebAssembly code run.
   *
   * @throws WasmTrap {@link TrapCode#INTERRUPT} if the deadline has passed; then {@link #exit} must
   *     not be called
   * @throws Exception what the handler of deadlines throws
   */
  void enter() throws Exception {
    if (running == 0 && timeout != null) {
      startTimer();
    }
    running++;
    boolean entered = false;
    try {
      if (epochs && !goesOn()) {
        throw new WasmTrap(TrapCode.INTERRUPT, "interrupt", Backtrace.EMPTY, null, null);
      }
      entered = true;
    } finally {
      if (!entered) {
        exit();
      }
    }
  }

  /** After it has returned or thrown. */
  void exit() {
    if (--running == 0) {
      call++;
      ScheduledFuture<?> t = timer;
      if (t != null) {
        timer = null;
        t.cancel(false);
      }
      // An interruption that found nothing running any more is lost.
      interrupting.set(false);
    }
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
    epoch.remove(this);
  }
}
