// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineFunction;
import java.math.BigInteger;
import org.graalvm.polyglot.Value;

/**
 * How a value of WebAssembly is passed to and from Java: the value type, the Java type, and the
 * conversions between the engine's form of it and Java's.
 */
enum Passing {
  INT(ValType.I32, int.class),
  LONG(ValType.I64, long.class),
  FLOAT(ValType.F32, float.class),
  DOUBLE(ValType.F64, double.class),
  BOOLEAN(ValType.I32, boolean.class),
  UNSIGNED_INT(ValType.I32, long.class),
  UNSIGNED_LONG(ValType.I64, BigInteger.class),
  VECTOR(ValType.V128, Val.V128.class),
  FUNCTION(ValType.FUNCREF, Func.class),
  OBJECT(ValType.EXTERNREF, Object.class),
  VALUE(ValType.EXTERNREF, Value.class);

  private final ValType type;
  private final Class<?> java;

  Passing(ValType type, Class<?> java) {
    this.type = type;
    this.java = java;
  }

  /** The value type that a function of the host has here. */
  ValType type() {
    return type;
  }

  /** The Java type; the primitive one for numbers. */
  Class<?> java() {
    return java;
  }

  /** The Java type of the engine's form. */
  Class<?> raw() {
    return switch (type) {
      case ValType.Num num ->
          switch (num) {
            case I32 -> int.class;
            case I64 -> long.class;
            case F32 -> float.class;
            case F64 -> double.class;
          };
      default -> Object.class;
    };
  }

  /** Whether both forms are the same number. */
  boolean isPlain() {
    return ordinal() <= DOUBLE.ordinal();
  }

  /** How a Java type is passed, or null if it is not. */
  static Passing of(Class<?> java, boolean unsigned) {
    if (java == long.class || java == Long.class) {
      return unsigned ? UNSIGNED_INT : LONG;
    }
    if (java == BigInteger.class) {
      return unsigned ? UNSIGNED_LONG : null;
    }
    if (java == int.class || java == Integer.class) {
      return INT;
    }
    if (java == float.class || java == Float.class) {
      return FLOAT;
    }
    if (java == double.class || java == Double.class) {
      return DOUBLE;
    }
    if (java == boolean.class || java == Boolean.class) {
      return BOOLEAN;
    }
    if (java == Val.V128.class) {
      return VECTOR;
    }
    if (java == Func.class) {
      return FUNCTION;
    }
    return java == Object.class ? OBJECT : java == Value.class ? VALUE : null;
  }

  /** Whether values of a type can be passed so; numbers exactly, references by their hierarchy. */
  boolean accepts(ValType actual) {
    return switch (this) {
      case FUNCTION ->
          actual instanceof RefType ref && Values.nullOf(ref) instanceof Val.Ref.FuncRef;
      case OBJECT, VALUE ->
          actual instanceof RefType ref && Values.nullOf(ref) instanceof Val.Ref.ExternRef;
      default -> actual.equals(type);
    };
  }

  /** From the engine's form, boxed, to Java's, boxed. */
  Object toJava(Store<?> store, Object raw) {
    return switch (this) {
      case INT, LONG, FLOAT, DOUBLE -> raw;
      case BOOLEAN -> toBoolean((int) raw);
      case UNSIGNED_INT -> toUnsignedInt((int) raw);
      case UNSIGNED_LONG -> toUnsignedLong((long) raw);
      case VECTOR -> toVector(store, raw);
      case FUNCTION -> toFunction(store, raw);
      case OBJECT -> toObject(store, raw);
      case VALUE -> toValue(store, raw);
    };
  }

  /**
   * From Java's form, boxed, to the engine's.
   *
   * @param actual the exact type of the value
   */
  Object toRaw(Store<?> store, ValType actual, Object java) {
    return switch (this) {
      case INT, LONG, FLOAT, DOUBLE -> java;
      case BOOLEAN -> fromBoolean((boolean) java);
      case UNSIGNED_INT -> fromUnsignedInt((long) java);
      case UNSIGNED_LONG -> fromUnsignedLong((BigInteger) java);
      case VECTOR, FUNCTION, OBJECT, VALUE -> Values.toEngine(store, actual, java);
    };
  }

  // ---- What method handles call

  static boolean toBoolean(int raw) {
    return raw != 0;
  }

  static int fromBoolean(boolean java) {
    return java ? 1 : 0;
  }

  static long toUnsignedInt(int raw) {
    return Integer.toUnsignedLong(raw);
  }

  static int fromUnsignedInt(long java) {
    if (java >>> 32 != 0) {
      throw new IllegalArgumentException(java + " is no unsigned i32");
    }
    return (int) java;
  }

  static BigInteger toUnsignedLong(long raw) {
    BigInteger low = BigInteger.valueOf(raw & Long.MAX_VALUE);
    return raw < 0 ? low.setBit(63) : low;
  }

  static long fromUnsignedLong(BigInteger java) {
    if (java.signum() < 0 || java.bitLength() > 64) {
      throw new IllegalArgumentException(java + " is no unsigned i64");
    }
    return java.longValue();
  }

  static Val.V128 toVector(Store<?> store, Object raw) {
    return (Val.V128) Values.toVal(store, ValType.V128, raw);
  }

  static Object fromVector(Store<?> store, Val.V128 java) {
    return Values.toEngine(store, ValType.V128, java);
  }

  static Func toFunction(Store<?> store, Object raw) {
    return raw instanceof EngineFunction function ? new Func(store, function) : null;
  }

  static Object fromFunction(Store<?> store, Func java) {
    return Values.toEngine(store, ValType.FUNCREF, java);
  }

  static Object toObject(Store<?> store, Object raw) {
    return Values.toJava(store, ValType.EXTERNREF, raw);
  }

  static Object fromObject(Store<?> store, Object java) {
    return Values.toEngine(store, ValType.EXTERNREF, java);
  }

  static Value toValue(Store<?> store, Object raw) {
    return raw == store.engineSide().nullReference() ? null : store.context().asValue(raw);
  }

  static Object fromValue(Store<?> store, Value java) {
    return Values.toEngine(store, ValType.EXTERNREF, java);
  }
}
