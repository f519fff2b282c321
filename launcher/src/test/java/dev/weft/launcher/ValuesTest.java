// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as words: reading and printing. */
final class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, -1",
    "+7, 7",
    "2147483647, 2147483647",
    "2147483648, -2147483648",
    "4294967295, -1",
    "-2147483648, -2147483648",
    "0xffffffff, -1",
    "0XFF, 255",
    "-0x80000000, -2147483648",
    "1_000_000, 1000000",
    "0x7fff_ffff, 2147483647",
  })
  void i32(String word, int value) throws UsageException {
    assertEquals(value, Values.parse("i32", word));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        "x",
        "1.0",
        "4294967296",
        "-2147483649",
        "0x100000000",
        "--1",
        "0x",
        "1_",
        "_1",
        "1 ",
        "0x-1",
        "nan"
      })
  void i32Refused(String word) {
    UsageException e = assertThrows(UsageException.class, () -> Values.parse("i32", word));
    assertEquals("'" + word + "' is no value of type i32", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "18446744073709551615, -1",
    "-9223372036854775808, -9223372036854775808",
    "0xffff_ffff_ffff_ffff, -1",
    "9223372036854775808, -9223372036854775808",
  })
  void i64(String word, long value) throws UsageException {
    assertEquals(value, Values.parse("i64", word));
  }

  @Test
  void i64Refused() {
    assertThrows(UsageException.class, () -> Values.parse("i64", "18446744073709551616"));
    assertThrows(UsageException.class, () -> Values.parse("i64", "-9223372036854775809"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3f800000",
    "-0, 80000000",
    "1e-45, 1",
    "0x1.8p1, 40400000",
    "0x10, 41800000",
    "inf, 7f800000",
    "-inf, ff800000",
    "nan, 7fc00000",
    "-nan, ffc00000",
    "nan:0x1, 7f800001",
    "-nan:0x200000, ffa00000",
    "nan:0x7fffff, 7fffffff",
  })
  void f32(String word, String bits) throws UsageException {
    float value = (Float) Values.parse("f32", word);
    assertEquals(bits, Integer.toHexString(Float.floatToRawIntBits(value)));
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 3ff8000000000000",
    "nan, 7ff8000000000000",
    "-nan:0x1, fff0000000000001",
    "infinity, 7ff0000000000000",
    "1e308, 7fe1ccf385ebc8a0",
    "1_0.5, 4025000000000000",
  })
  void f64(String word, String bits) throws UsageException {
    double value = (Double) Values.parse("f64", word);
    assertEquals(bits, Long.toHexString(Double.doubleToRawLongBits(value)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1f", "1d", "NaN0", "nan:0x0", "nan:1", "nan:0x800000", "1,5", "e", "."})
  void f32Refused(String word) {
    assertThrows(UsageException.class, () -> Values.parse("f32", word));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-0", "1", "1.5", "1e10", "1.4e-45", "3.4028235e38", "inf", "-inf", "nan"})
  void floatsAreReadBackAsPrinted(String word) throws UsageException {
    assertEquals(word, Values.format((Float) Values.parse("f32", word)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-0", "0.1", "1e300", "4.9e-324", "-nan", "nan:0x1", "-nan:0xfffffffffffff"})
  void doublesAreReadBackAsPrinted(String word) throws UsageException {
    assertEquals(word, Values.format((Double) Values.parse("f64", word)));
  }

  @Test
  void onlyNumbersAreWords() {
    assertTrue(Values.canBeParsed("f64"));
    assertFalse(Values.canBeParsed("externref"));
    assertFalse(Values.canBeParsed("v128"));
  }
}
