// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import static dev.weft.wasi.Guest.RESULT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.truffle.api.TruffleSafepoint;
import dev.weft.WasmContext;
import dev.weft.WasmLanguage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Standard streams, poll_oneoff, and being interrupted while waiting. */
@Timeout(60)
class WasiStreamsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Guest guest(InputStream in) {
    Guest.Builder builder = new Guest.Builder();
    builder.in = in;
    builder.out = out;
    builder.err = out;
    return builder.build();
  }

  private static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void gathersLinesAndWritesBeforeItReads() {
    try (Guest g = guest(input("answer\n"))) {
      for (int k = 0; k < 1000; k++) {
        g.reset();
        g.write(1, "line\n");
      }
      g.write(1, "question? ");
      assertEquals("answer\n", g.read(0, 100));
      assertEquals("line\n".repeat(1000) + "question? ", out.toString(StandardCharsets.UTF_8));
      assertEquals("", g.read(0, 100));
      g.write(1, "a");
      g.write(1, "b");
      g.write(2, "error");
      g.write(1, "c");
      assertTrue(out.toString(StandardCharsets.UTF_8).endsWith("question? aberror"));
      g.ok(WasiFunction.FD_CLOSE, 1);
      assertTrue(out.toString(StandardCharsets.UTF_8).endsWith("aberrorc"));
      g.expect(Errno.BADF, WasiFunction.FD_WRITE, 1, g.vectors(8, 1), 1, RESULT);
    }
  }

  @Test
  void writesAtTheEnd() {
    try (Guest g = guest(input(""))) {
      g.write(1, "first ");
      g.write(1, "last");
    }
    assertEquals("first last", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void writesWhenControlLeavesTheGuest() {
    try (Guest g = guest(input(""))) {
      g.write(1, "one ");
      g.write(1, "two");
      WasmContext.get(null).flushOutput();
      assertEquals("one two", out.toString(StandardCharsets.UTF_8));
      WasmContext.get(null).flushOutput();
    }
  }

  @Test
  void writesMuchAtOnce() {
    try (Guest g = guest(input(""))) {
      g.write(1, "x".repeat(100_000));
      g.write(1, "y".repeat(100_000));
    }
    assertEquals("x".repeat(100_000) + "y".repeat(100_000), out.toString(StandardCharsets.UTF_8));
  }

  /** A guest that computes after its last line: the embedder sees the line all the same. */
  @Test
  void nothingStaysInTheBufferForLong() throws InterruptedException {
    try (Guest g = guest(input(""))) {
      g.write(1, "one ");
      g.write(1, "two ");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (System.nanoTime() < end && out.size() < 8) {
        TruffleSafepoint.poll(g.node); // as a loop of a guest does
        Thread.sleep(1);
      }
      assertEquals("one two ", out.toString(StandardCharsets.UTF_8));
      g.write(1, "three ");
      g.write(1, "four");
      while (System.nanoTime() < end && out.size() < 18) {
        TruffleSafepoint.poll(g.node);
        Thread.sleep(1);
      }
      assertEquals("one two three four", out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void brokenPipesAreErrors() {
    Guest.Builder builder = new Guest.Builder();
    builder.out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    builder.err = builder.out;
    try (Guest g = builder.build()) {
      int at = g.put("text".getBytes(StandardCharsets.UTF_8));
      g.expect(Errno.PIPE, WasiFunction.FD_WRITE, 1, g.vectors(at, 4), 1, RESULT);
      g.call(WasiFunction.FD_WRITE, 1, g.vectors(at, 4), 1, RESULT); // gathered
      g.expect(Errno.PIPE, WasiFunction.FD_CLOSE, 1);
      g.expect(Errno.PIPE, WasiFunction.FD_WRITE, 2, g.vectors(at, 4), 1, RESULT);
    }
  }

  @Test
  void brokenStreamsOfTheEmbedderAreErrors() {
    Guest.Builder builder = new Guest.Builder();
    builder.err =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new IllegalStateException("broken");
          }
        };
    builder.in =
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException("broken");
          }
        };
    try (Guest g = builder.build()) {
      g.expect(Errno.IO, WasiFunction.FD_WRITE, 2, g.vectors(8, 4), 1, RESULT);
      g.expect(Errno.IO, WasiFunction.FD_READ, 0, g.vectors(8, 4), 1, RESULT);
    }
  }

  @Test
  void standardStreamsAreNoFiles() {
    try (Guest g = guest(input("text"))) {
      for (int fd = 0; fd < 3; fd++) {
        int at = g.alloc(24);
        g.ok(WasiFunction.FD_FDSTAT_GET, fd, at);
        assertEquals(FileType.UNKNOWN, g.memory.getByte(at));
        assertEquals(0, g.memory.getLong(at + 8) & (Rights.FD_SEEK | Rights.FD_TELL));
        g.expect(Errno.SPIPE, WasiFunction.FD_SEEK, fd, 0L, 1, RESULT);
        g.expect(Errno.SPIPE, WasiFunction.FD_TELL, fd, RESULT);
        g.expect(Errno.BADF, WasiFunction.FD_PRESTAT_GET, fd, at);
        g.expect(Errno.NOTDIR, WasiFunction.FD_READDIR, fd, 512, 100, 0L, RESULT);
        g.expect(Errno.NOTSOCK, WasiFunction.SOCK_SHUTDOWN, fd, 3);
      }
      g.expect(Errno.SPIPE, WasiFunction.FD_PREAD, 0, g.vectors(8, 1), 1, 0L, RESULT);
      g.expect(Errno.SPIPE, WasiFunction.FD_PWRITE, 1, g.vectors(8, 1), 1, 0L, RESULT);
      g.expect(Errno.NOTCAPABLE, WasiFunction.FD_WRITE, 0, g.vectors(8, 1), 1, RESULT);
      g.expect(Errno.NOTCAPABLE, WasiFunction.FD_READ, 1, g.vectors(8, 1), 1, RESULT);
      g.expect(Errno.BADF, WasiFunction.SOCK_RECV, 77, 0, 0, 0, RESULT, RESULT);
    }
  }

  @Test
  void terminalsAreCharacterDevicesWithoutAPosition() {
    Guest.Builder builder = new Guest.Builder();
    builder.terminals = "stdin,stderr";
    try (Guest g = builder.build()) {
      int at = g.alloc(24);
      for (int fd = 0; fd < 3; fd++) {
        g.ok(WasiFunction.FD_FDSTAT_GET, fd, at);
        int expected = fd == 1 ? FileType.UNKNOWN : FileType.CHARACTER_DEVICE;
        assertEquals(expected, g.memory.getByte(at));
        assertEquals(0, g.memory.getLong(at + 8) & (Rights.FD_SEEK | Rights.FD_TELL));
      }
    }
    builder.terminals = "stdin,screen";
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, builder::build);
    assertTrue(e.getMessage().contains("'screen'"), e.getMessage());
  }

  private static int clock(Guest g, int at, long userdata, int id, long timeout, int flags) {
    g.memory.putLong(at, userdata);
    g.memory.putLong(at + 8, 0);
    g.memory.putInt(at + 16, id);
    g.memory.putLong(at + 24, timeout);
    g.memory.putLong(at + 32, 0);
    g.memory.putLong(at + 40, flags);
    return at;
  }

  private static int fd(Guest g, int at, long userdata, int tag, int fd) {
    g.memory.putLong(at, userdata);
    g.memory.putLong(at + 8, tag);
    g.memory.putLong(at + 16, fd);
    return at;
  }

  private static final long MILLI = 1_000_000;

  @Test
  void sleeps() {
    try (Guest g = guest(input(""))) {
      int in = g.alloc(96);
      int events = g.alloc(64);
      g.write(1, "a");
      g.write(1, "before the nap");
      long start = System.nanoTime();
      clock(g, in, 77, Clocks.MONOTONIC, 30 * MILLI, 0);
      clock(g, in + 48, 78, Clocks.REALTIME, 1L << 63, 0);
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 2, RESULT);
      long slept = System.nanoTime() - start;
      assertTrue(slept >= 30 * MILLI, "slept " + slept);
      assertEquals("abefore the nap", out.toString(StandardCharsets.UTF_8));
      assertEquals(1, g.resultInt());
      assertEquals(77, g.memory.getLong(events));
      assertEquals(0, g.memory.getLong(events + 8));
      // absolute times
      g.ok(WasiFunction.CLOCK_TIME_GET, Clocks.MONOTONIC, 0L, RESULT);
      start = System.nanoTime();
      clock(g, in, 1, Clocks.MONOTONIC, g.resultLong() + 20 * MILLI, 1);
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 1, RESULT);
      assertTrue(System.nanoTime() - start >= 19 * MILLI);
      clock(g, in, 1, Clocks.REALTIME, Clocks.realtime() + 20 * MILLI, 1);
      start = System.nanoTime();
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 1, RESULT);
      assertTrue(System.nanoTime() - start >= 18 * MILLI);
      clock(g, in, 1, Clocks.REALTIME, 5, 1);
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 1, RESULT);
      g.expect(Errno.INVAL, WasiFunction.POLL_ONEOFF, in, events, 0, RESULT);
      clock(g, in, 9, Clocks.THREAD_CPUTIME, 5, 0);
      clock(g, in + 48, 10, 17, 5, 0);
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 2, RESULT);
      assertEquals(2, g.resultInt());
      assertEquals(Errno.NOTSUP.code(), g.memory.getShort(events + 8));
      assertEquals(Errno.INVAL.code(), g.memory.getShort(events + 40));
    }
  }

  @Test
  void cpuTimeStandsStillWhileTheGuestSleeps() {
    try (Guest g = guest(input(""))) {
      g.ok(WasiFunction.CLOCK_TIME_GET, Clocks.PROCESS_CPUTIME, 0L, RESULT);
      final long before = g.resultLong();
      long start = System.nanoTime();
      g.ok(
          WasiFunction.POLL_ONEOFF,
          clock(g, g.alloc(48), 77, Clocks.MONOTONIC, 300 * MILLI, 0),
          g.alloc(32),
          1,
          RESULT);
      g.ok(WasiFunction.CLOCK_TIME_GET, Clocks.PROCESS_CPUTIME, 0L, RESULT);
      assertTrue(g.resultLong() - before <= System.nanoTime() - start - 300 * MILLI);
      for (int id = 0; id < 4; id++) {
        g.ok(WasiFunction.CLOCK_RES_GET, id, RESULT);
        assertTrue(g.resultLong() > 0);
      }
      g.expect(Errno.INVAL, WasiFunction.CLOCK_RES_GET, 4, RESULT);
      g.expect(Errno.INVAL, WasiFunction.CLOCK_TIME_GET, -1, 0L, RESULT);
      g.ok(WasiFunction.CLOCK_TIME_GET, Clocks.REALTIME, 0L, RESULT);
      long off = Math.abs(g.resultLong() - System.currentTimeMillis() * MILLI);
      assertTrue(off < 1000 * MILLI);
    }
  }

  @Test
  void pollsStandardInput() throws IOException {
    PipedOutputStream source = new PipedOutputStream();
    try (Guest g = guest(new PipedInputStream(source))) {
      int in = g.alloc(144);
      int events = g.alloc(96);
      fd(g, in, 5, 1, 0);
      clock(g, in + 48, 6, Clocks.MONOTONIC, 20 * MILLI, 0);
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 2, RESULT);
      assertEquals(1, g.resultInt());
      assertEquals(6, g.memory.getLong(events));
      source.write("hello".getBytes(StandardCharsets.UTF_8));
      source.flush();
      clock(g, in + 48, 6, Clocks.MONOTONIC, 20_000 * MILLI, 0);
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 2, RESULT);
      assertEquals(1, g.resultInt());
      assertEquals(5, g.memory.getLong(events));
      assertTrue(g.memory.getLong(events + 16) > 0);
      assertEquals("h", g.read(0, 1));
      String rest = g.read(0, 100);
      while (rest.length() < 4) {
        rest += g.read(0, 100);
      }
      assertEquals("ello", rest);
      source.close();
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 2, RESULT);
      assertEquals(5, g.memory.getLong(events));
      assertEquals(1, g.memory.getShort(events + 24), "hung up");
      assertEquals("", g.read(0, 10));
      // what is always ready, and what is not there
      fd(g, in, 1, 2, 1);
      fd(g, in + 48, 2, 2, 9);
      clock(g, in + 96, 6, Clocks.MONOTONIC, 20_000 * MILLI, 0);
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 3, RESULT);
      assertEquals(2, g.resultInt());
      assertEquals(0, g.memory.getShort(events + 8));
      assertEquals(Errno.BADF.code(), g.memory.getShort(events + 40));
      fd(g, in, 1, 7, 1);
      g.expect(Errno.INVAL, WasiFunction.POLL_ONEOFF, in, events, 1, RESULT);
    }
  }

  @Test
  void readsWithoutWaitingIfToldSo() throws IOException, InterruptedException {
    PipedOutputStream source = new PipedOutputStream();
    try (Guest g = guest(new PipedInputStream(source))) {
      g.ok(WasiFunction.FD_FDSTAT_SET_FLAGS, 0, Descriptor.NONBLOCK);
      g.expect(Errno.AGAIN, WasiFunction.FD_READ, 0, g.vectors(512, 10), 1, RESULT);
      source.write('x');
      source.flush();
      while (g.call(WasiFunction.FD_READ, 0, g.vectors(512, 10), 1, RESULT) != 0) {
        g.reset();
        Thread.sleep(1);
      }
      assertEquals("x", g.text(512, g.resultInt()));
    }
  }

  /** What a request of a closed context brings is for the next one. */
  @Test
  void contextsShareAStream() throws IOException {
    PipedOutputStream source = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(source);
    try (Guest g = guest(in)) {
      g.ok(
          WasiFunction.POLL_ONEOFF,
          clock(g, fd(g, g.alloc(96), 5, 1, 0) + 48, 6, Clocks.MONOTONIC, MILLI, 0) - 48,
          g.alloc(64),
          2,
          RESULT);
    }
    source.write("for the second".getBytes(StandardCharsets.UTF_8));
    source.flush();
    try (Guest g = guest(in)) {
      StringBuilder text = new StringBuilder();
      while (text.length() < 14) {
        text.append(g.read(0, 100));
      }
      assertEquals("for the second", text.toString());
    }
  }

  /** Work of a guest that waits for ever. */
  private interface Waiting {
    void run(Guest g);
  }

  private static final InputStream SILENT =
      new InputStream() {
        @Override
        public int read() throws IOException {
          try {
            new CountDownLatch(1).await();
            return -1;
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        }
      };

  private static final OutputStream STUCK =
      new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
        }
      };

  private void endsWithin100Ms(Waiting waiting, boolean interrupt) throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Guest> made = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              Guest.Builder builder = new Guest.Builder();
              builder.in = SILENT;
              builder.out = STUCK;
              Guest g = builder.build();
              made.set(g);
              started.countDown();
              try {
                waiting.run(g);
              } catch (Throwable t) {
                thrown.set(t);
              }
              ended.countDown();
              g.context.leave();
            });
    thread.start();
    started.await();
    Thread.sleep(150); // it waits by now
    assertEquals(1, ended.getCount(), () -> "did not wait: " + thrown.get());
    long start = System.nanoTime();
    if (interrupt) {
      try {
        made.get().context.interrupt(Duration.ofSeconds(10));
      } catch (TimeoutException e) {
        throw new AssertionError(e);
      }
    } else {
      made.get().context.close(true);
    }
    assertTrue(ended.await(10, TimeUnit.SECONDS));
    long took = (System.nanoTime() - start) / MILLI;
    thread.join(10_000);
    assertFalse(thread.isAlive());
    assertNotNull(thrown.get());
    assertTrue(took <= 100, "took " + took + " ms");
    if (interrupt) {
      made.get().context.close(true);
    }
  }

  @Test
  void waitingForInputCanBeEnded() throws Exception {
    Waiting reads = g -> g.read(0, 10);
    endsWithin100Ms(reads, false);
    endsWithin100Ms(reads, true);
  }

  @Test
  void sleepingCanBeEnded() throws Exception {
    Waiting sleeps =
        g ->
            g.ok(
                WasiFunction.POLL_ONEOFF,
                clock(g, g.alloc(48), 1, Clocks.MONOTONIC, 1L << 60, 0),
                g.alloc(32),
                1,
                RESULT);
    endsWithin100Ms(sleeps, false);
    endsWithin100Ms(sleeps, true);
    Waiting polls =
        g -> g.ok(WasiFunction.POLL_ONEOFF, fd(g, g.alloc(48), 1, 1, 0), g.alloc(32), 1, RESULT);
    endsWithin100Ms(polls, false);
    endsWithin100Ms(polls, true);
  }

  @Test
  void writingCanBeEnded() throws Exception {
    Waiting writes = g -> g.write(1, "text");
    endsWithin100Ms(writes, false);
    endsWithin100Ms(writes, true);
  }

  /** Ends a guest's context; in a thread of its own, which the context's end leaves unusable. */
  private int exitStatus(Waiting ending) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              Guest g = guest(input(""));
              g.write(1, "last ");
              g.write(1, "words");
              try {
                ending.run(g);
              } catch (Throwable t) {
                g.context.leave();
                try {
                  g.context.eval(WasmLanguage.ID, "");
                } catch (Throwable t2) {
                  thrown.set(t2);
                }
              }
            });
    thread.start();
    thread.join();
    assertEquals("last words", out.toString(StandardCharsets.UTF_8));
    PolyglotException e = assertInstanceOf(PolyglotException.class, thrown.get());
    assertTrue(e.isExit());
    return e.getExitStatus();
  }

  @Test
  void exitsTheContext() throws InterruptedException {
    assertEquals(42, exitStatus(g -> g.call(WasiFunction.PROC_EXIT, 42)));
  }

  @Test
  void signalsEndTheContextAsAShellReportsThem() throws InterruptedException {
    try (Guest g = guest(input(""))) {
      g.ok(WasiFunction.PROC_RAISE, 0);
      g.ok(WasiFunction.PROC_RAISE, 16);
      g.expect(Errno.NOTSUP, WasiFunction.PROC_RAISE, 18);
      g.expect(Errno.INVAL, WasiFunction.PROC_RAISE, 31);
      g.expect(Errno.INVAL, WasiFunction.PROC_RAISE, -1);
    }
    assertEquals(134, exitStatus(g -> g.call(WasiFunction.PROC_RAISE, 6)));
  }

  @Test
  void lostOutputIsNoSuccess() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              Guest.Builder builder = new Guest.Builder();
              builder.out = new FullAfter(5);
              Guest g = builder.build();
              g.write(1, "12345");
              g.write(1, "6789");
              try {
                g.call(WasiFunction.PROC_EXIT, 0);
              } catch (Throwable t) {
                g.context.leave();
                try {
                  g.context.eval(WasmLanguage.ID, "");
                } catch (Throwable t2) {
                  thrown.set(t2);
                }
              }
            });
    thread.start();
    thread.join();
    PolyglotException e = assertInstanceOf(PolyglotException.class, thrown.get());
    assertEquals(1, e.getExitStatus());
  }

  /** A stream with room for some bytes. */
  private static final class FullAfter extends OutputStream {
    private int room;

    FullAfter(int room) {
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      if (room-- <= 0) {
        throw new IOException("No space left on device");
      }
    }
  }
}
