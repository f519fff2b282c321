// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.wasi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A virtual machine under {@code LC_ALL=C}, to which file names beyond ASCII mean nothing. */
final class PlainLocaleTest {
  @TempDir Path temp;

  /** Runs the program of the directory test in such a virtual machine. */
  public static void main(String[] arguments) throws IOException {
    Program.Result result = new Program("directories").directory("/", Path.of(arguments[0])).run();
    System.out.write(result.out().getBytes(StandardCharsets.UTF_8));
    System.out.flush();
    System.exit(result.status());
  }

  @Test
  void namesBeyondAsciiAreErrorsForTheGuest() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dtruffle.UseFallbackRuntime=true");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("--enable-native-access=org.graalvm.truffle");
    command.add("--module-path=" + System.getProperty("jdk.module.path"));
    command.add("--add-modules=ALL-MODULE-PATH");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(PlainLocaleTest.class.getName());
    command.add(temp.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    Path log = temp.resolveSibling(temp.getFileName() + ".log");
    builder.redirectError(log.toFile());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), () -> read(log));
    assertTrue(out.startsWith("mkdir(\"d\", 0755) = 0\n"), out);
    assertTrue(out.contains("d/grüße.txt: Illegal byte sequence\n"), out);
    assertTrue(out.contains("access(\"d/grüße.txt\", F_OK) = -1 Illegal byte sequence\n"), out);
    assertTrue(out.contains("d: ../ ./ dangling@ f hard link@ loop@ out@ (8)\n"), out);
    assertFalse(out.contains("Exception"), out);
    Files.delete(log);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
