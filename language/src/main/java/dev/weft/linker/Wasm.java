// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.math.BigInteger;

/**
 * A value type and the Java type of its values, for functions whose types Java does not keep.
 *
 * @param <J> the Java type
 */
public final class Wasm<J> {
  /** i32. */
  public static final Wasm<Integer> I32 = new Wasm<>(Passing.INT, Integer.class);

  /** i64. */
  public static final Wasm<Long> I64 = new Wasm<>(Passing.LONG, Long.class);

  /** f32. */
  public static final Wasm<Float> F32 = new Wasm<>(Passing.FLOAT, Float.class);

  /** f64. */
  public static final Wasm<Double> F64 = new Wasm<>(Passing.DOUBLE, Double.class);

  /** i32 as an unsigned number, 0 to 2<sup>32</sup>-1. */
  public static final Wasm<Long> U32 = new Wasm<>(Passing.UNSIGNED_INT, Long.class);

  /** i64 as an unsigned number, 0 to 2<sup>64</sup>-1. */
  public static final Wasm<BigInteger> U64 = new Wasm<>(Passing.UNSIGNED_LONG, BigInteger.class);

  /** i32 as a truth value: true is 1; all but 0 is true. */
  public static final Wasm<Boolean> BOOL = new Wasm<>(Passing.BOOLEAN, Boolean.class);

  /** v128. */
  public static final Wasm<Val.V128> V128 = new Wasm<>(Passing.VECTOR, Val.V128.class);

  /** funcref; null is the null reference. */
  public static final Wasm<Func> FUNCREF = new Wasm<>(Passing.FUNCTION, Func.class);

  /** externref; null is the null reference. */
  public static final Wasm<Object> EXTERNREF = new Wasm<>(Passing.OBJECT, Object.class);

  private final Passing passing;
  private final Class<J> javaType;

  private Wasm(Passing passing, Class<J> javaType) {
    this.passing = passing;
    this.javaType = javaType;
  }

  Passing passing() {
    return passing;
  }

  /** The value type. */
  public ValType type() {
    return passing.type();
  }

  /** The Java type. */
  public Class<J> javaType() {
    return javaType;
  }

  @Override
  public String toString() {
    return type() + " as " + javaType.getSimpleName();
  }
}
