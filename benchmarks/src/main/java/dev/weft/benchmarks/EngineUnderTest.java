// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to start the driver of an engine.
 *
 * @param name how the user names the engine
 * @param command the command line up to the specification's file
 * @param share how much of the time for repeated runs the engine gets: one that reaches its peak at
 *     once needs less to show it
 */
public record EngineUnderTest(String name, List<String> command, double share) {
  /** The engines in the order in which they run and are shown. */
  static final List<String> NAMES = List.of("weft", "graalwasm", "chicory", "node", "wasmtime");

  /** Weft without Graal, which runs only where it is asked for. */
  static final String STOCK = "stock";

  /** Where engines are found. */
  static final class Finder {
    private static final String POLYGLOT_DRIVER = "dev.weft.benchmarks.driver.PolyglotDriver";
    private static final String CHICORY_DRIVER = "dev.weft.benchmarks.peers.ChicoryDriver";

    private final Path root;
    private final Path java;
    private final Path classes;
    private final List<Path> jars;

    /**
     * @param root the checkout
     * @param peers the folder of the jars of the peers and of the optimising runtime, each named
     *     {@code GROUP.ARTIFACT-VERSION.jar}
     */
    Finder(Path root, Path peers) throws IOException {
      this.root = root;
      java = Path.of(System.getProperty("java.home"), "bin", "java");
      classes = root.resolve("benchmarks/target/classes");
      try (Stream<Path> files = Files.list(peers)) {
        jars = files.sorted().toList();
      }
    }

    /**
     * How to start an engine.
     *
     * @param options further options of the virtual machine, for engines that run on one
     * @throws UnavailableException where it is not on this machine
     */
    EngineUnderTest find(String name, List<String> options) throws UnavailableException {
      return switch (name) {
        case "weft" -> polyglot(name, weft(), "dev.weft", options);
        case STOCK -> stock(weft(), options);
        case "graalwasm" ->
            polyglot(name, jar("org.graalvm.wasm.wasm-language"), "org.graalvm.wasm", options);
        case "chicory" -> {
          List<Path> path = new ArrayList<>(List.of(classes));
          for (Path jar : jars) {
            String file = jar.getFileName().toString();
            if (file.startsWith("com.dylibso.chicory.") || file.startsWith("org.ow2.asm.")) {
              path.add(jar);
            }
          }
          List<String> command = new ArrayList<>(List.of(java.toString()));
          command.addAll(options);
          command.addAll(List.of("-cp", join(path), CHICORY_DRIVER));
          yield new EngineUnderTest(name, command, 0.6);
        }
        case "node" -> {
          require("node", "--version");
          // Without the second flag node 20 and 22 corrupt memory in WASI calls once they are
          // optimised (nodejs/node issues 52402 and 53087).
          yield new EngineUnderTest(
              name,
              List.of(
                  "node",
                  "--no-warnings",
                  "--no-turbo-fast-api-calls",
                  root.resolve("benchmarks/drivers/node.mjs").toString()),
              0.3);
        }
        case "wasmtime" -> {
          require("python3", "-c", "import wasmtime");
          yield new EngineUnderTest(
              name,
              List.of("python3", root.resolve("benchmarks/drivers/wasmtime_driver.py").toString()),
              0.2);
        }
        default ->
            throw new UnavailableException(
                "no such engine; there are " + String.join(", ", NAMES) + " and " + STOCK);
      };
    }

    private Path weft() throws UnavailableException {
      Path jar = root.resolve("language/target/weft-language-0.1.0.jar");
      if (!Files.exists(jar)) {
        throw new UnavailableException("no " + jar + ": build it with mvn package");
      }
      return jar;
    }

    /** Weft as on a JDK that has no Graal: from the class path, without any flags. */
    private EngineUnderTest stock(Path weft, List<String> options) {
      List<Path> path = new ArrayList<>(List.of(classes, weft));
      for (Path jar : jars) {
        String file = jar.getFileName().toString();
        if (file.startsWith("org.graalvm.polyglot.")
            || file.startsWith("org.graalvm.sdk.")
            || file.startsWith("org.graalvm.truffle.truffle-api-")) {
          path.add(jar);
        }
      }
      List<String> command = new ArrayList<>(List.of(java.toString()));
      command.add("-Dweft.benchmarks.runtime=any");
      command.addAll(options);
      command.addAll(List.of("-cp", join(path), POLYGLOT_DRIVER));
      return new EngineUnderTest(STOCK, command, 1);
    }

    /** Weft and GraalWasm run with the same flags: stock JDK, Graal upgraded in, own module. */
    private EngineUnderTest polyglot(
        String name, Path language, String module, List<String> options)
        throws UnavailableException {
      Map<String, Path> modules = new TreeMap<>();
      for (Path jar : jars) {
        String file = jar.getFileName().toString();
        if (file.startsWith("org.graalvm.")
            && !file.startsWith("org.graalvm.compiler.compiler-")
            && !file.startsWith("org.graalvm.wasm.")) {
          modules.put(file, jar);
        }
      }
      List<Path> path = new ArrayList<>(modules.values());
      path.add(language);
      List<String> command = new ArrayList<>();
      command.add(java.toString());
      command.add("-XX:+UnlockExperimentalVMOptions");
      command.add("-XX:+EnableJVMCI");
      command.add("--upgrade-module-path=" + jar("org.graalvm.compiler.compiler"));
      command.add("--module-path=" + join(path));
      command.add(
          "--add-modules=org.graalvm.polyglot,org.graalvm.truffle,org.graalvm.truffle.runtime,"
              + module);
      command.add("--sun-misc-unsafe-memory-access=allow");
      // What docs/embedding.md advises for the peak.
      command.add("-XX:-ClipInlining");
      command.add("-Dweft.methodLimit=8000");
      command.add("--enable-native-access=org.graalvm.truffle");
      command.addAll(options);
      command.add("-cp");
      command.add(classes.toString());
      command.add(POLYGLOT_DRIVER);
      return new EngineUnderTest(name, command, 1);
    }

    private Path jar(String name) throws UnavailableException {
      for (Path jar : jars) {
        if (jar.getFileName().toString().matches(name.replace(".", "[.]") + "-\\d.*[.]jar")) {
          return jar;
        }
      }
      throw new UnavailableException("no jar " + name + " was fetched");
    }

    private static String join(List<Path> path) {
      return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static void require(String... command) throws UnavailableException {
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
          throw new UnavailableException("'" + String.join(" ", command) + "' fails");
        }
      } catch (IOException e) {
        throw new UnavailableException("there is no '" + command[0] + "'");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnavailableException("interrupted");
      }
    }
  }

  /** Why an engine cannot run here. */
  static final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    UnavailableException(String message) {
      super(message);
    }
  }
}
