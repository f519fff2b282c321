// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.javascript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
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
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotAccess;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the snippets of {@code docs/javascript.md}: blocks that start with {@code ```js} under
 * GraalJS, those with {@code ```java} compiled. The block {@code ```output} that follows is what
 * one must print.
 */
final class DocumentsTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("weft.root")).resolve("docs/javascript.md");

  @TempDir static Path scratch;

  private record Block(String language, int line, String text) {}

  private static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(DOCUMENT);
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

  @TestFactory
  Stream<DynamicTest> snippets() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<Block> blocks = blocks();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (block.language.equals("js") || block.language.equals("java")) {
        Block output = blocks.get(i + 1);
        assertEquals("output", output.language, () -> "after line " + block.line);
        tests.add(
            DynamicTest.dynamicTest(
                "line " + block.line,
                () ->
                    assertEquals(
                        output.text,
                        block.language.equals("js")
                            ? javaScript(block.text)
                            : java(block.text, block.line))));
      }
    }
    assertTrue(tests.size() >= 5, () -> tests.size() + " snippets");
    return tests.stream();
  }

  private static String javaScript(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Context context =
        Context.newBuilder("js", "wasm")
            .allowPolyglotAccess(PolyglotAccess.ALL)
            .option("js.webassembly", "true")
            .out(out)
            .build()) {
      context.eval("js", text);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String java(String text, int line) throws Exception {
    Path place = Files.createDirectory(scratch.resolve("line" + line));
    Path file = Files.writeString(place.resolve("Snippet.java"), text);
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
                    .getJavaFileObjects(new File(file.toString())))
            .call();
    assertTrue(compiled, messages::toString);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (URLClassLoader loader =
            new URLClassLoader(
                new URL[] {place.toUri().toURL()}, DocumentsTest.class.getClassLoader());
        PrintStream capture = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      Class<?> program = loader.loadClass("Snippet");
      Constructor<?> constructor = program.getDeclaredConstructor();
      constructor.setAccessible(true);
      Method main = program.getDeclaredMethod("main");
      main.setAccessible(true);
      main.invoke(constructor.newInstance());
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
