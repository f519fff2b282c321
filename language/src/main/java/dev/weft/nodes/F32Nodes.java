// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.ops.F32Ops;

/** The operators on f32 (specification, "Numerics": <i>Floating-Point Operations</i>). */
final class F32Nodes {

  private F32Nodes() {}

  static final class Add extends F32Binary {
    Add(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return left(frame) + right(frame);
    }
  }

  static final class Sub extends F32Binary {
    Sub(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return left(frame) - right(frame);
    }
  }

  static final class Mul extends F32Binary {
    Mul(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return left(frame) * right(frame);
    }
  }

  static final class Div extends F32Binary {
    Div(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return left(frame) / right(frame);
    }
  }

  static final class Min extends F32Binary {
    Min(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.min(left(frame), right(frame));
    }
  }

  static final class Max extends F32Binary {
    Max(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.max(left(frame), right(frame));
    }
  }

  static final class Copysign extends F32Binary {
    Copysign(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.copysign(left(frame), right(frame));
    }
  }

  /** Makes NaNs quiet, which the operand would do itself if the compiler did not elide it. */
  static final class Quieted extends FloatUnary {
    Quieted(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.quieted(floatOperand(frame));
    }
  }

  static final class Abs extends FloatUnary {
    Abs(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.abs(floatOperand(frame));
    }
  }

  static final class Neg extends FloatUnary {
    Neg(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.neg(floatOperand(frame));
    }
  }

  static final class Ceil extends FloatUnary {
    Ceil(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.ceil(floatOperand(frame));
    }
  }

  static final class Floor extends FloatUnary {
    Floor(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.floor(floatOperand(frame));
    }
  }

  static final class Trunc extends FloatUnary {
    Trunc(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.trunc(floatOperand(frame));
    }
  }

  static final class Nearest extends FloatUnary {
    Nearest(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.nearest(floatOperand(frame));
    }
  }

  static final class Sqrt extends FloatUnary {
    Sqrt(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return F32Ops.sqrt(floatOperand(frame));
    }
  }

  static final class Eq extends F32Compare {
    Eq(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) == right(frame);
    }
  }

  static final class Ne extends F32Compare {
    Ne(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) != right(frame);
    }
  }

  static final class Lt extends F32Compare {
    Lt(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) < right(frame);
    }
  }

  static final class Gt extends F32Compare {
    Gt(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) > right(frame);
    }
  }

  static final class Le extends F32Compare {
    Le(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) <= right(frame);
    }
  }

  static final class Ge extends F32Compare {
    Ge(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) >= right(frame);
    }
  }
}
