// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;

/**
 * An operator on two operands of type i32 with a result of that type.
 *
 * <p>Operands that are locals or a constant on the right are kept inline: the interpreter then
 * reads them without a virtual call.
 */
abstract class I32Binary extends IntNode {
  @Child private ExpressionNode left;
  @Child private ExpressionNode right;
  private final int leftSlot;
  private final int rightSlot;
  private final int constant;

  /**
   * Creates the operator.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param left the first operand
   * @param right the second operand
   */
  I32Binary(int effects, ExpressionNode left, ExpressionNode right) {
    super(effects, left, right);
    this.leftSlot = Operands.slotOf(left);
    this.rightSlot = Operands.slotOrConstant(right);
    this.constant = rightSlot == Operands.CONSTANT ? ConstNodes.intValue(right) : 0;
    this.left = leftSlot >= 0 ? null : left;
    this.right = rightSlot == Operands.NODE ? right : null;
  }

  final int left(VirtualFrame frame) {
    int slot = leftSlot;
    return slot >= 0 ? WasmFrame.getInt(frame, slot) : left.executeInt(frame);
  }

  final int right(VirtualFrame frame) {
    int slot = rightSlot;
    if (slot >= 0) {
      return WasmFrame.getInt(frame, slot);
    }
    return slot == Operands.CONSTANT ? constant : right.executeInt(frame);
  }

  @Override
  protected final boolean readsSlotItself(int slot) {
    return slot == leftSlot || slot == rightSlot;
  }
}
