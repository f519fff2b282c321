// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import dev.weft.benchmarks.EngineUnderTest.UnavailableException;
import dev.weft.benchmarks.driver.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The benchmark command; {@code benchmarks/run} starts it. */
public final class Main {
  private static final String USAGE =
      """
      Usage: benchmarks/run [OPTION...] [PROGRAM...]

      Runs programs on Weft and on its peers in turn, each in a process of its own, checks their
      outputs against each other, and prints tables of load, first run, time to peak, peak and peak
      memory, with ratios to Weft. Without PROGRAM all run; "ours" stands for the programs of
      benchmarks/programs, "real" for those of tests/programs.

        --quick            one round of 4 seconds for each program and engine
        --rounds=N         how often each program runs on each engine (3)
        --seconds=N        how much processor time a process gives to repeating its program (10)
        --engines=A,B      of weft,graalwasm,chicory,node,wasmtime, and stock, which is Weft on a
                           JDK without Graal; the first is what ratios are to (all but stock that
                           are on this machine)
        --turns=N          how many further runs the processes of a program's engines make in turn,
                           of which the peak is the median (15); with 0 it is that of the last
                           third of the runs that each process made for itself
        --cpu              first run and peak in processor time of the running thread: steadier on a
                           machine that has other work
        --json=FILE        write every measurement as JSON
        --vm=OPTION        an option for the virtual machines of Weft and GraalWasm (repeatable)
        --logs=FOLDER      keep what the processes printed to their standard error
        --compile-log      only Weft, with the compiler's log: fails on a failed compilation, on
                           repeated deoptimisations of one target, on exhausted OSR attempts
        --start            time the command weft on hello.wasm, beside node
        --list             print the names of the programs
        --help             print this
      """;

  private final Path root;
  private final Path peers;
  private int rounds = 3;
  private int seconds = 10;
  private int turns = 15;
  private boolean cpu;
  private boolean compileLog;
  private boolean start;
  private boolean list;
  private Path json;
  private Path logs;
  private List<String> engineNames = EngineUnderTest.NAMES;
  private boolean enginesNamed;
  private final List<String> options = new ArrayList<>();
  private final List<String> programs = new ArrayList<>();
  private int problems;

  private Main(Path root, Path peers) {
    this.root = root;
    this.peers = peers;
  }

  /**
   * Runs the command.
   *
   * @param args the checkout, the folder of the peers' jars, and what the user wrote
   */
  public static void main(String[] args) throws Exception {
    Main main = new Main(Path.of(args[0]).toRealPath(), Path.of(args[1]));
    int status = main.parse(Arrays.asList(args).subList(2, args.length));
    System.exit(status >= 0 ? status : main.run());
  }

  /** Returns the exit status, or -1 to go on. */
  private int parse(List<String> arguments) {
    for (String argument : arguments) {
      int at = argument.indexOf('=');
      String name = at < 0 ? argument : argument.substring(0, at);
      String value = at < 0 ? "" : argument.substring(at + 1);
      try {
        switch (name) {
          case "--quick" -> {
            rounds = 1;
            seconds = 4;
          }
          case "--rounds" -> rounds = Integer.parseInt(value);
          case "--seconds" -> seconds = Integer.parseInt(value);
          case "--turns" -> turns = Integer.parseInt(value);
          case "--engines" -> {
            engineNames = List.of(value.split(","));
            enginesNamed = true;
          }
          case "--cpu" -> cpu = true;
          case "--json" -> json = Path.of(value);
          case "--vm" -> options.add(value);
          case "--logs" -> logs = Path.of(value);
          case "--compile-log" -> compileLog = true;
          case "--start" -> start = true;
          case "--list" -> list = true;
          case "--help" -> {
            System.out.print(USAGE);
            return 0;
          }
          default -> {
            if (argument.startsWith("-")) {
              System.err.println("benchmarks/run: unknown option " + argument + " (see --help)");
              return 2;
            }
            programs.add(argument);
          }
        }
      } catch (NumberFormatException e) {
        System.err.println("benchmarks/run: " + name + " wants a number, not '" + value + "'");
        return 2;
      }
    }
    return -1;
  }

  private int run() throws IOException, InterruptedException {
    if (start) {
      return StartTime.measure(root, rounds == 1 ? 5 : 15);
    }
    Catalogue catalogue = Catalogue.read(root);
    if (list) {
      catalogue.benchmarks().forEach(b -> System.out.println(b.name()));
      return 0;
    }
    List<Benchmark> chosen = choose(catalogue);
    if (chosen == null) {
      return 2;
    }
    catalogue.skipped().forEach(System.out::println);
    if (compileLog) {
      engineNames = List.of("weft");
      enginesNamed = true;
      options.addAll(CompileLog.OPTIONS);
      rounds = 1;
      turns = 0;
    }
    List<EngineUnderTest> engines = findEngines();
    if (engines.isEmpty()) {
      return 1;
    }
    if (logs != null) {
      Files.createDirectories(logs);
    }
    Results results = new Results(engines.stream().map(EngineUnderTest::name).toList(), cpu);
    for (int round = 1; round <= rounds; round++) {
      for (Benchmark benchmark : chosen) {
        runOnAll(benchmark, engines, round, results);
      }
    }
    if (!compileLog) {
      System.out.print(results.tables());
      System.out.println();
      System.out.print(results.summary());
    }
    if (json != null) {
      Files.writeString(json, results.json());
    }
    System.out.printf(
        "%n%d programs, %d engines, %d rounds, ", chosen.size(), engines.size(), rounds);
    System.out.println(problems == 0 ? "no problems" : problems + " problems, see above");
    return problems == 0 ? 0 : 1;
  }

