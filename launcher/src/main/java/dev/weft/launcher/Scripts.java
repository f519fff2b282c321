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
import java.util.stream.Collectors;
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
    Totals all = new Totals();
    int ran = 0;
    try (Context context = builder.build()) {
      context.initialize("wasm");
      for (String script : scripts) {
        ScriptResult result = run(context, script);
        print(result);
        ran++;
        all.add(result);
        if (all.failed > 0 && line.failFast) {
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
    out.println(ran + (ran == 1 ? " script: " : " scripts: ") + all.summary());
    return all.failed == 0 ? 0 : Failure.CANNOT_START;
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
      return ScriptRunner.run(script, text, line.failFast);
    } finally {
      context.leave();
    }
  }

  private void print(ScriptResult result) {
    Totals totals = new Totals();
    totals.add(result);
    out.println(result.name() + ": " + totals.summary());
    for (ScriptResult.Outcome outcome : result.outcomes()) {
      if (outcome.status() == Status.FAILED) {
        out.println("  " + result.name() + ":" + outcome.line() + ": " + outcome.reason());
      }
    }
  }

  /** How many commands ended how, and why those that were skipped were. */
  private static final class Totals {
    private int passed;
    private int failed;
    private final Map<String, Integer> notExecutable = new TreeMap<>();
    private final Map<String, Integer> superseded = new TreeMap<>();

    void add(ScriptResult result) {
      passed += result.count(Status.PASSED);
      failed += result.count(Status.FAILED);
      merge(result.skipReasons(), notExecutable);
      merge(result.reasons(Status.SUPERSEDED), superseded);
    }

    private static void merge(Map<String, Integer> more, Map<String, Integer> into) {
      more.forEach((reason, count) -> into.merge(reason, count, Integer::sum));
    }

    String summary() {
      StringBuilder text = new StringBuilder();
      text.append(passed).append(" passed, ").append(failed).append(" failed");
      int skipped = sum(notExecutable) + sum(superseded);
      if (skipped > 0) {
        text.append(", ").append(skipped).append(" skipped (");
        if (!notExecutable.isEmpty()) {
          text.append("not executable yet: ").append(list(notExecutable));
        }
        if (!superseded.isEmpty()) {
          text.append(notExecutable.isEmpty() ? "" : "; ");
          text.append("contrary to WebAssembly 3.0: ").append(list(superseded));
        }
        text.append(')');
      }
      return text.toString();
    }

    private static int sum(Map<String, Integer> counts) {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String list(Map<String, Integer> counts) {
      return counts.entrySet().stream()
          .map(entry -> entry.getKey() + ' ' + entry.getValue())
          .collect(Collectors.joining(", "));
    }
  }
}
