// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a driver process measured: lines of a key and its values. Times are in milliseconds; a point
 * in time is milliseconds since 1970, so that the process that started the driver can relate it to
 * the moment of the start.
 *
 * <ul>
 *   <li>{@code runtime TEXT}: what ran
 *   <li>{@code engine TIME}: creating what runs modules
 *   <li>{@code load TIME}: decoding, validating, compiling ahead, and the first instantiation
 *   <li>{@code first TIME CPU}: the first run; CPU is the processor time of the running thread
 *       (under node: of the process)
 *   <li>{@code first-ended POINT}
 *   <li>{@code output BASE64}: what the first run printed
 *   <li>{@code run TIME CPU POINT}: a repeated run and its end, in order
 *   <li>{@code turn TIME CPU POINT}: one of the runs made in turn with other processes
 *   <li>{@code rss KIB}: the process' greatest resident set
 *   <li>{@code error TEXT}: why there is no more
 * </ul>
 */
public final class Report {
  /** A repeated run. */
  public record Run(double wall, double cpu, double ended) {}

  private String runtime = "";
  private double engine = Double.NaN;
  private double load = Double.NaN;
  private double first = Double.NaN;
  private double firstCpu = Double.NaN;
  private double firstEnded = Double.NaN;
  private byte[] output;
  private final List<Run> runs = new ArrayList<>();
  private final List<Run> turns = new ArrayList<>();
  private long rss = -1;
  private String error;

  /** Reads a driver's file. */
  public static Report read(Path file) throws IOException {
    Report report = new Report();
    for (String line : Files.readAllLines(file)) {
      int at = line.indexOf(' ');
      if (at > 0) {
        report.take(line.substring(0, at), line.substring(at + 1));
      }
    }
    return report;
  }

  /** A report of a driver that wrote none. */
  public static Report failed(String error) {
    Report report = new Report();
    report.error = error;
    return report;
  }

  private void take(String key, String value) {
    String[] words = value.split(" ");
    switch (key) {
      case "runtime" -> runtime = value;
      case "engine" -> engine = Double.parseDouble(value);
      case "load" -> load = Double.parseDouble(value);
      case "first" -> {
        first = Double.parseDouble(words[0]);
        firstCpu = Double.parseDouble(words[1]);
      }
      case "first-ended" -> firstEnded = Double.parseDouble(value);
      case "output" -> output = Base64.getDecoder().decode(value.trim());
      case "run" -> runs.add(run(words));
      case "turn" -> turns.add(run(words));
      case "rss" -> rss = Long.parseLong(value);
      case "error" -> error = value;
      default -> throw new IllegalArgumentException("unknown key '" + key + "' in a report");
    }
  }

  private static Run run(String[] words) {
    return new Run(
        Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]));
  }

  /** What ran the program. */
  public String runtime() {
    return runtime;
  }

  /** Milliseconds to create the engine. */
  public double engine() {
    return engine;
  }

  /** Milliseconds to load and instantiate. */
  public double load() {
    return load;
  }

  /** Milliseconds of the first run. */
  public double first() {
    return first;
  }

  /** Processor milliseconds of the first run. */
  public double firstCpu() {
    return firstCpu;
  }

  /** When the first run ended, in milliseconds since 1970. */
  public double firstEnded() {
    return firstEnded;
  }

  /** What the first run printed, or null. */
  public byte[] output() {
    return output;
  }

  /** The repeated runs in order. */
  public List<Run> runs() {
    return runs;
  }

  /** The runs made in turn with other processes, in order. */
  public List<Run> turns() {
    return turns;
  }

  /** The greatest resident set in KiB, or -1 where it is not known. */
  public long rss() {
    return rss;
  }

  /** Why the driver failed, or null. */
  public String error() {
    return error;
  }
}
