// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.types.ValueKind;

/** An expression of type f64. */
public abstract class DoubleNode extends ExpressionNode {

  /**
   * Creates a leaf.
   *
   * @param effects bits of {@link Effects}
   */
  protected DoubleNode(int effects) {
    super(effects);
  }

  /**
   * Creates an expression with any summary.
   *
   * @param effects bits of {@link Effects} of the whole tree
   * @param height height of the whole tree; a leaf has 1
   * @param localsRead the slots read by the whole tree
   */
  protected DoubleNode(int effects, int height, long localsRead) {
    super(effects, height, localsRead);
  }

  /**
   * Creates an expression with one operand.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param a the operand
   */
  protected DoubleNode(int effects, ExpressionNode a) {
    super(effects, a);
  }

  /**
   * Creates an expression with two operands.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param a the first operand
   * @param b the second operand
   */
  protected DoubleNode(int effects, ExpressionNode a, ExpressionNode b) {
    super(effects, a, b);
  }

  /**
   * Creates an expression with three operands.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param a the first operand
   * @param b the second operand
   * @param c the third operand
   */
  protected DoubleNode(int effects, ExpressionNode a, ExpressionNode b, ExpressionNode c) {
    super(effects, a, b, c);
  }

  /**
   * Creates an expression with any number of operands.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param operands the operands
   */
  protected DoubleNode(int effects, ExpressionNode[] operands) {
    super(effects, operands);
  }

  @Override
  public final ValueKind kind() {
    return ValueKind.F64;
  }

  @Override
  public abstract double executeDouble(VirtualFrame frame);

  @Override
  public final Object executeBoxed(VirtualFrame frame) {
    return executeDouble(frame);
  }

  @Override
  public void executeVoid(VirtualFrame frame) {
    executeDouble(frame);
  }
}
