// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.nodes.Node;
import java.io.IOException;

/** Standard input: the embedder's stream, read through {@link InputPump}. */
final class StandardInput extends Descriptor {
  private final WasiState state;
  private final boolean terminal;
  private InputPump pump;

  StandardInput(WasiState state, boolean terminal) {
    super(Rights.STREAM & ~Rights.NEEDS_WRITE, 0, 0);
    this.state = state;
    this.terminal = terminal;
  }

  private InputPump pump() {
    if (pump == null) {
      pump = InputPump.acquire(state.in());
    }
    return pump;
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
  long read(Iovecs to, Node node) throws IOException {
    if (to.total() == 0) {
      return 0;
    }
    state.flush(node); // a prompt must be seen before its answer is waited for
    byte[] buffer = state.buffer();
    int n = pump().read(buffer, (int) Math.min(buffer.length, to.total()));
    if (n == NOT_READY) {
      if ((flags() & NONBLOCK) != 0) {
        pump.request();
        throw Errno.AGAIN.exception();
      }
      return NOT_READY;
    }
    return n == AT_END ? 0 : to.scatter(buffer, 0, n);
  }

  @Override
  long readable() throws IOException {
    return pump().readable();
  }

  /**
   * Waits until {@link #readable} can have changed, or until a point in time.
   *
   * @param deadline in the time of {@link System#nanoTime}
   */
  void await(long deadline) throws InterruptedException {
    pump().await(deadline);
  }

  @Override
  void close() {
    if (pump != null) {
      pump.release();
      pump = null;
    }
  }
}
