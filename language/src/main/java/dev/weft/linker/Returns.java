// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.List;

/**
 * The results of a function: none, one, or the components of a record.
 *
 * @param <R> the Java type
 * @param types the result types
 * @param javaType the Java type
 */
public record Returns<R>(List<ValType> types, Class<R> javaType) {
  /** No results. */
  public static final Returns<Void> NONE = new Returns<>(List.of(), Void.class);

  /** One result. */
  public static <A> Returns<A> of(Wasm<A> a) {
    return new Returns<>(List.of(a.type()), a.javaType());
  }

  /** A result for each component of a record. */
  public static <R extends Record> Returns<R> of(Class<R> tuple) {
    throw Missing.part("Returns.of(record)");
  }
}
