// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project that depends on Weft's Maven artifacts. Maven resolves them from the repository that
 * the build has laid out, into a local repository of the test's own; everything else comes from the
 * user's, which serves as a mirror.
 */
@Tag("distribution")
final class ConsumerTest {
  private static final String VERSION = System.getProperty("weft.version");
  private static final Path REPOSITORY =
      Path.of(System.getProperty("weft.root"), "component/target/repository")
          .toAbsolutePath()
          .normalize();
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  @TempDir static Path project;

  private record Result(int status, String out, String err) {}

  @BeforeAll
  static void resolveAndCompile() throws Exception {
    copy("pom.xml", "pom.xml");
    copy("Main.java.txt", "src/consumer/Main.java");
    Files.writeString(
        project.resolve("settings.xml"),
        "<settings><mirrors><mirror><id>user</id><mirrorOf>central</mirrorOf><url>file://"
            + System.getProperty("weft.maven.repository")
            + "</url></mirror></mirrors></settings>");
    Result maven =
        run(
            "mvn",
            "-B",
            "-q",
            "-s",
            "settings.xml",
            "-Dmaven.repo.local=" + project.resolve("m2"),
            "-Dweft.repository=" + REPOSITORY,
            "-Dweft.version=" + VERSION,
            "-Dgraalvm.version=" + System.getProperty("graalvm.version"),
            "process-resources");
    assertEquals(0, maven.status(), maven.toString());
    Result javac = run(tool("javac"), "-cp", "lib/*", "-d", "classes", "src/consumer/Main.java");
    assertEquals(0, javac.status(), javac.toString());
    Files.writeString(
        project.resolve("src/module-info.java"),
        "module consumer { requires org.graalvm.polyglot; }");
    javac =
        run(
            tool("javac"),
            "-p",
            "lib",
            "-d",
            "modules/consumer",
            "src/module-info.java",
            "src/consumer/Main.java");
    assertEquals(0, javac.status(), javac.toString());
  }

  private static void copy(String resource, String file) throws IOException {
    Path target = project.resolve(file);
    Files.createDirectories(target.getParent());
    try (InputStream stream = ConsumerTest.class.getResourceAsStream("/consumer/" + resource)) {
      assertNotNull(stream, resource);
      Files.write(target, stream.readAllBytes());
    }
  }

  private static String tool(String name) {
    return JDK.resolve("bin").resolve(name).toString();
  }

  private static Result run(String... words) throws Exception {
    Path out = project.resolve("out");
    Path err = project.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(words).directory(project.toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    int status = builder.start().waitFor();
    return new Result(
        status,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void onTheClassPath() throws Exception {
    Result result =
        run(tool("java"), "-cp", "classes" + File.pathSeparator + "lib/*", "consumer.Main");
    assertEquals("42\n", result.out(), result.err());
    assertEquals(0, result.status());
  }

  @Test
  void onTheModulePath() throws Exception {
    Result result =
        run(
            tool("java"),
            "-p",
            "modules" + File.pathSeparator + "lib",
            "--enable-native-access=org.graalvm.truffle",
            "-m",
            "consumer/consumer.Main");
    assertEquals("42\n", result.out(), result.err());
    assertEquals(0, result.status());
  }

  /** Without any flag, everything is bytecode and nothing is printed but the JDK's own warnings. */
  @Test
  void onAStockJdk() throws Exception {
    Path example = Path.of(System.getProperty("weft.root", "..")).resolve("examples/StockJdk.java");
    Files.copy(example, project.resolve("StockJdk.java"), StandardCopyOption.REPLACE_EXISTING);
    Result result = run(tool("java"), "-cp", "lib/*", "StockJdk.java");
    assertEquals("fib(30) = 832040\n", result.out(), result.err());
    assertEquals(0, result.status());
    result
        .err()
        .lines()
        .filter(line -> !line.isEmpty()) // the JDK ends its paragraphs with one
        .forEach(
            line ->
                assertTrue(
                    line.startsWith("WARNING: ")
                        && (line.contains("sun.misc.Unsafe")
                            || line.contains("native access")
                            || line.contains("--enable-native-access")
                            || line.contains("java.lang.System")
                            || line.contains("Please consider reporting this to the maintainers")),
                    line));
    Path log = project.resolve("log");
    result =
        run(
            tool("java"),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dpolyglot.engine.AllowExperimentalOptions=true",
            "-Dpolyglot.wasm.TierStatistics=true",
            "-Dpolyglot.log.file=" + log,
            "-cp",
            "lib/*",
            "StockJdk.java");
    assertEquals("fib(30) = 832040\n", result.out(), result.err());
    assertEquals("", result.err());
    String statistics = Files.readString(log);
    assertTrue(statistics.contains("fib: 1 functions: 1 as bytecode"), statistics);
  }

  /** Both claim the id "wasm": Truffle says so, and names the two jars. */
  @Test
  void besideGraalWasm() throws Exception {
    Path graalWasm = Path.of(System.getProperty("weft.graalwasm"));
    for (List<String> path :
        List.of(
            List.of(
                "-cp",
                String.join(File.pathSeparator, "classes", "lib/*", graalWasm.toString()),
                "consumer.Main"),
            List.of(
                "-p",
                String.join(File.pathSeparator, "modules", "lib", graalWasm.toString()),
                "-m",
                "consumer/consumer.Main"))) {
      List<String> words = new ArrayList<>(path);
      words.addFirst(tool("java"));
      Result result = run(words.toArray(String[]::new));
      assertEquals(1, result.status());
      assertTrue(result.err().contains("Duplicate language id wasm. "), result.err());
      assertTrue(result.err().contains("dev.weft.WasmLanguage"), result.err());
      assertTrue(result.err().contains("weft-language-" + VERSION + ".jar"), result.err());
      assertTrue(result.err().contains(graalWasm.getFileName().toString()), result.err());
    }
  }

  @Test
  void artifactsAreComplete() throws IOException {
    for (String artifact : List.of("weft-language", "weft-launcher")) {
      Path directory = REPOSITORY.resolve("dev/weft").resolve(artifact).resolve(VERSION);
      String prefix = artifact + "-" + VERSION;
      for (String suffix : List.of(".pom", ".jar", "-sources.jar")) {
        assertTrue(Files.exists(directory.resolve(prefix + suffix)), prefix + suffix);
        assertTrue(Files.exists(directory.resolve(prefix + suffix + ".sha1")), prefix + suffix);
      }
      try (JarFile jar = new JarFile(directory.resolve(prefix + ".jar").toFile())) {
        assertNotNull(jar.getEntry("META-INF/LICENSE"));
        assertNotNull(jar.getEntry("module-info.class"));
      }
      try (JarFile jar = new JarFile(directory.resolve(prefix + "-sources.jar").toFile())) {
        assertNotNull(jar.getEntry("module-info.java"));
        assertNotNull(jar.getEntry("META-INF/LICENSE"));
      }
    }
    Path language = REPOSITORY.resolve("dev/weft/weft-language").resolve(VERSION);
    Path javadoc = language.resolve("weft-language-" + VERSION + "-javadoc.jar");
    try (JarFile jar = new JarFile(javadoc.toFile())) {
      assertNotNull(jar.getEntry("dev.weft/dev/weft/WasmLanguage.html"));
    }
  }
}
