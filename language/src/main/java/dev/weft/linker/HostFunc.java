// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.List;

/**
 * A host function whose type is known at run time only.
 *
 * @param <T> the type of the store's data
 */
@FunctionalInterface
public interface HostFunc<T> {
  /**
   * Runs it.
   *
   * @param caller who called; valid during the call only
   * @param params the parameters
   * @param results to be filled with results of the declared types; null function references at
   *     first
   * @throws Throwable whatever shall end the WebAssembly code that called
   */
  void call(Caller<T> caller, List<Val> params, Val[] results) throws Throwable;
}
