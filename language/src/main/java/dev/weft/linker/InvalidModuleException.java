// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** A module is malformed, invalid, or needs what this engine cannot execute. */
public final class InvalidModuleException extends WasmError {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  InvalidModuleException(Reason reason, String message, Throwable guest) {
    super(message, null, guest);
    this.reason = reason;
  }

  /** What is wrong with the module. */
  public Reason reason() {
    return reason;
  }

  /** What can be wrong with a module. */
  public enum Reason {
    /** The bytes or the text are no module. */
    MALFORMED,
    /** The module does not validate. */
    INVALID,
    /** The module needs a proposal that is switched off or not executable. */
    UNSUPPORTED
  }
}
