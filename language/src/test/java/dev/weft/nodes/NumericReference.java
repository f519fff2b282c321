// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import dev.weft.opcode.Opcode;
import dev.weft.runtime.TrapCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The numeric operators a second time, slow and written from the specification's text: integers as
 * BigInteger, floating point as BigDecimal where a result is finite and not zero. Results are boxed
 * numbers, or a {@link TrapCode}.
 */
final class NumericReference {
  private static final MathContext PRECISE = new MathContext(400);

  private NumericReference() {}

  static Object evaluate(Opcode opcode, Object a, Object b) {
    String name = opcode.name();
    String operator = name.substring(4);
    int bits = name.startsWith("I64") ? 64 : 32;
    if (operator.startsWith("REINTERPRET")) {
      return reinterpret(a);
    }
    if (name.charAt(0) == 'I' && (a instanceof Integer || a instanceof Long)) {
      BigInteger x = BigInteger.valueOf(((Number) a).longValue());
      return b == null
          ? integerUnary(operator, bits, x)
          : integerBinary(operator, bits, x, BigInteger.valueOf(((Number) b).longValue()));
    }
    if (name.charAt(0) == 'I' && operator.startsWith("TRUNC")) {
      return truncate(operator, bits, ((Number) a).doubleValue());
    }
    boolean single = name.startsWith("F32");
    if (operator.startsWith("CONVERT")) {
      BigInteger x = BigInteger.valueOf(((Number) a).longValue());
      BigInteger value = operator.endsWith("U") ? unsigned(x, a instanceof Integer ? 32 : 64) : x;
      return single
          ? (Object) new BigDecimal(value).floatValue()
          : (Object) new BigDecimal(value).doubleValue();
    }
    if (operator.startsWith("DEMOTE") || operator.startsWith("PROMOTE")) {
      return changeWidth((Number) a, single);
    }
    return b == null
        ? floatUnary(operator, (Number) a, single)
        : floatBinary(operator, (Number) a, (Number) b, single);
  }

  private static Object reinterpret(Object a) {
    return switch (a) {
      case Integer i -> Float.intBitsToFloat(i);
      case Long l -> Double.longBitsToDouble(l);
      case Float f -> Float.floatToRawIntBits(f);
      case Double d -> Double.doubleToRawLongBits(d);
      default -> throw new AssertionError(a);
    };
  }

  private static BigInteger unsigned(BigInteger a, int bits) {
    return a.mod(BigInteger.ONE.shiftLeft(bits));
  }

  private static Object wrapped(BigInteger a, int bits) {
    return bits == 32 ? (Object) a.intValue() : (Object) a.longValue();
  }

  private static Object integerUnary(String operator, int bits, BigInteger a) {
    BigInteger u = unsigned(a, bits);
    return switch (operator) {
      case "CLZ" -> wrapped(BigInteger.valueOf(bits - u.bitLength()), bits);
      case "CTZ" -> wrapped(BigInteger.valueOf(u.signum() == 0 ? bits : u.getLowestSetBit()), bits);
      case "POPCNT" -> wrapped(BigInteger.valueOf(u.bitCount()), bits);
      case "EXTEND8_S" -> wrapped(BigInteger.valueOf(a.byteValue()), bits);
      case "EXTEND16_S" -> wrapped(BigInteger.valueOf(a.shortValue()), bits);
      case "EXTEND32_S", "EXTEND_I32_S" -> wrapped(BigInteger.valueOf(a.intValue()), bits);
      case "EXTEND_I32_U" -> wrapped(unsigned(a, 32), bits);
      case "WRAP_I64" -> a.intValue();
      case "EQZ" -> a.signum() == 0 ? 1 : 0;
      default -> throw new AssertionError(operator);
    };
  }

  private static Object integerBinary(String operator, int bits, BigInteger a, BigInteger b) {
    BigInteger ua = unsigned(a, bits);
    BigInteger ub = unsigned(b, bits);
    int count = ub.intValue() & (bits - 1);
    BigInteger twice = ua.shiftLeft(bits).or(ua);
    if (operator.startsWith("DIV") || operator.startsWith("REM")) {
      if (b.signum() == 0) {
        return TrapCode.INTEGER_DIVISION_BY_ZERO;
      }
      if (operator.equals("DIV_S") && a.divide(b).bitLength() >= bits) {
        return TrapCode.INTEGER_OVERFLOW;
      }
    }
    return switch (operator) {
      case "ADD" -> wrapped(a.add(b), bits);
      case "SUB" -> wrapped(a.subtract(b), bits);
      case "MUL" -> wrapped(a.multiply(b), bits);
      case "DIV_S" -> wrapped(a.divide(b), bits);
      case "DIV_U" -> wrapped(ua.divide(ub), bits);
      case "REM_S" -> wrapped(a.remainder(b), bits);
      case "REM_U" -> wrapped(ua.mod(ub), bits);
      case "AND" -> wrapped(a.and(b), bits);
      case "OR" -> wrapped(a.or(b), bits);
      case "XOR" -> wrapped(a.xor(b), bits);
      case "SHL" -> wrapped(a.shiftLeft(count), bits);
      case "SHR_S" -> wrapped(a.shiftRight(count), bits);
      case "SHR_U" -> wrapped(ua.shiftRight(count), bits);
      case "ROTL" -> wrapped(twice.shiftRight(bits - count), bits);
      case "ROTR" -> wrapped(twice.shiftRight(count), bits);
      default -> compared(operator, operator.endsWith("U") ? ua.compareTo(ub) : a.compareTo(b));
    };
  }

