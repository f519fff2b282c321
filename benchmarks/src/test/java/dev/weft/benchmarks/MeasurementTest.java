// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.benchmarks.Measurement.Metric;
import dev.weft.benchmarks.driver.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {
  @TempDir Path folder;

  /** A process started at 1000 that warms up from 100 to 10 ms in its fifth repeated run. */
  private Measurement warmingUp(String... more) throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add("runtime test");
    lines.add("engine 5");
    lines.add("load 50");
    lines.add("first 400 300");
    lines.add("first-ended 1600");
    lines.add("output aGkK");
    double now = 1600;
    for (int time : new int[] {100, 10, 90, 80, 11, 10, 10, 30, 9, 10, 10, 10, 10}) {
      now += time;
      lines.add("run " + time + " " + time / 2.0 + " " + now);
    }
    lines.add("rss 2048");
    lines.addAll(List.of(more));
    Path file = folder.resolve("report");
    Files.write(file, lines);
    return new Measurement(Report.read(file), 1000);
  }

  @Test
  void derivesTheQuantities() throws Exception {
    Measurement measurement = warmingUp();
    assertEquals(50, measurement.get(Metric.LOAD, false));
    assertEquals(400, measurement.get(Metric.FIRST, false));
    assertEquals(300, measurement.get(Metric.FIRST, true));
    assertEquals(600, measurement.get(Metric.COLD, false));
    assertEquals(10, measurement.get(Metric.PEAK, false));
    assertEquals(5, measurement.get(Metric.PEAK, true));
    assertEquals(2, measurement.get(Metric.MEMORY, false));
  }

  /** Runs in turn with other engines are the peak; they say nothing about the way there. */
  @Test
  void turnsAreThePeak() throws Exception {
    Measurement measurement = warmingUp("turn 20 6 3000", "turn 22 7 3100", "turn 40 8 3200");
    assertEquals(22, measurement.get(Metric.PEAK, false));
    assertEquals(7, measurement.get(Metric.PEAK, true));
    assertEquals(warmingUp().get(Metric.TO_PEAK, false), measurement.get(Metric.TO_PEAK, false));
  }

  /** One lucky run among slow ones is not the peak yet, one slow run after it does not undo it. */
  @Test
  void thePeakIsReachedWhenRunsStayThere() throws Exception {
    assertEquals(1600 + 100 + 10 + 90 + 80 + 11 - 1000, warmingUp().get(Metric.TO_PEAK, false));
  }

  @Test
  void aFailedDriverHasNoQuantities() {
    Measurement measurement = new Measurement(Report.failed("gone"), 0);
    for (Metric metric : Metric.values()) {
      assertTrue(Double.isNaN(measurement.get(metric, false)), metric::title);
    }
  }

  @Test
  void medians() {
    assertEquals(2, Measurement.median(3, 1, 2));
    assertEquals(2.5, Measurement.median(4, 1, 2, 3));
    assertTrue(Double.isNaN(Measurement.median()));
  }
}
