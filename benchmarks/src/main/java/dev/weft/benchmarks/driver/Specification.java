// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one driver process has to measure. It travels as a file of lines {@code key=value}, the keys
 * being the components' names, which every driver reads, in whatever language it is written.
 *
 * @param kind what to do with the module
 * @param wasm the module's file
 * @param arguments the arguments of a command from {@code argv[0]} on, separated by spaces; for
 *     {@link Kind#ARGON2ID} the triples of lanes, passes and KiB to hash with
 * @param directory the directory of a command, {@code HOST::GUEST}, or null
 * @param input the file that is a command's standard input or that QuickJS evaluates, or null
 * @param milliseconds how much processor time of its thread to give to repeated runs, so that other
 *     work on the machine does not make them fewer
 * @param runs how many repeated runs at most
 * @param leastRuns how many repeated runs at least, whatever time they take
 * @param turns whether further runs are made in turn with other processes: after the repeated runs
 *     the driver prints the line {@link #READY}; then it makes one run for each line of its
 *     standard input and prints that line again, until its standard input ends
 * @param report where the driver writes its {@link Report}
 */
public record Specification(
    Kind kind,
    Path wasm,
    String arguments,
    String directory,
    Path input,
    long milliseconds,
    int runs,
    int leastRuns,
    boolean turns,
    Path report) {

  /** What a driver prints when it waits to be asked for a run. */
  public static final String READY = "ready for a run";

  /** The kinds of programs. */
  public enum Kind {
    /** A benchmark program of ours: run once as a command, then repeated through {@code run}. */
    KERNEL,
    /** A WASI command: every run is one of {@code _start} in a fresh instance. */
    COMMAND,
    /** QuickJS as a library. */
    QUICKJS,
    /** Argon2id's compression as a library over a memory of the host's. */
    ARGON2ID;

    /** The name in the file. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Writes the file that drivers read. */
  public void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("kind=" + kind.key());
    lines.add("wasm=" + wasm);
    lines.add("arguments=" + arguments);
    if (directory != null) {
      lines.add("directory=" + directory);
    }
    if (input != null) {
      lines.add("input=" + input);
    }
    lines.add("milliseconds=" + milliseconds);
    lines.add("runs=" + runs);
    lines.add("leastRuns=" + leastRuns);
    lines.add("turns=" + turns);
    lines.add("report=" + report);
    Files.write(file, lines);
  }

  /** Reads what {@link #write} wrote. */
  public static Specification read(Path file) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      int at = line.indexOf('=');
      if (at > 0) {
        values.put(line.substring(0, at), line.substring(at + 1));
      }
    }
    String input = values.get("input");
    return new Specification(
        Kind.valueOf(values.get("kind").toUpperCase(Locale.ROOT)),
        Path.of(values.get("wasm")),
        values.get("arguments"),
        values.get("directory"),
        input == null ? null : Path.of(input),
        Long.parseLong(values.get("milliseconds")),
        Integer.parseInt(values.get("runs")),
        Integer.parseInt(values.get("leastRuns")),
        Boolean.parseBoolean(values.get("turns")),
        Path.of(values.get("report")));
  }

  /** The arguments, apart. */
  public List<String> argumentList() {
    return List.of(arguments.split(" "));
  }
}
