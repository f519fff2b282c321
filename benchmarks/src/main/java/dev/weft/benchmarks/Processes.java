// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Processes and the files around them. */
final class Processes {
  private Processes() {}

  /** How a process ended: its status, or that it took too long. */
  record Ended(int status, boolean late) {
    String describe() {
      return late ? "did not end in time" : "ended with status " + status + " without a report";
    }
  }

  /**
   * Runs a command to its end.
   *
   * @param errors the file for its standard error; what it prints to its standard output is dropped
   * @param seconds after which it is killed
   */
  static Ended run(List<String> command, Path errors, long seconds)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    Thread killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      if (process.waitFor(seconds, TimeUnit.SECONDS)) {
        return new Ended(process.exitValue(), false);
      }
      process.destroyForcibly().waitFor();
      return new Ended(-1, true);
    } finally {
      Runtime.getRuntime().removeShutdownHook(killer);
    }
  }

  /** The last lines of a file in one. */
  static String tail(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  /** The SHA-256 of a file in hexadecimal, or that there is none. */
  static String sha256(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "(no such file)";
    }
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** Deletes a folder and what is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
