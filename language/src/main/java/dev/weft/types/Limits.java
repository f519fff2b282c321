// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/**
 * The size range of a table (in elements) or memory (in pages).
 *
 * @param min the minimum, an unsigned number
 * @param hasMax whether there is a maximum
 * @param max the maximum, an unsigned number; 0 if there is none
 * @param is64 whether addresses and sizes are i64 instead of i32
 * @param shared whether several threads may use it (memories only)
 */
public record Limits(long min, boolean hasMax, long max, boolean is64, boolean shared) {
  /** Returns whether a thing with these limits may be given where {@code required} is declared. */
  public boolean matches(Limits required) {
    if (is64 != required.is64
        || shared != required.shared
        || Long.compareUnsigned(min, required.min) < 0) {
      return false;
    }
    return !required.hasMax || hasMax && Long.compareUnsigned(max, required.max) <= 0;
  }

  /** Returns the type of addresses and sizes. */
  public ValueType addressType() {
    return is64 ? ValueType.I64 : ValueType.I32;
  }

  @Override
  public String toString() {
    return (is64 ? "i64 " : "")
        + Long.toUnsignedString(min)
        + (hasMax ? " " + Long.toUnsignedString(max) : "")
        + (shared ? " shared" : "");
  }
}
