// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.frame.VirtualFrame;

/**
 * Creates {@code select}. Both operands are evaluated, then the condition. Where nobody can tell
 * the difference, the condition is evaluated first and then only the operand it selects.
 *
 * <p>The condition is not profiled: a profile would cut off the operand not selected yet, and the
 * operands are cheap while compiling a large function again is not. Without it the choice between
 * values becomes a conditional move.
 */
public final class SelectNodes {

  private SelectNodes() {}

  /**
   * Creates {@code select}, with or without type.
   *
   * @param whenTrue the value where the condition is not zero
   * @param whenFalse the value where it is zero, of the same kind
   * @param condition an i32
   * @return the node
   */
  public static ExpressionNode create(
      ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
    int kept = Effects.CAN_TRAP | Effects.SIDE_EFFECT;
    boolean anyOrder =
        !whenTrue.hasEffect(kept)
            && !whenFalse.hasEffect(kept)
            && !condition.hasEffect(Effects.SIDE_EFFECT);
    return switch (whenTrue.kind()) {
      case I32 ->
          anyOrder
              ? new LazyInt(whenTrue, whenFalse, condition)
              : new StrictInt(whenTrue, whenFalse, condition);
      case I64 ->
          anyOrder
              ? new LazyLong(whenTrue, whenFalse, condition)
              : new StrictLong(whenTrue, whenFalse, condition);
      case F32 ->
          anyOrder
              ? new LazyFloat(whenTrue, whenFalse, condition)
              : new StrictFloat(whenTrue, whenFalse, condition);
      case F64 ->
          anyOrder
              ? new LazyDouble(whenTrue, whenFalse, condition)
              : new StrictDouble(whenTrue, whenFalse, condition);
      case REF ->
          anyOrder
              ? new LazyObject(whenTrue, whenFalse, condition)
              : new StrictObject(whenTrue, whenFalse, condition);
      case V128 -> throw CompilerDirectives.shouldNotReachHere("v128 is not executable");
    };
  }

  private static final class LazyInt extends IntNode {
    @Child private ExpressionNode whenTrue;
    @Child private ExpressionNode whenFalse;
    @Child private ExpressionNode condition;

    LazyInt(ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
      super(Effects.NONE, whenTrue, whenFalse, condition);
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.condition = condition;
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return condition.executeBoolean(frame)
          ? whenTrue.executeInt(frame)
          : whenFalse.executeInt(frame);
    }
  }

  private static final class StrictInt extends IntNode {
    @Child private ExpressionNode whenTrue;
    @Child private ExpressionNode whenFalse;
    @Child private ExpressionNode condition;

    StrictInt(ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
      super(Effects.NONE, whenTrue, whenFalse, condition);
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.condition = condition;
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      int a = whenTrue.executeInt(frame);
      int b = whenFalse.executeInt(frame);
      return condition.executeBoolean(frame) ? a : b;
    }
  }

  private static final class LazyLong extends LongNode {
    @Child private ExpressionNode whenTrue;
    @Child private ExpressionNode whenFalse;
    @Child private ExpressionNode condition;

    LazyLong(ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
      super(Effects.NONE, whenTrue, whenFalse, condition);
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.condition = condition;
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return condition.executeBoolean(frame)
          ? whenTrue.executeLong(frame)
          : whenFalse.executeLong(frame);
    }
  }

  private static final class StrictLong extends LongNode {
    @Child private ExpressionNode whenTrue;
    @Child private ExpressionNode whenFalse;
    @Child private ExpressionNode condition;

    StrictLong(ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
      super(Effects.NONE, whenTrue, whenFalse, condition);
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.condition = condition;
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      long a = whenTrue.executeLong(frame);
      long b = whenFalse.executeLong(frame);
      return condition.executeBoolean(frame) ? a : b;
    }
  }

  private static final class LazyFloat extends FloatNode {
    @Child private ExpressionNode whenTrue;
    @Child private ExpressionNode whenFalse;
    @Child private ExpressionNode condition;

    LazyFloat(ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
      super(Effects.NONE, whenTrue, whenFalse, condition);
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.condition = condition;
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return condition.executeBoolean(frame)
          ? whenTrue.executeFloat(frame)
          : whenFalse.executeFloat(frame);
    }
  }

  private static final class StrictFloat extends FloatNode {
    @Child private ExpressionNode whenTrue;
    @Child private ExpressionNode whenFalse;
    @Child private ExpressionNode condition;

    StrictFloat(ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
      super(Effects.NONE, whenTrue, whenFalse, condition);
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.condition = condition;
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      float a = whenTrue.executeFloat(frame);
      float b = whenFalse.executeFloat(frame);
      return condition.executeBoolean(frame) ? a : b;
    }
  }

  private static final class LazyDouble extends DoubleNode {
    @Child private ExpressionNode whenTrue;
    @Child private ExpressionNode whenFalse;
    @Child private ExpressionNode condition;

    LazyDouble(ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
      super(Effects.NONE, whenTrue, whenFalse, condition);
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.condition = condition;
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return condition.executeBoolean(frame)
          ? whenTrue.executeDouble(frame)
          : whenFalse.executeDouble(frame);
    }
  }

  private static final class StrictDouble extends DoubleNode {
    @Child private ExpressionNode whenTrue;
    @Child private ExpressionNode whenFalse;
    @Child private ExpressionNode condition;

    StrictDouble(ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
      super(Effects.NONE, whenTrue, whenFalse, condition);
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.condition = condition;
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      double a = whenTrue.executeDouble(frame);
      double b = whenFalse.executeDouble(frame);
      return condition.executeBoolean(frame) ? a : b;
    }
  }

  private static final class LazyObject extends RefNode {
    @Child private ExpressionNode whenTrue;
    @Child private ExpressionNode whenFalse;
    @Child private ExpressionNode condition;

    LazyObject(ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
      super(Effects.NONE, whenTrue, whenFalse, condition);
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.condition = condition;
    }

    @Override
    public Object executeObject(VirtualFrame frame) {
      return condition.executeBoolean(frame)
          ? whenTrue.executeObject(frame)
          : whenFalse.executeObject(frame);
    }
  }

  private static final class StrictObject extends RefNode {
    @Child private ExpressionNode whenTrue;
    @Child private ExpressionNode whenFalse;
    @Child private ExpressionNode condition;

    StrictObject(ExpressionNode whenTrue, ExpressionNode whenFalse, ExpressionNode condition) {
      super(Effects.NONE, whenTrue, whenFalse, condition);
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.condition = condition;
    }

    @Override
    public Object executeObject(VirtualFrame frame) {
      Object a = whenTrue.executeObject(frame);
      Object b = whenFalse.executeObject(frame);
      return condition.executeBoolean(frame) ? a : b;
    }
  }
}
