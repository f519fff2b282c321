// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.opcode.Opcode;
import dev.weft.ops.I32Ops;

/** The operators on i32 (specification, "Numerics": <i>Integer Operations</i>). */
final class I32Nodes {

  private I32Nodes() {}

  static final class Add extends I32Binary {
    Add(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return left(frame) + right(frame);
    }
  }

  static final class Sub extends I32Binary {
    Sub(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return left(frame) - right(frame);
    }
  }

  static final class Mul extends I32Binary {
    Mul(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return left(frame) * right(frame);
    }
  }

  static final class And extends I32Binary {
    And(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return left(frame) & right(frame);
    }
  }

  static final class Or extends I32Binary {
    Or(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return left(frame) | right(frame);
    }
  }

  static final class Xor extends I32Binary {
    Xor(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return left(frame) ^ right(frame);
    }
  }

  static final class Shl extends I32Binary {
    Shl(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return left(frame) << right(frame);
    }
  }

  static final class ShrS extends I32Binary {
    ShrS(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return left(frame) >> right(frame);
    }
  }

  static final class ShrU extends I32Binary {
    ShrU(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return left(frame) >>> right(frame);
    }
  }

  static final class Rotl extends I32Binary {
    Rotl(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return I32Ops.rotl(left(frame), right(frame));
    }
  }

  static final class Rotr extends I32Binary {
    Rotr(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return I32Ops.rotr(left(frame), right(frame));
    }
  }

  /** Division and remainder: trap on a zero divisor, and one of them on overflow. */
  abstract static class Division extends I32Binary implements HasOffset {
    private final int offset;

    Division(int offset, boolean safe, ExpressionNode left, ExpressionNode right) {
      super(safe ? Effects.NONE : Effects.CAN_TRAP, left, right);
      this.offset = offset;
    }

    @Override
    public final int offset() {
      return offset;
    }
  }

  static final class DivS extends Division {
    DivS(int offset, boolean safe, ExpressionNode left, ExpressionNode right) {
      super(offset, safe, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return I32Ops.divS(left(frame), right(frame), this);
    }
  }

  static final class DivU extends Division {
    DivU(int offset, boolean safe, ExpressionNode left, ExpressionNode right) {
      super(offset, safe, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return I32Ops.divU(left(frame), right(frame), this);
    }
  }

  static final class RemS extends Division {
    RemS(int offset, boolean safe, ExpressionNode left, ExpressionNode right) {
      super(offset, safe, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return I32Ops.remS(left(frame), right(frame), this);
    }
  }

  static final class RemU extends Division {
    RemU(int offset, boolean safe, ExpressionNode left, ExpressionNode right) {
      super(offset, safe, left, right);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return I32Ops.remU(left(frame), right(frame), this);
    }
  }

  static final class Clz extends IntUnary {
    Clz(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return I32Ops.clz(intOperand(frame));
    }
  }

  static final class Ctz extends IntUnary {
    Ctz(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return I32Ops.ctz(intOperand(frame));
    }
  }

  static final class Popcnt extends IntUnary {
    Popcnt(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return I32Ops.popcnt(intOperand(frame));
    }
  }

  static final class Extend8S extends IntUnary {
    Extend8S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return (byte) intOperand(frame);
    }
  }

  static final class Extend16S extends IntUnary {
    Extend16S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return (short) intOperand(frame);
    }
  }

  static final class Eqz extends BooleanUnary {
    Eqz(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return intOperand(frame) == 0;
    }
  }

  static final class Eq extends I32Compare {
    Eq(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) == right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I32_NE;
    }
  }

  static final class Ne extends I32Compare {
    Ne(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) != right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I32_EQ;
    }
  }

  static final class LtS extends I32Compare {
    LtS(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) < right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I32_GE_S;
    }
  }

  static final class GtS extends I32Compare {
    GtS(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) > right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I32_LE_S;
    }
  }

  static final class LeS extends I32Compare {
    LeS(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) <= right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I32_GT_S;
    }
  }

  static final class GeS extends I32Compare {
    GeS(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) >= right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I32_LT_S;
    }
  }

  static final class LtU extends I32Compare {
    LtU(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return I32Ops.ltU(left(frame), right(frame));
    }

    @Override
    Opcode negation() {
      return Opcode.I32_GE_U;
    }
  }

  static final class GtU extends I32Compare {
    GtU(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return I32Ops.gtU(left(frame), right(frame));
    }

    @Override
    Opcode negation() {
      return Opcode.I32_LE_U;
    }
  }

  static final class LeU extends I32Compare {
    LeU(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return I32Ops.leU(left(frame), right(frame));
    }

    @Override
    Opcode negation() {
      return Opcode.I32_GT_U;
    }
  }

  static final class GeU extends I32Compare {
    GeU(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return I32Ops.geU(left(frame), right(frame));
    }

    @Override
    Opcode negation() {
      return Opcode.I32_LT_U;
    }
  }
}
