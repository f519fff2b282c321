// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Engine;

/**
 * The epochs of engines: a counter that the host increments, and that stores have deadlines of
 * ({@link Store#epochDeadline}). WebAssembly code notices at its safepoints, which it has anyway,
 * so epochs cost nothing while no deadline is reached. Code of the host is not interrupted.
 */
public final class Epoch {
  private static final Map<Engine, Epoch> ALL = new WeakHashMap<>();

  private final Set<StoreControl> stores =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private volatile long now;

  private Epoch() {}

  static Epoch of(Engine engine) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(engine, e -> new Epoch());
    }
  }

  /** The present epoch; the first is 0. */
  long now() {
    return now;
  }

  void add(StoreControl store) {
    stores.add(store);
  }

  void remove(StoreControl store) {
    stores.remove(store);
  }

  private void tick() {
    List<StoreControl> all;
    synchronized (stores) {
      now++;
      all = new ArrayList<>(stores);
    }
    for (StoreControl store : all) {
      store.ticked();
    }
  }

  /**
   * Starts the next epoch. Any thread may do so.
   *
   * @param engine the engine whose stores are affected
   */
  public static void increment(Engine engine) {
    of(engine).tick();
  }

  /** The present epoch of an engine; the first is 0. */
  public static long current(Engine engine) {
    return of(engine).now();
  }

  /**
   * Starts an epoch again and again, until the result is closed or the engine is not used any more.
   *
   * @param engine the engine
   * @param period how long an epoch lasts
   * @throws IllegalArgumentException if it is not positive
   */
  public static Ticker tick(Engine engine, Duration period) {
    long nanos = period.toNanos();
    if (nanos <= 0) {
      throw new IllegalArgumentException("a period must be positive, not " + period);
    }
    return new Ticker(new WeakReference<>(of(engine)), nanos);
  }

  /** Starts epochs by the clock. */
  public static final class Ticker implements AutoCloseable {
    private final WeakReference<Epoch> epoch;
    private final ScheduledFuture<?> task;

    private Ticker(WeakReference<Epoch> epoch, long nanos) {
      this.epoch = epoch;
      this.task =
          Timers.EXECUTOR.scheduleAtFixedRate(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void tick() {
      Epoch e = epoch.get();
      if (e == null) {
        close();
      } else {
        e.tick();
      }
    }

    /** Stops. */
    @Override
    public void close() {
      task.cancel(false);
    }
  }
}
