// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import dev.weft.benchmarks.Measurement.Metric;
import dev.weft.benchmarks.driver.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All measurements, and what is printed of them. */
final class Results {
  private final List<String> engines;
  private final boolean cpu;
  private final Map<String, Map<String, List<Measurement>>> measurements = new LinkedHashMap<>();

  Results(List<String> engines, boolean cpu) {
    this.engines = engines;
    this.cpu = cpu;
  }

  void add(String program, String engine, Measurement measurement) {
    measurements
        .computeIfAbsent(program, p -> new LinkedHashMap<>())
        .computeIfAbsent(engine, e -> new ArrayList<>())
        .add(measurement);
  }

  /** The median over the rounds. */
  private double value(String program, String engine, Metric metric) {
    return Measurement.median(
        measurements.get(program).getOrDefault(engine, List.of()).stream()
            .mapToDouble(m -> m.get(metric, cpu))
            .filter(Double::isFinite)
            .toArray());
  }

  /**
   * An engine's share of the first one's time or memory. Of peaks that were measured in turn it is
   * the median of the shares of each turn: the machine may have been slower in the next one.
   */
  private double ratio(String program, String engine, Metric metric) {
    List<Measurement> first = measurements.get(program).getOrDefault(base(), List.of());
    List<Measurement> other = measurements.get(program).getOrDefault(engine, List.of());
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; metric == Metric.PEAK && round < first.size(); round++) {
      List<Report.Run> turns = first.get(round).report().turns();
      List<Report.Run> others =
          round < other.size() ? other.get(round).report().turns() : List.of();
      for (int turn = 0; turn < Math.min(turns.size(), others.size()); turn++) {
        ratios.add(time(others.get(turn)) / time(turns.get(turn)));
      }
    }
    return ratios.isEmpty()
        ? value(program, engine, metric) / value(program, base(), metric)
        : Measurement.median(ratios.stream().mapToDouble(r -> r).toArray());
  }

  private double time(Report.Run run) {
    return cpu ? run.cpu() : run.wall();
  }

  /** A table for each quantity: the first engine's values, the others' and their ratios to it. */
  String tables() {
    StringBuilder out = new StringBuilder();
    for (Metric metric : Metric.values()) {
      out.append('\n').append(metric.title()).append(", ").append(metric.unit());
      if (cpu && (metric == Metric.FIRST || metric == Metric.PEAK)) {
        out.append(" of processor time");
      }
      out.append("\n").append("%-16s".formatted(""));
      for (String engine : engines) {
        out.append(engine.equals(base()) ? "%10s".formatted(engine) : "%18s".formatted(engine));
      }
      out.append('\n');
      for (String program : measurements.keySet()) {
        out.append("%-16s".formatted(program));
        for (String engine : engines) {
          double value = value(program, engine, metric);
          out.append("%10s".formatted(number(value)));
          if (!engine.equals(base())) {
            out.append("%8s".formatted(share(ratio(program, engine, metric))));
          }
        }
        out.append('\n');
      }
      out.append("%-16s%10s".formatted("geometric mean", ""));
      for (String engine : engines.subList(1, engines.size())) {
        out.append("%10s%8s".formatted("", share(Math.exp(meanLog(engine, metric)))));
      }
      out.append('\n');
    }
    return out.toString();
  }

  /** How the first engine compares with each other one: its mean share and its worst. */
  String summary() {
    StringBuilder out = new StringBuilder();
    for (String engine : engines.subList(1, engines.size())) {
      for (Metric metric : Metric.values()) {
        String worst = null;
        double worstRatio = 0;
        for (String program : measurements.keySet()) {
          double ratio = 1 / ratio(program, engine, metric);
          if (ratio > worstRatio) {
            worstRatio = ratio;
            worst = program;
          }
        }
        if (worst != null) {
          out.append(
              "%s / %s, %s: geometric mean %s, worst %s (%s)%n"
                  .formatted(
                      base(),
                      engine,
                      metric.title(),
                      share(Math.exp(-meanLog(engine, metric))),
                      share(worstRatio),
                      worst));
        }
      }
    }
    return out.toString();
  }

  private double meanLog(String engine, Metric metric) {
    return measurements.keySet().stream()
        .mapToDouble(p -> Math.log(ratio(p, engine, metric)))
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  private String base() {
    return engines.getFirst();
  }

  private static String number(double value) {
    return Double.isNaN(value)
        ? "-"
        : String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  private static String share(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "-";
  }

  /** Everything, every single run included, as JSON. */
  String json() {
    StringBuilder out = new StringBuilder("{\n  \"programs\": {");
    String programComma = "\n";
    for (var program : measurements.entrySet()) {
      out.append(programComma).append("    ").append(quote(program.getKey())).append(": {");
      programComma = ",\n";
      String engineComma = "\n";
      for (var engine : program.getValue().entrySet()) {
        out.append(engineComma).append("      ").append(quote(engine.getKey())).append(": [");
        engineComma = ",\n";
        String comma = "\n";
        for (Measurement measurement : engine.getValue()) {
          out.append(comma).append("        ");
          comma = ",\n";
          json(measurement, out);
        }
        out.append("\n      ]");
      }
      out.append("\n    }");
    }
    return out.append("\n  }\n}\n").toString();
  }

  private static void json(Measurement measurement, StringBuilder out) {
    Report report = measurement.report();
    out.append("{\"runtime\": ").append(quote(report.runtime()));
    out.append(", \"engine\": ").append(json(report.engine()));
    for (Metric metric : Metric.values()) {
      out.append(", ").append(quote(metric.name().toLowerCase(Locale.ROOT).replace('_', '-')));
      out.append(": ").append(json(measurement.get(metric, false)));
    }
    out.append(", \"first-cpu\": ").append(json(report.firstCpu()));
    out.append(", \"peak-cpu\": ").append(json(measurement.get(Metric.PEAK, true)));
    if (report.error() != null) {
      out.append(", \"error\": ").append(quote(report.error()));
    }
    out.append(", \"runs\": [");
    runs(report.runs(), out);
    out.append("], \"turns\": [");
    runs(report.turns(), out);
    out.append("]}");
  }

  private static void runs(List<Report.Run> runs, StringBuilder out) {
    String comma = "";
    for (Report.Run run : runs) {
      out.append(comma).append('[').append(json(run.wall())).append(", ");
      out.append(json(run.cpu())).append(']');
      comma = ", ";
    }
  }

  private static String json(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null";
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
