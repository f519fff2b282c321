// SPDX-License-Identifier: Apache-2.0
package dev.weft.script;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a script's commands.
 *
 * @param name the script's name
 * @param outcomes one for each command, in their order
 */
public record ScriptResult(String name, List<Outcome> outcomes) {
  /** How a command ended. */
  public enum Status {
    PASSED,
    FAILED,
    /** It needs what the engine does not execute yet. */
    SKIPPED,
    /** It asserts what WebAssembly 3.0 contradicts, see {@link Superseded}. */
    SUPERSEDED
  }

  /**
   * How one command ended.
   *
   * @param line the line on which it begins, from 1
   * @param assertion whether the command asserts something, rather than setting the stage
   * @param reason why it did not pass, null if it did
   */
  public record Outcome(int line, boolean assertion, Status status, String reason) {}

  /** How many commands ended like this. */
  public int count(Status status) {
    int count = 0;
    for (Outcome outcome : outcomes) {
      count += outcome.status() == status ? 1 : 0;
    }
    return count;
  }

  /** How many assertions passed. */
  public int passedAssertions() {
    int count = 0;
    for (Outcome outcome : outcomes) {
      count += outcome.assertion() && outcome.status() == Status.PASSED ? 1 : 0;
    }
    return count;
  }

  /** Why commands were skipped, and how many for each reason. */
  public Map<String, Integer> skipReasons() {
    return reasons(Status.SKIPPED);
  }

  /** The reasons of the commands that ended like this, and how many had each. */
  public Map<String, Integer> reasons(Status status) {
    Map<String, Integer> reasons = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      if (outcome.status() == status) {
        reasons.merge(outcome.reason(), 1, Integer::sum);
      }
    }
    return reasons;
  }
}
