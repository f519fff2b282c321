// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * The process' standard output. Java's own {@code System.out} hides failures, such as a reader that
 * is gone, and encodes; this one hands them to the writer. Bytes are collected and written when the
 * buffer is full, at {@link #flush()}, and otherwise after a few milliseconds, so that a program
 * that prints a lot is fast and one that prints seldom is seen at once.
 *
 * <p>A failure of such a late write is thrown by the next write, whose author then knows, and until
 * then by every {@link #flush()}: one at the end of the program sees what nobody was told.
 */
final class StandardOutput extends OutputStream {
  private static final int CAPACITY = 1 << 16;
  private static final long DELAY_NANOS = 5_000_000;

  private final OutputStream sink;
  private final byte[] buffer = new byte[CAPACITY];
  private int count;
  private IOException failure;
  private Thread flusher;
  private boolean flusherSleeps;

  StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  /**
   * Over another sink.
   *
   * @param sink what receives the bytes; it should not buffer
   */
  StandardOutput(OutputStream sink) {
    this.sink = sink;
  }

  @Override
  public synchronized void write(int b) throws IOException {
    throwFailure();
    if (count == CAPACITY) {
      drain();
    }
    buffer[count++] = (byte) b;
    wakeFlusher();
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    throwFailure();
    if (length > CAPACITY - count) {
      drain();
      if (length >= CAPACITY) {
        sink.write(bytes, offset, length);
        return;
      }
    }
    System.arraycopy(bytes, offset, buffer, count, length);
    count += length;
    wakeFlusher();
  }

  @Override
  public synchronized void flush() throws IOException {
    if (failure == null) {
      drainLate();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Flushes; the descriptor stays open for the rest of the process. */
  @Override
  public void close() throws IOException {
    flush();
  }

  private void throwFailure() throws IOException {
    IOException late = failure;
    if (late != null) {
      failure = null;
      throw late;
    }
  }

  private void drain() throws IOException {
    int length = count;
    if (length > 0) {
      count = 0;
      sink.write(buffer, 0, length);
    }
  }

  private void drainLate() {
    try {
      drain();
    } catch (IOException e) {
      failure = e;
    }
  }

  private void wakeFlusher() {
    if (flusher == null) {
      flusher = Thread.ofPlatform().daemon().name("weft-stdout").start(this::flushLate);
    } else if (flusherSleeps) {
      flusherSleeps = false;
      LockSupport.unpark(flusher);
    }
  }

  private void flushLate() {
    while (true) {
      LockSupport.parkNanos(DELAY_NANOS);
      synchronized (this) {
        drainLate();
        flusherSleeps = true;
      }
      while (isAsleep()) {
        LockSupport.park();
      }
    }
  }

  private synchronized boolean isAsleep() {
    return flusherSleeps;
  }
}
