// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that wait at addresses of one shared memory, whatever contexts they are of. Those at
 * one address are woken in the order in which they came (threads proposal, "Wait and Notify").
 */
final class Waiters {
  /** A wait ended because of a notification. */
  static final int OK = 0;

  /** There was another number than the expected one. */
  static final int NOT_EQUAL = 1;

  /** The time was over. */
  static final int TIMED_OUT = 2;

  /** Longer times, some 146 years, are for ever; they would overflow. */
  private static final long LONGEST = Long.MAX_VALUE / 2;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, ArrayDeque<Waiter>> queues = new HashMap<>();

  /** A waiting thread; all is guarded by the lock. */
  private final class Waiter {
    private final Condition woken = lock.newCondition();
    private final boolean forEver;
    private final long deadline;
    private boolean notified;

    Waiter(long timeout) {
      forEver = timeout < 0 || timeout > LONGEST;
      deadline = forEver ? 0 : System.nanoTime() + timeout;
    }

    /** Waits; called again after it was interrupted. */
    void block() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (!notified) {
          if (forEver) {
            woken.await();
            continue;
          }
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return;
          }
          woken.awaitNanos(left);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Waits at an address whose bytes are accessible.
   *
   * @param bytes 4 or 8
   * @param timeout nanoseconds; for ever if negative
   * @param location where safepoints are reported; may be null
   * @param guest whether a context is entered, whose safepoints interrupt the wait; without one it
   *     ends with a {@link CancellationException} when the thread is interrupted
   */
  int await(
      Memory memory,
      long ea,
      int bytes,
      long expected,
      long timeout,
      Node location,
      boolean guest) {
    Waiter waiter;
    lock.lock();
    try {
      // Read under the lock: who changes it and then notifies finds the waiter in the queue.
      boolean equal =
          bytes == Long.BYTES
              ? memory.access().getLongVolatile(memory, ea) == expected
              : memory.access().getIntVolatile(memory, ea) == (int) expected;
      if (!equal) {
        return NOT_EQUAL;
      }
      waiter = new Waiter(timeout);
      queues.computeIfAbsent(ea, key -> new ArrayDeque<>()).addLast(waiter);
    } finally {
      lock.unlock();
    }
    try {
      if (guest) {
        TruffleSafepoint.setBlockedThreadInterruptible(location, Waiter::block, waiter);
      } else {
        waiter.block();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("the wait was interrupted");
      cancelled.initCause(e);
      throw cancelled;
    } finally {
      leave(ea, waiter);
    }
    return waiter.notified ? OK : TIMED_OUT;
  }

  /** Takes a waiter out of its queue, if no notification has done so. */
  private void leave(long ea, Waiter waiter) {
    lock.lock();
    try {
      if (!waiter.notified) {
        ArrayDeque<Waiter> queue = queues.get(ea);
        queue.remove(waiter);
        if (queue.isEmpty()) {
          queues.remove(ea);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Wakes threads.
   *
   * @param count how many at most, unsigned
   * @return how many
   */
  int wake(long ea, int count) {
    lock.lock();
    try {
      ArrayDeque<Waiter> queue = queues.get(ea);
      if (queue == null) {
        return 0;
      }
      int woken = 0;
      while (woken != count && !queue.isEmpty()) {
        Waiter waiter = queue.removeFirst();
        waiter.notified = true;
        waiter.woken.signal();
        woken++;
      }
      if (queue.isEmpty()) {
        queues.remove(ea);
      }
      return woken;
    } finally {
      lock.unlock();
    }
  }
}
