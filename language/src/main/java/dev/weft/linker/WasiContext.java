// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.function.Function;

/** What a WASI program sees of the world. */
public final class WasiContext {
  private WasiContext() {}

  /**
   * Defines WASI's functions in a linker.
   *
   * @param project finds the context in the store's data
   */
  public static <T> Linker<T> addTo(
      Linker<T> linker, Function<? super T, ? extends WasiContext> project) {
    throw Missing.part("WasiContext.addTo");
  }
}
