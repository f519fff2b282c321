// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

/** Unwinds to {@link WasiFunction#call}, which exits the context. */
final class ExitRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ExitRequest(int status) {
    super("exit", null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
