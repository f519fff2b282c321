// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import java.io.IOException;
import java.io.InputStream;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads a stream of the embedder that may block and cannot be asked whether it would. What the
 * stream has ready is read at once, by the caller. Otherwise a daemon thread reads, once per
 * request and at most 8 KB, so that the caller can wait with a timeout and can be interrupted. What
 * a request brings after its caller has left stays here for the next one: contexts on the same
 * stream share the pump.
 */
final class InputPump implements Runnable {
  private static final int SIZE = 8192;
  private static final long IDLE_SECONDS = 10;

  private static final Map<InputStream, InputPump> PUMPS = new IdentityHashMap<>();

  private final InputStream in;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition requests = lock.newCondition();
  private final Condition arrivals = lock.newCondition();
  private final byte[] buffer = new byte[SIZE];
  private int start;
  private int end;
  private boolean ended;
  private IOException failure;
  private boolean reading;
  private boolean running;
  private boolean forgotten;
  private int users;

  private InputPump(InputStream in) {
    this.in = in;
  }

  /** The pump of a stream, to be released once. */
  static InputPump acquire(InputStream in) {
    synchronized (PUMPS) {
      InputPump pump = PUMPS.computeIfAbsent(in, InputPump::new);
      pump.users++;
      return pump;
    }
  }

  /** Gives the pump back; it is forgotten unless it holds bytes or its thread is about to. */
  void release() {
    synchronized (PUMPS) {
      users--;
      forgetIfUnused();
    }
  }

  private void forgetIfUnused() {
    lock.lock();
    try {
      if (users == 0 && !reading && start == end) {
        PUMPS.remove(in);
        forgotten = true;
        requests.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads what is there.
   *
   * @return how many bytes, {@link Descriptor#NOT_READY}, or {@link Descriptor#AT_END} once per end
   *     that the stream reports: a terminal can go on after it
   */
  int read(byte[] to, int max) throws IOException {
    lock.lock();
    try {
      if (start < end) {
        int n = Math.min(max, end - start);
        System.arraycopy(buffer, start, to, 0, n);
        start += n;
        return n;
      }
      if (failure != null) {
        IOException e = failure;
        failure = null;
        throw e;
      }
      long known = known();
      if (known != 0) {
        ended = false;
        return (int) known;
      }
      int available = in.available();
      if (available <= 0) {
        return (int) Descriptor.NOT_READY;
      }
      int n = in.read(to, 0, Math.min(max, available));
      return n < 0 ? (int) Descriptor.AT_END : n;
    } finally {
      lock.unlock();
    }
  }

  /** What the thread found instead of bytes; 0 if the stream itself can be asked. */
  private long known() {
    if (ended) {
      return Descriptor.AT_END;
    }
    return reading ? Descriptor.NOT_READY : 0;
  }

  /** As {@link Descriptor#readable}. */
  long readable() throws IOException {
    lock.lock();
    try {
      if (start < end) {
        return end - start;
      }
      if (failure != null) {
        return 0; // ready: the next read gets it
      }
      long known = known();
      if (known != 0) {
        return known;
      }
      int available = in.available();
      if (available > 0) {
        return available;
      }
      request();
      return Descriptor.NOT_READY;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the thread read once, unless it does already or has found something. */
  void request() {
    lock.lock();
    try {
      if (!reading && start == end && !ended && failure == null) {
        reading = true;
        if (running) {
          requests.signal();
        } else {
          running = true;
          Thread thread = new Thread(this, "weft-stdin");
          thread.setDaemon(true);
          thread.start();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the thread has found something, or until a point of System.nanoTime. */
  void await(long deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      request();
      while (reading) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        arrivals.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    while (awaitRequest()) {
      int n = -1;
      IOException e = null;
      try {
        n = in.read(buffer, 0, SIZE);
      } catch (IOException x) {
        e = x;
      } catch (RuntimeException x) {
        e = new IOException(x); // the embedder's stream is broken; its guest gets the error
      }
      boolean unused;
      lock.lock();
      try {
        reading = false;
        start = 0;
        end = Math.max(n, 0);
        ended = n < 0 && e == null;
        failure = e;
        arrivals.signalAll();
      } finally {
        lock.unlock();
      }
      synchronized (PUMPS) {
        forgetIfUnused();
      }
    }
  }

  /** Waits for a request; false if the thread is to end. */
  private boolean awaitRequest() {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
      while (!reading && !forgotten && left > 0) {
        left = requests.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // nobody has this thread to interrupt it; if somebody does, let it end
    } finally {
      running = reading;
      lock.unlock();
    }
    return reading;
  }
}
