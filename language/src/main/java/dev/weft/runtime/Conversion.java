// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.strings.TruffleString;
import dev.weft.types.AbstractHeapType;
import dev.weft.types.HeapType;
import dev.weft.types.RefType;
import dev.weft.types.ValueType;
import java.math.BigInteger;

/**
 * Conversion of values at the border to other languages and the host. A number is taken whatever
 * its box is, if it fits: i32 and i64 exactly, f32 and f64 rounded; true and false are 1 and 0.
 * References keep their identity. What leaves WebAssembly is an interop value already.
 */
public final class Conversion {
  private Conversion() {}

  /**
   * Converts a value of another language.
   *
   * @param type the type wanted; a constant where this is compiled
   * @param value any interop value
   * @param interop a library that accepts the value
   * @return {@link Integer}, {@link Long}, {@link Float}, {@link Double} or a reference, or null if
   *     the value is none of the type
   */
  public static Object toWasm(ValueType type, Object value, InteropLibrary interop) {
    return switch (type.kind()) {
      case I32 -> toI32(value);
      case I64 -> toI64(value);
      case F32 -> toF32(value);
      case F64 -> toF64(value);
      case V128 -> null;
      case REF -> toRef((RefType) type, value, interop);
    };
  }

  /**
   * Whether a value is of a type as it stands, and {@link #toWasm} would return it unchanged. False
   * also where that would take long to tell.
   *
   * @param type the type wanted; a constant where this is compiled
   * @param value any interop value
   */
  static boolean isExact(ValueType type, Object value) {
    return switch (type.kind()) {
      case I32 -> value instanceof Integer;
      case I64 -> value instanceof Long;
      case F32 -> value instanceof Float;
      case F64 -> value instanceof Double;
      case V128 -> false;
      case REF -> value == WasmNull.INSTANCE && ((RefType) type).nullable();
    };
  }

  /** Converts where speed does not matter. */
  @TruffleBoundary
  public static Object toWasm(ValueType type, Object value) {
    return toWasm(type, value, InteropLibrary.getUncached());
  }

  private static Object toI32(Object value) {
    if (value instanceof Integer) {
      return value;
    }
    if (value instanceof Boolean b) {
      return b ? 1 : 0;
    }
    if (value instanceof Double d) {
      int i = (int) (double) d;
      return i == d ? (Object) i : null;
    }
    if (value instanceof Long l) {
      int i = (int) (long) l;
      return i == l ? (Object) i : null;
    }
    return slowI32(value);
  }

  @TruffleBoundary
  private static Object slowI32(Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    try {
      if (interop.fitsInInt(value)) {
        return interop.asInt(value);
      }
      if (interop.isBoolean(value)) {
        return interop.asBoolean(value) ? 1 : 0;
      }
    } catch (UnsupportedMessageException e) {
      // changed its mind: not a number
    }
    return null;
  }

  /** A byte as an {@link Integer}, from a number between -128 and 255; null from anything else. */
  static Object toByte(Object value) {
    return toI32(value) instanceof Integer i
            && !(value instanceof Boolean)
            && i >= Byte.MIN_VALUE
            && i <= 255
        ? i
        : null;
  }

  private static Object toI64(Object value) {
    if (value instanceof Long) {
      return value;
    }
    if (value instanceof Integer i) {
      return (long) i;
    }
    return slowI64(value);
  }

  @TruffleBoundary
  private static Object slowI64(Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    try {
      if (interop.fitsInLong(value)) {
        return interop.asLong(value);
      }
      if (interop.isBoolean(value)) {
        return interop.asBoolean(value) ? 1L : 0L;
      }
    } catch (UnsupportedMessageException e) {
      // changed its mind: not a number
    }
    return null;
  }

  private static Object toF32(Object value) {
    if (value instanceof Float) {
      return value;
    }
    if (value instanceof Double d) {
      return (float) (double) d;
    }
    if (value instanceof Integer i) {
      return (float) i;
    }
    return slowF32(value);
  }

