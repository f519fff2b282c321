// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import dev.weft.benchmarks.driver.Specification.Kind;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The programs: ours in benchmarks/programs, the real ones of tests/programs. */
public final class Catalogue {
  /** Stands for an empty folder that the runner makes for each process. */
  static final String SCRATCH = "@scratch";

  private final List<Benchmark> benchmarks = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  private Catalogue() {}

  /**
   * Reads what there is.
   *
   * @param root the checkout
   */
  public static Catalogue read(Path root) throws IOException {
    Catalogue catalogue = new Catalogue();
    catalogue.addKernels(root.resolve("benchmarks/programs"));
    catalogue.addRealPrograms(root);
    return catalogue;
  }

  /** All programs: ours first, by name. */
  public List<Benchmark> benchmarks() {
    return benchmarks;
  }

  /** Sentences about programs of the manifest that cannot run here. */
  public List<String> skipped() {
    return skipped;
  }

  private void addKernels(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path wasm : files.filter(f -> f.toString().endsWith(".wasm")).sorted().toList()) {
        String name = wasm.getFileName().toString().replace(".wasm", "");
        // hello is a command to start, not one to measure in a loop.
        if (!name.equals("hello")) {
          benchmarks.add(
              new Benchmark(name, Kind.KERNEL, wasm, name, null, null, null, null, null, true));
        }
      }
    }
  }

  private void addRealPrograms(Path root) throws IOException {
    Path folder = root.resolve("tests/programs");
    Path cache = root.resolve(".cache/programs");
    Path shared = root.toAbsolutePath().normalize().resolveSibling("shared").resolve("workloads");
    Properties manifest = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve("programs.properties"))) {
      manifest.load(reader);
    }
    TreeSet<String> names = new TreeSet<>();
    for (String key : manifest.stringPropertyNames()) {
      if (key.startsWith("run.") && key.endsWith(".program")) {
        names.add(key.substring("run.".length(), key.length() - ".program".length()));
      }
    }
    for (String name : names) {
      String prefix = "run." + name + ".";
      Path wasm = cache.resolve(manifest.getProperty(prefix + "program") + ".wasm");
      if (!Files.exists(wasm)) {
        skipped.add(name + ": skipped: " + wasm.getFileName() + " was not fetched");
        continue;
      }
      boolean ofShared = Boolean.parseBoolean(manifest.getProperty(prefix + "shared"));
      if (ofShared && !Files.isDirectory(shared)) {
        continue;
      }
      String directory = manifest.getProperty(prefix + "directory");
      if (directory != null && !directory.startsWith(SCRATCH)) {
        int at = directory.indexOf("::");
        directory =
            file(directory.substring(0, at), folder, cache, shared) + directory.substring(at);
      }
      String input = manifest.getProperty(prefix + "input");
      String output = manifest.getProperty(prefix + "output");
      benchmarks.add(
          new Benchmark(
              name,
              Kind.valueOf(manifest.getProperty(prefix + "kind").toUpperCase(Locale.ROOT)),
              wasm,
              manifest.getProperty(prefix + "arguments", name),
              directory,
              input == null ? null : file(input, folder, cache, shared),
              output == null ? null : file(output, folder, cache, shared),
              manifest.getProperty(prefix + "result"),
              manifest.getProperty(prefix + "sha256"),
              !ofShared && !Boolean.parseBoolean(manifest.getProperty(prefix + "simd"))));
    }
  }

  private static Path file(String name, Path folder, Path cache, Path shared) {
    if (name.startsWith("@shared")) {
      return shared.resolve(name.substring("@shared".length()).replaceFirst("^/", ""));
    }
    return name.startsWith("@") ? cache.resolve(name.substring(1)) : folder.resolve(name);
  }
}
