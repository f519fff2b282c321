// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A host function whose results come later.
 *
 * @param <T> the type of the store's data
 */
@FunctionalInterface
public interface AsyncHostFunc<T> {
  /**
   * Starts it.
   *
   * @param caller who called; valid until the stage completes
   * @param params the parameters
   * @return completes with results of the declared types
   * @throws Throwable whatever shall end the WebAssembly code that called
   */
  CompletionStage<List<Val>> call(Caller<T> caller, List<Val> params) throws Throwable;
}
