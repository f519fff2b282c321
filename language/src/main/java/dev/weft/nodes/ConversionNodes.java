// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.ops.Conversions;

/** The conversions between numeric types (specification, "Numerics": <i>Conversions</i>). */
final class ConversionNodes {

  private ConversionNodes() {}

  static final class I32WrapI64 extends IntUnary {
    I32WrapI64(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return (int) longOperand(frame);
    }
  }

  static final class I64ExtendI32S extends LongUnary {
    I64ExtendI32S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return intOperand(frame);
    }
  }

  static final class I64ExtendI32U extends LongUnary {
    I64ExtendI32U(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return intOperand(frame) & 0xFFFF_FFFFL;
    }
  }

  static final class F32ConvertI32S extends FloatUnary {
    F32ConvertI32S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return (float) intOperand(frame);
    }
  }

  static final class F32ConvertI32U extends FloatUnary {
    F32ConvertI32U(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return Conversions.i32UToF32(intOperand(frame));
    }
  }

  static final class F32ConvertI64S extends FloatUnary {
    F32ConvertI64S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return (float) longOperand(frame);
    }
  }

  static final class F32ConvertI64U extends FloatUnary {
    F32ConvertI64U(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return Conversions.i64UToF32(longOperand(frame));
    }
  }

  static final class F64ConvertI32S extends DoubleUnary {
    F64ConvertI32S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return intOperand(frame);
    }
  }

  static final class F64ConvertI32U extends DoubleUnary {
    F64ConvertI32U(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return Conversions.i32UToF64(intOperand(frame));
    }
  }

  static final class F64ConvertI64S extends DoubleUnary {
    F64ConvertI64S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return (double) longOperand(frame);
    }
  }

  static final class F64ConvertI64U extends DoubleUnary {
    F64ConvertI64U(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return Conversions.i64UToF64(longOperand(frame));
    }
  }

  static final class F32DemoteF64 extends FloatUnary {
    F32DemoteF64(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return (float) doubleOperand(frame);
    }
  }

  static final class F64PromoteF32 extends DoubleUnary {
    F64PromoteF32(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return floatOperand(frame);
    }
  }

  static final class I32ReinterpretF32 extends IntUnary {
    I32ReinterpretF32(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return Float.floatToRawIntBits(floatOperand(frame));
    }
  }

  static final class I64ReinterpretF64 extends LongUnary {
    I64ReinterpretF64(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return Double.doubleToRawLongBits(doubleOperand(frame));
    }
  }

  static final class F32ReinterpretI32 extends FloatUnary {
    F32ReinterpretI32(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return Float.intBitsToFloat(intOperand(frame));
    }
  }

  static final class F64ReinterpretI64 extends DoubleUnary {
    F64ReinterpretI64(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return Double.longBitsToDouble(longOperand(frame));
    }
  }

  static final class I32TruncSatF32S extends IntUnary {
    I32TruncSatF32S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return (int) floatOperand(frame);
    }
  }

  static final class I32TruncSatF32U extends IntUnary {
    I32TruncSatF32U(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return Conversions.truncSatF32ToI32U(floatOperand(frame));
    }
  }

  static final class I32TruncSatF64S extends IntUnary {
    I32TruncSatF64S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return (int) doubleOperand(frame);
    }
  }

  static final class I32TruncSatF64U extends IntUnary {
    I32TruncSatF64U(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return Conversions.truncSatF64ToI32U(doubleOperand(frame));
    }
  }

  static final class I64TruncSatF32S extends LongUnary {
    I64TruncSatF32S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return (long) floatOperand(frame);
    }
  }

  static final class I64TruncSatF32U extends LongUnary {
    I64TruncSatF32U(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return Conversions.truncSatF32ToI64U(floatOperand(frame));
    }
  }

  static final class I64TruncSatF64S extends LongUnary {
    I64TruncSatF64S(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return (long) doubleOperand(frame);
    }
  }

  static final class I64TruncSatF64U extends LongUnary {
    I64TruncSatF64U(ExpressionNode operand) {
      super(Effects.NONE, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return Conversions.truncSatF64ToI64U(doubleOperand(frame));
    }
  }

  // Truncations that trap on NaN and on numbers out of range.

  abstract static class IntTruncation extends IntUnary implements HasOffset {
    private final int offset;

    IntTruncation(int offset, ExpressionNode operand) {
      super(Effects.CAN_TRAP, operand);
      this.offset = offset;
    }

    @Override
    public final int offset() {
      return offset;
    }
  }

  static final class I32TruncF32S extends IntTruncation {
    I32TruncF32S(int offset, ExpressionNode operand) {
      super(offset, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return Conversions.truncF32ToI32S(floatOperand(frame), this);
    }
  }

  static final class I32TruncF32U extends IntTruncation {
    I32TruncF32U(int offset, ExpressionNode operand) {
      super(offset, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return Conversions.truncF32ToI32U(floatOperand(frame), this);
    }
  }

  static final class I32TruncF64S extends IntTruncation {
    I32TruncF64S(int offset, ExpressionNode operand) {
      super(offset, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return Conversions.truncF64ToI32S(doubleOperand(frame), this);
    }
  }

  static final class I32TruncF64U extends IntTruncation {
    I32TruncF64U(int offset, ExpressionNode operand) {
      super(offset, operand);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return Conversions.truncF64ToI32U(doubleOperand(frame), this);
    }
  }

  abstract static class LongTruncation extends LongUnary implements HasOffset {
    private final int offset;

    LongTruncation(int offset, ExpressionNode operand) {
      super(Effects.CAN_TRAP, operand);
      this.offset = offset;
    }

    @Override
    public final int offset() {
      return offset;
    }
  }

  static final class I64TruncF32S extends LongTruncation {
    I64TruncF32S(int offset, ExpressionNode operand) {
      super(offset, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return Conversions.truncF32ToI64S(floatOperand(frame), this);
    }
  }

  static final class I64TruncF32U extends LongTruncation {
    I64TruncF32U(int offset, ExpressionNode operand) {
      super(offset, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return Conversions.truncF32ToI64U(floatOperand(frame), this);
    }
  }

  static final class I64TruncF64S extends LongTruncation {
    I64TruncF64S(int offset, ExpressionNode operand) {
      super(offset, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return Conversions.truncF64ToI64S(doubleOperand(frame), this);
    }
  }

  static final class I64TruncF64U extends LongTruncation {
    I64TruncF64U(int offset, ExpressionNode operand) {
      super(offset, operand);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return Conversions.truncF64ToI64U(doubleOperand(frame), this);
    }
  }
}
