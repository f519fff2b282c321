// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * A host function without parameters.
 *
 * @param <T> the type of the store's data
 * @param <R> the result
 */
@FunctionalInterface
public interface Fn0<T, R> {
  /**
   * Runs it.
   *
   * @throws Throwable whatever shall end the WebAssembly code that called
   */
  R call(Caller<? extends T> caller) throws Throwable;
}
