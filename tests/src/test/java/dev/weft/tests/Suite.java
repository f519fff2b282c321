// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The official test suite, found by the property {@code weft.testsuite} or the environment variable
 * {@code WEFT_TESTSUITE}, else beside the repository.
 */
public final class Suite {
  /** Its directory, or null if it is not there. */
  public static final Path DIRECTORY = find();

  private Suite() {}

  private static Path find() {
    String directory = System.getProperty("weft.testsuite", System.getenv("WEFT_TESTSUITE"));
    Path path =
        directory != null && !directory.isEmpty()
            ? Path.of(directory)
            : Path.of(System.getProperty("weft.root", ".."), "..", "shared", "testsuite");
    return Files.isDirectory(path) ? path.toAbsolutePath().normalize() : null;
  }

  /** All scripts, in the order of their names. */
  public static List<Path> scripts() throws IOException {
    try (Stream<Path> found = Files.walk(DIRECTORY)) {
      return found.filter(path -> path.toString().endsWith(".wast")).sorted().toList();
    }
  }

  /** The name of a script: its path in the suite, with slashes. */
  static String name(Path script) {
    return DIRECTORY.relativize(script).toString().replace('\\', '/');
  }
}
