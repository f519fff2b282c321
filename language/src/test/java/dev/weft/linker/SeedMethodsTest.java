// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every method of wasmtime's Linker is in the table of docs/linker.md, and what it names exists.
 */
final class SeedMethodsTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/linker.md");

  private static final Pattern CODE = Pattern.compile("`([^`]*)`");
  private static final Pattern SIGNATURE = Pattern.compile("Linker\\.(\\w+)\\(([^)]*)\\)");

  private static final List<String> METHODS =
      Stream.concat(
              Stream.of(
                  "new",
                  "engine",
                  "allow_shadowing",
                  "allow_unknown_exports",
                  "define_unknown_imports_as_traps",
                  "define",
                  "define_name",
                  "func_new",
                  "func_new_unchecked",
                  "func_new_async",
                  "func_wrap",
                  "instance",
                  "module",
                  "module_async",
                  "alias",
                  "alias_module",
                  "instantiate",
                  "instantiate_async",
                  "instantiate_pre",
                  "iter",
                  "get",
                  "get_by_import",
                  "get_default",
                  "clone",
                  "default",
                  "define_unknown_imports_as_default_values"),
              IntStream.rangeClosed(0, 16).mapToObj(i -> "func_wrap" + i + "_async"))
          .toList();

  private record Row(List<String> theirs, List<String> ours) {}

  private static List<Row> table() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    List<Row> rows = new ArrayList<>();
    for (String line : lines.subList(lines.indexOf("| wasmtime | here |") + 2, lines.size())) {
      if (!line.startsWith("|")) {
        break;
      }
      String[] cells = line.split("\\|");
      rows.add(new Row(code(cells[1]), code(cells[2])));
    }
    return rows;
  }

  private static List<String> code(String cell) {
    List<String> all = new ArrayList<>();
    Matcher matcher = CODE.matcher(cell);
    while (matcher.find()) {
      all.add(matcher.group(1));
    }
    return all;
  }

  @Test
  void everyMethodIsInTheTable() throws IOException {
    List<String> listed = table().stream().flatMap(row -> row.theirs.stream()).toList();
    assertEquals(new TreeSet<>(METHODS), new TreeSet<>(listed));
    assertEquals(METHODS.size(), listed.size());
  }

  @Test
  void everyMethodOfTheTableExists() throws IOException {
    TreeSet<String> present =
        Arrays.stream(Linker.class.getDeclaredMethods())
            .filter(m -> Modifier.isPublic(m.getModifiers()))
            .map(SeedMethodsTest::signature)
            .collect(Collectors.toCollection(TreeSet::new));
    int count = 0;
    for (Row row : table()) {
      assertTrue(!row.ours.isEmpty(), row.theirs.toString());
      for (String ours : row.ours) {
        assertTrue(SIGNATURE.matcher(ours).matches(), ours);
        assertTrue(present.contains(ours), ours + " is none of " + present);
        count++;
      }
    }
    assertTrue(count >= 30, "" + count);
  }

  private static String signature(Method method) {
    return "Linker."
        + method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
