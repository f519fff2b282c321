// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the examples in the documents. In a block that starts with {@code ```console}, the lines
 * that start with {@code $ } are given to a shell; the lines after each are what it must print, to
 * its output or its error. The blocks of a document run one after the other in one directory that
 * holds the programs of {@code src/test/resources/command}, and where {@code ./weft} is the
 * project's.
 */
@Tag("distribution")
final class DocumentsTest {
  private static final Path ROOT =
      Path.of(System.getProperty("weft.root")).toAbsolutePath().normalize();

  @TempDir static Path directory;

  private record Example(int line, String command, String output) {}

  @TestFactory
  Stream<DynamicTest> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    return documents.stream()
        .filter(document -> !examples(document).isEmpty())
        .map(document -> DynamicTest.dynamicTest(name(document), () -> run(document)));
  }

  @Test
  void thereAreExamples() {
    assertFalse(examples(ROOT.resolve("README.md")).isEmpty());
    assertFalse(examples(ROOT.resolve("docs/launcher.md")).isEmpty());
  }

  private static String name(Path document) {
    return document.getFileName().toString();
  }

  private static List<Example> examples(Path document) {
    List<String> lines;
    try {
      lines = Files.readAllLines(document);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    List<Example> examples = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      if (!lines.get(i++).equals("```console")) {
        continue;
      }
      while (!lines.get(i).equals("```")) {
        int start = i;
        String command = lines.get(i++).substring(2);
        StringBuilder output = new StringBuilder();
        while (!lines.get(i).equals("```") && !lines.get(i).startsWith("$ ")) {
          output.append(lines.get(i++)).append('\n');
        }
        examples.add(new Example(start + 1, command, output.toString()));
      }
    }
    return examples;
  }

  private static void run(Path document) throws IOException, InterruptedException {
    boolean readme = document.getParent().equals(ROOT);
    Path place = readme ? ROOT : Files.createDirectories(directory.resolve(name(document)));
    if (!readme) {
      programs(place);
    }
    // $? of a command is asked for by the next one.
    StringBuilder script = new StringBuilder("exec 2>&1\n");
    for (Example example : examples(document)) {
      script
          .append("echo '\u0001'; (exit $last); ")
          .append(example.command())
          .append("; last=$?\n");
    }
    Path out = directory.resolve(name(document) + ".out");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script.toString())
            .directory(place.toFile())
            .redirectOutput(out.toFile());
    builder
        .environment()
        .merge("PATH", Command.HOME.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.start().waitFor();
    String[] outputs = Files.readString(out).split("\u0001\n", -1);
    int i = 1;
    for (Example example : examples(document)) {
      assertEquals(
          example.output(),
          outputs[i++],
          document + ":" + example.line() + ": " + example.command());
    }
  }

  private static void programs(Path place) throws IOException {
    try (Stream<Path> programs = Files.list(ROOT.resolve("tests/src/test/resources/command"))) {
      for (Path program : (Iterable<Path>) programs::iterator) {
        Command.program(name(program).replace(".wat", ""), place);
      }
    }
  }
}
