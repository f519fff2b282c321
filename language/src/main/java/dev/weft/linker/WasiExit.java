// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** A WASI program ended itself with a status. */
public final class WasiExit extends WasmError {
  private static final long serialVersionUID = 1L;

  private final int status;

  WasiExit(int status, Throwable guest) {
    super("exit with status " + status, null, guest);
    this.status = status;
  }

  /** The exit status; 0 means success. */
  public int status() {
    return status;
  }
}
