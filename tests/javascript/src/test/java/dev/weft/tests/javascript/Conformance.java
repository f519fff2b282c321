// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.javascript;

import dev.weft.text.TextFormatException;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** Runs the tests in {@code src/test/js}: under GraalJS here, under node as a process. */
final class Conformance {
  /**
   * The outcome of one test.
   *
   * @param failure what went wrong, or null
   * @param assertions how many assertions were made
   */
  record Result(String failure, int assertions) {}

  /** By file, then by the name of the test. */
  private final Map<String, Map<String, Result>> results = new TreeMap<>();

  /** What Weft made of each text, in hexadecimal: what node gets. */
  private final Map<String, String> modules = new LinkedHashMap<>();

  private final Path directory;

  Conformance(Path directory) {
    this.directory = directory;
  }

  List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.toString().endsWith(".js") && !f.endsWith("harness.js"))
          .sorted()
          .toList();
    }
  }

  Map<String, Map<String, Result>> underWeft() throws IOException {
    for (Path file : files()) {
      try (Context context = context()) {
        ProxyExecutable translate = arguments -> translate(arguments[0].asString());
        context.getBindings("js").putMember("translate", translate);
        context.eval(
            "js",
            "function wat(text) {"
                + " return new Uint8Array(translate(text).match(/../g).map(h => parseInt(h, 16)));"
                + " }");
        context.eval(Source.newBuilder("js", directory.resolve("harness.js").toFile()).build());
        context.eval(Source.newBuilder("js", file.toFile()).build());
        read(file.getFileName().toString(), context.eval("js", "results"));
      }
    }
    return results;
  }

  static Context context() {
    return Context.newBuilder("js", "wasm")
        .allowPolyglotAccess(PolyglotAccess.ALL)
        .option("js.webassembly", "true")
        .build();
  }

  private String translate(String text) {
    return modules.computeIfAbsent(
        text,
        t -> {
          try {
            return HexFormat.of().formatHex(TextParser.parse(t));
          } catch (TextFormatException e) {
            throw new IllegalArgumentException(e.getMessage() + " in " + t, e);
          }
        });
  }

  private void read(String file, Value list) {
    Map<String, Result> tests = new LinkedHashMap<>();
    for (int i = 0; i < list.getArraySize(); i++) {
      Value item = list.getArrayElement(i);
      Value failure = item.getMember("failure");
      tests.put(
          item.getMember("name").asString(),
          new Result(
              failure.isNull() ? null : failure.asString(), item.getMember("assertions").asInt()));
    }
    results.put(file, tests);
  }

  /** Runs the same under node, after {@link #underWeft}; null if there is none. */
  Conformance underNode(Path scratch) throws IOException, InterruptedException {
    Path translations = scratch.resolve("modules.json");
    Path output = scratch.resolve("output.json");
    try (Context context = Context.create("js")) {
      Value object = context.eval("js", "({})");
      modules.forEach(object::putMember);
      Value text = context.eval("js", "JSON.stringify").execute(object);
      Files.writeString(translations, text.asString());
      Process process;
      try {
        process =
            new ProcessBuilder(
                    "node",
                    directory.resolve("run-node.mjs").toString(),
                    directory.toString(),
                    translations.toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
      } catch (IOException e) {
        return null;
      }
      if (process.waitFor() != 0) {
        throw new UncheckedIOException(new IOException("node ended with " + process.exitValue()));
      }
      Conformance node = new Conformance(directory);
      String json = Files.readString(output, StandardCharsets.UTF_8);
      Value parsed = context.eval("js", "JSON.parse").execute(json);
      for (String file : parsed.getMemberKeys()) {
        node.read(file, parsed.getMember(file));
      }
      return node;
    }
  }

  Map<String, Map<String, Result>> results() {
    return results;
  }
}
