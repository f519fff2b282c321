// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.math.BigInteger;
import java.util.Locale;
import org.graalvm.polyglot.Value;

/**
 * WebAssembly values as words: what {@code --invoke} reads from the command line and prints.
 * Integers are decimal or hexadecimal ({@code 0x}), signed or unsigned, with {@code _} between
 * digits as in the text format; floats are decimal or hexadecimal numbers, {@code nan}, {@code
 * nan:0x...} with a payload, and {@code inf}. What is printed can be read again.
 */
final class Values {
  private static final BigInteger TWO = BigInteger.TWO;

  private Values() {}

  /** Whether values of type {@code type} can be spelled as a word. */
  static boolean canBeParsed(String type) {
    return switch (type) {
      case "i32", "i64", "f32", "f64" -> true;
      default -> false;
    };
  }

  /**
   * The value of type {@code type} that {@code word} spells.
   *
   * @param type one that {@link #canBeParsed}
   * @throws UsageException where it spells none
   */
  static Object parse(String type, String word) throws UsageException {
    try {
      return switch (type) {
        case "i32" -> integer(word, 32).intValue();
        case "i64" -> integer(word, 64).longValue();
        case "f32" -> f32(word);
        case "f64" -> f64(word);
        default -> throw new IllegalArgumentException(type);
      };
    } catch (NumberFormatException _) {
      throw new UsageException("'" + word + "' is no value of type " + type);
    }
  }

  private static BigInteger integer(String word, int bits) {
    String digits = withoutSign(word).replaceAll("(?<=\\w)_(?=\\w)", "");
    boolean hexadecimal = digits.startsWith("0x") || digits.startsWith("0X");
    if (hexadecimal) {
      digits = digits.substring(2);
    }
    if (digits.isEmpty() || digits.charAt(0) == '-' || digits.charAt(0) == '+') {
      throw new NumberFormatException(word);
    }
    BigInteger value = new BigInteger(digits, hexadecimal ? 16 : 10);
    if (word.startsWith("-")) {
      value = value.negate();
    }
    if (value.compareTo(TWO.pow(bits)) >= 0 || value.compareTo(TWO.pow(bits - 1).negate()) < 0) {
      throw new NumberFormatException(word);
    }
    return value;
  }

  private static float f32(String word) {
    long payload = nan(word, 23);
    if (payload != 0) {
      int sign = word.startsWith("-") ? 0x8000_0000 : 0;
      return Float.intBitsToFloat(sign | 0x7f80_0000 | (int) payload);
    }
    if (isInfinity(word)) {
      return word.startsWith("-") ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    }
    return Float.parseFloat(number(word));
  }

  private static double f64(String word) {
    long payload = nan(word, 52);
    if (payload != 0) {
      long sign = word.startsWith("-") ? Long.MIN_VALUE : 0;
      return Double.longBitsToDouble(sign | 0x7ff0_0000_0000_0000L | payload);
    }
    if (isInfinity(word)) {
      return word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Double.parseDouble(number(word));
  }

  /** The payload, at least 1, of the NaN with a significand of {@code bits} bits; 0 if no NaN. */
  private static long nan(String word, int bits) {
    String text = withoutSign(word).toLowerCase(Locale.ROOT);
    if (text.equals("nan")) {
      return 1L << (bits - 1);
    }
    if (!text.startsWith("nan:0x")) {
      return 0;
    }
    long payload = Long.parseLong(text.substring("nan:0x".length()), 16);
    if (payload < 1 || payload >= 1L << bits) {
      throw new NumberFormatException(word);
    }
    return payload;
  }

  private static boolean isInfinity(String word) {
    String text = withoutSign(word);
    return text.equalsIgnoreCase("inf") || text.equalsIgnoreCase("infinity");
  }

  /** The word as Java's parsers want it: they demand the exponent of hexadecimal numbers. */
  private static String number(String word) {
    String text = word.replaceAll("(?<=\\w)_(?=\\w)", "");
    if (!text.matches("[-+]?(0[xX][0-9a-fA-F.]+([pP][-+]?\\d+)?|[0-9.]+([eE][-+]?\\d+)?)")) {
      throw new NumberFormatException(word);
    }
    boolean hexadecimal = text.contains("x") || text.contains("X");
    return hexadecimal && !text.contains("p") && !text.contains("P") ? text + "p0" : text;
  }

  private static String withoutSign(String word) {
    return word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
  }

  /** The result {@code value} of type {@code type} as a word. */
  static String format(String type, Value value) {
    return switch (type) {
      case "i32" -> Integer.toString(value.asInt());
      case "i64" -> Long.toString(value.asLong());
      case "f32" -> format(value.asFloat());
      case "f64" -> format(value.asDouble());
      default -> value.isNull() ? "null" : value.toString();
    };
  }

  /** Printed as {@link Float#toString} chooses the digits: they read back as the same number. */
  static String format(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return formatNan(bits < 0, bits & 0x7f_ffff, 23);
    }
    return Float.isInfinite(value) ? formatInfinity(value) : trim(Float.toString(value));
  }

  /** Printed as {@link Double#toString} chooses the digits: they read back as the same number. */
  static String format(double value) {
    long bits = Double.doubleToRawLongBits(value);
    if (Double.isNaN(value)) {
      return formatNan(bits < 0, bits & 0xf_ffff_ffff_ffffL, 52);
    }
    return Double.isInfinite(value) ? formatInfinity(value) : trim(Double.toString(value));
  }

  private static String formatNan(boolean negative, long payload, int bits) {
    String sign = negative ? "-" : "";
    return payload == 1L << (bits - 1) ? sign + "nan" : sign + "nan:0x" + Long.toHexString(payload);
  }

  private static String formatInfinity(double value) {
    return value < 0 ? "-inf" : "inf";
  }

  private static String trim(String number) {
    String text = number.replace('E', 'e');
    return text.replaceFirst("\\.0(?=e|$)", "");
  }
}
