// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** A limit of the store, or of what the host can provide, was reached. */
public final class ResourceLimitException extends WasmError {
  private static final long serialVersionUID = 1L;

  ResourceLimitException(String message, Throwable cause, Throwable guest) {
    super(message, cause, guest);
  }
}
