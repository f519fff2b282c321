// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.nio.charset.StandardCharsets;

/** The values of numeric literals, exact to the last bit. */
final class Literals {
  private static final double[] POWERS_OF_TEN = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < POWERS_OF_TEN.length; i++) {
      // Exact up to 10^22.
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  private Literals() {}

  static int hexDigit(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }

  /** The kind of token (of {@link Lexer}) that these bytes are as a number, or 0 for none. */
  static int classify(byte[] s, int from, int to) {
    int p = from;
    boolean signed = p < to && (s[p] == '+' || s[p] == '-');
    if (signed) {
      p++;
    }
    if (p == to) {
      return 0;
    }
    if (s[p] == 'i') {
      return matches(s, p, to, "inf") ? Lexer.FLOAT : 0;
    }
    if (s[p] == 'n') {
      if (matches(s, p, to, "nan")) {
        return Lexer.FLOAT;
      }
      boolean payload = to - p > 6 && matches(s, p, p + 6, "nan:0x");
      return payload && digits(s, p + 6, to, true) == to ? Lexer.FLOAT : 0;
    }
    boolean hex = to - p > 2 && s[p] == '0' && s[p + 1] == 'x';
    if (hex) {
      p += 2;
    }
    p = digits(s, p, to, hex);
    if (p < 0) {
      return 0;
    }
    if (p == to) {
      return signed ? Lexer.INT : Lexer.NAT;
    }
    if (s[p] == '.') {
      p++;
      if (p < to && (hex ? hexDigit(s[p]) : decimalDigit(s[p])) >= 0) {
        p = digits(s, p, to, hex);
        if (p < 0) {
          return 0;
        }
      }
    }
    if (p < to && (s[p] | 0x20) == (hex ? 'p' : 'e')) {
      p++;
      if (p < to && (s[p] == '+' || s[p] == '-')) {
        p++;
      }
      p = digits(s, p, to, false);
    }
    return p == to ? Lexer.FLOAT : 0;
  }

  private static boolean matches(byte[] s, int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (s[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int decimalDigit(int c) {
    return c >= '0' && c <= '9' ? c - '0' : -1;
  }

  /** The end of the digits that begin here, single underscores between them; -1 for none. */
  private static int digits(byte[] s, int from, int to, boolean hex) {
    int p = from;
    boolean digit = false;
    while (p < to) {
      if ((hex ? hexDigit(s[p]) : decimalDigit(s[p])) >= 0) {
        digit = true;
      } else if (s[p] == '_' && digit) {
        digit = false;
      } else {
        break;
      }
      p++;
    }
    return digit ? p : -1;
  }

  /**
   * The value of an integer literal, which may have a sign.
   *
   * @param bits the width; unsigned values up to {@code 2^bits - 1} and signed ones from {@code
   *     -2^(bits - 1)} are in range
   * @return the value, its lowest {@code bits} bits meaningful
   * @throws ArithmeticException if it is out of range
   */
  static long integer(byte[] s, int from, int to, int bits) {
    int p = from;
    boolean negative = s[p] == '-';
    if (negative || s[p] == '+') {
      p++;
    }
    long value = magnitude(s, p, to);
    if (bits < 64 && value >>> bits != 0) {
      throw new ArithmeticException();
    }
    if (negative) {
      long limit = 1L << bits - 1;
      if (Long.compareUnsigned(value, limit) > 0) {
        throw new ArithmeticException();
      }
      return -value;
    }
    return value;
  }

  private static long magnitude(byte[] s, int from, int to) {
    long value = 0;
    if (to - from > 2 && s[from + 1] == 'x') {
      for (int p = from + 2; p < to; p++) {
        if (s[p] != '_') {
          if (value >>> 60 != 0) {
            throw new ArithmeticException();
          }
          value = value << 4 | hexDigit(s[p]);
        }
      }
      return value;
    }
    for (int p = from; p < to; p++) {
      if (s[p] != '_') {
        int digit = s[p] - '0';
        if (Long.compareUnsigned(value, 0x1999999999999999L) > 0
            || value == 0x1999999999999999L && digit > 5) {
          throw new ArithmeticException();
        }
        value = value * 10 + digit;
      }
    }
    return value;
  }

  /**
   * The bits of a floating-point literal, which may also be spelled as an integer.
   *
   * @param isDouble whether 64 bits are wanted, 32 otherwise
   * @throws ArithmeticException if it rounds to infinity, or if a NaN's payload does not fit
   */
  static long floating(byte[] s, int from, int to, boolean isDouble) {
    int p = from;
    boolean negative = s[p] == '-';
    if (negative || s[p] == '+') {
      p++;
    }
    int mantissaBits = isDouble ? 52 : 23;
    long sign = negative ? 1L << (isDouble ? 63 : 31) : 0;
    long infinity = isDouble ? 0x7ffL << 52 : 0xffL << 23;
    if (s[p] == 'i') {
      return sign | infinity;
    }
    if (s[p] == 'n') {
      if (to - p == 3) {
        return sign | infinity | 1L << mantissaBits - 1;
      }
      long payload = magnitude(s, p + 4, to);
      if (payload == 0 || payload >>> mantissaBits != 0) {
        throw new ArithmeticException();
      }
      return sign | infinity | payload;
    }
    long bits =
        to - p > 2 && s[p + 1] == 'x'
            ? hexFloating(s, p + 2, to, isDouble)
            : decimalFloating(s, p, to, isDouble);
    if (bits == infinity) {
      throw new ArithmeticException();
    }
    return sign | bits;
  }

  private static long hexFloating(byte[] s, int from, int to, boolean isDouble) {
    long significand = 0;
    boolean sticky = false;
    // The value is significand * 2^exponent, the exponent clamped far outside of all ranges.
    long exponent = 0;
    boolean fraction = false;
    int p = from;
    for (; p < to && s[p] != 'p' && s[p] != 'P'; p++) {
      if (s[p] == '.') {
        fraction = true;
      } else if (s[p] != '_') {
        int digit = hexDigit(s[p]);
        if (significand >>> 59 == 0) {
          significand = significand << 4 | digit;
          exponent -= fraction ? 4 : 0;
        } else {
          sticky |= digit != 0;
          exponent += fraction ? 0 : 4;
        }
      }
    }
    if (p < to) {
      exponent += exponent(s, p + 1, to);
    }
    if (significand == 0) {
      return 0;
    }
    int mantissaBits = isDouble ? 52 : 23;
    int bias = isDouble ? 1023 : 127;
    int length = 64 - Long.numberOfLeadingZeros(significand);
    // The exponent of the leading bit, and of the last bit that the format can hold.
    long leading = exponent + length - 1;
    if (leading > bias) {
      return (2L * bias + 1) << mantissaBits;
    }
    long last = Math.max(leading, 1 - bias) - mantissaBits;
    long drop = last - exponent;
    if (drop > 64) {
      return 0;
    }
    long mantissa;
    if (drop <= 0) {
      mantissa = significand << -drop;
    } else {
      mantissa = drop == 64 ? 0 : significand >>> drop;
      boolean half = (significand >>> drop - 1 & 1) != 0;
      boolean below = sticky || (significand & (1L << drop - 1) - 1) != 0;
      if (half && (below || (mantissa & 1) != 0)) {
        mantissa++;
      }
    }
    // A mantissa that was rounded up to the next power of two carries into the exponent.
    long biased = Math.max(leading, 1 - bias) + bias;
    return mantissa + (biased - 1 << mantissaBits);
  }

  /** The value of the digits of an exponent, clamped to a range that no sum can overflow. */
  private static long exponent(byte[] s, int from, int to) {
    int p = from;
    boolean negative = s[p] == '-';
    if (negative || s[p] == '+') {
      p++;
    }
    long value = 0;
    for (; p < to; p++) {
      if (s[p] != '_') {
        value = Math.min(value * 10 + s[p] - '0', 1L << 40);
      }
    }
    return negative ? -value : value;
  }

  private static long decimalFloating(byte[] s, int from, int to, boolean isDouble) {
    // Short literals exactly: both operands of the one operation are exact, so it rounds once.
    long significand = 0;
    long exponent = 0;
    int digits = 0;
    boolean fraction = false;
    int p = from;
    for (; p < to && digits <= 18 && s[p] != 'e' && s[p] != 'E'; p++) {
      if (s[p] == '.') {
        fraction = true;
      } else if (s[p] != '_') {
        significand = significand * 10 + s[p] - '0';
        digits += significand == 0 ? 0 : 1;
        exponent -= fraction ? 1 : 0;
      }
    }
    if (digits <= 18) {
      if (p < to) {
        exponent += exponent(s, p + 1, to);
      }
      if (significand == 0) {
        return 0;
      }
      if (isDouble && significand < 1L << 53 && Math.abs(exponent) <= 22) {
        double power = POWERS_OF_TEN[(int) Math.abs(exponent)];
        return Double.doubleToRawLongBits(exponent < 0 ? significand / power : significand * power);
      }
      if (!isDouble && significand < 1L << 24 && Math.abs(exponent) <= 10) {
        float power = (float) POWERS_OF_TEN[(int) Math.abs(exponent)];
        return Float.floatToRawIntBits(exponent < 0 ? significand / power : significand * power);
      }
    }
    String text = new String(s, from, to - from, StandardCharsets.US_ASCII).replace("_", "");
    return isDouble
        ? Double.doubleToRawLongBits(Double.parseDouble(text))
        : Float.floatToRawIntBits(Float.parseFloat(text));
  }
}
