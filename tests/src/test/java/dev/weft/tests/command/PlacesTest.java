// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.command;

import static dev.weft.tests.command.Command.weft;
import static dev.weft.tests.command.Command.weftIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.tests.command.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution in other places, and under other circumstances. */
@Tag("distribution")
final class PlacesTest {
  private static final Result HELLO = new Result(0, "Hello, world!\n", "");

  @TempDir static Path directory;
  private static Path hello;

  @BeforeAll
  static void programs() throws IOException {
    hello = Command.program("hello", directory);
  }

  private static void shell(String script) throws Exception {
    Process process = new ProcessBuilder("bash", "-ec", script).inheritIO().start();
    assertEquals(0, process.waitFor(), script);
  }

  /** Whether the JVM of the distribution in {@code home} uses its AOT cache. */
  private static boolean usesCache(Path home) throws Exception {
    Result result = weftIn(home, "--vm.Xlog:aot=info:stderr", hello).run();
    assertEquals(HELLO.out(), result.out());
    Result printed = weftIn(home, "--vm.Xlog:aot=info:stderr", "print", hello).run();
    assertTrue(printed.out().startsWith("(module"), printed.out());
    Result asTrees = weftIn(home, "--vm.Xlog:aot=info:stderr", "--wasm.Tier=ast", hello).run();
    assertEquals(HELLO.out(), asTrees.out());
    String text = hello.resolveSibling("empty.wat").toString();
    shell("echo '(module)' > '" + text + "'");
    Result translated =
        weftIn(home, "--vm.Xlog:aot=info:stderr", "wat2wasm", "--no-check", text).run();
    assertEquals(0, translated.status());
    // Translations have a cache of their own, whatever their options, and so have trees.
    String used = "Using AOT-linked classes: true";
    return result.err().contains(used)
        && printed.err().contains(used)
        && asTrees.err().contains(used)
        && result.err().contains("image/weft.aot")
        && asTrees.err().contains("image/trees.aot")
        && printed.err().contains("image/translation.aot")
        && translated.err().contains("image/translation.aot");
  }

  @Test
  void copied() throws Exception {
    Path copy = directory.resolve("a copy, é");
    // -r alone does not keep the times that the AOT cache is bound to.
    shell("cp -r '" + Command.HOME + "' '" + copy + "'");
    assertEquals(HELLO, weftIn(copy, hello).run());
    assertTrue(usesCache(copy), "the first start has put the times right");
    shell("rm -rf '" + copy + "'");
  }

  @Test
  void movedReadOnlyAndRetimed() throws Exception {
    Path copy = directory.resolve("original");
    shell("cp -a '" + Command.HOME + "' '" + copy + "'");
    Path moved = directory.resolve("moved");
    Files.move(copy, moved);
    assertEquals(HELLO, weftIn(moved, hello).run());
    assertTrue(usesCache(moved));

    // From another directory, by a relative path, through links.
    assertEquals(HELLO, weftIn(Path.of("moved"), hello).in(directory).run());
    Path link = Files.createSymbolicLink(directory.resolve("link"), moved.resolve("bin/weft"));
    Path chain = Files.createSymbolicLink(directory.resolve("chain"), Path.of("link"));
    shell("[ \"$('" + link + "' '" + hello + "')\" = 'Hello, world!' ]");
    shell("cd '" + directory + "'; [ \"$(./chain '" + hello + "')\" = 'Hello, world!' ]");
    assertTrue(Files.isSymbolicLink(chain));

    shell("chmod -R a-w '" + moved + "'");
    assertEquals(HELLO, weftIn(moved, hello).run());
    shell("chmod -R u+w '" + moved + "'; find '" + moved + "' -exec touch -d 2020-01-01 {} +");
    assertEquals(HELLO, weftIn(moved, hello).run());
    Files.delete(moved.resolve("image/weft.aot"));
    Files.delete(moved.resolve("image/trees.aot"));
    Files.delete(moved.resolve("image/translation.aot"));
    assertEquals(HELLO, weftIn(moved, hello).run());
    assertEquals(HELLO, weftIn(moved, "--wasm.Tier=ast", hello).run());
    assertEquals(0, weftIn(moved, "print", hello).run().status());
    shell("rm -rf '" + moved + "'");
  }

