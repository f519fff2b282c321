// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@link I32Ops} and {@link I64Ops} against tables of the specification and BigInteger. */
class IntegerOpsTest {
  private static final BigInteger TWO_32 = BigInteger.ONE.shiftLeft(32);
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);
  private static final int[] INTS = {
    0,
    1,
    2,
    3,
    5,
    7,
    10,
    31,
    32,
    33,
    63,
    64,
    127,
    128,
    255,
    256,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x1_0000,
    0x7FFF_FFFE,
    0x7FFF_FFFF,
    0x8000_0000,
    0x8000_0001,
    -1,
    -2,
    -3,
    -5,
    -7,
    -32,
    -33,
    0xABCD_9876
  };

  private static long[] longs() {
    SplittableRandom random = new SplittableRandom(42);
    long[] result = new long[2 * INTS.length + 40];
    int n = 0;
    for (int i : INTS) {
      result[n++] = i;
      result[n++] = ((long) i << 32) | Integer.toUnsignedLong(i);
    }
    result[n++] = Long.MIN_VALUE;
    result[n++] = Long.MIN_VALUE + 1;
    result[n++] = Long.MAX_VALUE;
    while (n < result.length) {
      result[n++] = random.nextLong() >> random.nextInt(64);
    }
    return result;
  }

  private static BigInteger unsigned(int a) {
    return BigInteger.valueOf(Integer.toUnsignedLong(a));
  }

  private static BigInteger unsigned(long a) {
    return BigInteger.valueOf(a).mod(TWO_64);
  }

  static void assertTrap(TrapCode code, Supplier<?> operator) {
    WasmException e = assertThrows(WasmException.class, operator::get);
    assertEquals(code, e.code());
  }

  @Test
  void divisionOfI32() {
    for (int a : INTS) {
      for (int b : INTS) {
        if (b == 0) {
          assertTrap(TrapCode.INTEGER_DIVISION_BY_ZERO, () -> I32Ops.divS(a, b, null));
          assertTrap(TrapCode.INTEGER_DIVISION_BY_ZERO, () -> I32Ops.divU(a, b, null));
          assertTrap(TrapCode.INTEGER_DIVISION_BY_ZERO, () -> I32Ops.remS(a, b, null));
          assertTrap(TrapCode.INTEGER_DIVISION_BY_ZERO, () -> I32Ops.remU(a, b, null));
          continue;
        }
        BigInteger x = BigInteger.valueOf(a);
        BigInteger y = BigInteger.valueOf(b);
        if (a == Integer.MIN_VALUE && b == -1) {
          assertTrap(TrapCode.INTEGER_OVERFLOW, () -> I32Ops.divS(a, b, null));
        } else {
          assertEquals(x.divide(y).intValueExact(), I32Ops.divS(a, b, null));
        }
        assertEquals(x.remainder(y).intValueExact(), I32Ops.remS(a, b, null));
        assertEquals(unsigned(a).divide(unsigned(b)).intValue(), I32Ops.divU(a, b, null));
        assertEquals(unsigned(a).mod(unsigned(b)).intValue(), I32Ops.remU(a, b, null));
      }
    }
  }

  @Test
  void divisionOfI64() {
    for (long a : longs()) {
      for (long b : longs()) {
        if (b == 0) {
          assertTrap(TrapCode.INTEGER_DIVISION_BY_ZERO, () -> I64Ops.divS(a, b, null));
          assertTrap(TrapCode.INTEGER_DIVISION_BY_ZERO, () -> I64Ops.divU(a, b, null));
          assertTrap(TrapCode.INTEGER_DIVISION_BY_ZERO, () -> I64Ops.remS(a, b, null));
          assertTrap(TrapCode.INTEGER_DIVISION_BY_ZERO, () -> I64Ops.remU(a, b, null));
          continue;
        }
        BigInteger x = BigInteger.valueOf(a);
        BigInteger y = BigInteger.valueOf(b);
        if (a == Long.MIN_VALUE && b == -1) {
          assertTrap(TrapCode.INTEGER_OVERFLOW, () -> I64Ops.divS(a, b, null));
        } else {
          assertEquals(x.divide(y).longValueExact(), I64Ops.divS(a, b, null));
        }
        assertEquals(x.remainder(y).longValueExact(), I64Ops.remS(a, b, null));
        assertEquals(unsigned(a).divide(unsigned(b)).longValue(), I64Ops.divU(a, b, null));
        assertEquals(unsigned(a).mod(unsigned(b)).longValue(), I64Ops.remU(a, b, null));
      }
    }
  }

  @Test
  void remainderOfTheSmallestByMinusOneIsZero() {
    assertEquals(0, I32Ops.remS(Integer.MIN_VALUE, -1, null));
    assertEquals(0L, I64Ops.remS(Long.MIN_VALUE, -1, null));
  }

  @Test
  void unsignedComparisons() {
    for (int a : INTS) {
      for (int b : INTS) {
        int order = unsigned(a).compareTo(unsigned(b));
        assertEquals(order < 0, I32Ops.ltU(a, b));
        assertEquals(order > 0, I32Ops.gtU(a, b));
        assertEquals(order <= 0, I32Ops.leU(a, b));
        assertEquals(order >= 0, I32Ops.geU(a, b));
      }
    }
    for (long a : longs()) {
      for (long b : longs()) {
        int order = unsigned(a).compareTo(unsigned(b));
        assertEquals(order < 0, I64Ops.ltU(a, b));
        assertEquals(order > 0, I64Ops.gtU(a, b));
        assertEquals(order <= 0, I64Ops.leU(a, b));
        assertEquals(order >= 0, I64Ops.geU(a, b));
      }
    }
  }

  @Test
  void rotations() {
    for (int a : INTS) {
      for (int b : INTS) {
        BigInteger x = unsigned(a).multiply(TWO_32.add(BigInteger.ONE)); // two copies side by side
        assertEquals(x.shiftRight(32 - (b & 31)).intValue(), I32Ops.rotl(a, b));
        assertEquals(x.shiftRight(b & 31).intValue(), I32Ops.rotr(a, b));
      }
    }
    for (long a : longs()) {
      for (long b : longs()) {
        BigInteger x = unsigned(a).multiply(TWO_64.add(BigInteger.ONE));
        assertEquals(x.shiftRight(64 - (int) (b & 63)).longValue(), I64Ops.rotl(a, b));
        assertEquals(x.shiftRight((int) (b & 63)).longValue(), I64Ops.rotr(a, b));
      }
    }
  }

  @Test
  void countsOfBits() {
    for (int a : INTS) {
      BigInteger x = unsigned(a);
      assertEquals(32 - x.bitLength(), I32Ops.clz(a));
      assertEquals(a == 0 ? 32 : x.getLowestSetBit(), I32Ops.ctz(a));
      assertEquals(x.bitCount(), I32Ops.popcnt(a));
    }
    for (long a : longs()) {
      BigInteger x = unsigned(a);
      assertEquals(64 - x.bitLength(), I64Ops.clz(a));
      assertEquals(a == 0 ? 64 : x.getLowestSetBit(), I64Ops.ctz(a));
      assertEquals(x.bitCount(), I64Ops.popcnt(a));
    }
  }
}
