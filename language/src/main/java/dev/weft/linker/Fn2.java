// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * A host function with 2 parameters.
 *
 * @param <T> the type of the store's data
 * @param <A> the first parameter
 * @param <B> the second parameter
 * @param <R> the result
 */
@FunctionalInterface
public interface Fn2<T, A, B, R> {
  /** Runs it. */
  R call(Caller<T> caller, A a, B b) throws Throwable;
}
