// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import java.util.random.RandomGenerator;

/**
 * The functions of WASI preview 1 on the process: arguments, environment, clocks, random numbers,
 * exit. Parameters are those of the witx description; see {@link WasiFunction}.
 */
final class ProcessFunctions {
  private static final int MAX_SIGNAL = 30;

  private ProcessFunctions() {}

  private static long address(int pointer) {
    return Integer.toUnsignedLong(pointer);
  }

  /** Tells how many strings there are and how many bytes they take. */
  static void sizes(WasiCaller c, byte[][] strings, int countAt, int sizeAt) {
    GuestMemory m = c.memory();
    int size = 0;
    for (byte[] string : strings) {
      size += string.length;
    }
    m.check(address(sizeAt), 4);
    m.putInt(address(countAt), strings.length);
    m.putInt(address(sizeAt), size);
  }

  /** Writes strings, and pointers to them. */
  static void strings(WasiCaller c, byte[][] strings, int pointersAt, int stringsAt) {
    GuestMemory m = c.memory();
    long pointers = address(pointersAt);
    long at = address(stringsAt);
    m.check(pointers, 4L * strings.length);
    for (byte[] string : strings) {
      m.write(at, string, 0, string.length);
      m.putInt(pointers, (int) at);
      pointers += 4;
      at += string.length;
    }
  }

  static void clockResGet(WasiCaller c, int id, int at) {
    c.memory().putLong(address(at), Clocks.resolution(id));
  }

  static void clockTimeGet(WasiCaller c, int id, int at) {
    c.memory().putLong(address(at), c.state().clocks().time(id));
  }

  static void randomGet(WasiCaller c, Node node, int at, int length) {
    GuestMemory m = c.memory();
    long address = address(at);
    long left = address(length);
    m.check(address, left);
    RandomGenerator random = c.state().random();
    byte[] bytes = new byte[(int) Math.min(left, 4096)];
    while (left > 0) {
      random.nextBytes(bytes);
      int n = (int) Math.min(left, bytes.length);
      m.write(address, bytes, 0, n);
      address += n;
      left -= n;
      TruffleSafepoint.poll(node);
    }
  }

  static void exit(int status) {
    throw new ExitRequest(status);
  }

  /**
   * Does what the host would do with a process that has set no handlers: most signals end it, with
   * the status that a shell reports.
   */
  static void raise(int signal) {
    if (signal < 0 || signal > MAX_SIGNAL) {
      throw Errno.INVAL.exception();
    }
    switch (signal) {
      case 0, 16, 17, 22, 27 -> {} // none, chld, cont, urg, winch: ignored
      case 18, 19, 20, 21 -> throw Errno.NOTSUP.exception(); // stop, tstp, ttin, ttou
      default -> throw new ExitRequest(128 + HOST_SIGNALS[signal]);
    }
  }

  /** Linux' number of each signal of WASI; 0 where the signal does not end a process. */
  private static final int[] HOST_SIGNALS = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 24, 25, 26, 27, 0,
    29, 30, 31,
  };

  static void schedYield(Node node) {
    TruffleSafepoint.poll(node);
    Thread.onSpinWait();
  }
}
