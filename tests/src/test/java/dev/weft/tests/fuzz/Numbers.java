// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import java.util.Random;

/** Numbers at which operators behave differently, and constants in the text format. */
final class Numbers {
  static final Integer[] INTS = {
    0,
    1,
    2,
    3,
    7,
    8,
    31,
    32,
    33,
    127,
    128,
    255,
    256,
    0x7FFF,
    0xFFFF,
    0x10000,
    -1,
    -2,
    -128,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MIN_VALUE + 1,
    0x12345678
  };
  static final Long[] LONGS = {
    0L,
    1L,
    2L,
    5L,
    31L,
    63L,
    64L,
    65L,
    255L,
    0x8000L,
    0xFFFF_FFFFL,
    0x1_0000_0000L,
    -1L,
    -3L,
    -0x8000_0000L,
    0x7FFF_FFFFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x0123_4567_89AB_CDEFL
  };
  static final Float[] FLOATS = {
    0f,
    -0f,
    1f,
    -1f,
    0.5f,
    -2.5f,
    3.5f,
    1e10f,
    -1e30f,
    0x1p31f,
    -0x1p31f,
    0x1p63f,
    0x1p-149f,
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };
  static final Double[] DOUBLES = {
    0d,
    -0d,
    1d,
    -1d,
    0.5,
    -2.5,
    1e10,
    -1e300,
    2147483647.5,
    -2147483649.0,
    4294967296.0,
    0x1p63,
    -0x1p63,
    0x1p64,
    0x1p-1074,
    0x1.000001p0,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  private Numbers() {}

  /** Constants: often those at the edges. */
  static String constant(Random random, Type type) {
    String value =
        switch (type.text()) {
          case "i32" ->
              random.nextBoolean()
                  ? INTS[random.nextInt(INTS.length)].toString()
                  : Integer.toString(random.nextInt() >> random.nextInt(32));
          case "i64" ->
              random.nextBoolean()
                  ? LONGS[random.nextInt(LONGS.length)].toString()
                  : Long.toString(random.nextLong() >> random.nextInt(64));
          case "f32" ->
              random.nextInt(20) == 0
                  ? "nan:0x" + Integer.toHexString(1 + random.nextInt(0x7FFFFF))
                  : number(FLOATS[random.nextInt(FLOATS.length)].doubleValue());
          default ->
              random.nextInt(20) == 0
                  ? "-nan:0x" + Long.toHexString(1 + (random.nextLong() >>> 12))
                  : number(DOUBLES[random.nextInt(DOUBLES.length)]);
        };
    return type + ".const " + value;
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.toHexString(value);
  }
}
