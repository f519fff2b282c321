// SPDX-License-Identifier: Apache-2.0
package dev.weft.js;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.InvalidBufferOffsetException;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import dev.weft.runtime.Conversion;
import dev.weft.runtime.FailureType;
import dev.weft.runtime.WasmException;
import dev.weft.types.ValueType;

/** Reads the arguments of {@link ApiFunction}s, which may come in any box. */
final class Arguments {
  private Arguments() {}

  /** The failure that a function was called wrongly or cannot do what it was asked for. */
  @TruffleBoundary
  static WasmException usage(String function, String detail) {
    return WasmException.failure(FailureType.USAGE, function, detail, null);
  }

  /** The failure that an argument is something else than it must be. */
  @TruffleBoundary
  static WasmException notA(String function, String expected, Object value) {
    return usage(function, "expected " + expected + ", not " + Conversion.describe(value));
  }

  /** A whole number from 0 to {@code max}. */
  static long size(String function, String what, Object value, long max) {
    long number;
    if (value instanceof Integer i) {
      number = i;
    } else if (Conversion.toWasm(ValueType.I64, value) instanceof Long l) {
      number = l;
    } else {
      throw notA(function, what + " as a whole number", value);
    }
    if (number < 0 || number > max) {
      throw usage(function, outOfRange(what, number, max));
    }
    return number;
  }

  @TruffleBoundary
  private static String outOfRange(String what, long number, long max) {
    return what + " is " + number + ", which is not in the range from 0 to " + max;
  }

  @TruffleBoundary
  static boolean flag(String function, Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    try {
      return interop.asBoolean(value);
    } catch (UnsupportedMessageException e) {
      throw notA(function, "true or false", value);
    }
  }

  @TruffleBoundary
  static String text(String function, Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    try {
      return interop.asString(value);
    } catch (UnsupportedMessageException e) {
      throw notA(function, "a string", value);
    }
  }

  /** A copy of the bytes of a buffer, or of an array of numbers from 0 to 255. */
  @TruffleBoundary
  static byte[] bytes(String function, Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    try {
      if (interop.hasBufferElements(value)) {
        byte[] bytes = new byte[Math.toIntExact(interop.getBufferSize(value))];
        interop.readBuffer(value, 0, bytes, 0, bytes.length);
        return bytes;
      }
      byte[] bytes = new byte[Math.toIntExact(interop.getArraySize(value))];
      for (int i = 0; i < bytes.length; i++) {
        Object element = interop.readArrayElement(value, i);
        bytes[i] = (byte) (size(function, "a byte", element, 255));
      }
      return bytes;
    } catch (UnsupportedMessageException
        | InvalidBufferOffsetException
        | InvalidArrayIndexException
        | ArithmeticException e) {
      throw notA(function, "a buffer or an array of bytes", value);
    }
  }
}
