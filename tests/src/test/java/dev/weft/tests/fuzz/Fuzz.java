// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import dev.weft.tests.Suite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.graalvm.polyglot.Engine;

/**
 * The command behind {@code tests/fuzz}.
 *
 * <p>Options: {@code --seed N}, {@code --count N}, {@code --seconds N}, {@code --runners A,B},
 * {@code --node COMMAND}, {@code --size N} (see {@link Generator}), {@code --jobs N} (that many
 * threads, each with engines and seeds of its own), {@code --print} (only print the programs),
 * {@code --mutations} (see {@link Mutations}).
 */
final class Fuzz {
  /** The seeds of a thread are this far from those of the next. */
  private static final long SEEDS_PER_JOB = 1_000_000_000;

  /**
   * How many functions are compiled at the same time. By default small machines have one thread for
   * that, for which the threads of the fuzzer would wait in turn.
   */
  private static final String COMPILER_THREADS = "engine.CompilerThreads";

  private Fuzz() {}

  /** The ways to run Weft, by name, with the options of the engine; the first is the reference. */
  static final Map<String, Map<String, String>> WEFT = new LinkedHashMap<>();

  static {
    WEFT.put("interpreted", Map.of("engine.Compilation", "false", "wasm.Tier", "ast"));
    WEFT.put("bytecode", Map.of("engine.Compilation", "false", "wasm.Tier", "bytecode"));
    WEFT.put("tiers", Map.of("engine.Compilation", "false", "wasm.TierStress", "1"));
    WEFT.put(
        "segment",
        Map.of("engine.Compilation", "false", "wasm.Tier", "ast", "wasm.MemoryAccess", "segment"));
    WEFT.put("compiled", compiling(Map.of("engine.CompileImmediately", "true")));
    WEFT.put(
        "osr",
        compiling(
            Map.of(
                "engine.MultiTier",
                "false",
                "engine.SingleTierCompilationThreshold",
                "20",
                "engine.OSRCompilationThreshold",
                "16")));
  }

  /**
   * Options with which Graal compiles: only the functions that are compared, not what hosts call
   * them through, and with a budget for inlining in which a few calls fit. The usual budget fills a
   * function that calls itself with forty copies of it.
   */
  private static Map<String, String> compiling(Map<String, String> when) {
    Map<String, String> options = new LinkedHashMap<>(when);
    options.put("wasm.Tier", "ast");
    options.put("engine.BackgroundCompilation", "false");
    options.put("engine.CompilationFailureAction", "Throw");
    options.put(
        "engine.CompileOnly",
        "~org.graalvm.polyglot,~ModuleRootNode,~HostFunctionRootNode,~refuel,~exact_");
    options.put("compiler.InliningExpansionBudget", "1000");
    options.put("compiler.InliningInliningBudget", "1000");
    return options;
  }

  /** Whether one of the runners makes machine code before the first call, or in mid-loop. */
  static boolean compiles(List<String> names) {
    return names.contains("compiled") || names.contains("osr");
  }

  /** The runners of these names that are possible here. */
  static List<Runner> runners(List<String> names, String node) throws IOException {
    List<Runner> runners = new ArrayList<>();
    for (String name : names) {
      if (name.equals("node")) {
        try {
          runners.add(new NodeRunner(node, script()));
        } catch (IOException e) {
          System.out.println("without node: " + e.getMessage());
        }
        continue;
      }
      Map<String, String> options = WEFT.get(name);
      if (options == null) {
        throw new IllegalArgumentException("no runner is called " + name);
      }
      Map<String, String> possible = possible(options);
      if (possible == null) {
        System.out.println("without " + name + ": this engine lacks its options");
        continue;
      }
      runners.add(new WeftRunner(name, possible));
    }
    return runners;
  }

  /**
   * Options as this engine has them: those that only say what is the case anyway are left out.
   *
   * @return null if one is missing that makes a difference
   */
  static Map<String, String> possible(Map<String, String> options) {
    Map<String, String> result = new LinkedHashMap<>();
    try (Engine engine = Engine.create("wasm")) {
      for (Map.Entry<String, String> option : options.entrySet()) {
        boolean there =
            engine.getOptions().get(option.getKey()) != null
                || engine.getLanguages().get("wasm").getOptions().get(option.getKey()) != null;
        if (there) {
          result.put(option.getKey(), option.getValue());
        } else if (!option.getValue().equals("ast") && !option.getValue().equals("false")) {
          return null;
        }
      }
      // Of the first engine in the process that calls anything, whether it compiles or not.
      if (engine.getOptions().get(COMPILER_THREADS) != null) {
        result.put(COMPILER_THREADS, Integer.toString(Runtime.getRuntime().availableProcessors()));
      }
    }
    return result;
  }

