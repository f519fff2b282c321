// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.compiled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.tests.compiled.Configuration.Running;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The C programs of the benchmarks at small sizes give the checksums that another engine gave:
 * compiled at once, and at the default thresholds, or, in regions, interpreted.
 */
@Tag("compiled")
@Tag("regions")
final class CProgramsTest {
  private static final Path PROGRAMS =
      Path.of(System.getProperty("weft.root", ".."), "benchmarks/programs");

  /** A size and what the program returns for it. */
  private record Run(int size, String checksum) {}

  /** For each program a small run and a larger one. */
  private static Map<String, List<Run>> programs() throws IOException {
    Map<String, List<Run>> programs = new LinkedHashMap<>();
    try (InputStream in = CProgramsTest.class.getResourceAsStream("/compiled/checksums.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          String[] words = line.split(" ");
          programs
              .computeIfAbsent(words[0], name -> new ArrayList<>())
              .add(new Run(Integer.parseInt(words[1]), words[2]));
        }
      }
    }
    return programs;
  }

  @TestFactory
  Stream<DynamicTest> programsGiveTheirChecksums() throws IOException {
    // OSR alone is left to CompiledTierTest, for the half minute it takes: loops are
    // compiled at the default thresholds too.
    List<Configuration> configurations =
        Configuration.REGIONS
            ? List.of(Configuration.INTERPRETED, Configuration.IMMEDIATE)
            : List.of(Configuration.IMMEDIATE, Configuration.DEFAULT);
    List<DynamicTest> tests = new ArrayList<>();
    programs()
        .forEach(
            (name, runs) -> {
              for (Configuration configuration : configurations) {
                tests.add(
                    DynamicTest.dynamicTest(
                        name + " " + configuration,
                        () -> Stack.run(16 << 20, () -> run(configuration, name, runs))));
              }
            });
    return tests.stream();
  }

  private static void run(Configuration configuration, String name, List<Run> runs)
      throws IOException {
    byte[] bytes = Files.readAllBytes(PROGRAMS.resolve(name + ".wasm"));
    Source source = Source.newBuilder("wasm", ByteSequence.create(bytes), name).build();
    Run run = runs.get(configuration == Configuration.DEFAULT ? 1 : 0);
    try (Running running = configuration.start();
        Context context = Context.newBuilder("wasm").engine(running.engine()).build()) {
      Value exports = context.eval(source).newInstance().getMember("exports");
      for (int i = 0; i < 2; i++) {
        long checksum = exports.getMember("run").execute(run.size).asLong();
        assertEquals(run.checksum, "%016x".formatted(checksum));
      }
      if (Configuration.REGIONS && configuration == Configuration.IMMEDIATE) {
        running.assertRegionsCompiled();
      }
    }
  }
}
