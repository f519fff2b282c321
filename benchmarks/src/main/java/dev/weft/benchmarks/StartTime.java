// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The time that the distribution's command takes to say hello. */
final class StartTime {
  private StartTime() {}

  /** Times the commands in turn and prints a table. Returns the exit status. */
  static int measure(Path root, int rounds) throws IOException, InterruptedException {
    Path weft = root.resolve("component/target/weft/bin/weft");
    String hello = root.resolve("benchmarks/programs/hello.wasm").toString();
    if (!Files.exists(weft)) {
      System.err.println("benchmarks/run: no " + weft + ": build it with mvn package");
      return 1;
    }
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put("weft hello.wasm", List.of(weft.toString(), hello));
    commands.put(
        "node's WASI",
        List.of(
            "node",
            "--no-warnings",
            root.resolve("benchmarks/drivers/hello.mjs").toString(),
            hello));
    Map<String, List<double[]>> times = new LinkedHashMap<>();
    // The first round warms the file cache and is not counted.
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, List<String>> command : commands.entrySet()) {
        double[] time = time(command.getValue());
        if (round > 0) {
          times.computeIfAbsent(command.getKey(), c -> new ArrayList<>()).add(time);
        }
      }
    }
    System.out.printf("%-20s%12s%12s%12s%n", "", "median ms", "least ms", "cpu ms");
    times.forEach(
        (name, values) ->
            System.out.printf(
                "%-20s%12.0f%12.0f%12.0f%n",
                name,
                Measurement.median(values.stream().mapToDouble(v -> v[0]).toArray()),
                values.stream().mapToDouble(v -> v[0]).min().orElseThrow(),
                Measurement.median(values.stream().mapToDouble(v -> v[1]).toArray())));
    return 0;
  }

  /** Elapsed and processor time in milliseconds, as the shell measures them. */
  private static double[] time(List<String> command) throws IOException, InterruptedException {
    List<String> shell =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "TIMEFORMAT='%R %U %S'; time \"$@\" >/dev/null 2>&1 || echo failed >&2",
                "-"));
    shell.addAll(command);
    Path errors = Files.createTempFile("weft-start", "");
    try {
      Processes.Ended ended = Processes.run(shell, errors, 120);
      if (ended.late()) {
        throw new IOException("'" + String.join(" ", command) + "' " + ended.describe());
      }
      List<String> lines = Files.readAllLines(errors);
      if (lines.contains("failed")) {
        throw new IOException("'" + String.join(" ", command) + "' failed");
      }
      double[] seconds =
          Arrays.stream(lines.getLast().split(" ")).mapToDouble(Double::parseDouble).toArray();
      return new double[] {seconds[0] * 1e3, (seconds[1] + seconds[2]) * 1e3};
    } finally {
      Files.delete(errors);
    }
  }
}
