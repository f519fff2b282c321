// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * A host function with three parameters.
 *
 * @param <T> the type of the store's data
 * @param <A> a parameter
 * @param <B> a parameter
 * @param <C> a parameter
 * @param <R> the result
 */
@FunctionalInterface
public interface Fn3<T, A, B, C, R> {
  /**
   * Runs it.
   *
   * @throws Throwable whatever shall end the WebAssembly code that called
   */
  R call(Caller<? extends T> caller, A a, B b, C c) throws Throwable;
}
