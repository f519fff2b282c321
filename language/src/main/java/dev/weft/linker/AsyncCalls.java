// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Asynchronous work of a store. */
final class AsyncCalls {
  private final Store<?> store;
  private final Executor executor;
  private boolean required;

  AsyncCalls(Store<?> store, Executor executor) {
    this.store = store;
    this.executor = executor;
  }

  /** From now on only asynchronous calls are possible. */
  void require() {
    required = true;
  }

  /**
   * Refuses a synchronous call where an asynchronous one is needed.
   *
   * @throws IllegalStateException if it is
   */
  void checkSync() {
    if (required) {
      throw new IllegalStateException(
          "this store has asynchronous host functions: use the asynchronous methods");
    }
  }

  <R> CompletableFuture<R> submit(Callable<R> work) {
    throw Missing.part("asynchronous work in a store");
  }

  static Optional<Store<?>> currentStore() {
    throw Missing.part("Store.current");
  }
}
