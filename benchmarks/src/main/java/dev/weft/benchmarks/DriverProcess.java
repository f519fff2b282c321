// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import dev.weft.benchmarks.driver.Report;
import dev.weft.benchmarks.driver.Specification;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The process of a driver that measures one program on one engine: started, waited for until its
 * repeated runs are done, then asked for further runs one at a time, so that several processes take
 * turns and a machine that changes its speed does so for all of them.
 */
final class DriverProcess implements AutoCloseable {
  private final Path folder;
  private final Path errors;
  private final Path reportFile;
  private final Path result;
  private final double started = System.currentTimeMillis();
  private final Process process;
  private final BufferedReader out;
  private final Thread killer;
  private final Duration patience;
  private volatile boolean late;

  /**
   * Starts the process.
   *
   * @param milliseconds of processor time for repeated runs
   * @param turns whether it is to be asked for further runs
   */
  DriverProcess(Benchmark benchmark, EngineUnderTest engine, long milliseconds, boolean turns)
      throws IOException {
    folder = Files.createTempDirectory("weft-benchmark");
    String directory = benchmark.directory();
    Path input = benchmark.input();
    Path scratch = folder.resolve("scratch");
    if (directory != null && directory.startsWith(Catalogue.SCRATCH)) {
      Files.createDirectory(scratch);
      if (input != null) {
        Files.copy(input, scratch.resolve(input.getFileName()));
        input = null;
      }
      directory = scratch + directory.substring(Catalogue.SCRATCH.length());
    }
    result = benchmark.result() == null ? null : scratch.resolve(benchmark.result());
    Path specification = folder.resolve("specification");
    reportFile = folder.resolve("report");
    errors = folder.resolve("errors");
    new Specification(
            benchmark.kind(),
            benchmark.wasm(),
            benchmark.arguments(),
            directory,
            input,
            milliseconds,
            1000,
            3,
            turns,
            reportFile)
        .write(specification);
    List<String> command = new ArrayList<>(engine.command());
    command.add(specification.toString());
    process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    out = process.inputReader();
    killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    patience = Duration.ofSeconds(300 + milliseconds / 100);
  }

  /** Returns when the process can be asked for a run (true) or has ended (false). */
  boolean waitToRun() throws IOException, InterruptedException {
    // A process that hangs is killed, which ends its output as well.
    Thread watch =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    Thread.sleep(patience);
                    late = true;
                    process.destroyForcibly();
                  } catch (InterruptedException inTime) {
                    Thread.currentThread().interrupt();
                  }
                });
    String line = out.readLine();
    while (line != null && !line.equals(Specification.READY)) {
      line = out.readLine(); // what options of the virtual machine made it print
    }
    watch.interrupt();
    watch.join();
    return line != null;
  }

  /** Asks a process that waits for a run. Returns whether it waits again. */
  boolean turn() throws IOException, InterruptedException {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException gone) {
      return false; // finish() says how it ended
    }
    return waitToRun();
  }

  /** Lets the process end and reads what it measured. */
  Measurement finish() throws IOException, InterruptedException {
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      // It has ended already.
    }
    waitToRun(); // to the end of what it prints
    if (!process.waitFor(patience)) {
      late = true;
      process.destroyForcibly().waitFor();
    }
    if (Files.exists(reportFile) && !late) {
      return new Measurement(Report.read(reportFile), started);
    }
    String how = new Processes.Ended(process.exitValue(), late).describe();
    return new Measurement(Report.failed(how + ": " + Processes.tail(errors)), started);
  }

  /** What the process printed to its standard error. */
  Path errors() {
    return errors;
  }

  /** The file that the program leaves behind, or null. */
  Path result() {
    return result;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join(); // or it might still write into the folder
    Runtime.getRuntime().removeShutdownHook(killer);
    Processes.delete(folder);
  }
}