  @Test
  void onAnInstalledJdk() throws Exception {
    String jdk = System.getProperty("java.home");
    assertEquals(HELLO, weft(hello).with("WEFT_JAVA_HOME", jdk).run());

    // A copy without the image, as on another platform: found by JAVA_HOME, and on the PATH.
    Path copy = directory.resolve("plain");
    shell("mkdir '" + copy + "'; cp -a '" + Command.HOME + "'/[bl]* '" + copy + "'");
    assertEquals(HELLO, weftIn(copy, hello).with("JAVA_HOME", jdk).run());
    assertEquals(
        HELLO,
        weftIn(copy, hello)
            .without("JAVA_HOME")
            .with("PATH", jdk + "/bin:" + System.getenv("PATH"))
            .run());
    // Another Java there is passed over.
    Path other = Files.createDirectories(directory.resolve("jdk-17/bin"));
    Files.writeString(other.resolveSibling("release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path java = Files.writeString(other.resolve("java"), "#!/bin/sh\necho wrong java\nexit 9\n");
    assertTrue(java.toFile().setExecutable(true));
    assertEquals(HELLO, weftIn(copy, hello).with("JAVA_HOME", other.getParent().toString()).run());
    Result refused = weft(hello).with("WEFT_JAVA_HOME", other.getParent().toString()).run();
    assertEquals(
        new Result(
            1,
            "",
            "weft: WEFT_JAVA_HOME is "
                + other.getParent()
                + ", which is no JDK 25 that Weft can run on\n"),
        refused);
    shell("rm -rf '" + copy + "'");
  }

  @Test
  void localeOfC() throws IOException {
    Path words = Command.program("words", directory);
    Path named = Files.move(words, directory.resolve("wörter.wasm"));
    for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      Result result =
          weft("--env", "A=ß", named, "é", "日本")
              .without("LC_ALL")
              .without("LC_CTYPE")
              .without("LANG")
              .with(variable, "C")
              .run();
      assertEquals(new Result(0, named + "\né\n日本\nA=ß\n", ""), result);
    }
  }

  @Test
  void optionsOfTheEnvironment() {
    assertEquals(HELLO, weft(hello).with("JAVA_TOOL_OPTIONS", "-Dx=y -XX:+UseSerialGC").run());
    assertEquals(HELLO, weft(hello).with("JAVA_TOOL_OPTIONS", "-XX:+UseZGC").run());
    assertEquals(HELLO, weft(hello).with("JDK_JAVA_OPTIONS", "-XX:+UseParallelGC").run());
    assertEquals(HELLO, weft("--vm.XX:+UseParallelGC", hello).run());
  }

  /** As in containers: the optimising runtime does not need a home to unpack libraries into. */
  @Test
  void withoutHome() throws IOException {
    Path file = Files.writeString(directory.resolve("no home"), "a file, even for root");
    String home = "--vm.Duser.home=" + file;
    assertEquals(HELLO, weft(home, hello).run());
    assertEquals(weft("--version").run(), weft(home, "--version").run());
  }

  @Test
  void theRuntimeIsTheOptimisingOne() {
    Result result = weft("--version").run();
    assertEquals(0, result.status());
    assertTrue(
        result.out().matches("Weft 0\\.1\\.0 \\(GraalVM CE, Java 25[.0-9]*\\)\n"), result.out());
    result = weft("--version").with("WEFT_JAVA_HOME", System.getProperty("java.home")).run();
    assertTrue(
        result.out().matches("Weft 0\\.1\\.0 \\(GraalVM CE, Java 25[.0-9]*\\)\n"), result.out());
  }

  @Test
  void everyJarHasALicence() throws IOException {
    String licences = Files.readString(Command.HOME.resolve("licences/README.txt"));
    try (Stream<Path> jars = Files.list(Command.HOME.resolve("lib"))) {
      for (Path jar : (Iterable<Path>) jars::iterator) {
        String name = jar.getFileName().toString().replace(".jar", "");
        assertTrue(licences.matches("(?s).*\\b" + name + "\\b.*"), name);
      }
    }
  }
}