  private static int compared(String operator, int order) {
    boolean result =
        switch (operator.split("_")[0]) {
          case "EQ" -> order == 0;
          case "NE" -> order != 0;
          case "LT" -> order < 0;
          case "GT" -> order > 0;
          case "LE" -> order <= 0;
          case "GE" -> order >= 0;
          default -> throw new AssertionError(operator);
        };
    return result ? 1 : 0;
  }

  private static Object truncate(String operator, int bits, double a) {
    boolean saturate = operator.contains("SAT");
    boolean isUnsigned = operator.endsWith("U");
    BigInteger size = BigInteger.ONE.shiftLeft(isUnsigned ? bits : bits - 1);
    BigInteger min = isUnsigned ? BigInteger.ZERO : size.negate();
    BigInteger max = size.subtract(BigInteger.ONE);
    if (Double.isNaN(a)) {
      return saturate ? wrapped(BigInteger.ZERO, bits) : TrapCode.BAD_CONVERSION_TO_INTEGER;
    }
    double finite = Math.clamp(a, -Double.MAX_VALUE, Double.MAX_VALUE);
    BigInteger value = new BigDecimal(finite).toBigInteger();
    if (!saturate && (value.compareTo(min) < 0 || value.compareTo(max) > 0)) {
      return TrapCode.INTEGER_OVERFLOW;
    }
    return wrapped(value.max(min).min(max), bits);
  }

  private static Object rounded(double a, boolean single) {
    // twice 24 bits and two more fit in a double: rounding again to float changes nothing
    return single ? (Object) (float) a : (Object) a;
  }

  private static Object changeWidth(Number a, boolean single) {
    double value = a.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
      return rounded(value, single);
    }
    BigDecimal exact = new BigDecimal(value);
    return single
        ? (Object) (Math.signum((float) value) * Math.abs(exact.floatValue()))
        : (Object) exact.doubleValue();
  }

  private static Object floatUnary(String operator, Number a, boolean single) {
    double value = a.doubleValue();
    if (operator.equals("NEG") || operator.equals("ABS")) {
      boolean flip = operator.equals("NEG");
      if (single) {
        int raw = Float.floatToRawIntBits((Float) a);
        return Float.intBitsToFloat(flip ? raw ^ 1 << 31 : raw & ~(1 << 31));
      }
      long raw = Double.doubleToRawLongBits(value);
      return Double.longBitsToDouble(flip ? raw ^ 1L << 63 : raw & ~(1L << 63));
    }
    if (operator.equals("SQRT")) {
      return rounded(StrictMath.sqrt(value), single);
    }
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return rounded(value, single);
    }
    RoundingMode mode =
        switch (operator) {
          case "CEIL" -> RoundingMode.CEILING;
          case "FLOOR" -> RoundingMode.FLOOR;
          case "TRUNC" -> RoundingMode.DOWN;
          case "NEAREST" -> RoundingMode.HALF_EVEN;
          default -> throw new AssertionError(operator);
        };
    double whole = new BigDecimal(value).setScale(0, mode).doubleValue();
    return rounded(Math.copySign(whole, value), single);
  }

  private static Object floatBinary(String operator, Number a, Number b, boolean single) {
    double x = a.doubleValue();
    double y = b.doubleValue();
    boolean nan = Double.isNaN(x) || Double.isNaN(y);
    switch (operator) {
      case "EQ", "NE", "LT", "GT", "LE", "GE":
        if (nan) {
          return operator.equals("NE") ? 1 : 0;
        }
        return compared(operator, x == y ? 0 : x < y ? -1 : 1);
      case "COPYSIGN":
        if (single) {
          int raw = Float.floatToRawIntBits((Float) a) & ~(1 << 31);
          return Float.intBitsToFloat(raw | Float.floatToRawIntBits((Float) b) & 1 << 31);
        }
        long raw = Double.doubleToRawLongBits(x) & ~(1L << 63);
        return Double.longBitsToDouble(raw | Double.doubleToRawLongBits(y) & 1L << 63);
      case "MIN", "MAX":
        if (nan) {
          return rounded(Double.NaN, single);
        }
        boolean less = x < y || (x == y && 1 / x < 1 / y);
        return operator.equals("MIN") == less ? a : b;
      default:
    }
    double simple =
        switch (operator) {
          case "ADD" -> x + y;
          case "SUB" -> x - y;
          case "MUL" -> x * y;
          case "DIV" -> x / y;
          default -> throw new AssertionError(operator);
        };
    if (single || nan || simple == 0 || Double.isInfinite(x) || Double.isInfinite(y) || y == 0) {
      return rounded(simple, single);
    }
    BigDecimal exactX = new BigDecimal(x);
    BigDecimal exactY = new BigDecimal(y);
    BigDecimal exact =
        switch (operator) {
          case "ADD" -> exactX.add(exactY);
          case "SUB" -> exactX.subtract(exactY);
          case "MUL" -> exactX.multiply(exactY);
          default -> exactX.divide(exactY, PRECISE);
        };
    return exact.doubleValue();
  }
}
