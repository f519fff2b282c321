// SPDX-License-Identifier: Apache-2.0
package dev.weft.script;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.WasmNull;
import dev.weft.text.Script;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Values of scripts and of the engine. */
final class ScriptValues {
  private final Map<Long, HostReference> hostReferences = new HashMap<>();

  /** The engine's boxed values of a script's arguments. */
  Object[] arguments(List<Script.Value> values) throws SkippedException {
    Object[] arguments = new Object[values.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(values.get(i));
    }
    return arguments;
  }

  private Object argument(Script.Value value) throws SkippedException {
    return switch (value) {
      case Script.Number number ->
          switch (number.type()) {
            case I32 -> (int) number.bits();
            case I64 -> number.bits();
            case F32 -> Float.intBitsToFloat((int) number.bits());
            case F64 -> Double.longBitsToDouble(number.bits());
          };
      case Script.Reference reference when reference.kind() == Script.ReferenceKind.NULL ->
          WasmNull.INSTANCE;
      case Script.Reference reference when reference.number() != null ->
          hostReferences.computeIfAbsent(reference.number(), HostReference::new);
      case Script.Vector vector -> throw new SkippedException("SIMD");
      default -> throw new IllegalArgumentException(value + " is no argument");
    };
  }

  /**
   * Compares results with what a script expects of them.
   *
   * @param result what a function returned: null, a value, or several
   * @return what is wrong, or null if all match
   */
  static String mismatch(List<Script.Value> expected, Object result) throws SkippedException {
    Object[] results =
        result == null
            ? new Object[0]
            : result instanceof Object[] several ? several : new Object[] {result};
    if (results.length != expected.size()) {
      return "expected " + expected.size() + " results, got " + results.length;
    }
    for (int i = 0; i < results.length; i++) {
      if (!matches(expected.get(i), results[i])) {
        return "expected " + describe(expected.get(i)) + ", got " + describe(results[i]);
      }
    }
    return null;
  }

  private static boolean matches(Script.Value expected, Object actual) throws SkippedException {
    switch (expected) {
      case Script.Number number -> {
        return isOf(number.type(), actual) && bits(actual) == number.bits();
      }
      case Script.Nan nan -> {
        return isOf(nan.type(), actual) && isNan(nan, bits(actual));
      }
      case Script.Reference reference -> {
        return matches(reference, actual);
      }
      case Script.Either either -> {
        for (Script.Value alternative : either.alternatives()) {
          if (matches(alternative, actual)) {
            return true;
          }
        }
        return false;
      }
      case Script.Vector vector -> throw new SkippedException("SIMD");
    }
  }

  private static boolean matches(Script.Reference reference, Object actual)
      throws SkippedException {
    return switch (reference.kind()) {
      case NULL -> actual == WasmNull.INSTANCE;
      case EXTERN, HOST ->
          reference.number() == null
              ? actual != WasmNull.INSTANCE
              : actual instanceof HostReference host && host.number() == reference.number();
      case FUNC -> actual instanceof FunctionInstance;
      case ANY -> actual != WasmNull.INSTANCE;
      case EQ, I31, STRUCT, ARRAY -> throw new SkippedException("garbage collection");
      case EXN -> throw new SkippedException("exception handling");
    };
  }

  private static boolean isOf(Script.NumberType type, Object value) {
    return switch (type) {
      case I32 -> value instanceof Integer;
      case I64 -> value instanceof Long;
      case F32 -> value instanceof Float;
      case F64 -> value instanceof Double;
    };
  }

  private static long bits(Object value) {
    return switch (value) {
      case Integer i -> Integer.toUnsignedLong(i);
      case Long l -> l;
      case Float f -> Integer.toUnsignedLong(Float.floatToRawIntBits(f));
      case Double d -> Double.doubleToRawLongBits(d);
      default -> throw new IllegalArgumentException(String.valueOf(value));
    };
  }

  private static boolean isNan(Script.Nan nan, long bits) {
    boolean is32 = nan.type() == Script.NumberType.F32;
    long quiet = is32 ? 0x7fc00000L : 0x7ff8000000000000L;
    long magnitude = bits & (is32 ? 0x7fffffffL : Long.MAX_VALUE);
    return nan.nanClass() == Script.NanClass.CANONICAL
        ? magnitude == quiet
        : (magnitude & quiet) == quiet;
  }

  private static String describe(Script.Value value) {
    return switch (value) {
      case Script.Number number -> describe(number.type(), number.bits());
      case Script.Nan nan ->
          nan.type().name().toLowerCase(Locale.ROOT)
              + " nan:"
              + nan.nanClass().name().toLowerCase(Locale.ROOT);
      case Script.Either either ->
          either.alternatives().stream()
              .map(ScriptValues::describe)
              .collect(Collectors.joining(" or "));
      case Script.Vector vector ->
          vector.lanes().stream()
              .map(ScriptValues::describe)
              .collect(Collectors.joining(", ", "v128 (", ")"));
      case Script.Reference reference -> describe(reference);
    };
  }

  private static String describe(Script.Reference reference) {
    String number = reference.number() == null ? "" : " " + reference.number();
    return "(ref." + reference.kind().name().toLowerCase(Locale.ROOT) + number + ")";
  }

  private static String describe(Object value) {
    return switch (value) {
      case Integer i -> describe(Script.NumberType.I32, bits(i));
      case Long l -> describe(Script.NumberType.I64, l);
      case Float f -> describe(Script.NumberType.F32, bits(f));
      case Double d -> describe(Script.NumberType.F64, bits(d));
      default -> String.valueOf(value);
    };
  }

  private static String describe(Script.NumberType type, long bits) {
    String hex = " (0x" + Long.toHexString(bits) + ")";
    return switch (type) {
      case I32 -> "i32 " + (int) bits + hex;
      case I64 -> "i64 " + bits + hex;
      case F32 -> "f32 " + Float.intBitsToFloat((int) bits) + hex;
      case F64 -> "f64 " + Double.longBitsToDouble(bits) + hex;
    };
  }
}
