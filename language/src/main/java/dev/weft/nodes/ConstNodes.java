// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.frame.VirtualFrame;

/** Constants. */
public final class ConstNodes {

  private ConstNodes() {}

  /**
   * Creates {@code i32.const}.
   *
   * @param value the value
   * @return the node
   */
  public static IntNode i32(int value) {
    return new IntConst(value);
  }

  /**
   * Creates {@code i64.const}.
   *
   * @param value the value
   * @return the node
   */
  public static LongNode i64(long value) {
    return new LongConst(value);
  }

  /**
   * Creates {@code f32.const}.
   *
   * @param value the value, every bit of which is kept
   * @return the node
   */
  public static FloatNode f32(float value) {
    return new FloatConst(value);
  }

  /**
   * Creates {@code f64.const}.
   *
   * @param value the value, every bit of which is kept
   * @return the node
   */
  public static DoubleNode f64(double value) {
    return new DoubleConst(value);
  }

  /**
   * Tells whether a node is a constant number.
   *
   * @param node any expression
   * @return whether it was created by this class
   */
  public static boolean isConstant(ExpressionNode node) {
    return node instanceof IntConst
        || node instanceof LongConst
        || node instanceof FloatConst
        || node instanceof DoubleConst;
  }

  /**
   * Returns the value of a constant.
   *
   * @param constant a constant of type i32
   * @return its value
   */
  public static int intValue(ExpressionNode constant) {
    return ((IntConst) constant).value;
  }

  /**
   * Returns the value of a constant.
   *
   * @param constant a constant of type i64
   * @return its value
   */
  public static long longValue(ExpressionNode constant) {
    return ((LongConst) constant).value;
  }

  /**
   * Returns the value of a constant.
   *
   * @param constant a constant of type f32
   * @return its value
   */
  public static float floatValue(ExpressionNode constant) {
    return ((FloatConst) constant).value;
  }

  /**
   * Returns the value of a constant.
   *
   * @param constant a constant of type f64
   * @return its value
   */
  public static double doubleValue(ExpressionNode constant) {
    return ((DoubleConst) constant).value;
  }

  /** Returns the bits of a constant of any type; those of an i32 are extended with its sign. */
  static long bits(ExpressionNode constant) {
    return switch (constant.kind()) {
      case I32 -> intValue(constant);
      case I64 -> longValue(constant);
      case F32 -> Float.floatToRawIntBits(floatValue(constant));
      case F64 -> Double.doubleToRawLongBits(doubleValue(constant));
      case V128, REF -> throw CompilerDirectives.shouldNotReachHere("no number");
    };
  }

  /** Evaluates an expression over constants that cannot trap. */
  static ExpressionNode evaluate(ExpressionNode node) {
    return switch (node.kind()) {
      case I32 -> i32(node.executeInt(null));
      case I64 -> i64(node.executeLong(null));
      case F32 -> f32(node.executeFloat(null));
      case F64 -> f64(node.executeDouble(null));
      case V128, REF -> node;
    };
  }

  private static final class IntConst extends IntNode {
    private final int value;

    IntConst(int value) {
      super(Effects.NONE);
      this.value = value;
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return value;
    }
  }

  private static final class LongConst extends LongNode {
    private final long value;

    LongConst(long value) {
      super(Effects.NONE);
      this.value = value;
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return value;
    }
  }

  private static final class FloatConst extends FloatNode {
    private final float value;

    FloatConst(float value) {
      super(Effects.NONE);
      this.value = value;
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return value;
    }
  }

  private static final class DoubleConst extends DoubleNode {
    private final double value;

    DoubleConst(double value) {
      super(Effects.NONE);
      this.value = value;
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return value;
    }
  }
}
