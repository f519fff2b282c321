// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.concurrent.CompletableFuture;

/**
 * A function with three parameters whose types were checked once.
 *
 * @param <A> a parameter
 * @param <B> a parameter
 * @param <C> a parameter
 * @param <R> the result
 */
public interface TypedFunc3<A, B, C, R> {
  /** Calls it. */
  R call(A a, B b, C c);

  /** Calls it on the store's executor. */
  CompletableFuture<R> callAsync(A a, B b, C c);

  /** The function. */
  Func func();
}
