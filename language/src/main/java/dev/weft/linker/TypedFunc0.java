// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.concurrent.CompletableFuture;

/**
 * A function with 0 parameters whose types were checked once.
 *
 * @param <R> the result
 */
public interface TypedFunc0<R> {
  /** Calls it. */
  R call();

  /** Calls it on the store's executor. */
  CompletableFuture<R> callAsync();

  /** The function. */
  Func func();
}
