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
import org.graalvm.polyglot.Engine;

/**
 * The command behind {@code tests/fuzz}.
 *
 * <p>Options: {@code --seed N}, {@code --count N}, {@code --seconds N}, {@code --runners A,B},
 * {@code --node COMMAND}, {@code --print} (only print the programs), {@code --mutations} (see
 * {@link Mutations}).
 */
final class Fuzz {
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
    WEFT.put(
        "compiled",
        Map.of(
            "wasm.Tier",
            "ast",
            "engine.CompileImmediately",
            "true",
            "engine.BackgroundCompilation",
            "false",
            "engine.CompilationFailureAction",
            "Throw"));
    WEFT.put(
        "osr",
        Map.of(
            "wasm.Tier",
            "ast",
            "engine.MultiTier",
            "false",
            "engine.SingleTierCompilationThreshold",
            "20",
            "engine.OSRCompilationThreshold",
            "16",
            "engine.BackgroundCompilation",
            "false",
            "engine.CompilationFailureAction",
            "Throw"));
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
        case "--print" -> print = true;
        case "--mutations" -> mutations = true;
        default -> {
          System.err.println(
              "fuzz [--seed N] [--count N] [--seconds N] [--runners A,B,...] [--node COMMAND]"
                  + " [--print] [--mutations]");
          System.exit(2);
        }
      }
    }
    if (print) {
      for (long i = 0; i < Math.min(count, 1000); i++) {
        System.out.println(Generator.generate(seed + i).text());
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
    List<Runner> runners = runners(names, node);
    System.out.println("runners " + runners.stream().map(Runner::name).toList());
    Instant start = Instant.now();
    Fuzzer fuzzer = new Fuzzer(runners, Duration.ofSeconds(60));
    Fuzzer.Failure failure = fuzzer.run(seed, count, start.plusSeconds(seconds));
    long millis = Duration.between(start, Instant.now()).toMillis();
    System.out.printf(
        "%d programs, %d per minute; calls: %s%n",
        fuzzer.programs, fuzzer.programs * 60_000L / Math.max(1, millis), fuzzer.ends);
    if (failure != null) {
      System.out.println(failure.report());
    }
    runners.forEach(Runner::close);
    System.exit(failure == null ? 0 : 1);
  }
}
