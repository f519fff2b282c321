// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiteralsTest {
  private static long floating(String text, boolean isDouble) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Literals.floating(bytes, 0, bytes.length, isDouble);
  }

  private static int f32(String text) {
    return (int) floating(text, false);
  }

  private static long f64(String text) {
    return floating(text, true);
  }

  @Test
  void nans() {
    assertEquals(0x7fc00000, f32("nan"));
    assertEquals(0xffc00000, f32("-nan"));
    assertEquals(0x7f800001, f32("nan:0x1"));
    assertEquals(0x7fffffff, f32("nan:0x7f_ffff"));
    assertEquals(0xfff0000000000001L, f64("-nan:0x1"));
    assertThrows(ArithmeticException.class, () -> f32("nan:0x0"));
    assertThrows(ArithmeticException.class, () -> f32("nan:0x800000"));
    assertThrows(ArithmeticException.class, () -> f64("nan:0x1_0000_0000_0000_0000_0001"));
  }

  @Test
  void hexadecimal() {
    assertEquals(Float.floatToRawIntBits(1.5f), f32("0x1.8"));
    assertEquals(Float.floatToRawIntBits(-1.5f), f32("-0x3p-1"));
    assertEquals(1, f32("0x1p-149"));
    assertEquals(0, f32("0x1p-150"));
    assertEquals(1, f32("0x1.000001p-150"));
    assertEquals(1, f32("0x1.00000000000000000000000000000001p-150"));
    assertEquals(0x00800000, f32("0x0.ffffffp-126"));
    assertEquals(0x007fffff, f32("0x0.fffffep-126"));
    assertEquals(0x7f7fffff, f32("0x1.fffffep127"));
    assertEquals(0x7f7fffff, f32("0x1.fffffeffffffffffffffp127"));
    assertThrows(ArithmeticException.class, () -> f32("0x1.ffffffp127"));
    assertThrows(ArithmeticException.class, () -> f32("0x1p99999999999999999999"));
    assertEquals(0, f32("0x1p-99999999999999999999"));
    assertEquals(0, f64("0x0p99999999999999999999"));
    assertEquals(Double.doubleToRawLongBits(0x1p-1074), f64("0x1p-1074"));
    assertEquals(Double.doubleToRawLongBits(1), f64("0x0." + "0".repeat(400) + "1p" + 401 * 4));
    assertEquals(Double.doubleToRawLongBits(1), f64("0x1" + "0".repeat(400) + "p-" + 400 * 4));
  }

  @Test
  void hexadecimalAgreesWithTheJdk() {
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      String text =
          "0x"
              + Long.toHexString(random.nextLong() >>> random.nextInt(64))
              + "."
              + Long.toHexString(random.nextLong() >>> random.nextInt(64))
              + "p"
              + (random.nextInt(300) - 180);
      float expected = Float.parseFloat(text);
      if (!Float.isInfinite(expected)) {
        assertEquals(Float.floatToRawIntBits(expected), f32(text), text);
      }
      assertEquals(Double.doubleToRawLongBits(Double.parseDouble(text)), f64(text), text);
    }
  }

  @Test
  void decimalRoundsOnce() {
    Random random = new Random(8);
    for (int i = 0; i < 50_000; i++) {
      String text =
          (random.nextLong() >>> 1 + random.nextInt(60))
              + "."
              + (random.nextLong() >>> 1 + random.nextInt(60))
              + "e"
              + (random.nextInt(60) - 40);
      assertEquals(Float.floatToRawIntBits(new BigDecimal(text).floatValue()), f32(text), text);
      assertEquals(Double.doubleToRawLongBits(Double.parseDouble(text)), f64(text), text);
    }
    assertEquals(Float.floatToRawIntBits(16777217f), f32("1_6777_217.0"));
    assertThrows(ArithmeticException.class, () -> f32("340282356779733661637539395458142568448"));
    assertEquals(0x7f7fffff, f32("340282356779733661637539395458142568447"));
    assertEquals(0x80000000, f32("-0.0e5"));
  }

  @Test
  void integers() {
    byte[] max = "18446744073709551615".getBytes(StandardCharsets.US_ASCII);
    assertEquals(-1, Literals.integer(max, 0, max.length, 64));
    for (String text :
        new String[] {"18446744073709551616", "-9223372036854775809", "0x1_0000_0000_0000_0000"}) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      assertThrows(
          ArithmeticException.class, () -> Literals.integer(bytes, 0, bytes.length, 64), text);
    }
  }
}
