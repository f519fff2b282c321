// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.List;

/**
 * The results of a function: none, one, or the components of a record.
 *
 * @param <R> the Java type
 */
public final class Returns<R> {
  /** No results; functions return null. */
  public static final Returns<Void> NONE = new Returns<>(List.of(), null, Void.class);

  private final List<Passing> passing;
  private final Class<?> tuple;
  private final Class<R> javaType;

  private Returns(List<Passing> passing, Class<?> tuple, Class<R> javaType) {
    this.passing = passing;
    this.tuple = tuple;
    this.javaType = javaType;
  }

  /** One result. */
  public static <A> Returns<A> of(Wasm<A> a) {
    return new Returns<>(List.of(a.passing()), null, a.javaType());
  }

  /**
   * A result for each component of a record, in their order.
   *
   * @throws IllegalArgumentException if a component has a type that has no value type
   */
  public static <R extends Record> Returns<R> of(Class<R> tuple) {
    return new Returns<>(Shape.components(tuple), tuple, tuple);
  }

  List<Passing> passing() {
    return passing;
  }

  Class<?> tuple() {
    return tuple;
  }

  /** The value types. */
  public List<ValType> types() {
    return passing.stream().map(Passing::type).toList();
  }

  /** The Java type. */
  public Class<R> javaType() {
    return javaType;
  }
}
