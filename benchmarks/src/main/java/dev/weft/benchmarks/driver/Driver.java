// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.driver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** Measures one program on one engine and writes a {@link Report}. */
public final class Driver {
  /** Guests run on a thread with this much stack, in bytes. */
  private static final long STACK = 512L << 20;

  private final Specification spec;
  private final Peer peer;
  private final List<String> lines = new ArrayList<>();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private Driver(Specification spec, Peer peer) {
    this.spec = spec;
    this.peer = peer;
  }

  /**
   * The whole of a driver's {@code main}.
   *
   * @param args the file of the {@link Specification}
   * @param peers gives the engine
   */
  public static void main(String[] args, Function<Specification, Peer> peers) throws Exception {
    Specification spec = Specification.read(Path.of(args[0]));
    Driver driver = new Driver(spec, peers.apply(spec));
    Thread thread = new Thread(null, driver::measure, "guest", STACK);
    thread.start();
    thread.join();
    Files.write(spec.report(), driver.lines);
    // Peers may leave threads behind.
    System.exit(0);
  }

  private void measure() {
    try {
      run();
    } catch (Throwable failure) {
      // Errors too, such as the end of the stack or of the heap: the report says what happened.
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text));
      lines.add("error " + text.toString().strip().replaceAll("\\R\\s*", " | "));
    }
  }

  private void run() throws Exception {
    byte[] module = Files.readAllBytes(spec.wasm());
    long start = System.nanoTime();
    lines.add("runtime " + peer.start());
    lines.add("engine " + since(start));

    start = System.nanoTime();
    peer.load(module);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Peer.Guest guest = peer.instantiate(out);
    lines.add("load " + since(start));

    start = System.nanoTime();
    long cpu = threads.getCurrentThreadCpuTime();
    runOnce(guest, out);
    lines.add("first " + since(start) + " " + cpuSince(cpu));
    lines.add("first-ended " + now());
    byte[] expected = out.toByteArray();
    lines.add("output " + Base64.getEncoder().encodeToString(expected));

    Repetition again;
    if (spec.kind() == Specification.Kind.KERNEL) {
      again = kernel(guest, out.toString());
    } else {
      guest.close();
      again = key -> runWhole(key, expected);
    }
    long begin = threads.getCurrentThreadCpuTime();
    for (int i = 0; more(i, begin); i++) {
      again.run("run");
    }
    if (spec.turns()) {
      takeTurns(again);
    }
    lines.add("rss " + residentSet());
    peer.close();
  }

  /** A further run, reported under the given key. */
  private interface Repetition {
    void run(String key) throws Exception;
  }

  /** Goes on in the instance that has run as a command; every result is the one it printed. */
  private Repetition kernel(Peer.Guest guest, String printed) throws Exception {
    int size = (int) guest.function("default_size").call();
    Peer.Function kernel = guest.function("run");
    return key -> {
      long start = System.nanoTime();
      long cpu = threads.getCurrentThreadCpuTime();
      long checksum = kernel.call(size);
      lines.add(key + " " + since(start) + " " + cpuSince(cpu) + " " + now());
      if (!printed.endsWith("%016x\n".formatted(checksum))) {
        throw new IllegalStateException(
            "a run gives %016x, the first printed %s".formatted(checksum, printed));
      }
    };
  }

  private void runWhole(String key, byte[] expected) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Peer.Guest guest = peer.instantiate(out)) {
      long start = System.nanoTime();
      long cpu = threads.getCurrentThreadCpuTime();
      runOnce(guest, out);
      lines.add(key + " " + since(start) + " " + cpuSince(cpu) + " " + now());
    }
    if (!Arrays.equals(out.toByteArray(), expected)) {
      throw new IllegalStateException("the output of a later run differs from that of the first");
    }
  }

  /** One run for each line of the standard input; says before each that it waits for it. */
  private static void takeTurns(Repetition again) throws Exception {
    do {
      System.out.println(Specification.READY);
      System.out.flush();
      if (System.in.read() != '\n') {
        return;
      }
      again.run("turn");
    } while (true);
  }

  private boolean more(int done, long begin) {
    return done < spec.runs() && (done < spec.leastRuns() || cpuSince(begin) < spec.milliseconds());
  }

  private void runOnce(Peer.Guest guest, ByteArrayOutputStream out) throws Exception {
    switch (spec.kind()) {
      case KERNEL, COMMAND -> {
        int status = guest.command();
        if (status != 0) {
          throw new IllegalStateException("exit status " + status + ": " + out);
        }
      }
      case QUICKJS ->
          out.write(
              QuickJs.evaluate(guest, Files.readAllBytes(spec.input()), spec.input().getFileName())
                  .getBytes(StandardCharsets.UTF_8));
      case ARGON2ID -> {
        List<String> numbers = spec.argumentList();
        for (int i = 0; i < numbers.size(); i += 3) {
          String tag =
              Argon2id.hash(
                  guest,
                  Integer.parseInt(numbers.get(i)),
                  Integer.parseInt(numbers.get(i + 1)),
                  Integer.parseInt(numbers.get(i + 2)));
          out.write((tag + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private double cpuSince(long start) {
    return (threads.getCurrentThreadCpuTime() - start) / 1e6;
  }

  private static double now() {
    Instant instant = Instant.now();
    return instant.getEpochSecond() * 1e3 + instant.getNano() / 1e6;
  }

  /** The greatest resident set in KiB; -1 where there is no /proc. */
  private static long residentSet() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException noProc) {
      return -1;
    }
    return -1;
  }
}
