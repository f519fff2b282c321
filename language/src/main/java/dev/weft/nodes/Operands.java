// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

/** How operators keep the operands that need no node: locals and constants. */
final class Operands {

  /** In the place of a slot: the operand is a child node. */
  static final int NODE = -1;

  /** In the place of a slot: the operand is a constant. */
  static final int CONSTANT = -2;

  private Operands() {}

  /** Returns the slot that {@code operand} does nothing but read, or {@link #NODE}. */
  static int slotOf(ExpressionNode operand) {
    return operand instanceof LocalNodes.Get get ? get.slot() : NODE;
  }

  /** Like {@link #slotOf}, but also tells constants. */
  static int slotOrConstant(ExpressionNode operand) {
    return ConstNodes.isConstant(operand) ? CONSTANT : slotOf(operand);
  }
}
