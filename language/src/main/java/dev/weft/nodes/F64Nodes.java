// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.ops.F64Ops;

/** The operators on f64 (specification, "Numerics": <i>Floating-Point Operations</i>). */
final class F64Nodes {

  private F64Nodes() {}

  static final class Add extends F64Binary {
    Add(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return left(frame) + right(frame);
    }
  }

  static final class Sub extends F64Binary {
    Sub(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return left(frame) - right(frame);
    }
  }

  static final class Mul extends F64Binary {
    Mul(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return left(frame) * right(frame);
    }
  }

  static final class Div extends F64Binary {
    Div(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return left(frame) / right(frame);
    }
  }

  static final class Min extends F64Binary {
    Min(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.min(left(frame), right(frame));
    }
  }

  static final class Max extends F64Binary {
    Max(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.max(left(frame), right(frame));
    }
  }

  static final class Copysign extends F64Binary {
    Copysign(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.copysign(left(frame), right(frame));
    }
  }

  /** Makes NaNs quiet, which the operand would do itself if the compiler did not elide it. */
  static final class Quieted extends DoubleUnary {
    Quieted(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.quieted(doubleOperand(frame));
    }
  }

  static final class Abs extends DoubleUnary {
    Abs(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.abs(doubleOperand(frame));
    }
  }

  static final class Neg extends DoubleUnary {
    Neg(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.neg(doubleOperand(frame));
    }
  }

  static final class Ceil extends DoubleUnary {
    Ceil(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.ceil(doubleOperand(frame));
    }
  }

  static final class Floor extends DoubleUnary {
    Floor(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.floor(doubleOperand(frame));
    }
  }

  static final class Trunc extends DoubleUnary {
    Trunc(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.trunc(doubleOperand(frame));
    }
  }

  static final class Nearest extends DoubleUnary {
    Nearest(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.nearest(doubleOperand(frame));
    }
  }

  static final class Sqrt extends DoubleUnary {
    Sqrt(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return F64Ops.sqrt(doubleOperand(frame));
    }
  }

  static final class Eq extends F64Compare {
    Eq(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) == right(frame);
    }
  }

  static final class Ne extends F64Compare {
    Ne(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) != right(frame);
    }
  }

  static final class Lt extends F64Compare {
    Lt(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) < right(frame);
    }
  }

  static final class Gt extends F64Compare {
    Gt(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) > right(frame);
    }
  }

  static final class Le extends F64Compare {
    Le(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) <= right(frame);
    }
  }

  static final class Ge extends F64Compare {
    Ge(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) >= right(frame);
    }
  }
}
