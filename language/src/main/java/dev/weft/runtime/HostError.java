// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import dev.weft.types.ValueType;

/** Failures of operations that hosts and other languages do on our objects. */
final class HostError {
  private HostError() {}

  /** A wrong use of an operation: what is wrong, and the details. */
  @TruffleBoundary
  static WasmException usage(String what, String detail) {
    return WasmException.failure(FailureType.USAGE, what, detail, null);
  }

  /** A value that an operation cannot take. */
  @TruffleBoundary
  static WasmException notA(String operation, String expected, Object value) {
    return usage(operation, "expected " + expected + ", not " + Conversion.describe(value));
  }

  /** An unsigned number from an argument: not negative, at most {@code max}. */
  @TruffleBoundary
  static long count(String operation, String what, Object value, long max) {
    Object number = Conversion.toWasm(ValueType.I64, value);
    if (number == null) {
      throw notA(operation, what + " as a whole number", value);
    }
    long count = (long) number;
    if (count < 0 || count > max) {
      throw usage(operation, what + " must be from 0 to " + max + ", not " + count);
    }
    return count;
  }
}
