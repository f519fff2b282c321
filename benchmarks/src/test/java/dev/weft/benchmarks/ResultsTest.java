// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.benchmarks.driver.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  @TempDir Path folder;

  private Measurement measurement(int... turns) throws Exception {
    List<String> lines = new ArrayList<>(List.of("load 50", "first 400 300", "run 7 7 2000"));
    for (int turn : turns) {
      lines.add("turn " + turn + " " + turn + " 3000");
    }
    Path file = Files.createTempFile(folder, "report", "");
    Files.write(file, lines);
    return new Measurement(Report.read(file), 1000);
  }

  /** The machine is three times slower in some turns; the medians alone would say 3. */
  @Test
  void peaksAreComparedTurnByTurn() throws Exception {
    Results results = new Results(List.of("weft", "other"), false);
    results.add("program", "weft", measurement(10, 30, 10, 30, 10));
    results.add("program", "other", measurement(20, 60, 60, 60, 20));
    String summary = results.summary();
    assertTrue(
        summary.contains("weft / other, peak (steady run): geometric mean 0.50, worst 0.50"),
        summary);
    assertTrue(
        results.tables().contains("program                 10        60    2.00"),
        results.tables());
  }

  @Test
  void withoutTurnsTheMediansAreCompared() throws Exception {
    Results results = new Results(List.of("weft", "other"), false);
    results.add("program", "weft", measurement());
    results.add("program", "other", measurement());
    String summary = results.summary();
    assertTrue(summary.contains("peak (steady run): geometric mean 1.00"), summary);
  }
}
