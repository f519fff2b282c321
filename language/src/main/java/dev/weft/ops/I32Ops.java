// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;

/**
 * The i32 operators that are more than one Java operator (specification, "Numerics": <i>Integer
 * Operations</i>). All of them can be partially evaluated. An i32 is a Java int, whatever the sign
 * interpretation.
 *
 * <p>Trapping operators take the node that the trap is attributed to; it may be null.
 */
public final class I32Ops {

  private I32Ops() {}

  /** {@code i32.div_s}. Traps on a zero divisor and where the quotient is 2<sup>31</sup>. */
  public static int divS(int a, int b, Node location) {
    if (b == 0) {
      throw WasmException.raise(TrapCode.INTEGER_DIVISION_BY_ZERO, location);
    }
    if (b == -1 && a == Integer.MIN_VALUE) {
      throw WasmException.raise(TrapCode.INTEGER_OVERFLOW, location);
    }
    return a / b;
  }

  /** {@code i32.div_u}. Traps on a zero divisor. */
  public static int divU(int a, int b, Node location) {
    if (b == 0) {
      throw WasmException.raise(TrapCode.INTEGER_DIVISION_BY_ZERO, location);
    }
    return Integer.divideUnsigned(a, b);
  }

  /** {@code i32.rem_s}. Traps on a zero divisor; the remainder has the sign of the dividend. */
  public static int remS(int a, int b, Node location) {
    if (b == 0) {
      throw WasmException.raise(TrapCode.INTEGER_DIVISION_BY_ZERO, location);
    }
    return a % b; // Java defines MIN_VALUE % -1 as 0, like WebAssembly
  }

  /** {@code i32.rem_u}. Traps on a zero divisor. */
  public static int remU(int a, int b, Node location) {
    if (b == 0) {
      throw WasmException.raise(TrapCode.INTEGER_DIVISION_BY_ZERO, location);
    }
    return Integer.remainderUnsigned(a, b);
  }

  /** {@code i32.rotl}: the count is taken modulo 32. */
  public static int rotl(int a, int b) {
    return Integer.rotateLeft(a, b);
  }

  /** {@code i32.rotr}: the count is taken modulo 32. */
  public static int rotr(int a, int b) {
    return Integer.rotateRight(a, b);
  }

  /** {@code i32.clz}: 32 for zero. */
  public static int clz(int a) {
    return Integer.numberOfLeadingZeros(a);
  }

  /** {@code i32.ctz}: 32 for zero. */
  public static int ctz(int a) {
    return Integer.numberOfTrailingZeros(a);
  }

  /** {@code i32.popcnt}. */
  public static int popcnt(int a) {
    return Integer.bitCount(a);
  }

  /** {@code i32.lt_u}. */
  public static boolean ltU(int a, int b) {
    return Integer.compareUnsigned(a, b) < 0;
  }

  /** {@code i32.gt_u}. */
  public static boolean gtU(int a, int b) {
    return Integer.compareUnsigned(a, b) > 0;
  }

  /** {@code i32.le_u}. */
  public static boolean leU(int a, int b) {
    return Integer.compareUnsigned(a, b) <= 0;
  }

  /** {@code i32.ge_u}. */
  public static boolean geU(int a, int b) {
    return Integer.compareUnsigned(a, b) >= 0;
  }
}
