// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;

/**
 * The snippets of a document in Markdown: blocks that start with {@code ```} and a language. The
 * block {@code ```output} that follows is what one must print. Shared by the modules of tests whose
 * languages the documents use.
 */
public final class Snippets {
  private Snippets() {}

  /** A block: its language, the line of its start, its text. */
  private record Block(String language, int line, String text) {}

  /** Runs a snippet and returns what it prints. */
  @FunctionalInterface
  public interface Runner {
    String run(String text) throws Exception;
  }

  private static List<Block> blocks(Path document) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(document);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```")) {
        int start = i;
        StringBuilder text = new StringBuilder();
        for (i++; !lines.get(i).equals("```"); i++) {
          text.append(lines.get(i)).append('\n');
        }
        blocks.add(new Block(lines.get(start).substring(3), start + 1, text.toString()));
      }
    }
    return blocks;
  }

  /**
   * A test for each snippet of a document.
   *
   * @param document the file
   * @param least how many there must be
   * @param scratch a directory for what is compiled
   * @param language the language of the snippets that are not Java
   * @param runner runs those
   */
  public static Stream<DynamicTest> tests(
      Path document, int least, Path scratch, String language, Runner runner) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<Block> blocks = blocks(document);
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      boolean java = block.language.equals("java");
      if (java || block.language.equals(language)) {
        Block output = blocks.get(i + 1);
        assertEquals("output", output.language, () -> "after line " + block.line);
        tests.add(
            DynamicTest.dynamicTest(
                "line " + block.line,
                () -> {
                  Path place = scratch.resolve("line" + block.line);
                  String printed =
                      java ? java("Snippet", block.text, place) : runner.run(block.text);
                  assertEquals(output.text, printed);
                }));
      }
    }
    assertTrue(tests.size() >= least, () -> tests.size() + " snippets");
    return tests.stream();
  }

  /**
   * Compiles a program and runs it in this JVM.
   *
   * @param name the name of its class
   * @param text its source; a class around {@code main} may be left out
   * @param place a directory for its classes, which is made
   * @return what it prints
   */
  public static String java(String name, String text, Path place) throws Exception {
    Files.createDirectories(place);
    Path file = Files.writeString(place.resolve(name + ".java"), text);
    StringWriter messages = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String path = System.getProperty("jdk.module.path");
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-Xlint:all", "-Werror", "-proc:none", "-d", place.toString(), "-cp", path),
                null,
                compiler
                    .getStandardFileManager(null, null, StandardCharsets.UTF_8)
                    .getJavaFileObjects(file))
            .call();
    assertTrue(compiled, messages::toString);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (URLClassLoader loader =
            new URLClassLoader(new URL[] {place.toUri().toURL()}, Snippets.class.getClassLoader());
        PrintStream capture = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      main(loader.loadClass(name));
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void main(Class<?> program) throws ReflectiveOperationException {
    for (Method main : program.getDeclaredMethods()) {
      if (main.getName().equals("main")) {
        main.setAccessible(true);
        Object receiver = null;
        if (!Modifier.isStatic(main.getModifiers())) {
          Constructor<?> constructor = program.getDeclaredConstructor();
          constructor.setAccessible(true);
          receiver = constructor.newInstance();
        }
        Object[] arguments = main.getParameterCount() == 0 ? new Object[0] : new Object[1];
        if (arguments.length == 1) {
          arguments[0] = new String[0];
        }
        main.invoke(receiver, arguments);
        return;
      }
    }
    throw new NoSuchMethodException("main of " + program);
  }
}
