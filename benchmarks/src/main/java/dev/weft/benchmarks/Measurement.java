// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import dev.weft.benchmarks.driver.Report;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one process measured of one program.
 *
 * @param report what the driver wrote
 * @param started when the process was started, in milliseconds since 1970
 */
public record Measurement(Report report, double started) {
  /** A run counts as one at the peak when it takes at most this many times the peak's time. */
  private static final double NEAR = 1.1;

  /** The quantities of the tables. */
  public enum Metric {
    /** Decoding, validating, compiling ahead, instantiating. */
    LOAD("load", "ms"),
    /** The first run after that, in a process that has run nothing. */
    FIRST("first run", "ms"),
    /** From the start of the process to the end of the first run. */
    COLD("process start to end of first run", "ms"),
    /** From the start of the process to the first run from which on the runs are at the peak. */
    TO_PEAK("time to peak", "ms"),
    /**
     * The median of the runs in turn with the other engines, else of the last third of the runs.
     */
    PEAK("peak (steady run)", "ms"),
    /** The greatest resident set of the process. */
    MEMORY("peak memory", "MiB");

    private final String title;
    private final String unit;

    Metric(String title, String unit) {
      this.title = title;
      this.unit = unit;
    }

    /** What it is called in tables. */
    public String title() {
      return title;
    }

    /** What it is counted in. */
    public String unit() {
      return unit;
    }
  }

  /**
   * A quantity, not a number where it is not known.
   *
   * @param cpu whether first run and peak are processor time instead of elapsed time
   */
  public double get(Metric metric, boolean cpu) {
    return switch (metric) {
      case LOAD -> report.load();
      case FIRST -> cpu ? report.firstCpu() : report.first();
      case COLD -> report.firstEnded() - started;
      case TO_PEAK -> timeToPeak();
      case PEAK -> peak(cpu ? Report.Run::cpu : Report.Run::wall);
      case MEMORY -> report.rss() < 0 ? Double.NaN : report.rss() / 1024.0;
    };
  }

  private double peak(ToDoubleFunction<Report.Run> time) {
    return report.turns().isEmpty()
        ? steady(time)
        : median(report.turns().stream().mapToDouble(time).toArray());
  }

  private double steady(ToDoubleFunction<Report.Run> time) {
    List<Report.Run> runs = report.runs();
    int last = Math.min(runs.size(), Math.max(5, (runs.size() + 2) / 3));
    return median(
        runs.subList(runs.size() - last, runs.size()).stream().mapToDouble(time).toArray());
  }

  private double timeToPeak() {
    List<Report.Run> runs = report.runs();
    double limit = steady(Report.Run::wall) * NEAR;
    if (report.first() <= limit) {
      return report.firstEnded() - started;
    }
    for (int i = 0; i < runs.size(); i++) {
      double[] next =
          runs.subList(i, Math.min(i + 3, runs.size())).stream()
              .mapToDouble(Report.Run::wall)
              .toArray();
      if (runs.get(i).wall() <= limit && median(next) <= limit) {
        return runs.get(i).ended() - started;
      }
    }
    return Double.NaN;
  }

  /** The median; not a number of nothing. */
  static double median(double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
