// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.compiled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.benchmarks.CompileLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.Engine;

/**
 * How a test makes the optimising runtime compile. The first does not: it is what they must equal.
 */
enum Configuration {
  /** Nothing is compiled. */
  INTERPRETED,

  /** Every function is compiled, as if at the peak, before it runs for the first time. */
  IMMEDIATE("engine.CompileImmediately", "true", "engine.BackgroundCompilation", "false"),

  /** Every loop of some hundred iterations goes on in compiled code, in the middle. */
  OSR(
      "engine.MultiTier",
      "false",
      "engine.SingleTierCompilationThreshold",
      "1000",
      "engine.OSRCompilationThreshold",
      "512",
      "engine.BackgroundCompilation",
      "false"),

  /** Trees as embedders have them who ask for nothing but those. */
  DEFAULT;

  /** Whether the tests were asked to divide every function into regions. */
  static final boolean REGIONS = Integer.getInteger("weft.maxNodes") != null;

  private final String[] options;

  Configuration(String... options) {
    this.options = options;
  }

  /**
   * The configurations that compile. In regions the default thresholds are left out, for the half
   * minute that they took there: what they compile, IMMEDIATE and OSR compile too, with less of a
   * profile.
   */
  static List<Configuration> compiling() {
    return REGIONS ? List.of(IMMEDIATE, OSR) : List.of(IMMEDIATE, OSR, DEFAULT);
  }

  /** An engine whose log of compilations is looked at when it is closed. */
  Running start() {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Engine.Builder builder =
        Engine.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.Tier", "ast")
            .logHandler(log);
    if (this == INTERPRETED) {
      builder.option("engine.Compilation", "false");
    } else {
      builder
          .option("engine.TraceCompilation", "true")
          .option("engine.CompilationFailureAction", this == DEFAULT ? "Print" : "Throw")
          .option("engine.ThrowOnMaxOSRCompilationReAttemptsReached", "true");
      for (int i = 0; i < options.length; i += 2) {
        builder.option(options[i], options[i + 1]);
      }
    }
    return new Running(this, builder.build(), log);
  }

  /** An engine and its log. */
  record Running(Configuration configuration, Engine engine, ByteArrayOutputStream log)
      implements AutoCloseable {

    private static final Pattern DEOPTIMISED = Pattern.compile("deoptimised (\\d+) times: (\\w+)");

    /**
     * Functions whose one call instruction meets more callees than its inline cache has entries,
     * four: each callee after the first costs a deoptimisation, until the call goes to any.
     */
    private static final Set<String> MEGAMORPHIC = Set.of("polymorphic", "replaced");

    private static final int MEGAMORPHIC_DEOPTIMISATIONS = 4;

    /** What was logged so far. */
    String text() {
      return log.toString(StandardCharsets.UTF_8);
    }

    /** Asserts that no compilation failed, and that no function was deoptimised again and again. */
    void assertNoProblems() {
      CompileLog compilations = CompileLog.read(text().lines().toList());
      List<String> problems = new ArrayList<>(compilations.problems());
      problems.removeIf(
          problem -> {
            Matcher times = DEOPTIMISED.matcher(problem);
            return times.lookingAt()
                && MEGAMORPHIC.contains(times.group(2))
                && Integer.parseInt(times.group(1)) <= MEGAMORPHIC_DEOPTIMISATIONS;
          });
      if (configuration != DEFAULT) {
        // With little or no profile a function meets its ways one after the other. Compiled at
        // once, it may be deep in a recursion when it does, and each of its frames is counted.
        problems.removeIf(
            problem -> {
              Matcher times = DEOPTIMISED.matcher(problem);
              return times.lookingAt()
                  && (configuration == IMMEDIATE || Integer.parseInt(times.group(1)) <= 16);
            });
      }
      assertEquals(List.of(), problems);
    }

    /** Asserts that a function of this name was compiled. */
    void assertCompiled(String function) {
      if (configuration != INTERPRETED) {
        assertTrue(
            text().lines().anyMatch(line -> isDone(line) && line.contains(" " + function)),
            () -> function + " was not compiled\n" + text());
      }
    }

    /** Asserts that some loop of a function of this name was compiled and entered in the middle. */
    void assertLoopCompiled(String function) {
      assertTrue(
          text().lines().anyMatch(line -> isDone(line) && line.contains(" " + function + "<OSR@")),
          () -> "no loop of " + function + " was compiled\n" + text());
    }

    /** Asserts that regions were compiled, of which large functions consist. */
    void assertRegionsCompiled() {
      assertTrue(
          text().lines().anyMatch(line -> isDone(line) && line.contains(" (a region)")),
          this::text);
    }

    /** Closes the engine of a test in which stacks overflowed: each frame may be deoptimised. */
    void closeAfterOverflow() {
      engine.close();
      assertFalse(text().contains("opt failed"), this::text);
    }

    private static boolean isDone(String line) {
      return line.contains("opt done");
    }

    @Override
    public void close() {
      engine.close();
      assertNoProblems();
    }
  }
}
