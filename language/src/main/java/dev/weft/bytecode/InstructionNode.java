// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.nodes.Node;
import dev.weft.nodes.HasOffset;

/** Stands for an instruction of a generated function in stack traces. */
final class InstructionNode extends Node implements HasOffset {
  private final int offset;

  InstructionNode(int offset) {
    this.offset = offset;
  }

  @Override
  public int offset() {
    return offset;
  }
}
