// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * An instruction with the instructions that push its operands, or, without an instruction of its
 * own, a sequence of such. The reducer takes these trees apart.
 */
final class Code {
  /** The instruction with its immediates; empty for a sequence. */
  final String head;

  /** What is left on the stack. After an instruction that never ends, what was asked for. */
  final List<Type> results;

  /** In the order of evaluation. Statements that leave nothing may stand between operands. */
  final List<Code> operands;

  /** The instructions inside a block, or null. */
  List<Code> body;

  /** The instructions after {@code else}, or null. */
  List<Code> otherwise;

  /** Whether the program would not end, or not be valid, without this. */
  boolean pinned;

  /** For a number: whether the bits of a NaN are the same everywhere. */
  boolean exact;

  Code(String head, List<Type> results, List<Code> operands) {
    this.head = head;
    this.results = results;
    this.operands = new ArrayList<>(operands);
  }

  static Code of(String head, Type result, Code... operands) {
    return new Code(head, List.of(result), List.of(operands));
  }

  static Code statement(String head, Code... operands) {
    return new Code(head, List.of(), List.of(operands));
  }

  static Code sequence(List<Type> results, List<Code> parts) {
    return new Code("", results, parts);
  }

  Code pin() {
    pinned = true;
    return this;
  }

  /** All lists of instructions in here that can be changed. */
  List<List<Code>> lists() {
    List<List<Code>> lists = new ArrayList<>();
    collect(lists);
    return lists;
  }

  private void collect(List<List<Code>> lists) {
    for (List<Code> list : new ArrayList<>(parts())) {
      lists.add(list);
      for (Code code : list) {
        code.collect(lists);
      }
    }
  }

  private List<List<Code>> parts() {
    List<List<Code>> parts = new ArrayList<>();
    parts.add(operands);
    if (body != null) {
      parts.add(body);
    }
    if (otherwise != null) {
      parts.add(otherwise);
    }
    return parts;
  }

  /** Writes the instructions, one per line. */
  void print(StringBuilder out, int indent) {
    for (Code operand : operands) {
      operand.print(out, indent);
    }
    if (!head.isEmpty()) {
      line(out, indent, head);
    }
    if (body != null) {
      for (Code code : body) {
        code.print(out, indent + 1);
      }
      if (otherwise != null) {
        line(out, indent, "else");
        for (Code code : otherwise) {
          code.print(out, indent + 1);
        }
      }
      line(out, indent, "end");
    }
  }

  private static void line(StringBuilder out, int indent, String text) {
    out.repeat(' ', 2 * indent).append(text).append('\n');
  }
}
