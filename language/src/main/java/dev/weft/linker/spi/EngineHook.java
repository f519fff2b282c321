// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

/**
 * Runs around calls of host functions and of start functions. What it throws, of whatever type,
 * ends the call.
 */
public interface EngineHook {
  /** Before the host calls WebAssembly code. */
  void callingWasm();

  /**
   * After that has returned or thrown.
   *
   * @param failure what it has thrown, or null
   */
  void returningFromWasm(Throwable failure);

  /** Before a host function runs. */
  void callingHost();

  /**
   * After that has returned or thrown.
   *
   * @param failure what it has thrown, or null
   */
  void returningFromHost(Throwable failure);
}
