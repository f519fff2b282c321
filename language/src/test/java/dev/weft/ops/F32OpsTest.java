// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** {@link F32Ops} bit by bit, against tables of the specification and BigDecimal. */
class F32OpsTest {
  static final int CANONICAL_NAN = 0x7FC0_0000;
  private static final int SIGN = Integer.MIN_VALUE;
  private static final int QUIET_BIT = 0x0040_0000;

  /** Everything special, halves, the borders of the integers, and random bits. */
  static float[] values() {
    float[] special = {
      0,
      0.5f,
      1,
      1.5f,
      2,
      2.5f,
      3.5f,
      0.49999997f,
      0.4999999999999999f,
      0.1f,
      1e10f,
      6.28f,
      0x1p23f,
      0x1p23f * 2,
      0x1p23f / 2 + 0.5f,
      0x1p23f - 0.5f,
      0x1p23f / 2 - 0.5f,
      0x1p31f,
      0x1p32f,
      0x1p63f,
      0x1p64f,
      Math.nextDown(0x1p31f),
      Math.nextDown(0x1p32f),
      Math.nextDown(0x1p63f),
      Math.nextDown(0x1p64f),
      Math.nextUp(0x1p31f),
      Math.nextUp(0x1p63f),
      Math.nextUp(1f),
      Math.nextDown(1f),
      2147483647f,
      2147483648.9f,
      4294967295.9f,
      Float.MIN_VALUE,
      Float.MIN_NORMAL,
      Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.intBitsToFloat(CANONICAL_NAN),
      Float.intBitsToFloat(CANONICAL_NAN | 1),
      Float.intBitsToFloat(CANONICAL_NAN | QUIET_BIT >> 1),
      Float.intBitsToFloat(CANONICAL_NAN ^ QUIET_BIT | 1),
      Float.intBitsToFloat(CANONICAL_NAN ^ QUIET_BIT | QUIET_BIT >> 1)
    };
    SplittableRandom random = new SplittableRandom(7);
    float[] result = new float[2 * special.length + 60];
    int n = 0;
    for (float value : special) {
      result[n++] = value;
      result[n++] = Float.intBitsToFloat(bits(value) ^ SIGN);
    }
    while (n < result.length) {
      result[n++] =
          n % 2 == 0
              ? Float.intBitsToFloat(random.nextInt())
              : (float) random.nextDouble(-1e6, 1e6);
    }
    return result;
  }

  static int bits(float value) {
    return Float.floatToRawIntBits(value);
  }

  private static boolean isCanonical(float value) {
    return (bits(value) & ~SIGN) == CANONICAL_NAN;
  }

  /**
   * The specification's nans_N: what an operator may return for some operands of which one is NaN.
   */
  static void assertNaN(float actual, float... operands) {
    String text = Integer.toHexString(bits(actual));
    assertTrue(Float.isNaN(actual) && (bits(actual) & QUIET_BIT) != 0, text);
    boolean canonical = true;
    for (float operand : operands) {
      canonical &= !Float.isNaN(operand) || isCanonical(operand);
    }
    assertTrue(!canonical || isCanonical(actual), text);
  }

  private static void assertBits(float expected, float actual) {
    assertEquals(bits(expected), bits(actual), () -> expected + " and " + actual);
  }

  private static void assertRounds(RoundingMode mode, UnaryOperator<Float> operator) {
    for (float value : values()) {
      float actual = operator.apply(value);
      if (Float.isNaN(value)) {
        assertNaN(actual, value);
      } else if (Float.isInfinite(value)) {
        assertBits(value, actual);
      } else {
        float rounded = new BigDecimal(value).setScale(0, mode).floatValue();
        assertBits(Math.copySign(rounded, value), actual);
      }
    }
  }

  @Test
  void floor() {
    assertRounds(RoundingMode.FLOOR, F32Ops::floor);
  }

  @Test
  void ceil() {
    assertRounds(RoundingMode.CEILING, F32Ops::ceil);
  }

  @Test
  void trunc() {
    assertRounds(RoundingMode.DOWN, F32Ops::trunc);
  }

  @Test
  void nearest() {
    assertRounds(RoundingMode.HALF_EVEN, F32Ops::nearest);
  }

  @Test
  void truncKeepsTheSignOfNaN() {
    float negative = Float.intBitsToFloat(CANONICAL_NAN | SIGN);
    assertNaN(F32Ops.trunc(negative), negative);
  }

  @Test
  void sqrt() {
    for (float value : values()) {
      float actual = F32Ops.sqrt(value);
      if (Float.isNaN(value) || value < 0) {
        assertNaN(actual, value);
      } else if (value == 0 || Float.isInfinite(value)) {
        assertBits(value, actual);
      } else {
        assertBits(new BigDecimal(value).sqrt(new MathContext(60)).floatValue(), actual);
      }
    }
  }

  @Test
  void signsAreBits() {
    for (float a : values()) {
      assertEquals(bits(a) & ~SIGN, bits(F32Ops.abs(a)));
      assertEquals(bits(a) ^ SIGN, bits(F32Ops.neg(a)));
      for (float b : values()) {
        assertEquals((bits(a) & ~SIGN) | (bits(b) & SIGN), bits(F32Ops.copysign(a, b)));
      }
    }
  }

  @Test
  void minimumAndMaximum() {
    for (float a : values()) {
      for (float b : values()) {
        float min = F32Ops.min(a, b);
        float max = F32Ops.max(a, b);
        if (Float.isNaN(a) || Float.isNaN(b)) {
          assertNaN(min, a, b);
          assertNaN(max, a, b);
        } else {
          boolean ordered = a < b || (a == b && bits(a) < 0); // -0 is less than +0
          assertBits(ordered ? a : b, min);
          assertBits(ordered ? b : a, max);
        }
      }
    }
  }
}
