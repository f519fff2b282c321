// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * A host function failed with a checked exception, which is the cause, or a value of another
 * language could not be called or converted. Unchecked exceptions and errors of host functions
 * arrive as themselves; {@link Backtrace#of} gives their WebAssembly frames too.
 */
public final class HostFunctionException extends WasmError {
  private static final long serialVersionUID = 1L;

  private final transient Backtrace backtrace;

  HostFunctionException(String message, Throwable cause, Backtrace backtrace, Throwable guest) {
    super(message, cause, guest);
    this.backtrace = backtrace;
    backtrace.prependTo(this);
  }

  /** The WebAssembly functions that led to the host function, innermost first. */
  public Backtrace backtrace() {
    return backtrace;
  }
}
