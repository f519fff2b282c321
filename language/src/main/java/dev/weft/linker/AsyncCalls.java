// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Asynchronous work of a store: one piece after another on the store's executor. A piece that waits
 * for a host function keeps the store: further pieces queue behind it, and calls from other threads
 * are refused.
 */
final class AsyncCalls {
  /** Threads of the platform: a context on a virtual thread makes the engine print a warning. */
  private static final Executor DEFAULT =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("weft-async-", 0).factory());

  /** How long the end of cancelled work is waited for before the store gets further work. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Store<?> store;
  private final Executor executor;
  private final Queue<Task<?>> queue = new ArrayDeque<>();
  private boolean draining;

  /** The thread whose work owns the store, or null. */
  private volatile Thread owner;

  /** Whether calls have to be looked at at all: there is an owner, or only async calls may be. */
  private volatile boolean guarded;

  private final boolean strict;
  private boolean required;

  AsyncCalls(Store<?> store, Executor executor, boolean strict) {
    this.store = store;
    this.executor = executor == null ? DEFAULT : executor;
    this.strict = strict;
  }

  /** Under the strict rule only asynchronous calls are possible from now on. */
  synchronized void require() {
    required = strict;
    guarded |= required;
  }

  /** Whether the calling thread does asynchronous work of the store. */
  boolean isAsync() {
    return owner == Thread.currentThread();
  }

  /**
   * Refuses a synchronous call where an asynchronous one is needed.
   *
   * @throws IllegalStateException if it is
   */
  void checkSync() {
    if (guarded) {
      check();
    }
  }

  private synchronized void check() {
    Thread thread = owner;
    if (thread == Thread.currentThread()) {
      return;
    }
    if (thread != null) {
      throw new IllegalStateException(
          "the store is in use by an asynchronous call (on "
              + thread.getName()
              + "): use the asynchronous methods, or wait until it has completed");
    }
    if (required) {
      throw new IllegalStateException(
          "this store has asynchronous host functions: use the asynchronous methods");
    }
  }

  /** Queues work; it runs with the store owned by its thread. */
  <R> CompletableFuture<R> submit(Callable<R> work) {
    Task<R> task = new Task<>(work);
    synchronized (this) {
      queue.add(task);
      if (draining) {
        return task;
      }
      draining = true;
    }
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        draining = false;
        queue.remove(task);
      }
      task.completeExceptionally(e);
    }
    return task;
  }

  private void drain() {
    while (true) {
      Task<?> task;
      synchronized (this) {
        task = queue.poll();
        if (task == null) {
          draining = false;
          return;
        }
      }
      if (task.begin()) {
        synchronized (this) {
          owner = Thread.currentThread();
          guarded = true;
        }
        try {
          task.run();
        } finally {
          task.end();
          synchronized (this) {
            owner = null;
            guarded = required;
          }
        }
        task.publish();
      }
    }
  }

  /** A piece of work; completes after the store was given back. */
  private final class Task<R> extends CompletableFuture<R> {
    private final Callable<R> work;
    private boolean running;
    private boolean interrupting;
    private R result;
    private Throwable failure;

    Task(Callable<R> work) {
      this.work = work;
    }

    /** Starts, unless it was cancelled. */
    synchronized boolean begin() {
      running = !isDone();
      return running;
    }

    void run() {
      try {
        result = work.call();
      } catch (Throwable t) {
        failure = t;
      }
    }

    /** Waits for an interruption that is on its way, so that it hits nothing else. */
    synchronized void end() {
      running = false;
      notifyAll();
      boolean interrupted = false;
      while (interrupting) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    void publish() {
      if (failure == null) {
        complete(result);
      } else {
        completeExceptionally(failure);
      }
    }

    /** Cancels; WebAssembly code that is running or waiting is interrupted. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled;
      synchronized (this) {
        cancelled = super.cancel(mayInterruptIfRunning);
        if (!cancelled || !running || !mayInterruptIfRunning || interrupting) {
          return cancelled;
        }
        interrupting = true;
      }
      DEFAULT.execute(this::interruptStore);
      return true;
    }

    private void interruptStore() {
      try {
        // More than once: it may not have entered the context yet.
        while (isRunning()) {
          store.context().interrupt(GRACE);
        }
      } catch (TimeoutException | IllegalStateException e) {
        // It goes on in the host for very long, or the store has been closed.
      } finally {
        synchronized (this) {
          interrupting = false;
          notifyAll();
        }
      }
    }

    private synchronized boolean isRunning() {
      if (running) {
        try {
          wait(1);
        } catch (InterruptedException e) {
          return false;
        }
      }
      return running;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }

  /**
   * Waits for the results of a host function. Meanwhile the store can be interrupted; then the
   * stage is cancelled.
   *
   * @throws Throwable what the stage completed with
   */
  static Object await(Store<?> store, CompletionStage<?> stage) throws Throwable {
    if (stage == null) {
      throw new NullPointerException("an asynchronous host function returned no CompletionStage");
    }
    CompletableFuture<?> future = stage.toCompletableFuture();
    try {
      if (!future.isDone()) {
        try {
          store.engineSide().functions().await(future);
        } catch (Throwable interrupted) {
          future.cancel(true);
          throw interrupted;
        }
      }
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CompletionException inner && inner.getCause() != null
          ? inner.getCause()
          : e.getCause();
    } catch (CancellationException e) {
      throw e;
    }
  }
}
