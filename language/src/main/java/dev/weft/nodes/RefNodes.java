// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.ops.RefOps;
import dev.weft.runtime.WasmNull;

/** Creates the nodes of the reference instructions. */
public final class RefNodes {

  private RefNodes() {}

  /**
   * Creates {@code ref.null}.
   *
   * @return the node
   */
  public static RefNode refNull() {
    return new Null();
  }

  /**
   * Creates {@code ref.func}.
   *
   * @param functionIndex the function
   * @return the node
   */
  public static RefNode refFunc(int functionIndex) {
    return new Func(functionIndex);
  }

  /**
   * Creates {@code ref.is_null}.
   *
   * @param operand a reference
   * @return the node
   */
  public static BooleanNode isNull(ExpressionNode operand) {
    return new IsNull(operand);
  }

  /**
   * Creates {@code ref.eq}.
   *
   * @param left a reference
   * @param right a reference
   * @return the node
   */
  public static BooleanNode eq(ExpressionNode left, ExpressionNode right) {
    return new Eq(left, right);
  }

  /**
   * Creates {@code ref.as_non_null}.
   *
   * @param offset the byte offset of the instruction
   * @param operand a reference
   * @return a node that traps on null
   */
  public static RefNode asNonNull(int offset, ExpressionNode operand) {
    return new AsNonNull(offset, operand);
  }

  private static final class Null extends RefNode {

    Null() {
      super(Effects.NONE);
    }

    @Override
    public Object executeObject(VirtualFrame frame) {
      return WasmNull.INSTANCE;
    }
  }

  private static final class Func extends RefNode {
    private final int functionIndex;

    Func(int functionIndex) {
      super(Effects.NONE);
      this.functionIndex = functionIndex;
    }

    @Override
    public Object executeObject(VirtualFrame frame) {
      return instance(frame).function(functionIndex);
    }
  }

  private static final class IsNull extends BooleanNode {
    @Child private ExpressionNode operand;

    IsNull(ExpressionNode operand) {
      super(Effects.NONE, operand);
      this.operand = operand;
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return operand.executeObject(frame) == WasmNull.INSTANCE;
    }
  }

  private static final class Eq extends BooleanNode {
    @Child private ExpressionNode left;
    @Child private ExpressionNode right;

    Eq(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
      this.left = left;
      this.right = right;
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left.executeObject(frame) == right.executeObject(frame);
    }
  }

  private static final class AsNonNull extends RefNode implements HasOffset {
    @Child private ExpressionNode operand;
    private final int offset;

    AsNonNull(int offset, ExpressionNode operand) {
      super(Effects.CAN_TRAP, operand);
      this.offset = offset;
      this.operand = operand;
    }

    @Override
    public Object executeObject(VirtualFrame frame) {
      return RefOps.asNonNull(operand.executeObject(frame), this);
    }

    @Override
    public int offset() {
      return offset;
    }
  }
}
