// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import dev.weft.binary.Instruction;
import dev.weft.binary.InstructionReader;
import dev.weft.module.ConstExpr;
import java.util.Arrays;

/**
 * Evaluates constant expressions (specification, "Constant Expressions") while an instance is made.
 * After {@link #run} the result is in {@link #bits} or {@link #ref}.
 */
final class ConstEvaluator {
  private final Instance instance;
  private final Instruction instruction = new Instruction();
  private long[] numbers = new long[4];
  private int depth;

  /** A reference; they occur only alone, as no constant operator takes one. */
  private Object reference;

  ConstEvaluator(Instance instance) {
    this.instance = instance;
  }

  /** Evaluates an expression. */
  ConstEvaluator run(ConstExpr expression) {
    depth = 0;
    reference = null;
    InstructionReader reader =
        new InstructionReader(instance.module, expression.start(), expression.end());
    while (reader.next(instruction)) {
      Instruction i = instruction;
      switch (i.opcode) {
        case I32_CONST, I64_CONST, F32_CONST, F64_CONST -> push(i.value);
        case I32_ADD -> binary((int) number(2) + (int) number(1));
        case I32_SUB -> binary((int) number(2) - (int) number(1));
        case I32_MUL -> binary((int) number(2) * (int) number(1));
        case I64_ADD -> binary(number(2) + number(1));
        case I64_SUB -> binary(number(2) - number(1));
        case I64_MUL -> binary(number(2) * number(1));
        case GLOBAL_GET -> {
          Global global = instance.globals[i.index];
          if (global.type().type().isRef()) {
            reference = global.ref;
          } else {
            push(global.bits);
          }
        }
        case REF_NULL -> reference = WasmNull.INSTANCE;
        case REF_FUNC -> reference = instance.function(i.index);
        case END -> {}
        default ->
            // Validation admits only constant operators, and the module was not refused for one
            // that cannot be executed.
            throw new IllegalStateException("constant operator " + i.opcode.text());
      }
    }
    return this;
  }

  private void push(long value) {
    if (depth == numbers.length) {
      numbers = Arrays.copyOf(numbers, depth * 2);
    }
    numbers[depth++] = value;
  }

  private long number(int fromTop) {
    return numbers[depth - fromTop];
  }

  private void binary(long result) {
    depth -= 2;
    push(result);
  }

  /** The bits of the number that the expression yielded: of an i32 sign-extended. */
  long bits() {
    return numbers[0];
  }

  /** The reference that the expression yielded. */
  Object ref() {
    return reference;
  }
}
