// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.nodes.Node;
import dev.weft.wasi.Layout.Event;
import dev.weft.wasi.Layout.Subscription;
import java.io.IOException;

/**
 * {@code poll_oneoff}: waits for times and for standard input; everything else is always ready. A
 * clock of CPU time is {@code notsup}: it stands still while the guest waits.
 */
final class PollFunctions {
  private PollFunctions() {}

  /** A decoded subscription. */
  private record Wish(long userdata, int tag, int fd, Errno error, long deadline) {}

  static void pollOneoff(WasiCaller c, Node node, int in, int out, int count, int result)
      throws IOException {
    GuestMemory m = c.memory();
    long n = Integer.toUnsignedLong(count);
    long input = Integer.toUnsignedLong(in);
    long output = Integer.toUnsignedLong(out);
    m.check(Integer.toUnsignedLong(result), 4);
    if (n == 0) {
      throw Errno.INVAL.exception();
    }
    int size = Subscription.size(c.snapshot());
    m.check(input, n * size);
    m.check(output, n * Event.SIZE);
    Wish[] wishes = new Wish[(int) n];
    for (int i = 0; i < wishes.length; i++) {
      wishes[i] = decode(c, input + (long) i * size);
    }
    while (true) {
      int events = report(c, wishes, output);
      if (events > 0) {
        m.putInt(Integer.toUnsignedLong(result), events);
        return;
      }
      await(c, node, wishes);
    }
  }

  private static Wish decode(WasiCaller c, long at) {
    GuestMemory m = c.memory();
    long userdata = Subscription.userdata(m, at);
    int tag = Subscription.tag(m, at);
    if (tag == Subscription.TAG_CLOCK) {
      int id = Subscription.clockId(m, at, c.snapshot());
      if (id != Clocks.REALTIME && id != Clocks.MONOTONIC) {
        boolean known = id == Clocks.PROCESS_CPUTIME || id == Clocks.THREAD_CPUTIME;
        return new Wish(userdata, tag, -1, known ? Errno.NOTSUP : Errno.INVAL, 0);
      }
      int flags = Subscription.clockFlags(m, at, c.snapshot());
      if ((flags & ~Subscription.CLOCK_ABSOLUTE) != 0) {
        return new Wish(userdata, tag, -1, Errno.INVAL, 0);
      }
      long timeout = Subscription.timeout(m, at, c.snapshot());
      if (timeout < 0) {
        timeout = Long.MAX_VALUE; // no sign: further away than anybody waits
      }
      if ((flags & Subscription.CLOCK_ABSOLUTE) != 0) {
        timeout -= Math.min(timeout, c.state().clocks().time(id));
      }
      return new Wish(userdata, tag, -1, null, Clocks.deadline(timeout));
    }
    if (tag != Subscription.TAG_FD_READ && tag != Subscription.TAG_FD_WRITE) {
      throw Errno.INVAL.exception();
    }
    int fd = Subscription.fd(m, at);
    Descriptor descriptor = c.state().table().find(fd);
    Errno error = null;
    if (descriptor == null) {
      error = Errno.BADF;
    } else if ((descriptor.rights() & Rights.POLL_FD_READWRITE) == 0) {
      error = Errno.NOTCAPABLE;
    }
    return new Wish(userdata, tag, fd, error, 0);
  }

  /** Writes the events there are by now. */
  private static int report(WasiCaller c, Wish[] wishes, long output) throws IOException {
    GuestMemory m = c.memory();
    int events = 0;
    for (Wish wish : wishes) {
      long at = output + (long) events * Event.SIZE;
      if (wish.error() != null) {
        Event.write(m, at, wish.userdata(), wish.error(), wish.tag(), 0, 0);
      } else if (wish.tag() == Subscription.TAG_CLOCK) {
        if (wish.deadline() - System.nanoTime() > 0) {
          continue;
        }
        Event.write(m, at, wish.userdata(), Errno.SUCCESS, wish.tag(), 0, 0);
      } else {
        Descriptor descriptor = c.state().table().find(wish.fd());
        if (descriptor == null) { // closed by another thread while this one waited
          Event.write(m, at, wish.userdata(), Errno.BADF, wish.tag(), 0, 0);
        } else if (wish.tag() == Subscription.TAG_FD_WRITE) {
          Event.write(m, at, wish.userdata(), Errno.SUCCESS, wish.tag(), 1 << 15, 0);
        } else {
          long ready = descriptor.readable();
          if (ready == Descriptor.NOT_READY) {
            continue;
          }
          boolean ended = ready == Descriptor.AT_END;
          Event.write(
              m,
              at,
              wish.userdata(),
              Errno.SUCCESS,
              wish.tag(),
              ended ? 0 : ready,
              ended ? Event.HANGUP : 0);
        }
      }
      events++;
    }
    return events;
  }

  private static void await(WasiCaller c, Node node, Wish[] wishes) throws IOException {
    StandardInput input = null;
    long deadline = Clocks.deadline(Long.MAX_VALUE);
    for (Wish wish : wishes) {
      if (wish.tag() == Subscription.TAG_CLOCK) {
        if (wish.deadline() - deadline < 0) {
          deadline = wish.deadline();
        }
      } else if (c.state().table().find(wish.fd()) instanceof StandardInput standardInput) {
        input = standardInput;
      }
    }
    c.state().await(node, input, deadline);
  }
}
