// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

import static dev.weft.ops.IntegerOpsTest.assertTrap;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.runtime.TrapCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link Conversions} against BigInteger and BigDecimal. */
class ConversionsTest {
  private static final BigInteger MIN_I32 = BigInteger.valueOf(Integer.MIN_VALUE);
  private static final BigInteger MAX_I32 = BigInteger.valueOf(Integer.MAX_VALUE);
  private static final BigInteger MAX_U32 = BigInteger.valueOf(0xFFFF_FFFFL);
  private static final BigInteger MIN_I64 = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_I64 = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger MAX_U64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  @FunctionalInterface
  private interface Truncation {
    Number apply(double value);
  }

  private static void assertTraps(
      BigInteger min, BigInteger max, double value, Truncation truncation) {
    if (Double.isNaN(value)) {
      assertTrap(TrapCode.BAD_CONVERSION_TO_INTEGER, () -> truncation.apply(value));
      return;
    }
    BigInteger exact = Double.isInfinite(value) ? null : new BigDecimal(value).toBigInteger();
    if (exact == null || exact.compareTo(min) < 0 || exact.compareTo(max) > 0) {
      assertTrap(TrapCode.INTEGER_OVERFLOW, () -> truncation.apply(value));
    } else {
      assertEquals(exact.longValue(), extended(truncation.apply(value), min));
    }
  }

  private static void assertSaturates(
      BigInteger min, BigInteger max, double value, Truncation truncation) {
    BigInteger expected;
    if (Double.isNaN(value)) {
      expected = BigInteger.ZERO;
    } else if (Double.isInfinite(value)) {
      expected = value < 0 ? min : max;
    } else {
      expected = new BigDecimal(value).toBigInteger().min(max).max(min);
    }
    assertEquals(expected.longValue(), extended(truncation.apply(value), min));
  }

  private static long extended(Number actual, BigInteger min) {
    return actual instanceof Integer i && min.signum() == 0
        ? Integer.toUnsignedLong(i)
        : actual.longValue();
  }

  @Test
  void truncationsOfF64() {
    BigInteger zero = BigInteger.ZERO;
    double[] borders = {
      -1,
      Math.nextUp(-1d),
      -0.9,
      -2147483648.9,
      -2147483649d,
      2147483647.9,
      4294967295.9,
      4294967296d,
      -0x1p63,
      Math.nextDown(-0x1p63)
    };
    for (double[] values : new double[][] {borders, F64OpsTest.values()}) {
      for (double value : values) {
        assertTraps(MIN_I32, MAX_I32, value, v -> Conversions.truncF64ToI32S(v, null));
        assertTraps(zero, MAX_U32, value, v -> Conversions.truncF64ToI32U(v, null));
        assertTraps(MIN_I64, MAX_I64, value, v -> Conversions.truncF64ToI64S(v, null));
        assertTraps(zero, MAX_U64, value, v -> Conversions.truncF64ToI64U(v, null));
        assertSaturates(MIN_I32, MAX_I32, value, v -> (int) v);
        assertSaturates(zero, MAX_U32, value, Conversions::truncSatF64ToI32U);
        assertSaturates(MIN_I64, MAX_I64, value, v -> (long) v);
        assertSaturates(zero, MAX_U64, value, Conversions::truncSatF64ToI64U);
      }
    }
  }

  @Test
  void truncationsOfF32() {
    BigInteger zero = BigInteger.ZERO;
    float[] borders = {
      -1, Math.nextUp(-1f), -0x1p31f, Math.nextDown(-0x1p31f), -0x1p63f, Math.nextDown(-0x1p63f)
    };
    for (float[] values : new float[][] {borders, F32OpsTest.values()}) {
      for (float value : values) {
        assertTraps(MIN_I32, MAX_I32, value, v -> Conversions.truncF32ToI32S((float) v, null));
        assertTraps(zero, MAX_U32, value, v -> Conversions.truncF32ToI32U((float) v, null));
        assertTraps(MIN_I64, MAX_I64, value, v -> Conversions.truncF32ToI64S((float) v, null));
        assertTraps(zero, MAX_U64, value, v -> Conversions.truncF32ToI64U((float) v, null));
        assertSaturates(zero, MAX_U32, value, v -> Conversions.truncSatF32ToI32U((float) v));
        assertSaturates(zero, MAX_U64, value, v -> Conversions.truncSatF32ToI64U((float) v));
      }
    }
  }

  @Test
  void unsignedIntegersAreRoundedOnce() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 20_000; i++) {
      // close to the middle of two floats or doubles, where a second rounding would show
      long a = random.nextLong() >>> random.nextInt(64);
      int zeros = random.nextInt(64);
      a = (a >>> zeros << zeros) + random.nextInt(-2, 3);
      BigDecimal exact = new BigDecimal(new BigInteger(Long.toUnsignedString(a)));
      assertEquals(exact.floatValue(), Conversions.i64UToF32(a));
      assertEquals(exact.doubleValue(), Conversions.i64UToF64(a));
      int low = (int) a;
      BigDecimal exactLow = new BigDecimal(Integer.toUnsignedLong(low));
      assertEquals(exactLow.floatValue(), Conversions.i32UToF32(low));
      assertEquals(exactLow.doubleValue(), Conversions.i32UToF64(low));
    }
  }

  @Test
  void unsignedIntegersAtTheBorders() {
    assertEquals(0x1p64f, Conversions.i64UToF32(-1L));
    assertEquals(0x1p64, Conversions.i64UToF64(-1L));
    assertEquals(0x1p63f, Conversions.i64UToF32(Long.MIN_VALUE));
    assertEquals(0x1.fffffep63f, Conversions.i64UToF32(0xFFFF_FF7F_FFFF_FFFFL));
    assertEquals(0x1.fffffffffffffp63, Conversions.i64UToF64(0xFFFF_FFFF_FFFF_FBFFL));
    assertEquals(0x1p64, Conversions.i64UToF64(0xFFFF_FFFF_FFFF_FC00L));
    assertEquals(0x1p32f, Conversions.i32UToF32(-1));
  }
}
