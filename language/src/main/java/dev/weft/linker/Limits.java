// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.OptionalLong;

/** Limits of tables and memories: unsigned numbers. */
final class Limits {
  private Limits() {}

  static void check(String what, long min, OptionalLong max, long most) {
    if (Long.compareUnsigned(min, most) > 0
        || max.isPresent() && Long.compareUnsigned(max.getAsLong(), most) > 0) {
      throw new IllegalArgumentException(
          "the limits of a "
              + what
              + " are at most "
              + Long.toUnsignedString(most)
              + ", not "
              + text(min, max));
    }
    if (max.isPresent() && Long.compareUnsigned(max.getAsLong(), min) < 0) {
      throw new IllegalArgumentException(
          "the maximum size of a " + what + " is below its minimum: " + text(min, max));
    }
  }

  static String text(long min, OptionalLong max) {
    return Long.toUnsignedString(min)
        + (max.isPresent() ? " " + Long.toUnsignedString(max.getAsLong()) : "");
  }

  /** Whether something of size {@code min} to {@code max} fits where others are required. */
  static boolean match(long min, OptionalLong max, long requiredMin, OptionalLong requiredMax) {
    return Long.compareUnsigned(min, requiredMin) >= 0
        && (requiredMax.isEmpty()
            || max.isPresent()
                && Long.compareUnsigned(max.getAsLong(), requiredMax.getAsLong()) <= 0);
  }
}
