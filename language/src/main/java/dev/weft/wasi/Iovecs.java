// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import dev.weft.wasi.Layout.Iovec;

/**
 * The buffers of one reading or writing call, decoded and checked before anything is moved. Reused
 * by the calls of a context, under its lock.
 */
final class Iovecs {
  /** More buffers than this are {@code inval}, as on POSIX systems. */
  private static final int MAX_COUNT = 1024;

  private GuestMemory memory;
  private long[] addresses = new long[8];
  private long[] lengths = new long[8];
  private int count;
  private long total;

  // the position of the transfer
  private int current;
  private long done;

  /**
   * Decodes the buffers of a call.
   *
   * @param at the address of the array
   * @param n how many there are, unsigned
   */
  Iovecs decode(GuestMemory m, long at, int n) {
    if (Integer.compareUnsigned(n, MAX_COUNT) > 0) {
      throw Errno.INVAL.exception();
    }
    if (n > addresses.length) {
      addresses = new long[n];
      lengths = new long[n];
    }
    m.check(at, (long) n * Iovec.SIZE);
    memory = m;
    count = n;
    total = 0;
    current = 0;
    done = 0;
    for (int i = 0; i < n; i++) {
      long address = Iovec.buffer(m, at + (long) i * Iovec.SIZE);
      long length = Iovec.length(m, at + (long) i * Iovec.SIZE);
      m.check(address, length);
      addresses[i] = address;
      lengths[i] = length;
      total += length;
    }
    if (total > 0xFFFF_FFFFL) {
      throw Errno.INVAL.exception(); // the result could not be told
    }
    return this;
  }

  /** All bytes of the buffers together. */
  long total() {
    return total;
  }

  /** The bytes not yet moved. */
  boolean hasMore() {
    skipFull();
    return current < count;
  }

  private void skipFull() {
    while (current < count && done == lengths[current]) {
      current++;
      done = 0;
    }
  }

  /**
   * Moves bytes of the guest to {@code to}.
   *
   * @return how many were moved: {@code max} unless the buffers have no more
   */
  int gather(byte[] to, int index, int max) {
    int moved = 0;
    while (moved < max && hasMore()) {
      int n = (int) Math.min(max - moved, lengths[current] - done);
      memory.read(addresses[current] + done, to, index + moved, n);
      moved += n;
      done += n;
    }
    return moved;
  }

  /**
   * Moves bytes of {@code from} to the guest.
   *
   * @return how many were moved: {@code max} unless the buffers have no more room
   */
  int scatter(byte[] from, int index, int max) {
    int moved = 0;
    while (moved < max && hasMore()) {
      int n = (int) Math.min(max - moved, lengths[current] - done);
      memory.write(addresses[current] + done, from, index + moved, n);
      moved += n;
      done += n;
    }
    return moved;
  }
}
