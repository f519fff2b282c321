// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * Standard output or standard error: a stream of the embedder.
 *
 * <p>Standard output is gathered in a buffer, because guests write line by line and each write to
 * the stream costs more than a line of work. Nobody can tell, because the buffer is emptied when
 * the guest reads standard input, writes standard error, sleeps, calls the host, returns to it,
 * traps or exits; and never later than {@link #DELAY_NANOS} after the write: by the next write, or
 * by {@link FlushTimer} if there is none. A write after a pause goes through at once.
 */
final class StandardOutput extends Descriptor {
  /** How long a byte may stay in the buffer while the guest computes. */
  static final long DELAY_NANOS = 10_000_000;

  private static final int SIZE = 1 << 15;

  private final WasiState state;
  private final OutputStream stream;
  private final boolean buffered;
  private final boolean terminal;
  private byte[] buffer;
  private int count;
  private long lastFlush = System.nanoTime() - DELAY_NANOS;
  private boolean flushing;

  /**
   * Whether bytes wait in the buffer. Volatile, and set before the timer is looked at: either the
   * guest sees that the timer is not armed, or the timer sees these bytes.
   */
  private volatile boolean dirty;

  StandardOutput(WasiState state, OutputStream stream, boolean buffered, boolean terminal) {
    super(Rights.STREAM & ~Rights.FD_READ, 0, APPEND);
    this.state = state;
    this.stream = stream;
    this.buffered = buffered;
    this.terminal = terminal;
  }

  @Override
  int type() {
    return terminal ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN;
  }

  @Override
  FileInfo info() {
    return new FileInfo(0, 0, type(), 1, 0, 0, 0, 0, false, false);
  }

  @Override
  long write(Iovecs from, Node node) throws IOException {
    if (!buffered) {
      state.flush(node); // what was written to standard output before comes first
    }
    if (buffer == null) {
      buffer = new byte[SIZE];
    }
    while (from.hasMore()) {
      if (count == SIZE) {
        dirty = true;
        flush(node);
      }
      count += from.gather(buffer, count, SIZE - count);
    }
    if (count > 0 && !dirty) {
      dirty = true;
    }
    if (!buffered || System.nanoTime() - lastFlush >= DELAY_NANOS) {
      flush(node);
    } else {
      state.flushLater();
    }
    return from.total();
  }

  @Override
  void sync(Node node) throws IOException {
    flush(node);
  }

  /** Whether bytes wait in the buffer that nobody is writing. */
  boolean isDirty() {
    return dirty && !flushing;
  }

  /** Whether the buffer has been left alone for its time. */
  boolean isOverdue() {
    return isDirty() && System.nanoTime() - lastFlush >= DELAY_NANOS;
  }

  /**
   * Writes the buffer to the stream. The bytes are gone even if that fails, as they are when a file
   * system fails to write what it has accepted.
   *
   * @param node where the guest is, for safepoints; may be null
   */
  void flush(Node node) throws IOException {
    if (!isDirty()) {
      return;
    }
    flushing = true;
    try {
      IOException e =
          TruffleSafepoint.setBlockedThreadInterruptibleFunction(
              node, StandardOutput::writeInterruptibly, this);
      if (e != null) {
        throw e;
      }
    } finally {
      emptied();
    }
  }

  /** Flushes from where no safepoint may be: an interruption then ends it. */
  void flushDirectly() throws IOException {
    if (!isDirty()) {
      return;
    }
    flushing = true;
    try {
      writeOut();
    } finally {
      emptied();
    }
  }

  private void emptied() {
    count = 0;
    dirty = false;
    flushing = false;
    lastFlush = System.nanoTime();
  }

  private static IOException writeInterruptibly(StandardOutput out) throws InterruptedException {
    try {
      out.writeOut();
      return null;
    } catch (InterruptedIOException e) {
      InterruptedException interrupted = new InterruptedException();
      interrupted.initCause(e);
      throw interrupted;
    } catch (IOException e) {
      return e;
    }
  }

  private void writeOut() throws IOException {
    try {
      stream.write(buffer, 0, count);
      stream.flush();
    } catch (InterruptedIOException e) {
      // some of the bytes may have gone; write the rest after the interruption was dealt with
      int written = Math.clamp(e.bytesTransferred, 0, count);
      System.arraycopy(buffer, written, buffer, 0, count - written);
      count -= written;
      throw e;
    } catch (IOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(e); // the embedder's stream is broken; the guest gets the error
    }
  }
}
