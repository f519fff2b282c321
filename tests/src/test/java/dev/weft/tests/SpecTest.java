// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.script.ScriptResult;
import dev.weft.script.ScriptResult.Status;
import dev.weft.script.ScriptRunner;
import dev.weft.script.Superseded;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The official test suite, see {@link Suite}. What is not run must be on the list in {@code
 * spec-not-run.txt}.
 */
final class SpecTest {
  private static final Map<String, String> NOT_RUN = notRun();
  private static final Map<String, Integer> SKIPPED = new TreeMap<>();
  private static int scripts;
  private static int failedScripts;
  private static int assertions;

  /** The list of what is not run: features, and why. */
  private static Map<String, String> notRun() {
    Map<String, String> features = new TreeMap<>();
    try (InputStream in = SpecTest.class.getResourceAsStream("spec-not-run.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          int end = line.indexOf(": ");
          features.put(line.substring("feature ".length(), end), line.substring(end + 2));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return features;
  }

  /** The scripts that are run compiled too: numbers, control, memory and calls. */
  private static final Pattern COMPILED =
      Pattern.compile(
          "(proposals/threads/)?(address|align|atomic|block|br|br_if|br_table|bulk|call"
              + "|call_indirect|call_ref|conversions|data"
              + "|elem|endianness|exports|f32|f32_bitwise|f32_cmp|f64|f64_bitwise|f64_cmp|fac"
              + "|float_exprs|float_memory|float_misc|forward|func|func_ptrs|global|i32|i64|if"
              + "|int_exprs|labels|left-to-right|linking|load|local_[gst]et|local_tee|loop|memory"
              + "|memory_(copy|fill|grow|init|redundancy|size|trap)|nop|ref_(func|is_null|null)"
              + "|return|return_call|return_call_indirect|return_call_ref|select|stack|start|store"
              + "|switch|table_.*|traps|unreachable|unwind)(64)?[0-9]?\\.wast");

  @TestFactory
  Stream<DynamicNode> interpreted() throws IOException {
    return scripts("interpreted", path -> true, Interpreted.ENGINE);
  }

  @TestFactory
  Stream<DynamicNode> bytecode() throws IOException {
    return scripts("bytecode", path -> true, Bytecode.ENGINE);
  }

  @Tag("compiled")
  @TestFactory
  Stream<DynamicNode> betweenTiers() throws IOException {
    return scripts("between tiers", path -> COMPILED.matcher(path).matches(), Stress.ENGINE);
  }

  /** With the functions in as many pieces as possible; see the execution "pieces" of the build. */
  @Tag("pieces")
  @TestFactory
  Stream<DynamicNode> pieces() throws IOException {
    assumeTrue(Integer.getInteger("weft.methodLimit") != null, "functions are not divided");
    return scripts("pieces", path -> COMPILED.matcher(path).matches(), Bytecode.ENGINE);
  }

  @Tag("compiled")
  @TestFactory
  Stream<DynamicNode> compiled() throws IOException {
    assumeTrue(
        "optimising".equals(System.getProperty("weft.test.runtime")),
        "this runtime compiles nothing");
    String only = System.getProperty("weft.testsuite.compiled");
    Pattern pattern = only == null ? COMPILED : Pattern.compile(only);
    return scripts("compiled", path -> pattern.matcher(path).matches(), Compiled.ENGINE);
  }

  private static Stream<DynamicNode> scripts(String mode, Predicate<String> wanted, Engine engine)
      throws IOException {
    if (Suite.DIRECTORY == null) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "the suite is there",
              () -> {
                count("unfetched official test suite: see tests/fetch-testsuite");
                System.out.println(
                    "The official test suite was not found, so no script ran: see tests/fetch-testsuite.");
                assertTrue(
                    !"true".equals(System.getenv("CI")), "the official test suite is missing");
              }));
    }
    List<Path> files = Suite.scripts();
    assertTrue(files.size() > 200, "the suite has only " + files.size() + " scripts");
    return files.stream()
        .filter(file -> wanted.test(Suite.name(file)))
        .map(file -> container(mode, file, engine));
  }

  private static DynamicNode container(String mode, Path file, Engine engine) {
    String name = Suite.name(file);
    return DynamicContainer.dynamicContainer(
        name,
        file.toUri(),
        Stream.of(DynamicTest.dynamicTest(mode, () -> run(name, file, engine))));
  }

  private static void run(String name, Path file, Engine engine) throws IOException {
    ScriptResult result = run(name, Files.readAllBytes(file), engine);
    List<String> failures = new ArrayList<>();
    Set<String> superseded = new TreeSet<>();
    for (ScriptResult.Outcome outcome : result.outcomes()) {
      if (outcome.status() == Status.FAILED) {
        failures.add(name + ":" + outcome.line() + ": " + outcome.reason());
      } else if (outcome.status() == Status.SKIPPED) {
        if (!NOT_RUN.containsKey(outcome.reason())) {
          failures.add(name + ":" + outcome.line() + ": skipped, " + outcome.reason());
        }
      } else if (outcome.status() == Status.SUPERSEDED) {
        superseded.add(name + ":" + outcome.line() + ": " + outcome.reason());
      }
    }
    assertEquals(superseded(name), superseded, "superseded.txt");
    synchronized (SpecTest.class) {
      scripts++;
      assertions += result.passedAssertions();
      result.skipReasons().forEach((reason, count) -> SKIPPED.merge(reason, count, Integer::sum));
      result
          .reasons(Status.SUPERSEDED)
          .forEach((reason, count) -> SKIPPED.merge(reason, count, Integer::sum));
      if (!failures.isEmpty()) {
        failedScripts++;
      }
    }
    if (!failures.isEmpty()) {
      fail(failures.size() + " failures\n" + String.join("\n", failures));
    }
  }

  /** The commands of a script that contradict version 3.0 and are known to. */
  private static Set<String> superseded(String name) {
    return Superseded.ALL.stream()
        .filter(entry -> entry.script().equals(name))
        .map(entry -> name + ":" + entry.line() + ": " + entry.reason())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Each entry is of a script of the suite; {@link #run} compares the entries of each script. */
  @Test
  void supersededScriptsAreThere() throws IOException {
    assumeTrue(Suite.DIRECTORY != null, "the official test suite is missing");
    List<String> scripts = Suite.scripts().stream().map(Suite::name).toList();
    for (Superseded entry : Superseded.ALL) {
      assertTrue(scripts.contains(entry.script()), entry.script());
    }
  }

  private static ScriptResult run(String name, byte[] text, Engine engine) {
    try (Context context =
        Context.newBuilder("wasm").engine(engine).allowCreateThread(true).build()) {
      context.initialize("wasm");
      context.enter();
      try {
        return ScriptRunner.run(name, text);
      } finally {
        context.leave();
      }
    }
  }

  private static Engine.Builder engine() {
    return Engine.newBuilder("wasm")
        .allowExperimentalOptions(true)
        .option("wasm.LegacyExceptions", "true")
        .option("wasm.Threads", "true")
        .option("wasm.WideArithmetic", "true");
  }

  private static final class Interpreted {
    static final Engine ENGINE = engine().option("wasm.Tier", "ast").build();
  }

  private static final class Bytecode {
    static final Engine ENGINE = engine().option("wasm.Tier", "bytecode").build();
  }

  /** Functions change between bytecode and trees at random. */
  private static final class Stress {
    static final Engine ENGINE = engine().option("wasm.TierStress", "1").build();
  }

  private static final class Compiled {
    static final Engine ENGINE =
        engine()
            .option("wasm.Tier", "ast")
            .option("engine.CompileImmediately", "true")
            .option("engine.BackgroundCompilation", "false")
            .option("engine.CompilationFailureAction", "Throw")
            .build();
  }

  @AfterAll
  static void report() throws IOException {
    if (scripts > 0) {
      System.out.println(
          scripts + " scripts of the official suite ran, " + assertions + " assertions passed");
      SKIPPED.forEach((reason, count) -> System.out.println("  " + count + " skipped: " + reason));
      int skipped = SKIPPED.values().stream().mapToInt(Integer::intValue).sum();
      count(
          "scripts passed "
              + (scripts - failedScripts)
              + "\nscripts failed "
              + failedScripts
              + "\nassertions passed "
              + assertions
              + "\nassertions skipped "
              + skipped);
    }
  }

  /** Leaves lines for the summary that ./test prints. */
  private static void count(String lines) throws IOException {
    String directory = System.getProperty("weft.test.counts");
    if (directory != null) {
      Path path = Path.of(directory);
      Files.createDirectories(path);
      // A file of its own for each run of this class; whoever adds them up counts every run.
      String file = "spec-" + ProcessHandle.current().pid() + ".txt";
      Files.writeString(path.resolve(file), lines + "\n");
    }
  }
}
