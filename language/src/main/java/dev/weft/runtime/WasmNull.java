// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.interop.TruffleObject;

/**
 * The null reference of every reference type. There is exactly one, compared by identity; Java's
 * {@code null} never is a WebAssembly value.
 */
public final class WasmNull implements TruffleObject {
  /** The only null reference. */
  public static final WasmNull INSTANCE = new WasmNull();

  private WasmNull() {}

  @Override
  public String toString() {
    return "ref.null";
  }
}
