// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

/**
 * The f32 operators that are more than one Java operator (specification, "Numerics":
 * <i>Floating-Point Operations</i>). All of them can be partially evaluated.
 *
 * <p>On NaN: an operator that computes must return an <i>arithmetic</i> NaN, one with the quiet bit
 * set, and a <i>canonical</i> one if all its NaN operands are canonical. Processors do that by
 * themselves (they return a quieted operand or the default NaN), Java's library methods that are
 * not compiled to one instruction do not always: they may pass a signalling NaN through. {@code
 * abs}, {@code neg} and {@code copysign} only touch the sign bit.
 */
public final class F32Ops {

  /** Set in quiet NaNs, the specification's arithmetic NaNs. */
  private static final int QUIET_BIT = 0x0040_0000;

  private F32Ops() {}

  /** {@code f32.abs}: clears the sign bit, also of a NaN. */
  public static float abs(float a) {
    return Math.abs(a);
  }

  /** {@code f32.neg}: inverts the sign bit, also of a NaN. */
  public static float neg(float a) {
    return -a;
  }

  /** {@code f32.copysign}: {@code a} with the sign bit of {@code b}, also of NaNs. */
  public static float copysign(float a, float b) {
    return Math.copySign(a, b);
  }

  /** {@code f32.ceil}. */
  public static float ceil(float a) {
    return quieted((float) Math.ceil(a));
  }

  /** {@code f32.floor}. */
  public static float floor(float a) {
    return quieted((float) Math.floor(a));
  }

  /** {@code f32.trunc}: rounds towards zero and keeps the sign of zero. */
  public static float trunc(float a) {
    return Math.copySign(quieted((float) Math.floor(Math.abs(a))), a);
  }

  /**
   * {@code f32.nearest}: rounds to the nearest integer, ties to even, and keeps the sign of zero.
   */
  public static float nearest(float a) {
    return quieted((float) Math.rint(a));
  }

  /** {@code f32.sqrt}, correctly rounded. */
  public static float sqrt(float a) {
    return (float) Math.sqrt(a);
  }

  /** {@code f32.min}: NaN if either is NaN; -0 is less than +0. */
  public static float min(float a, float b) {
    float result = Math.min(a, b);
    return result != result ? a + b : result; // the sum of a NaN and anything is a quiet NaN
  }

  /** {@code f32.max}: NaN if either is NaN; -0 is less than +0. */
  public static float max(float a, float b) {
    float result = Math.max(a, b);
    return result != result ? a + b : result;
  }

  /** The value itself, but a quiet NaN for a signalling one. */
  public static float quieted(float a) {
    return a != a ? Float.intBitsToFloat(Float.floatToRawIntBits(a) | QUIET_BIT) : a;
  }
}
