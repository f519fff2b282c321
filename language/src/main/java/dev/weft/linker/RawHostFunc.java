// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * A host function that gets numbers as bits, unchecked.
 *
 * @param <T> the type of the store's data
 */
@FunctionalInterface
public interface RawHostFunc<T> {
  /**
   * Runs it. Parameters come in at the front of the arrays, results go out from the front; numbers
   * in {@code slots}, references in {@code refs} at the same index.
   *
   * @param caller who called; valid during the call only
   * @param slots numbers: i32 and f32 in the low 32 bits; as long as parameters or results
   * @param refs references, null for null
   * @throws Throwable whatever shall end the WebAssembly code that called
   */
  void call(Caller<T> caller, long[] slots, Object[] refs) throws Throwable;
}
