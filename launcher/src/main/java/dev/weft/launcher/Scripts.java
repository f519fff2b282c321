// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import dev.weft.script.ScriptResult;
import dev.weft.script.ScriptResult.Status;
import dev.weft.script.ScriptRunner;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;

/** Runs test scripts and tells, for each, what passed, failed and was skipped. */
final class Scripts {
  private final CommandLine line;
  private final PrintStream out;
  private final PrintStream err;

  Scripts(CommandLine line, PrintStream out, PrintStream err) {
    this.line = line;
    this.out = out;
    this.err = err;
  }

  /** Runs the scripts of the command line; returns the status to end with. */
  int run(Context.Builder builder) {
    List<String> scripts;
    try {
      scripts = scripts();
    } catch (LaunchException e) {
      err.println("weft: " + e.getMessage());
      return Failure.CANNOT_START;
    }
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    int ran = 0;
    Map<String, Integer> reasons = new TreeMap<>();
    try (Context context = builder.build()) {
      context.initialize("wasm");
      for (String script : scripts) {
        ScriptResult result = run(context, script);
        print(result);
        ran++;
        passed += result.count(Status.PASSED);
        failed += result.count(Status.FAILED);
        skipped += result.count(Status.SKIPPED);
        result.skipReasons().forEach((reason, count) -> reasons.merge(reason, count, Integer::sum));
        if (failed > 0 && line.failFast) {
          break;
        }
      }
    } catch (LaunchException e) {
      err.println("weft: " + e.getMessage());
      return Failure.CANNOT_START;
    } catch (IllegalArgumentException e) {
      err.println("weft: " + e.getMessage());
      return Failure.USAGE;
    }
    out.println(
        ran + (ran == 1 ? " script: " : " scripts: ") + summary(passed, failed, skipped, reasons));
    return failed == 0 ? 0 : Failure.CANNOT_START;
  }

  private List<String> scripts() throws LaunchException {
    List<String> scripts = new ArrayList<>();
    for (String file : line.files) {
      try {
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
          try (Stream<Path> found = Files.walk(path)) {
            found
                .map(Path::toString)
                .filter(p -> p.endsWith(".wast"))
                .sorted()
                .forEach(scripts::add);
          }
        } else {
          scripts.add(file);
        }
      } catch (IOException | InvalidPathException e) {
        throw new LaunchException(file + ": " + e.getMessage());
      }
    }
    if (line.filter != null) {
      scripts.removeIf(script -> !script.contains(line.filter));
    }
    if (scripts.isEmpty()) {
      throw new LaunchException(
          "there are no scripts (.wast) in "
              + String.join(", ", line.files)
              + (line.filter == null ? "" : " whose path contains '" + line.filter + "'"));
    }
    return scripts;
  }

  private ScriptResult run(Context context, String script) throws LaunchException {
    byte[] text = Program.readFile(script);
    context.enter();
    try {
      return ScriptRunner.run(script, text, at -> null, line.failFast);
    } finally {
      context.leave();
    }
  }

  private void print(ScriptResult result) {
    out.println(
        result.name()
            + ": "
            + summary(
                result.count(Status.PASSED),
                result.count(Status.FAILED),
                result.count(Status.SKIPPED),
                result.skipReasons()));
    for (ScriptResult.Outcome outcome : result.outcomes()) {
      if (outcome.status() == Status.FAILED) {
        out.println("  " + result.name() + ":" + outcome.line() + ": " + outcome.reason());
      }
    }
  }

  private static String summary(int passed, int failed, int skipped, Map<String, Integer> reasons) {
    StringBuilder text = new StringBuilder();
    text.append(passed).append(" passed, ").append(failed).append(" failed");
    if (skipped > 0) {
      text.append(", ").append(skipped).append(" skipped (not executable yet: ");
      String separator = "";
      for (Map.Entry<String, Integer> reason : reasons.entrySet()) {
        text.append(separator).append(reason.getKey()).append(' ').append(reason.getValue());
        separator = ", ";
      }
      text.append(')');
    }
    return text.toString();
  }
}
