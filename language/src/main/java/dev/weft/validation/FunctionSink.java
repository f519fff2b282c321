// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.binary.Instruction;

/**
 * Receives the instructions of a function while they are validated. The validator reuses all the
 * objects that it hands out: a sink must copy what it wants to keep.
 */
public interface FunctionSink {
  /** Called once before the first instruction; the function's own label is {@code label(0)}. */
  void begin(FunctionValidator validator);

  /**
   * Called for each instruction after it was type-checked, in unreachable code as well.
   *
   * <p>For block, loop, if, try and try_table the new label is already pushed. For else, catch,
   * catch_all, delegate and end the label being closed is still {@code label(0)} and the operand
   * stack holds the arm's results above the label's height. The final end of the body is delivered
   * too.
   */
  void instruction(Instruction instruction, FunctionValidator validator);

  /** Called once after the last instruction. */
  void finish(FunctionValidator validator);
}
