// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the compiler said about a program, as {@code engine.TraceCompilation} prints it at the
 * default thresholds. Compilation failures are silent by default and leave a function interpreted
 * for ever; only this log tells.
 */
public final class CompileLog {
  /** The options with which a process writes the log to its standard error. */
  static final List<String> OPTIONS =
      List.of(
          "-Dpolyglot.engine.TraceCompilation=true",
          "-Dpolyglot.engine.CompilationFailureAction=Print",
          "-Dpolyglot.engine.ThrowOnMaxOSRCompilationReAttemptsReached=true");

  /** A target may be deoptimised as often as this: code meets what it had not seen before. */
  private static final int DEOPTIMISATIONS = 3;

  private static final Pattern LINE =
      Pattern.compile("\\[engine\\] opt (\\w+)[. ]\\s*engine=\\d+\\s+id=(\\d+)\\s+(.*?)\\s*\\|.*");
  private static final Pattern TIER = Pattern.compile("\\|Tier (\\d)\\|Time\\s+(\\d+)");

  private final List<String> problems = new ArrayList<>();
  private int compilations;
  private int deoptimisations;
  private long milliseconds;
  private long longest;
  private String longestTarget = "";

  /** Reads the standard error of a process. */
  public static CompileLog read(List<String> lines) {
    CompileLog log = new CompileLog();
    Map<String, Integer> deoptimised = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (line.contains("Max OSR compilation re-attempts reached")) {
        log.problems.add(line.strip());
      }
      if (!matcher.matches()) {
        continue;
      }
      String target = matcher.group(3) + " (id " + matcher.group(2) + ")";
      switch (matcher.group(1)) {
        case "done" -> {
          log.compilations++;
          Matcher tier = TIER.matcher(line);
          if (tier.find()) {
            long time = Long.parseLong(tier.group(2));
            log.milliseconds += time;
            if (time > log.longest) {
              log.longest = time;
              log.longestTarget = target + " tier " + tier.group(1);
            }
          }
        }
        case "failed" -> log.problems.add("opt failed: " + target + ": " + reason(line));
        case "deopt" -> {
          log.deoptimisations++;
          deoptimised.merge(target, 1, Integer::sum);
        }
        default -> {
          // Queued, started, unqueued, invalidated: what matters of it shows as a deoptimisation.
        }
      }
    }
    deoptimised.forEach(
        (target, times) -> {
          if (times > DEOPTIMISATIONS) {
            log.problems.add("deoptimised " + times + " times: " + target);
          }
        });
    return log;
  }

  private static String reason(String line) {
    int at = line.indexOf("Reason");
    return at < 0 ? line.strip() : line.substring(at).strip();
  }

  /** What must not be; empty where all is well. */
  public List<String> problems() {
    return problems;
  }

  /** One line of totals. */
  String summary() {
    return "%d compilations in %d ms, %d deoptimisations; longest %d ms: %s"
        .formatted(compilations, milliseconds, deoptimisations, longest, longestTarget);
  }
}