  private static Path script() throws IOException {
    Path file = Files.createTempFile("fuzz", ".mjs");
    file.toFile().deleteOnExit();
    try (InputStream in = Fuzz.class.getResourceAsStream("/fuzz/run.mjs")) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  public static void main(String[] arguments) throws IOException {
    long seed = System.currentTimeMillis();
    long count = Long.MAX_VALUE;
    long seconds = 60;
    boolean print = false;
    boolean mutations = false;
    int size = 0;
    int jobs = 1;
    String node = "node";
    List<String> names = new ArrayList<>(WEFT.keySet());
    names.add("node");
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--seed" -> seed = Long.parseLong(arguments[++i]);
        case "--count" -> count = Long.parseLong(arguments[++i]);
        case "--seconds" -> seconds = Long.parseLong(arguments[++i]);
        case "--runners" -> names = Arrays.asList(arguments[++i].split(","));
        case "--node" -> node = arguments[++i];
        case "--size" -> size = Integer.parseInt(arguments[++i]);
        case "--jobs" -> jobs = Integer.parseInt(arguments[++i]);
        case "--print" -> print = true;
        case "--mutations" -> mutations = true;
        default -> {
          System.err.println(
              "fuzz [--seed N] [--count N] [--seconds N] [--size N] [--jobs N] [--runners A,B,...]"
                  + " [--node COMMAND] [--print] [--mutations]");
          System.exit(2);
        }
      }
    }
    if (print) {
      for (long i = 0; i < Math.min(count, 1000); i++) {
        System.out.println(
            Generator.generate(seed + i, size > 0 ? size : Generator.FULL_SIZE).text());
      }
      return;
    }
    System.out.println("seed " + seed);
    if (mutations) {
      Mutations run = new Mutations(Suite.scripts(), seed);
      String failure = run.run(Instant.now().plusSeconds(seconds));
      System.out.printf("%d damaged modules, %d of them valid%n", run.inputs, run.accepted);
      System.out.println(failure == null ? "none was treated wrongly" : failure);
      System.exit(failure == null ? 0 : 1);
    }
    int used = size > 0 ? size : compiles(names) ? Generator.SMALL_SIZE : Generator.FULL_SIZE;
    System.exit(fuzz(names, node, seed, count, used, seconds, jobs) ? 0 : 1);
  }

  /** Runs programs on several threads, each with engines and seeds of its own. */
  private static boolean fuzz(
      List<String> names, String node, long seed, long count, int size, long seconds, int jobs)
      throws IOException {
    List<List<Runner>> runners = new ArrayList<>();
    List<Fuzzer> fuzzers = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      runners.add(runners(names, node));
      fuzzers.add(new Fuzzer(runners.get(i), Duration.ofSeconds(60), size));
    }
    System.out.println(
        "runners " + runners.getFirst().stream().map(Runner::name).toList() + ", size " + size);
    Instant start = Instant.now();
    Queue<Fuzzer.Failure> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    AtomicBoolean complete = new AtomicBoolean(true);
    for (int i = 0; i < jobs; i++) {
      Fuzzer fuzzer = fuzzers.get(i);
      long first = seed + i * SEEDS_PER_JOB;
      Runnable work =
          () -> {
            Fuzzer.Failure failure = fuzzer.run(first, count, start.plusSeconds(seconds));
            if (failure != null) {
              failures.add(failure);
              fuzzers.forEach(each -> each.stopped = true);
            }
          };
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler(
                  (thread, e) -> {
                    complete.set(false);
                    fuzzers.forEach(each -> each.stopped = true);
                    e.printStackTrace(System.out);
                  })
              .start(work));
    }
    await(threads, fuzzers, start);
    Map<String, Integer> ends = new TreeMap<>();
    fuzzers.forEach(each -> each.ends.forEach((end, n) -> ends.merge(end, n, Integer::sum)));
    String rate = Progress.now(fuzzers).rate(new Progress(0, start, Duration.ZERO));
    System.out.println("in all: " + rate + "; calls: " + ends);
    failures.forEach(failure -> System.out.println(failure.report()));
    runners.forEach(list -> list.forEach(Runner::close));
    return complete.get() && failures.isEmpty();
  }

  /** Waits for the threads, and tells how far they are: every ten seconds, later every minute. */
  private static void await(List<Thread> threads, List<Fuzzer> fuzzers, Instant start) {
    Progress last = Progress.now(fuzzers);
    try {
      for (Thread thread : threads) {
        while (!thread.join(Duration.ofSeconds(last.since(start) < 60 ? 10 : 60))) {
          Progress now = Progress.now(fuzzers);
          System.out.println(now.since(start) + " s: " + now.rate(last));
          last = now;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many programs have been run, and with how much of the processors, node's apart. */
  private record Progress(int programs, Instant time, Duration processors) {
    static Progress now(List<Fuzzer> fuzzers) {
      int programs = fuzzers.stream().mapToInt(fuzzer -> fuzzer.programs).sum();
      Duration used = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
      return new Progress(programs, Instant.now(), used);
    }

    long since(Instant start) {
      return Math.round(Duration.between(start, time).toMillis() / 1000.0);
    }

    /** What was done since another time. */
    String rate(Progress last) {
      int more = programs - last.programs;
      long millis = Math.max(1, Duration.between(last.time, time).toMillis());
      long used = processors.minus(last.processors).toMillis();
      return String.format(
          "%d programs, %d per minute, %d ms of processor time each",
          programs, more * 60_000L / millis, used / Math.max(1, more));
    }
  }
}
