// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;

/**
 * A comparison of two operands of type f32.
 *
 * <p>Operands that are locals or a constant on the right are kept inline: the interpreter then
 * reads them without a virtual call.
 */
abstract class F32Compare extends BooleanNode {
  @Child private ExpressionNode left;
  @Child private ExpressionNode right;
  private final int leftSlot;
  private final int rightSlot;
  private final float constant;

  /**
   * Creates the operator.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param left the first operand
   * @param right the second operand
   */
  F32Compare(int effects, ExpressionNode left, ExpressionNode right) {
    super(effects, left, right);
    this.leftSlot = Operands.slotOf(left);
    this.rightSlot = Operands.slotOrConstant(right);
    this.constant = rightSlot == Operands.CONSTANT ? ConstNodes.floatValue(right) : 0;
    this.left = leftSlot >= 0 ? null : left;
    this.right = rightSlot == Operands.NODE ? right : null;
  }

  final float left(VirtualFrame frame) {
    int slot = leftSlot;
    return slot >= 0 ? WasmFrame.getFloat(frame, slot) : left.executeFloat(frame);
  }

  final float right(VirtualFrame frame) {
    int slot = rightSlot;
    if (slot >= 0) {
      return WasmFrame.getFloat(frame, slot);
    }
    return slot == Operands.CONSTANT ? constant : right.executeFloat(frame);
  }

  @Override
  protected final boolean readsSlotItself(int slot) {
    return slot == leftSlot || slot == rightSlot;
  }
}
