// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.concurrent.CompletableFuture;

/**
 * A function with 1 parameters whose types were checked once.
 *
 * @param <A> the parameter
 * @param <R> the result
 */
public interface TypedFunc1<A, R> {
  /** Calls it. */
  R call(A a);

  /** Calls it on the store's executor. */
  CompletableFuture<R> callAsync(A a);

  /** The function. */
  Func func();
}
