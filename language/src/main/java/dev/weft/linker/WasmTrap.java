// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** WebAssembly code trapped. */
public final class WasmTrap extends WasmError {
  private static final long serialVersionUID = 1L;

  private final TrapCode code;
  private final transient Backtrace backtrace;

  WasmTrap(TrapCode code, String message, Backtrace backtrace, Throwable cause, Throwable guest) {
    super(message, cause, guest);
    this.code = code;
    this.backtrace = backtrace;
    backtrace.prependTo(this);
  }

  /** Why. */
  public TrapCode code() {
    return code;
  }

  /** Where: the WebAssembly functions that were running, innermost first. */
  public Backtrace backtrace() {
    return backtrace;
  }
}
