// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles and runs the Java programs in the documents, blocks that start with {@code ```java}, and
 * those in {@code examples}. The block {@code ```output} that follows one is what it must print.
 * Blocks that start with {@code ```console} are run by {@code DocumentsTest}, with the command.
 */
final class DocsTest {
  private static final Path ROOT =
      Path.of(System.getProperty("weft.root", "..")).toAbsolutePath().normalize();

  /** Every kind of block: one that no test looks at must be named here. */
  private static final Set<String> LANGUAGES =
      Set.of("", "console", "java", "js", "output", "python", "xml");

  private static final Map<String, String> EXAMPLES =
      Map.of(
          "Hello", "21\n",
          "StockJdk", "fib(30) = 832040\n",
          "HostFunctions", "item 3\nitem 2\nitem 1\n9.0\nitem 4\nthere is no item 4\n",
          "SharedMemory", "HELLO FROM THE HOST\n42\n1 page before, now 2\n",
          "LinkedModules",
              """
              not yet: library::memory (memory 1)
              not yet: library::free (global i32)
              not yet: library::print-twice (func (param i32 i32))
              Hello from the program
              Hello from the program
              """,
          "ManyContexts", "1\n1001\n2001\n3001\n",
          "ManyStores", "20 stores, 20 calls of the host, the sum is 3080\n",
          "PluginHost",
              """
              spin: trapped, INTERRUPT
              plugin: Hello, spin is over
              dive: trapped, STACK_OVERFLOW
              plugin: Hello, dive is over
              hog: [241]
              plugin: Hello, hog is over
              peek: trapped, MEMORY_OUT_OF_BOUNDS
              plugin: Hello, peek is over
              quit: ended with status 7
              plugin: Hello, quit is over
              """);

  @TempDir static Path scratch;

  private record Block(String language, int line, String text) {}

  private static List<Path> documents() {
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  private static List<Block> blocks(Path document) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
  Stream<DynamicTest> documentsAreRight() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path document : documents()) {
      if (document.endsWith("javascript.md") || document.endsWith("python.md")) {
        continue; // need GraalJS and GraalPy: run by tests/javascript and tests/python
      }
      List<Block> blocks = blocks(document);
      for (int i = 0; i < blocks.size(); i++) {
        Block block = blocks.get(i);
        if (block.language.equals("java")) {
          String expected =
              i + 1 < blocks.size() && blocks.get(i + 1).language.equals("output")
                  ? blocks.get(i + 1).text
                  : "";
          String name = ROOT.relativize(document) + ":" + block.line;
          tests.add(
              DynamicTest.dynamicTest(
                  name, () -> assertEquals(expected, run("Snippet", block.text), name)));
        }
      }
    }
    assertTrue(tests.size() >= 6, () -> "only " + tests.size() + " programs");
    return tests.stream();
  }

  @Test
  void everyBlockIsOfAKnownKind() {
    for (Path document : documents()) {
      for (Block block : blocks(document)) {
        assertTrue(
            LANGUAGES.contains(block.language),
            () -> document + ":" + block.line + ": " + block.language);
      }
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    Pattern link = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    for (Path document : documents()) {
      link.matcher(Files.readString(document))
          .results()
          .forEach(
              found -> {
                Path target = document.resolveSibling(found.group(1));
                assertTrue(Files.exists(target), () -> document + ": " + found.group());
              });
    }
  }

  @TestFactory
  Stream<DynamicTest> examplesAreRight() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("examples"))) {
      List<Path> programs =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("ThreeLanguages.java")) // run by tests/python
              .sorted()
              .toList();
      assertEquals(EXAMPLES.size(), programs.size());
      return programs.stream()
          .map(
              program -> {
                String name = program.getFileName().toString().replace(".java", "");
                return DynamicTest.dynamicTest(
                    name,
                    () -> assertEquals(EXAMPLES.get(name), run(name, Files.readString(program))));
              });
    }
  }

  /** Compiles a program, runs it in this virtual machine, and returns what it printed. */
  private static String run(String className, String text) throws Exception {
    Path place = Files.createTempDirectory(scratch, className);
    Path file = place.resolve(className + ".java");
    // Programs name files from the project's top.
    Files.writeString(file, text.replace("(\"benchmarks/", "(\"" + ROOT + "/benchmarks/"));
    StringWriter messages = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String modules = System.getProperty("jdk.module.path", "");
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of(
                    "-Xlint:all",
                    "-Werror",
                    "-d",
                    place.toString(),
                    "-proc:none",
                    "-cp",
                    modules + File.pathSeparator + System.getProperty("java.class.path")),
                null,
                compiler
                    .getStandardFileManager(null, null, StandardCharsets.UTF_8)
                    .getJavaFileObjects(file))
            .call();
    assertTrue(compiled, messages::toString);
    assertFalse(messages.toString().contains("warning"), messages::toString);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (URLClassLoader loader =
            new URLClassLoader(new URL[] {place.toUri().toURL()}, DocsTest.class.getClassLoader());
        PrintStream capture = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      Class<?> program = loader.loadClass(className);
      Constructor<?> constructor = program.getDeclaredConstructor();
      constructor.setAccessible(true);
      Method main = program.getDeclaredMethod("main");
      main.setAccessible(true);
      main.invoke(constructor.newInstance());
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
