// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Memory;
import dev.weft.runtime.MemoryAccess;

/**
 * What a load or store knows about the memory it accesses; its parts are copied into the node.
 *
 * @param offset the byte offset of the instruction in the module
 * @param memoryIndex the memory
 * @param memory64 whether addresses have 64 bits
 * @param memargOffset the constant offset, unsigned
 * @param access the raw access
 */
record MemoryOperand(
    int offset, int memoryIndex, boolean memory64, long memargOffset, MemoryAccess access) {

  /** Returns a memory of the running instance. */
  static Memory memory(VirtualFrame frame, int memoryIndex) {
    Instance instance = WasmNode.instance(frame);
    return memoryIndex == 0 ? instance.memory0 : instance.memories[memoryIndex];
  }
}