  @TruffleBoundary
  private static Object slowF32(Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    try {
      if (interop.fitsInFloat(value)) {
        return interop.asFloat(value);
      }
      if (interop.fitsInLong(value)) {
        return (float) interop.asLong(value); // rounds once, unlike the way over double
      }
      if (interop.fitsInDouble(value)) {
        return (float) interop.asDouble(value);
      }
      if (interop.fitsInBigInteger(value)) {
        return finite(interop.asBigInteger(value))
            ? interop.asBigInteger(value).floatValue()
            : null;
      }
      if (interop.isBoolean(value)) {
        return interop.asBoolean(value) ? 1f : 0f;
      }
    } catch (UnsupportedMessageException e) {
      // changed its mind: not a number
    }
    return null;
  }

  private static Object toF64(Object value) {
    if (value instanceof Double) {
      return value;
    }
    if (value instanceof Integer i) {
      return (double) i;
    }
    if (value instanceof Float f) {
      return (double) f;
    }
    return slowF64(value);
  }

  @TruffleBoundary
  private static Object slowF64(Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    try {
      if (interop.fitsInDouble(value)) {
        return interop.asDouble(value);
      }
      if (interop.fitsInLong(value)) {
        return (double) interop.asLong(value);
      }
      if (interop.fitsInBigInteger(value)) {
        return finite(interop.asBigInteger(value))
            ? interop.asBigInteger(value).doubleValue()
            : null;
      }
      if (interop.isBoolean(value)) {
        return interop.asBoolean(value) ? 1.0 : 0.0;
      }
    } catch (UnsupportedMessageException e) {
      // changed its mind: not a number
    }
    return null;
  }

  /** Whether an integer has a neighbour among the finite numbers; others are not rounded. */
  private static boolean finite(BigInteger value) {
    return !Double.isInfinite(value.doubleValue());
  }

  private static Object toRef(RefType type, Object value, InteropLibrary interop) {
    HeapType heap = type.heap();
    if (value instanceof FunctionInstance function) {
      return heap == AbstractHeapType.EXTERN || function.type().isSubtypeOf(heap) ? value : null;
    }
    if (value == WasmNull.INSTANCE || interop.isNull(value) && !isUndefined(value, interop)) {
      return type.nullable() ? WasmNull.INSTANCE : null;
    }
    return heap == AbstractHeapType.EXTERN ? value : null;
  }

  /** JavaScript's undefined answers isNull like its null, but as a reference it is a value. */
  @TruffleBoundary
  private static boolean isUndefined(Object value, InteropLibrary interop) {
    try {
      if (value instanceof WasmObject || !interop.hasMetaObject(value)) {
        return false;
      }
      Object name = InteropLibrary.getUncached().getMetaQualifiedName(interop.getMetaObject(value));
      return "undefined".equals(InteropLibrary.getUncached().asString(name));
    } catch (UnsupportedMessageException e) {
      return false;
    }
  }

  /**
   * Says what a value is, for messages: text, kind and language, cut to a bearable length.
   *
   * @param value any interop value
   */
  @TruffleBoundary
  public static String describe(Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    if (value instanceof WasmObject object) {
      return object.display();
    }
    if (value instanceof String || value instanceof TruffleString) {
      return "the string \"" + cut(value.toString()) + "\"";
    }
    if (interop.isNull(value)) {
      return "null";
    }
    String text;
    try {
      text = InteropLibrary.getUncached().asString(interop.toDisplayString(value, false));
    } catch (UnsupportedMessageException e) {
      text = "a value";
    }
    String kind = "";
    try {
      if (interop.hasMetaObject(value)) {
        Object name =
            InteropLibrary.getUncached().getMetaQualifiedName(interop.getMetaObject(value));
        kind = " (" + InteropLibrary.getUncached().asString(name) + ")";
      } else if (interop.isNumber(value) || interop.isBoolean(value)) {
        kind = " (" + value.getClass().getSimpleName() + ")";
      }
    } catch (UnsupportedMessageException e) {
      kind = "";
    }
    return cut(text) + kind;
  }

  private static String cut(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
