// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.command;

import dev.weft.text.TextParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs the distribution's command as a process of its own. */
final class Command {
  /** The distribution under test. */
  static final Path HOME = Path.of(System.getProperty("weft.home")).toAbsolutePath().normalize();

  private static final long TIMEOUT_SECONDS = 120;

  private final List<String> words = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> without = new ArrayList<>();
  private Path directory;
  private byte[] input = {};

  private Command(Path home) {
    words.add(home.resolve("bin/weft").toString());
  }

  /**
   * How a process ended.
   *
   * @param status its exit status
   * @param out what it wrote to its standard output
   * @param err what it wrote to its standard error
   */
  record Result(int status, String out, String err) {}

  /** The command with these arguments. */
  static Command weft(Object... arguments) {
    return weftIn(HOME, arguments);
  }

  /** The command of the distribution in {@code home}. */
  static Command weftIn(Path home, Object... arguments) {
    Command command = new Command(home);
    for (Object argument : arguments) {
      command.words.add(argument.toString());
    }
    return command;
  }

  Command with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Command without(String variable) {
    without.add(variable);
    return this;
  }

  Command in(Path directory) {
    this.directory = directory;
    return this;
  }

  Command reading(String text) {
    this.input = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  /** The words that a shell needs to run the command, quoted. */
  String quoted() {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      line.append('\'').append(word.replace("'", "'\\''")).append("' ");
    }
    return line.toString();
  }

  Result run() {
    return run(words);
  }

  /** Runs the line {@code script} in which {@code %s} stands for the command. */
  Result runInShell(String script) {
    return run(List.of("bash", "-c", script.replace("%s", quoted())));
  }

  private Result run(List<String> line) {
    ProcessBuilder builder = new ProcessBuilder(line);
    Map<String, String> variables = builder.environment();
    // The test's own JVM may have been given options by its environment.
    variables.remove("JAVA_TOOL_OPTIONS");
    without.forEach(variables::remove);
    variables.putAll(environment);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    try {
      Process process = builder.start();
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input);
      } catch (IOException _) {
        // It may end without having read all.
      }
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("timeout: " + line + "\n" + out.join() + "\n" + err.join());
      }
      return new Result(process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Translates the program {@code name} of the test's resources into {@code directory}. */
  static Path program(String name, Path directory) throws IOException {
    Path file = directory.resolve(name + ".wasm");
    try (InputStream text = Command.class.getResourceAsStream("/command/" + name + ".wat")) {
      Files.write(file, TextParser.parse(text.readAllBytes()));
    }
    return file;
  }
}
