// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * A value type and the Java type of its values, for functions whose types Java does not keep.
 *
 * @param <J> the Java type
 * @param type the value type
 * @param javaType the Java type
 */
public record Wasm<J>(ValType type, Class<J> javaType) {
  /** i32. */
  public static final Wasm<Integer> I32 = new Wasm<>(ValType.I32, Integer.class);

  /** i64. */
  public static final Wasm<Long> I64 = new Wasm<>(ValType.I64, Long.class);

  /** f32. */
  public static final Wasm<Float> F32 = new Wasm<>(ValType.F32, Float.class);

  /** f64. */
  public static final Wasm<Double> F64 = new Wasm<>(ValType.F64, Double.class);

  /** v128. */
  public static final Wasm<Val.V128> V128 = new Wasm<>(ValType.V128, Val.V128.class);

  /** funcref. */
  public static final Wasm<Func> FUNCREF = new Wasm<>(ValType.FUNCREF, Func.class);

  /** externref. */
  public static final Wasm<Object> EXTERNREF = new Wasm<>(ValType.EXTERNREF, Object.class);
}
