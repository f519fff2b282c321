// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;

/**
 * The i64 operators that are more than one Java operator (specification, "Numerics": <i>Integer
 * Operations</i>). All of them can be partially evaluated. An i64 is a Java long, whatever the sign
 * interpretation.
 *
 * <p>Trapping operators take the node that the trap is attributed to; it may be null.
 */
public final class I64Ops {

  private I64Ops() {}

  /** {@code i64.div_s}. Traps on a zero divisor and where the quotient is 2<sup>63</sup>. */
  public static long divS(long a, long b, Node location) {
    if (b == 0) {
      throw WasmException.raise(TrapCode.INTEGER_DIVISION_BY_ZERO, location);
    }
    if (b == -1 && a == Long.MIN_VALUE) {
      throw WasmException.raise(TrapCode.INTEGER_OVERFLOW, location);
    }
    return a / b;
  }

  /** {@code i64.div_u}. Traps on a zero divisor. */
  public static long divU(long a, long b, Node location) {
    if (b == 0) {
      throw WasmException.raise(TrapCode.INTEGER_DIVISION_BY_ZERO, location);
    }
    return Long.divideUnsigned(a, b);
  }

  /** {@code i64.rem_s}. Traps on a zero divisor; the remainder has the sign of the dividend. */
  public static long remS(long a, long b, Node location) {
    if (b == 0) {
      throw WasmException.raise(TrapCode.INTEGER_DIVISION_BY_ZERO, location);
    }
    return a % b; // Java defines MIN_VALUE % -1 as 0, like WebAssembly
  }

  /** {@code i64.rem_u}. Traps on a zero divisor. */
  public static long remU(long a, long b, Node location) {
    if (b == 0) {
      throw WasmException.raise(TrapCode.INTEGER_DIVISION_BY_ZERO, location);
    }
    return Long.remainderUnsigned(a, b);
  }

  /** {@code i64.rotl}: the count is taken modulo 64. */
  public static long rotl(long a, long b) {
    return Long.rotateLeft(a, (int) b);
  }

  /** {@code i64.rotr}: the count is taken modulo 64. */
  public static long rotr(long a, long b) {
    return Long.rotateRight(a, (int) b);
  }

  /** {@code i64.clz}: 64 for zero. */
  public static long clz(long a) {
    return Long.numberOfLeadingZeros(a);
  }

  /** {@code i64.ctz}: 64 for zero. */
  public static long ctz(long a) {
    return Long.numberOfTrailingZeros(a);
  }

  /** {@code i64.popcnt}. */
  public static long popcnt(long a) {
    return Long.bitCount(a);
  }

  /** {@code i64.lt_u}. */
  public static boolean ltU(long a, long b) {
    return Long.compareUnsigned(a, b) < 0;
  }

  /** {@code i64.gt_u}. */
  public static boolean gtU(long a, long b) {
    return Long.compareUnsigned(a, b) > 0;
  }

  /** {@code i64.le_u}. */
  public static boolean leU(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0;
  }

  /** {@code i64.ge_u}. */
  public static boolean geU(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0;
  }
}
