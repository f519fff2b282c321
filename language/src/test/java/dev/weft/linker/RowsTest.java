// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The behaviour tables that this API was written after have rows L1 to L220 (the linker), R1 to
 * R230 (what surrounds it) and G1 to G25 (other languages). Each row is a test, which has the
 * number in its name, or is in the list here, with the reason.
 */
final class RowsTest {
  private static final Map<Character, Integer> ROWS = Map.of('L', 220, 'R', 230, 'G', 25);

  /** Rows without a test: a row or a range, then why. */
  private static final String WITHOUT =
      """
      L30      cannot happen: function types belong to no engine
      L197     follows each of L194 to L196 in their tests
      L199     cannot happen: types belong to no engine
      R42      vectors are not executable yet
      R47      references to i31 are not executable yet
      R64      references to i31 are not executable yet
      R67      references to i31 are not executable yet
      G3       needs Python: in tests/python
      R111     traces of calls are never cut, except those of an exhausted stack
      R112     traces of calls are always on
      R113     there is no map of addresses to leave out
      R118     debugging information is not read yet
      R119     debugging information is not read yet
      R120     a trap's message is the specification's phrase
      R122     exceptions are not executable yet
      R135     a limiter that waits may simply do so, on the thread of the call
      R137     a limiter is given when a store is built, so nothing is older
      R168     calls are on threads: there is no coroutine to drop (that a call may pause is R167)
      R177     code that gets more fuel does not leave WebAssembly, so no hook is due
      R178     hooks are synchronous
      R182-R189 there are no core dumps
      R190-R196 exceptions are not executable yet
      R203     code is made when it is first called, not ahead of time
      R204     there is no engine without a compiler: all have the validator and the trees
      R209-R230 the command: its tests are beside it, docs/launcher.md says what it has
      """;

  /** Numbers of rows, in names of methods, and in the names of tests that are written out. */
  private static final Pattern METHOD = Pattern.compile("void ([lrg])(\\d+)[A-Z]");

  private static final Pattern NAME =
      Pattern.compile("@DisplayName\\(\\s*\"([^\"]*)\"|^ *((?:[LRG]\\d+ )+)", Pattern.MULTILINE);
  private static final Pattern ROW = Pattern.compile("\\b([LRG])(\\d+)\\b");

  private static Set<String> tested() throws IOException {
    Set<String> tested = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith("Test.java"))::iterator) {
        if (file.endsWith("RowsTest.java")) {
          continue;
        }
        String text = Files.readString(file);
        for (Matcher m = METHOD.matcher(text); m.find(); ) {
          tested.add(m.group(1).toUpperCase() + m.group(2));
        }
        for (Matcher m = NAME.matcher(text); m.find(); ) {
          String name = m.group(1) != null ? m.group(1) : m.group(2);
          for (Matcher row = ROW.matcher(name); row.find(); ) {
            tested.add(row.group());
          }
        }
      }
    }
    return tested;
  }

  private static Map<String, String> listed() {
    Map<String, String> listed = new TreeMap<>();
    for (String line : WITHOUT.lines().toList()) {
      String[] parts = line.split(" +", 2);
      Matcher m = Pattern.compile("([LRG])(\\d+)(?:-[LRG](\\d+))?").matcher(parts[0]);
      assertTrue(m.matches(), line);
      int first = Integer.parseInt(m.group(2));
      int last = m.group(3) == null ? first : Integer.parseInt(m.group(3));
      IntStream.rangeClosed(first, last)
          .forEach(i -> assertEquals(null, listed.put(m.group(1) + i, parts[1]), line));
    }
    return listed;
  }

  @Test
  void everyRowIsATestOrListedWithItsReason() throws IOException {
    Set<String> tested = tested();
    Map<String, String> listed = listed();
    Set<String> missing = new TreeSet<>();
    Set<String> both = new TreeSet<>();
    ROWS.forEach(
        (letter, count) -> {
          for (int i = 1; i <= count; i++) {
            String row = letter + "" + i;
            if (!tested.contains(row) && !listed.containsKey(row)) {
              missing.add(row);
            }
            if (tested.contains(row) && listed.containsKey(row)) {
              both.add(row);
            }
          }
        });
    assertEquals(Set.of(), missing, "neither a test nor listed");
    assertEquals(Set.of(), both, "listed, but there is a test");
  }
}
