// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import dev.weft.tests.fuzz.Program.Call;
import dev.weft.tests.fuzz.Program.Function;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing program smaller: fewer calls, emptier functions, instructions replaced by zeros
 * or by their operands, for as long as it still fails.
 */
final class Reducer {
  private final Predicate<Program> fails;
  private final Program program;
  private final Instant end;

  private Reducer(Program program, Predicate<Program> fails, Duration limit) {
    this.program = program;
    this.fails = fails;
    this.end = Instant.now().plus(limit);
  }

  /**
   * Reduces a program in place.
   *
   * @param fails whether a program still fails; false for invalid ones
   */
  static void reduce(Program program, Predicate<Program> fails, Duration limit) {
    Reducer reducer = new Reducer(program, fails, limit);
    while (reducer.round()) {}
  }

  private boolean late() {
    return Instant.now().isAfter(end);
  }

  private boolean round() {
    boolean smaller = calls();
    for (Function function : program.functions) {
      smaller |= body(function);
    }
    smaller |= fields();
    return smaller && !late();
  }

  private boolean calls() {
    boolean smaller = false;
    for (int i = program.calls.size() - 1; i >= 0 && program.calls.size() > 1 && !late(); i--) {
      Call call = program.calls.remove(i);
      if (fails.test(program)) {
        smaller = true;
      } else {
        program.calls.add(i, call);
      }
    }
    return smaller;
  }

  private boolean fields() {
    boolean smaller = false;
    for (int i = program.fields.size() - 1; i >= 0 && !late(); i--) {
      String field = program.fields.remove(i);
      if (fails.test(program)) {
        smaller = true;
      } else {
        program.fields.add(i, field);
      }
    }
    return smaller;
  }

  private boolean body(Function function) {
    boolean smaller = false;
    List<Code> all = new ArrayList<>(function.body);
    List<Code> zeros = new ArrayList<>();
    function.signature.results().forEach(type -> zeros.add(Code.of(type.zero(), type)));
    if (all.size() > zeros.size() && tryBody(function, zeros)) {
      return true;
    }
    Code root = Code.sequence(List.of(), List.of());
    root.body = function.body;
    boolean changed = true;
    while (changed && !late()) {
      changed = false;
      // Large pieces come first.
      for (List<Code> list : root.lists()) {
        for (int i = list.size() - 1; i >= 0 && !late(); i--) {
          changed |= i < list.size() && replace(list, i);
        }
      }
      smaller |= changed;
    }
    return smaller;
  }

  private boolean tryBody(Function function, List<Code> body) {
    List<Code> old = new ArrayList<>(function.body);
    function.body.clear();
    function.body.addAll(body);
    if (fails.test(program)) {
      return true;
    }
    function.body.clear();
    function.body.addAll(old);
    return false;
  }

  private boolean replace(List<Code> list, int i) {
    Code code = list.get(i);
    if (code.pinned || code.head.equals("nop") && list.size() == 1) {
      return false;
    }
    List<List<Code>> candidates = new ArrayList<>();
    List<Code> zeros = new ArrayList<>();
    boolean nullable = true;
    for (Type type : code.results) {
      nullable &= type.isNullable();
      zeros.add(Code.of(type.zero(), type));
    }
    boolean isZero =
        code.operands.isEmpty()
            && code.results.size() == 1
            && code.head.equals(code.results.getFirst().zero());
    if (nullable && !isZero) {
      candidates.add(zeros);
    }
    for (List<Code> inner : code.lists()) {
      for (Code part : inner) {
        if (part.results.equals(code.results) && !part.pinned && !part.head.isEmpty()) {
          candidates.add(List.of(part));
        }
      }
    }
    if (code.body != null) {
      candidates.add(code.body);
    }
    if (code.head.isEmpty()) {
      candidates.add(code.operands);
    }
    for (List<Code> candidate : candidates) {
      list.remove(i);
      list.addAll(i, candidate);
      if (fails.test(program)) {
        return true;
      }
      list.subList(i, i + candidate.size()).clear();
      list.add(i, code);
    }
    return false;
  }
}
