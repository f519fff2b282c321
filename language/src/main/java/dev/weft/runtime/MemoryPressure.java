// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the native bytes of all memories, and asks for a garbage collection when they have become
 * many since the last one: the collector does not see them, so a context that makes instance after
 * instance on a small heap would never give the dropped ones back.
 */
final class MemoryPressure {
  /** The pressure of all memories of this virtual machine. */
  static final MemoryPressure ALL = new MemoryPressure(512L << 20);

  /**
   * That of the address space that shared memories reserve, of which a process has some hundred
   * TiB.
   */
  static final MemoryPressure RESERVED = new MemoryPressure(4L << 40);

  /** How long to wait for the cleaner after a collection, in steps of {@link #STEP_MILLIS}. */
  private static final int STEPS = 20;

  private static final long STEP_MILLIS = 5;

  private static final long WORTH_COLLECTING = 64 << 20;

  private final long least;
  private final AtomicLong used = new AtomicLong();
  private volatile long threshold;

  /**
   * Makes a counter.
   *
   * @param least up to this many bytes nothing is done
   */
  MemoryPressure(long least) {
    this.least = least;
    this.threshold = least;
  }

  /** The bytes in use. */
  long used() {
    return used.get();
  }

  /** Counts more bytes, or fewer if negative; may collect garbage first. */
  void add(long bytes) {
    if (used.addAndGet(bytes) > threshold && bytes > 0) {
      relieve();
    }
  }

  /** Collects garbage and gives the cleaner a moment to free the memories found unreachable. */
  synchronized void relieve() {
    if (used.get() <= threshold) {
      return; // another thread has just done it
    }
    collect();
    // What is still there is in use: the next collection is due when it has doubled.
    threshold = Math.max(least, used.get() * 2);
  }

  /**
   * Collects garbage because the host has no more memory to give.
   *
   * @return whether that may have helped: not if memories hold little, so that a guest which asks
   *     for the impossible again and again does not keep the collector busy
   */
  boolean collectForMore() {
    if (used.get() < WORTH_COLLECTING) {
      return false;
    }
    collect();
    return true;
  }

  private void collect() {
    System.gc();
    long before = used.get();
    try {
      for (int i = 0; i < STEPS; i++) {
        Thread.sleep(STEP_MILLIS);
        long now = used.get();
        if (now == before && i > 1) {
          return;
        }
        before = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
