// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineContext;

/**
 * What goes wrong in WebAssembly and in linking it. Wrong uses of this API are {@link
 * IllegalArgumentException}s and {@link IllegalStateException}s instead; unchecked exceptions and
 * errors of host functions arrive as themselves.
 */
public abstract sealed class WasmError extends RuntimeException
    permits LinkException,
        WasmTrap,
        WasmException,
        HostFunctionException,
        ResourceLimitException,
        WasiExit,
        InvalidModuleException {
  private static final long serialVersionUID = 1L;

  /** The exception of the engine that this one stands for, while it may go back into it. */
  private final transient Throwable guest;

  /** The context that it happened in. */
  private transient EngineContext home;

  WasmError(String message, Throwable cause, Throwable guest) {
    super(message, cause);
    this.guest = guest;
  }

  /** The exception of the engine, if it happened in a context; null otherwise. */
  Throwable guest(EngineContext context) {
    return home == context ? guest : null;
  }

  WasmError in(EngineContext context) {
    home = context;
    return this;
  }
}
