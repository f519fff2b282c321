// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** Runs random programs on several engines and compares what they do. */
final class Fuzzer {
  /** Programs that one runner runs before the next does. */
  private static final int BATCH = 20;

  private static final long STACK = 512L << 20;

  /**
   * A difference.
   *
   * @param program the program, made as small as it could be
   * @param runner the runner that differs from the first
   */
  record Failure(Program program, String runner, List<String> expected, List<String> actual) {
    String report() {
      StringBuilder out = new StringBuilder();
      out.append("seed ").append(program.seed).append(" size ").append(program.size);
      out.append(": ").append(runner).append(" differs\n");
      out.append(program.text());
      for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
        if (i < program.calls.size()) {
          out.append(program.calls.get(i)).append('\n');
        }
        out.append("  expected ").append(i < expected.size() ? expected.get(i) : "-").append('\n');
        out.append("  actual   ").append(i < actual.size() ? actual.get(i) : "-").append('\n');
      }
      return out.toString();
    }
  }

  private final List<Runner> runners;
  private final Duration reduction;
  private final int size;

  /** Ends the run before its time. */
  volatile boolean stopped;

  /** Programs run so far. */
  volatile int programs;

  /** How the calls ended: how many returned, and how many trapped, by the trap. */
  final Map<String, Integer> ends = new TreeMap<>();

  /**
   * @param runners the first is what the others must equal
   * @param reduction how long a failing program may be made smaller
   * @param size of the programs, see {@link Generator#generate(long, int)}
   */
  Fuzzer(List<Runner> runners, Duration reduction, int size) {
    this.runners = runners;
    this.reduction = reduction;
    this.size = size;
  }

  /**
   * Runs programs until one fails.
   *
   * @return null if none does
   */
  Failure run(long seed, long count, Instant end) {
    AtomicReference<Object> result = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  try {
                    result.set(loop(seed, count, end));
                  } catch (RuntimeException | Error e) {
                    result.set(e);
                  }
                });
    // Frames of the interpreter are large, and the fuel allows a recursion of its number.
    thread = new Thread(null, thread::run, "fuzzer", STACK);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (result.get() instanceof Throwable e) {
      throw new AssertionError("after " + programs + " programs from seed " + seed, e);
    }
    return (Failure) result.get();
  }

  private Failure loop(long first, long count, Instant end) {
    for (long seed = first; seed - first < count && !stopped && Instant.now().isBefore(end); ) {
      List<Program> batch = new ArrayList<>();
      for (; batch.size() < BATCH && seed - first < count; seed++) {
        batch.add(Generator.generate(seed, size));
      }
      Failure failure = compare(batch);
      programs += batch.size();
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  private Failure compare(List<Program> batch) {
    Runner reference = runners.getFirst();
    List<List<String>> expected = reference.run(batch);
    for (List<String> lines : expected) {
      for (String line : lines) {
        ends.merge(end(line), 1, Integer::sum);
      }
    }
    for (Runner runner : runners.subList(1, runners.size())) {
      List<Integer> able = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        if (runner.features().containsAll(batch.get(i).features)) {
          able.add(i);
        }
      }
      List<List<String>> actual = runner.run(able.stream().map(batch::get).toList());
      for (int i = 0; i < able.size(); i++) {
        List<String> wanted = runner.comparable(expected.get(able.get(i)));
        if (!wanted.equals(actual.get(i))) {
          Failure failure = reduce(batch.get(able.get(i)), reference, runner);
          return failure != null
              ? failure
              : new Failure(
                  batch.get(able.get(i)),
                  runner.name() + " (not when run alone)",
                  wanted,
                  actual.get(i));
        }
      }
    }
    return null;
  }

  /** What a line says without numbers and state. */
  private static String end(String line) {
    String words = line.replaceFirst(" (m|s|g|log )\\d.*", "").replaceFirst(" \\d+$", "");
    return words.startsWith("trap ") || words.startsWith("instantiate ") ? words : "returned";
  }

  /** Makes a program that differs smaller; null if it does not differ when it is run alone. */
  private Failure reduce(Program program, Runner reference, Runner runner) {
    List<String> original = runner.run(List.of(program)).getFirst();
    if (runner.comparable(reference.run(List.of(program)).getFirst()).equals(original)) {
      return null;
    }
    Reducer.reduce(
        program,
        candidate -> {
          try {
            List<Program> alone = List.of(candidate);
            List<String> expected = reference.run(alone).getFirst();
            if (expected.getFirst().startsWith("instantiate")
                && !original.getFirst().startsWith("instantiate")) {
              return false;
            }
            return !runner.comparable(expected).equals(runner.run(alone).getFirst());
          } catch (RuntimeException e) {
            return false;
          }
        },
        reduction);
    List<Program> alone = List.of(program);
    return new Failure(
        program,
        runner.name(),
        runner.comparable(reference.run(alone).getFirst()),
        runner.run(alone).getFirst());
  }
}
