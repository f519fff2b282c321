// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.opcode.Opcode;
import dev.weft.ops.I64Ops;

/** The operators on i64 (specification, "Numerics": <i>Integer Operations</i>). */
final class I64Nodes {

  private I64Nodes() {}

  static final class Add extends I64Binary {
    Add(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return left(frame) + right(frame);
    }
  }

  static final class Sub extends I64Binary {
    Sub(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return left(frame) - right(frame);
    }
  }

  static final class Mul extends I64Binary {
    Mul(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return left(frame) * right(frame);
    }
  }

  static final class And extends I64Binary {
    And(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return left(frame) & right(frame);
    }
  }

  static final class Or extends I64Binary {
    Or(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return left(frame) | right(frame);
    }
  }

  static final class Xor extends I64Binary {
    Xor(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return left(frame) ^ right(frame);
    }
  }

  static final class Shl extends I64Binary {
    Shl(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return left(frame) << right(frame);
    }
  }

  static final class ShrS extends I64Binary {
    ShrS(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return left(frame) >> right(frame);
    }
  }

  static final class ShrU extends I64Binary {
    ShrU(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return left(frame) >>> right(frame);
    }
  }

  static final class Rotl extends I64Binary {
    Rotl(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return I64Ops.rotl(left(frame), right(frame));
    }
  }

  static final class Rotr extends I64Binary {
    Rotr(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return I64Ops.rotr(left(frame), right(frame));
    }
  }

  /** Division and remainder: trap on a zero divisor, and one of them on overflow. */
  abstract static class Division extends I64Binary implements HasOffset {
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
    public long executeLong(VirtualFrame frame) {
      return I64Ops.divS(left(frame), right(frame), this);
    }
  }

  static final class DivU extends Division {
    DivU(int offset, boolean safe, ExpressionNode left, ExpressionNode right) {
      super(offset, safe, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return I64Ops.divU(left(frame), right(frame), this);
    }
  }

  static final class RemS extends Division {
    RemS(int offset, boolean safe, ExpressionNode left, ExpressionNode right) {
      super(offset, safe, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return I64Ops.remS(left(frame), right(frame), this);
    }
  }

  static final class RemU extends Division {
    RemU(int offset, boolean safe, ExpressionNode left, ExpressionNode right) {
      super(offset, safe, left, right);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return I64Ops.remU(left(frame), right(frame), this);
    }
  }

  static final class Clz extends LongUnary {
    Clz(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return I64Ops.clz(longOperand(frame));
    }
  }

  static final class Ctz extends LongUnary {
    Ctz(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return I64Ops.ctz(longOperand(frame));
    }
  }

  static final class Popcnt extends LongUnary {
    Popcnt(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return I64Ops.popcnt(longOperand(frame));
    }
  }

  static final class Extend8S extends LongUnary {
    Extend8S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return (byte) longOperand(frame);
    }
  }

  static final class Extend16S extends LongUnary {
    Extend16S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return (short) longOperand(frame);
    }
  }

  static final class Extend32S extends LongUnary {
    Extend32S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return (int) longOperand(frame);
    }
  }

  static final class Eqz extends BooleanUnary {
    Eqz(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return longOperand(frame) == 0;
    }
  }

  static final class Eq extends I64Compare {
    Eq(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) == right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I64_NE;
    }
  }

  static final class Ne extends I64Compare {
    Ne(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) != right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I64_EQ;
    }
  }

  static final class LtS extends I64Compare {
    LtS(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) < right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I64_GE_S;
    }
  }

  static final class GtS extends I64Compare {
    GtS(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) > right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I64_LE_S;
    }
  }

  static final class LeS extends I64Compare {
    LeS(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) <= right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I64_GT_S;
    }
  }

  static final class GeS extends I64Compare {
    GeS(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return left(frame) >= right(frame);
    }

    @Override
    Opcode negation() {
      return Opcode.I64_LT_S;
    }
  }

  static final class LtU extends I64Compare {
    LtU(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return I64Ops.ltU(left(frame), right(frame));
    }

    @Override
    Opcode negation() {
      return Opcode.I64_GE_U;
    }
  }

  static final class GtU extends I64Compare {
    GtU(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return I64Ops.gtU(left(frame), right(frame));
    }

    @Override
    Opcode negation() {
      return Opcode.I64_LE_U;
    }
  }

  static final class LeU extends I64Compare {
    LeU(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return I64Ops.leU(left(frame), right(frame));
    }

    @Override
    Opcode negation() {
      return Opcode.I64_GT_U;
    }
  }

  static final class GeU extends I64Compare {
    GeU(ExpressionNode left, ExpressionNode right) {
      super(Effects.NONE, left, right);
    }

    @Override
    public boolean executeBoolean(VirtualFrame frame) {
      return I64Ops.geU(left(frame), right(frame));
    }

    @Override
    Opcode negation() {
      return Opcode.I64_LT_U;
    }
  }
}
