// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.io.File;
import java.io.OutputStream;
import java.util.List;
import org.graalvm.polyglot.Context;

/**
 * Runs and translates programs in the process that the distribution's AOT cache is recorded from,
 * so that the cache has the classes and profiles that programs of all kinds need.
 */
final class Training {
  /**
   * Names the programs, as {@code [TIER=]FILE} with the path separator between them. {@code
   * translate=FILE} only translates.
   */
  private static final String PROPERTY = "weft.training";

  private Training() {}

  /** Runs what the property names, if anything. */
  static void run() {
    String programs = System.getProperty(PROPERTY);
    if (programs == null) {
      return;
    }
    for (String program : programs.split(File.pathSeparator)) {
      int equals = program.indexOf('=');
      train(equals < 0 ? "auto" : program.substring(0, equals), program.substring(equals + 1));
    }
  }

  private static void train(String tier, String file) {
    try {
      if (tier.equals("translate")) {
        Translation.train(Program.readFile(file));
        return;
      }
      CommandLine line = CommandLine.parse(List.of(file));
      Context.Builder builder =
          Context.newBuilder("wasm")
              .allowExperimentalOptions(true)
              .arguments("wasm", new String[] {file})
              .option(WeftLauncher.BUILTINS, "wasi_snapshot_preview1")
              .option("wasm.Tier", tier)
              // Whether Graal's classes are recorded must not depend on the machine's speed.
              .option("engine.Compilation", Boolean.toString(!tier.equals("bytecode")))
              .out(OutputStream.nullOutputStream());
      new Program(line, OutputStream.nullOutputStream(), System.err).run(builder);
    } catch (UsageException | LaunchException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
