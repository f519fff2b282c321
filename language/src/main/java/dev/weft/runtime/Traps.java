// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives;

/** Raises traps in helpers that know no node; the calling function's root supplies the position. */
public final class Traps {
  private Traps() {}

  /**
   * Leaves compiled code and throws the trap. Declared to return an exception so that callers can
   * write {@code throw Traps.raise(...)}, which tells the compiler that control ends there.
   */
  public static WasmException raise(TrapCode code) {
    CompilerDirectives.transferToInterpreter();
    throw WasmException.trap(code, null);
  }
}
