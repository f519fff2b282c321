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

/** {@link F64Ops} bit by bit, against tables of the specification and BigDecimal. */
class F64OpsTest {
  static final long CANONICAL_NAN = 0x7FF8_0000_0000_0000L;
  private static final long SIGN = Long.MIN_VALUE;
  private static final long QUIET_BIT = 0x0008_0000_0000_0000L;

  /** Everything special, halves, the borders of the integers, and random bits. */
  static double[] values() {
    double[] special = {
      0,
      0.5,
      1,
      1.5,
      2,
      2.5,
      3.5,
      0.49999997,
      0.4999999999999999,
      0.1,
      1e10,
      6.28,
      0x1p52,
      0x1p52 * 2,
      0x1p52 / 2 + 0.5,
      0x1p52 - 0.5,
      0x1p52 / 2 - 0.5,
      0x1p31,
      0x1p32,
      0x1p63,
      0x1p64,
      Math.nextDown(0x1p31),
      Math.nextDown(0x1p32),
      Math.nextDown(0x1p63),
      Math.nextDown(0x1p64),
      Math.nextUp(0x1p31),
      Math.nextUp(0x1p63),
      Math.nextUp(1),
      Math.nextDown(1),
      2147483647,
      2147483648.9,
      4294967295.9,
      Double.MIN_VALUE,
      Double.MIN_NORMAL,
      Double.MAX_VALUE,
      Double.POSITIVE_INFINITY,
      Double.longBitsToDouble(CANONICAL_NAN),
      Double.longBitsToDouble(CANONICAL_NAN | 1),
      Double.longBitsToDouble(CANONICAL_NAN | QUIET_BIT >> 1),
      Double.longBitsToDouble(CANONICAL_NAN ^ QUIET_BIT | 1),
      Double.longBitsToDouble(CANONICAL_NAN ^ QUIET_BIT | QUIET_BIT >> 1)
    };
    SplittableRandom random = new SplittableRandom(7);
    double[] result = new double[2 * special.length + 60];
    int n = 0;
    for (double value : special) {
      result[n++] = value;
      result[n++] = Double.longBitsToDouble(bits(value) ^ SIGN);
    }
    while (n < result.length) {
      result[n++] =
          n % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextDouble(-1e6, 1e6);
    }
    return result;
  }

  static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static boolean isCanonical(double value) {
    return (bits(value) & ~SIGN) == CANONICAL_NAN;
  }

  /**
   * The specification's nans_N: what an operator may return for some operands of which one is NaN.
   */
  static void assertNaN(double actual, double... operands) {
    String text = Long.toHexString(bits(actual));
    assertTrue(Double.isNaN(actual) && (bits(actual) & QUIET_BIT) != 0, text);
    boolean canonical = true;
    for (double operand : operands) {
      canonical &= !Double.isNaN(operand) || isCanonical(operand);
    }
    assertTrue(!canonical || isCanonical(actual), text);
  }

  private static void assertBits(double expected, double actual) {
    assertEquals(bits(expected), bits(actual), () -> expected + " and " + actual);
  }

  private static void assertRounds(RoundingMode mode, UnaryOperator<Double> operator) {
    for (double value : values()) {
      double actual = operator.apply(value);
      if (Double.isNaN(value)) {
        assertNaN(actual, value);
      } else if (Double.isInfinite(value)) {
        assertBits(value, actual);
      } else {
        double rounded = new BigDecimal(value).setScale(0, mode).doubleValue();
        assertBits(Math.copySign(rounded, value), actual);
      }
    }
  }

  @Test
  void floor() {
    assertRounds(RoundingMode.FLOOR, F64Ops::floor);
  }

  @Test
  void ceil() {
    assertRounds(RoundingMode.CEILING, F64Ops::ceil);
  }

  @Test
  void trunc() {
    assertRounds(RoundingMode.DOWN, F64Ops::trunc);
  }

  @Test
  void nearest() {
    assertRounds(RoundingMode.HALF_EVEN, F64Ops::nearest);
  }

  @Test
  void truncKeepsTheSignOfNaN() {
    double negative = Double.longBitsToDouble(CANONICAL_NAN | SIGN);
    assertNaN(F64Ops.trunc(negative), negative);
  }

  @Test
  void sqrt() {
    for (double value : values()) {
      double actual = F64Ops.sqrt(value);
      if (Double.isNaN(value) || value < 0) {
        assertNaN(actual, value);
      } else if (value == 0 || Double.isInfinite(value)) {
        assertBits(value, actual);
      } else {
        assertBits(new BigDecimal(value).sqrt(new MathContext(60)).doubleValue(), actual);
      }
    }
  }

  @Test
  void signsAreBits() {
    for (double a : values()) {
      assertEquals(bits(a) & ~SIGN, bits(F64Ops.abs(a)));
      assertEquals(bits(a) ^ SIGN, bits(F64Ops.neg(a)));
      for (double b : values()) {
        assertEquals((bits(a) & ~SIGN) | (bits(b) & SIGN), bits(F64Ops.copysign(a, b)));
      }
    }
  }

  @Test
  void minimumAndMaximum() {
    for (double a : values()) {
      for (double b : values()) {
        double min = F64Ops.min(a, b);
        double max = F64Ops.max(a, b);
        if (Double.isNaN(a) || Double.isNaN(b)) {
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
