// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * Is told of transitions between the host and WebAssembly code.
 *
 * @param <T> the type of the store's data
 */
@FunctionalInterface
public interface CallHook<T> {
  /**
   * A transition happens.
   *
   * @throws Exception to end the call with this exception
   */
  void on(Store<? extends T> store, Transition transition) throws Exception;

  /** Transitions. */
  enum Transition {
    /** The host calls WebAssembly code. */
    CALLING_WASM,
    /** WebAssembly code returns to the host. */
    RETURNING_FROM_WASM,
    /** WebAssembly code calls the host. */
    CALLING_HOST,
    /** The host returns to WebAssembly code. */
    RETURNING_FROM_HOST
  }
}
