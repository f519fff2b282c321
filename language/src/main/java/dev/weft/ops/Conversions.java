// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;

/**
 * Conversions between numbers (specification, "Numerics": <i>Conversions</i>) that are more than a
 * Java cast. All of them can be partially evaluated. Unsigned integers are held in the Java type of
 * the same width.
 *
 * <p>Casts of Java that WebAssembly shares need no helper: {@code (int)} for {@code i32.wrap_i64},
 * {@code (byte)} and {@code (short)} for the sign extensions, {@code (float)} and {@code (double)}
 * for the conversions of signed integers, and {@code (int)} and {@code (long)} of a floating-point
 * number for the signed saturating truncations. Demotion and promotion are casts as well: the
 * processor quiets a NaN and keeps the upper bits of its payload.
 *
 * <p>Trapping conversions take the node that the trap is attributed to; it may be null. NaN traps
 * with "invalid conversion to integer", a number out of range with "integer overflow".
 */
public final class Conversions {

  private static final long UNSIGNED_INT_MASK = 0xFFFF_FFFFL;
  private static final float TWO_31_F = 0x1p31f;
  private static final float TWO_32_F = 0x1p32f;
  private static final float TWO_63_F = 0x1p63f;
  private static final float TWO_64_F = 0x1p64f;
  private static final double TWO_31 = 0x1p31;
  private static final double TWO_32 = 0x1p32;
  private static final double TWO_63 = 0x1p63;
  private static final double TWO_64 = 0x1p64;

  private Conversions() {}

  /** {@code i32.trunc_f32_s}. */
  public static int truncF32ToI32S(float a, Node location) {
    // -2^31 - 1 is no float: the next one below -2^31 is out of range already
    if (a >= -TWO_31_F && a < TWO_31_F) {
      return (int) a;
    }
    throw badTruncation(a != a, location);
  }

  /** {@code i32.trunc_f32_u}. */
  public static int truncF32ToI32U(float a, Node location) {
    if (a > -1f && a < TWO_32_F) {
      return (int) (long) a;
    }
    throw badTruncation(a != a, location);
  }

  /** {@code i32.trunc_f64_s}. */
  public static int truncF64ToI32S(double a, Node location) {
    if (a > -TWO_31 - 1 && a < TWO_31) {
      return (int) a;
    }
    throw badTruncation(a != a, location);
  }

  /** {@code i32.trunc_f64_u}. */
  public static int truncF64ToI32U(double a, Node location) {
    if (a > -1 && a < TWO_32) {
      return (int) (long) a;
    }
    throw badTruncation(a != a, location);
  }

  /** {@code i64.trunc_f32_s}. */
  public static long truncF32ToI64S(float a, Node location) {
    if (a >= -TWO_63_F && a < TWO_63_F) {
      return (long) a;
    }
    throw badTruncation(a != a, location);
  }

  /** {@code i64.trunc_f32_u}. */
  public static long truncF32ToI64U(float a, Node location) {
    if (a > -1f && a < TWO_64_F) {
      return toUnsignedLong(a);
    }
    throw badTruncation(a != a, location);
  }

  /** {@code i64.trunc_f64_s}. */
  public static long truncF64ToI64S(double a, Node location) {
    if (a >= -TWO_63 && a < TWO_63) {
      return (long) a;
    }
    throw badTruncation(a != a, location);
  }

  /** {@code i64.trunc_f64_u}. */
  public static long truncF64ToI64U(double a, Node location) {
    if (a > -1 && a < TWO_64) {
      return toUnsignedLong(a);
    }
    throw badTruncation(a != a, location);
  }

  /** {@code i32.trunc_sat_f32_u}: NaN gives 0, numbers out of range the nearest bound. */
  public static int truncSatF32ToI32U(float a) {
    return saturateToUnsignedInt((long) a);
  }

  /** {@code i32.trunc_sat_f64_u}: NaN gives 0, numbers out of range the nearest bound. */
  public static int truncSatF64ToI32U(double a) {
    return saturateToUnsignedInt((long) a);
  }

  /** {@code i64.trunc_sat_f32_u}: NaN gives 0, numbers out of range the nearest bound. */
  public static long truncSatF32ToI64U(float a) {
    if (!(a > 0)) {
      return 0;
    }
    return a < TWO_64_F ? toUnsignedLong(a) : -1L;
  }

  /** {@code i64.trunc_sat_f64_u}: NaN gives 0, numbers out of range the nearest bound. */
  public static long truncSatF64ToI64U(double a) {
    if (!(a > 0)) {
      return 0;
    }
    return a < TWO_64 ? toUnsignedLong(a) : -1L;
  }

  /** {@code f32.convert_i32_u}, rounded once. */
  public static float i32UToF32(int a) {
    return (float) (a & UNSIGNED_INT_MASK);
  }

  /** {@code f64.convert_i32_u}, exact. */
  public static double i32UToF64(int a) {
    return (double) (a & UNSIGNED_INT_MASK);
  }

  /** {@code f32.convert_i64_u}, rounded once. */
  public static float i64UToF32(long a) {
    return a >= 0 ? (float) a : 2f * (float) halved(a);
  }

  /** {@code f64.convert_i64_u}, rounded once. */
  public static double i64UToF64(long a) {
    return a >= 0 ? (double) a : 2d * (double) halved(a);
  }

  /**
   * Half of an unsigned number, with the lost bit kept in the lowest one: the rounding that follows
   * then sees whether anything lies below the bits it keeps.
   */
  private static long halved(long a) {
    return (a >>> 1) | (a & 1);
  }

  /** Truncates a number in (-1, 2^64). */
  private static long toUnsignedLong(double a) {
    // from 2^63 on all numbers are integers, so the subtraction is exact
    return a < TWO_63 ? (long) a : (long) (a - TWO_63) + Long.MIN_VALUE;
  }

  /** Clamps to [0, 2^32). */
  private static int saturateToUnsignedInt(long a) {
    return (int) Math.min(Math.max(a, 0), UNSIGNED_INT_MASK);
  }

  private static WasmException badTruncation(boolean isNaN, Node location) {
    return WasmException.raise(
        isNaN ? TrapCode.BAD_CONVERSION_TO_INTEGER : TrapCode.INTEGER_OVERFLOW, location);
  }
}
