// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

/**
 * Runs around each call of a host function. What it throws ends the WebAssembly code that calls.
 */
public interface HostHook {
  /** Before the function runs. */
  void callingHost() throws Exception;

  /** After it has returned or thrown. */
  void returningFromHost() throws Exception;
}
