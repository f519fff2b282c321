// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.nodes.CodeRootNode;
import dev.weft.runtime.ModuleCode;

/** A root that stands for a generated function in stack traces. */
abstract class TracedRootNode extends CodeRootNode {

  TracedRootNode(ModuleCode code, int functionIndex, boolean tailCalls) {
    super(null, code, functionIndex, tailCalls);
  }

  /** Adds a node that stands for an instruction of this function. */
  final InstructionNode instruction(int offset) {
    return insert(new InstructionNode(offset));
  }
}
