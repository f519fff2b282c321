// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;

/**
 * An operator on one operand of any numeric type with a result of type f64. Subclasses read the
 * operand by its type. An operand that is a local is kept inline.
 */
abstract class DoubleUnary extends DoubleNode {
  @Child private ExpressionNode operand;
  private final int operandSlot;

  /**
   * Creates the operator.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param operand the operand
   */
  DoubleUnary(int effects, ExpressionNode operand) {
    super(effects, operand);
    this.operandSlot = Operands.slotOf(operand);
    this.operand = operandSlot >= 0 ? null : operand;
  }

  final int intOperand(VirtualFrame frame) {
    int slot = operandSlot;
    return slot >= 0 ? WasmFrame.getInt(frame, slot) : operand.executeInt(frame);
  }

  final long longOperand(VirtualFrame frame) {
    int slot = operandSlot;
    return slot >= 0 ? WasmFrame.getLong(frame, slot) : operand.executeLong(frame);
  }

  final float floatOperand(VirtualFrame frame) {
    int slot = operandSlot;
    return slot >= 0 ? WasmFrame.getFloat(frame, slot) : operand.executeFloat(frame);
  }

  final double doubleOperand(VirtualFrame frame) {
    int slot = operandSlot;
    return slot >= 0 ? WasmFrame.getDouble(frame, slot) : operand.executeDouble(frame);
  }

  @Override
  protected final boolean readsSlotItself(int slot) {
    return slot == operandSlot;
  }
}
