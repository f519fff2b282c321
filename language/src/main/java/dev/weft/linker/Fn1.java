// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * A host function with 1 parameters.
 *
 * @param <T> the type of the store's data
 * @param <A> the parameter
 * @param <R> the result
 */
@FunctionalInterface
public interface Fn1<T, A, R> {
  /** Runs it. */
  R call(Caller<T> caller, A a) throws Throwable;
}
