// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.concurrent.CompletableFuture;

/**
 * A function with 2 parameters whose types were checked once.
 *
 * @param <A> the first parameter
 * @param <B> the second parameter
 * @param <R> the result
 */
public interface TypedFunc2<A, B, R> {
  /** Calls it. */
  R call(A a, B b);

  /** Calls it on the store's executor. */
  CompletableFuture<R> callAsync(A a, B b);

  /** The function. */
  Func func();
}
