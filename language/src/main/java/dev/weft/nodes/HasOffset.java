// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

/**
 * Implemented by nodes that can trap or call: they know where in the module their instruction is.
 */
public interface HasOffset {

  /**
   * Returns the position of the instruction.
   *
   * @return the byte offset of the opcode from the start of the binary module
   */
  int offset();
}