  private List<Benchmark> choose(Catalogue catalogue) {
    if (programs.isEmpty()) {
      return catalogue.benchmarks().stream().filter(Benchmark::byDefault).toList();
    }
    TreeSet<String> names = new TreeSet<>();
    for (String program : programs) {
      List<String> matching =
          catalogue.benchmarks().stream()
              .filter(
                  b ->
                      switch (program) {
                        case "ours" -> !b.whole();
                        case "real" -> b.whole() && b.byDefault();
                        default -> b.name().equals(program);
                      })
              .map(Benchmark::name)
              .toList();
      if (matching.isEmpty()) {
        System.err.println(
            "benchmarks/run: no program '" + program + "' (--list prints those there are)");
        return null;
      }
      names.addAll(matching);
    }
    return catalogue.benchmarks().stream().filter(b -> names.contains(b.name())).toList();
  }

  private List<EngineUnderTest> findEngines() throws IOException {
    EngineUnderTest.Finder finder = new EngineUnderTest.Finder(root, peers);
    List<EngineUnderTest> engines = new ArrayList<>();
    for (String name : engineNames) {
      try {
        engines.add(finder.find(name, options));
      } catch (UnavailableException e) {
        System.err.println(name + ": left out: " + e.getMessage());
        if (enginesNamed) {
          problems++;
        }
      }
    }
    return engines;
  }

  /**
   * One round of one program: the engines one after the other, then in turns, so that they meet the
   * same weather.
   */
  private void runOnAll(
      Benchmark benchmark, List<EngineUnderTest> engines, int round, Results results)
      throws IOException, InterruptedException {
    Map<String, String> outputs = new LinkedHashMap<>();
    if (benchmark.output() != null) {
      outputs.put("what is expected", Files.readString(benchmark.output()));
    }
    Map<EngineUnderTest, DriverProcess> processes = new LinkedHashMap<>();
    try {
      List<DriverProcess> waiting = new ArrayList<>();
      for (EngineUnderTest engine : engines) {
        long milliseconds = (long) (seconds * 1000 * engine.share());
        DriverProcess process = new DriverProcess(benchmark, engine, milliseconds, turns > 0);
        processes.put(engine, process);
        if (process.waitToRun()) {
          waiting.add(process);
        }
      }
      for (int turn = 0; turn < turns; turn++) {
        for (DriverProcess process : List.copyOf(waiting)) {
          if (!process.turn()) {
            waiting.remove(process);
          }
        }
      }
      for (Map.Entry<EngineUnderTest, DriverProcess> process : processes.entrySet()) {
        EngineUnderTest engine = process.getKey();
        Measurement measurement = finish(benchmark, engine, process.getValue(), round);
        results.add(benchmark.name(), engine.name(), measurement);
        compare(benchmark, engine, measurement.report(), outputs);
        if (measurement.report().output() != null) {
          System.out.printf(
              "%-16s %-10s round %d: load %.0f, first %.0f, peak %.1f ms (%d runs)%n",
              benchmark.name(),
              engine.name(),
              round,
              measurement.get(Measurement.Metric.LOAD, cpu),
              measurement.get(Measurement.Metric.FIRST, cpu),
              measurement.get(Measurement.Metric.PEAK, cpu),
              measurement.report().runs().size());
        }
      }
    } finally {
      for (DriverProcess process : processes.values()) {
        process.close();
      }
    }
  }

  private Measurement finish(
      Benchmark benchmark, EngineUnderTest engine, DriverProcess process, int round)
      throws IOException, InterruptedException {
    Measurement measurement = process.finish();
    if (logs != null) {
      Files.copy(
          process.errors(),
          logs.resolve(benchmark.name() + "-" + engine.name() + "-" + round + ".log"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    if (process.result() != null && measurement.report().error() == null) {
      String sum = Processes.sha256(process.result());
      if (!sum.equals(benchmark.resultSum())) {
        problem(benchmark, engine, "leaves a " + benchmark.result() + " with sha256 " + sum);
      }
    }
    if (compileLog) {
      CompileLog log = CompileLog.read(Files.readAllLines(process.errors()));
      System.out.printf("%-16s %s%n", benchmark.name(), log.summary());
      log.problems().forEach(p -> problem(benchmark, engine, p));
    }
    return measurement;
  }

  /** Reports a failure, or an output that is not the others'. */
  private void compare(
      Benchmark benchmark, EngineUnderTest engine, Report report, Map<String, String> outputs) {
    if (report.error() != null) {
      problem(benchmark, engine, report.error());
    }
    if (report.output() == null) {
      return;
    }
    String output = new String(report.output(), StandardCharsets.UTF_8);
    for (Map.Entry<String, String> other : outputs.entrySet()) {
      if (!other.getValue().equals(output)) {
        problem(
            benchmark,
            engine,
            "prints %s, not like %s %s"
                .formatted(shorten(output), other.getKey(), shorten(other.getValue())));
        break;
      }
    }
    outputs.putIfAbsent(engine.name(), output);
  }

  private void problem(Benchmark benchmark, EngineUnderTest engine, String text) {
    problems++;
    System.out.printf("%-16s %-10s PROBLEM: %s%n", benchmark.name(), engine.name(), text);
  }

  private static String shorten(String text) {
    String line = text.strip().replace("\n", "\\n");
    return "'" + (line.length() > 120 ? line.substring(0, 120) + "..." : line) + "'";
  }
}
