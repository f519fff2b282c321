// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.tests.Suite;
import dev.weft.text.TextParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random programs do the same interpreted, compiled, and on V8. What is run here is a fixed amount;
 * {@code tests/fuzz} goes on for as long as it is told.
 */
final class FuzzTest {
  private static final long SEED = Long.getLong("weft.fuzz.seed", 1);

  private static void fuzz(long seed, int size, int seconds, int atLeast, String... names)
      throws IOException {
    List<Runner> runners = Fuzz.runners(List.of(names), "node");
    assumeTrue(runners.size() > 1, "nothing to compare with");
    Fuzzer fuzzer = new Fuzzer(runners, Duration.ofSeconds(60), size);
    Instant start = Instant.now();
    Fuzzer.Failure failure = fuzzer.run(seed, Long.MAX_VALUE, start.plusSeconds(seconds));
    System.out.printf(
        "%d random programs from seed %d of size %d on %s in %d s: %s%n",
        fuzzer.programs,
        seed,
        size,
        runners.stream().map(Runner::name).toList(),
        Duration.between(start, Instant.now()).toSeconds(),
        fuzzer.ends);
    runners.forEach(Runner::close);
    if (failure != null) {
      fail(failure.report());
    }
    assertTrue(fuzzer.programs >= atLeast, fuzzer.programs + " programs");
    // Most calls of most programs shall do something.
    assertTrue(fuzzer.ends.get("returned") > fuzzer.programs * 2, fuzzer.ends::toString);
  }

  @Test
  void interpretedEqualsOtherEngines() throws IOException {
    fuzz(SEED, Generator.FULL_SIZE, 12, 100, "interpreted", "segment", "bytecode", "tiers", "node");
  }

  @Tag("compiled")
  @Test
  void compiledEqualsInterpreted() throws IOException {
    assumeTrue(
        "optimising".equals(System.getProperty("weft.test.runtime")),
        "this runtime compiles nothing");
    fuzz(SEED + 1_000_000, Generator.SMALL_SIZE, 12, 5, "interpreted", "compiled", "osr", "node");
  }

  /** What the compiled runner calls is machine code: no function is left out. */
  @Tag("compiled")
  @Test
  void compiledRunnerCompiles() {
    assumeTrue(
        "optimising".equals(System.getProperty("weft.test.runtime")),
        "this runtime compiles nothing");
    Map<String, String> options = new LinkedHashMap<>(Fuzz.WEFT.get("compiled"));
    options.put("engine.TraceCompilation", "true");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    WeftRunner runner = new WeftRunner("compiled", options, UnaryOperator.identity(), log);
    List<Program> programs =
        LongStream.range(SEED, SEED + 10)
            .mapToObj(seed -> Generator.generate(seed, Generator.SMALL_SIZE))
            .toList();
    List<List<String>> results = runner.run(programs);
    runner.close();
    Set<String> compiled = new HashSet<>();
    Matcher matcher =
        Pattern.compile("opt done .* (f\\d+) .*\\|Src (fuzz\\d+):")
            .matcher(log.toString(StandardCharsets.UTF_8));
    while (matcher.find()) {
      compiled.add(matcher.group(2) + " " + matcher.group(1));
    }
    Set<String> called = new HashSet<>();
    for (int i = 0; i < programs.size(); i++) {
      Program program = programs.get(i);
      if (!results.get(i).getFirst().startsWith("instantiate")) {
        program.calls.forEach(call -> called.add("fuzz" + program.seed + " f" + call.function()));
      }
    }
    assertTrue(called.size() > 10, called::toString);
    called.removeAll(compiled);
    assertEquals(Set.of(), called, "not compiled");
  }

  /** With the functions in as many pieces as possible; see the execution "pieces" of the build. */
  @Tag("pieces")
  @Test
  void piecesEqualInterpreted() throws IOException {
    assumeTrue(Integer.getInteger("weft.methodLimit") != null, "functions are not divided");
    fuzz(SEED + 2_000_000, Generator.FULL_SIZE, 10, 10, "interpreted", "bytecode");
  }

  /** Damaged modules of the official suite are refused as they should be. */
  @Tag("once")
  @Test
  void damagedModules() throws IOException {
    assumeTrue(Suite.DIRECTORY != null, "the official test suite is missing");
    Mutations mutations = new Mutations(Suite.scripts(), SEED);
    String failure = mutations.run(Instant.now().plusSeconds(8));
    System.out.printf(
        "%d damaged modules from seed %d, %d of them valid%n",
        mutations.inputs, SEED, mutations.accepted);
    assertNull(failure);
    assertTrue(mutations.inputs > 5000, mutations.inputs + " inputs");
    assertTrue(mutations.accepted > 100, mutations.accepted + " valid");
  }

  /** The fuzzer sees an operator that is wrong, and takes everything else away. */
  @Test
  void findsWrongOperator() {
    Map<String, String> options = Fuzz.WEFT.get("interpreted");
    options = Fuzz.possible(options);
    List<Runner> runners =
        List.of(
            new WeftRunner("right", options),
            new WeftRunner(
                "wrong",
                options,
                text -> text.replace("i64.rotl", "i64.rotr"),
                OutputStream.nullOutputStream()));
    Fuzzer.Failure failure =
        new Fuzzer(runners, Duration.ofSeconds(30), Generator.FULL_SIZE)
            .run(1, 2000, Instant.now().plusSeconds(120));
    runners.forEach(Runner::close);
    assertNotNull(failure, "no difference was found");
    assertEquals("wrong", failure.runner());
    String text = failure.program().text();
    assertTrue(text.contains("i64.rotl"), text);
    assertTrue(text.lines().count() < 80, () -> text.lines().count() + " lines\n" + text);
  }

  /** A seed stands for one program. */
  @Test
  void seedsAreRepeatable() {
    for (long seed = 0; seed < 50; seed++) {
      assertEquals(Generator.generate(seed).text(), Generator.generate(seed).text());
      assertTrue(TextParser.parse(Generator.generate(seed).text()).length > 8);
    }
  }
}
