// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;

/**
 * An i32 expression whose value is 0 or 1: comparisons and tests. Conditions use {@link
 * #executeBoolean} and never see the number.
 */
public abstract class BooleanNode extends IntNode {

  /**
   * Creates a test with any summary.
   *
   * @param effects bits of {@link Effects} of the whole tree
   * @param height height of the whole tree; a leaf has 1
   * @param localsRead the slots read by the whole tree
   */
  protected BooleanNode(int effects, int height, long localsRead) {
    super(effects, height, localsRead);
  }

  /**
   * Creates a test of one operand.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param a the operand
   */
  protected BooleanNode(int effects, ExpressionNode a) {
    super(effects, a);
  }

  /**
   * Creates a test of two operands.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param a the first operand
   * @param b the second operand
   */
  protected BooleanNode(int effects, ExpressionNode a, ExpressionNode b) {
    super(effects, a, b);
  }

  /**
   * Returns the opposite test. May be called once, before this node has a parent; its operands
   * belong to the result afterwards.
   */
  BooleanNode negated() {
    return new Not(this);
  }

  @Override
  public abstract boolean executeBoolean(VirtualFrame frame);

  @Override
  public final int executeInt(VirtualFrame frame) {
    return executeBoolean(frame) ? 1 : 0;
  }

  /** The opposite of a test that has no opposite operator, as comparisons of numbers with NaN. */
  private static final class Not extends BooleanNode {
    @Child private BooleanNode test;

    Not(BooleanNode test) {
      super(Effects.NONE, test);
      this.test = test;
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return !test.executeBoolean(frame);
    }

    @Override
    BooleanNode negated() {
      return test;
    }
  }
}
