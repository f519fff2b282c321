// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Empties a buffer of standard output that a guest has left while it computes. The daemon thread
 * only keeps the time: it asks the guest's own threads, through a safepoint, to write, because the
 * embedder's stream expects to be called by them.
 */
final class FlushTimer implements Runnable {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final WasiState state;
  private volatile boolean armed;
  private volatile boolean stopped;
  private Thread thread;

  FlushTimer(WasiState state) {
    this.state = state;
  }

  /** Lets the buffer be looked at after its time. Cheap if that was asked for already. */
  void arm() {
    if (!armed) {
      start();
    }
  }

  private synchronized void start() {
    armed = true;
    if (stopped) {
      return;
    }
    if (thread == null) {
      thread = new Thread(this, "weft-flush");
      thread.setDaemon(true);
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  /** Ends the thread. */
  synchronized void stop() {
    stopped = true;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    while (awaitArmed()) {
      LockSupport.parkNanos(StandardOutput.DELAY_NANOS);
      armed = false;
      if (!stopped && !state.requestFlush()) {
        armed = true; // written to in the meantime: look again
      }
    }
  }

  private boolean awaitArmed() {
    long until = System.nanoTime() + IDLE_NANOS;
    while (!armed && !stopped) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        break;
      }
      LockSupport.parkNanos(left);
    }
    synchronized (this) {
      if (armed && !stopped) {
        return true;
      }
      thread = null;
      return false;
    }
  }
}
