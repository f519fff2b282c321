// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

/**
 * The f64 operators that are more than one Java operator (specification, "Numerics":
 * <i>Floating-Point Operations</i>). All of them can be partially evaluated.
 *
 * <p>On NaN: an operator that computes must return an <i>arithmetic</i> NaN, one with the quiet bit
 * set, and a <i>canonical</i> one if all its NaN operands are canonical. Processors do that by
 * themselves (they return a quieted operand or the default NaN), Java's library methods that are
 * not compiled to one instruction do not always: they may pass a signalling NaN through. {@code
 * abs}, {@code neg} and {@code copysign} only touch the sign bit.
 */
public final class F64Ops {

  /** Set in quiet NaNs, the specification's arithmetic NaNs. */
  private static final long QUIET_BIT = 0x0008_0000_0000_0000L;

  private F64Ops() {}

  /** {@code f64.abs}: clears the sign bit, also of a NaN. */
  public static double abs(double a) {
    return Math.abs(a);
  }

  /** {@code f64.neg}: inverts the sign bit, also of a NaN. */
  public static double neg(double a) {
    return -a;
  }

  /** {@code f64.copysign}: {@code a} with the sign bit of {@code b}, also of NaNs. */
  public static double copysign(double a, double b) {
    return Math.copySign(a, b);
  }

  /** {@code f64.ceil}. */
  public static double ceil(double a) {
    return quieted(Math.ceil(a));
  }

  /** {@code f64.floor}. */
  public static double floor(double a) {
    return quieted(Math.floor(a));
  }

  /** {@code f64.trunc}: rounds towards zero and keeps the sign of zero. */
  public static double trunc(double a) {
    return Math.copySign(quieted(Math.floor(Math.abs(a))), a);
  }

  /**
   * {@code f64.nearest}: rounds to the nearest integer, ties to even, and keeps the sign of zero.
   */
  public static double nearest(double a) {
    return quieted(Math.rint(a));
  }

  /** {@code f64.sqrt}, correctly rounded. */
  public static double sqrt(double a) {
    return Math.sqrt(a);
  }

  /** {@code f64.min}: NaN if either is NaN; -0 is less than +0. */
  public static double min(double a, double b) {
    double result = Math.min(a, b);
    return result != result ? a + b : result; // the sum of a NaN and anything is a quiet NaN
  }

  /** {@code f64.max}: NaN if either is NaN; -0 is less than +0. */
  public static double max(double a, double b) {
    double result = Math.max(a, b);
    return result != result ? a + b : result;
  }

  /** The value itself, but a quiet NaN for a signalling one. */
  public static double quieted(double a) {
    return a != a ? Double.longBitsToDouble(Double.doubleToRawLongBits(a) | QUIET_BIT) : a;
  }
}
