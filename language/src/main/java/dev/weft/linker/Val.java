// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Objects;
import java.util.Optional;
import org.graalvm.polyglot.Value;

/** A WebAssembly value with its type. Floating-point numbers are kept as bits: NaNs stay exact. */
public sealed interface Val permits Val.I32, Val.I64, Val.F32, Val.F64, Val.V128, Val.Ref {
  /**
   * An i32.
   *
   * @param v the value
   */
  record I32(int v) implements Val {
    @Override
    public String toString() {
      return "i32 " + v;
    }
  }

  /**
   * An i64.
   *
   * @param v the value
   */
  record I64(long v) implements Val {
    @Override
    public String toString() {
      return "i64 " + v;
    }
  }

  /**
   * An f32.
   *
   * @param bits its bits
   */
  record F32(int bits) implements Val {
    /** The number. */
    public float value() {
      return Float.intBitsToFloat(bits);
    }

    @Override
    public String toString() {
      return "f32 " + value();
    }
  }

  /**
   * An f64.
   *
   * @param bits its bits
   */
  record F64(long bits) implements Val {
    /** The number. */
    public double value() {
      return Double.longBitsToDouble(bits);
    }

    @Override
    public String toString() {
      return "f64 " + value();
    }
  }

  /**
   * A v128.
   *
   * @param lo bytes 0 to 7, little-endian
   * @param hi bytes 8 to 15, little-endian
   */
  record V128(long lo, long hi) implements Val {}

  /** A reference. */
  sealed interface Ref extends Val {
    /** Whether it is null. */
    boolean isNull();

    /**
     * A reference to a function, or null.
     *
     * @param func the function
     */
    record FuncRef(Optional<Func> func) implements Ref {
      /** Checks that the function is not null (but empty). */
      public FuncRef {
        Objects.requireNonNull(func, "func");
      }

      @Override
      public boolean isNull() {
        return func.isEmpty();
      }

      @Override
      public String toString() {
        return func.map(Func::toString).orElse("ref.null func");
      }
    }

    /**
     * A value of the host or of another language, or null. Java objects keep their identity; values
     * of other languages are {@link Value}s.
     *
     * @param object the value
     */
    record ExternRef(Object object) implements Ref {
      @Override
      public boolean isNull() {
        return object == null;
      }

      @Override
      public String toString() {
        return object == null ? "ref.null extern" : "externref " + object;
      }
    }

    /**
     * A value of the internal hierarchy, or null.
     *
     * @param object the value as other languages see it
     */
    record AnyRef(Value object) implements Ref {
      @Override
      public boolean isNull() {
        return object == null;
      }
    }

    /**
     * An exception, or null.
     *
     * @param exception the exception
     */
    record ExnRef(Optional<WasmException> exception) implements Ref {
      /** Checks that the exception is not null (but empty). */
      public ExnRef {
        Objects.requireNonNull(exception, "exception");
      }

      @Override
      public boolean isNull() {
        return exception.isEmpty();
      }
    }
  }

  /** An i32. */
  static Val i32(int v) {
    return new I32(v);
  }

  /** An i64. */
  static Val i64(long v) {
    return new I64(v);
  }

  /** An f32, with the bits of {@code v}. */
  static Val f32(float v) {
    return new F32(Float.floatToRawIntBits(v));
  }

  /** An f64, with the bits of {@code v}. */
  static Val f64(double v) {
    return new F64(Double.doubleToRawLongBits(v));
  }

  /** A reference to a function, or null. */
  static Ref funcRef(Func func) {
    return new Ref.FuncRef(Optional.ofNullable(func));
  }

  /** A reference to any object, or null. */
  static Ref externRef(Object object) {
    return new Ref.ExternRef(object);
  }

  /** The null reference of the hierarchy of a reference type. */
  static Ref nullOf(RefType type) {
    return Values.nullOf(type);
  }

  /**
   * A value of a type from a Java object: numbers as {@link Integer}, {@link Long}, {@link Float},
   * {@link Double} (any of them where they fit exactly), {@link Func} or null for functions,
   * anything for externref; a {@code Val} is returned as it is if it is of the type.
   *
   * @throws IllegalArgumentException if the object is no value of the type
   */
  static Val of(ValType type, Object java) {
    return Values.toVal(type, java);
  }

  /** Whether this is a value of a type, as far as can be seen without its store. */
  default boolean matches(ValType type) {
    return Values.matches(this, type);
  }

  /**
   * The number in its box.
   *
   * @throws ClassCastException if this is no i32
   */
  default int asInt() {
    return ((I32) this).v();
  }

  /**
   * The number.
   *
   * @throws ClassCastException if this is no i64
   */
  default long asLong() {
    return ((I64) this).v();
  }

  /**
   * The number.
   *
   * @throws ClassCastException if this is no f32
   */
  default float asFloat() {
    return ((F32) this).value();
  }

  /**
   * The number.
   *
   * @throws ClassCastException if this is no f64
   */
  default double asDouble() {
    return ((F64) this).value();
  }

  /**
   * The function, or null.
   *
   * @throws ClassCastException if this is no reference to a function
   */
  default Func asFunc() {
    return ((Ref.FuncRef) this).func().orElse(null);
  }

  /**
   * The object, or null.
   *
   * @throws ClassCastException if this is no externref
   */
  default Object asObject() {
    return ((Ref.ExternRef) this).object();
  }
}
