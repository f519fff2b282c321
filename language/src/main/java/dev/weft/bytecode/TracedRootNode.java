// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.SourceSection;
import dev.weft.nodes.FunctionRootNode;
import dev.weft.runtime.CodeRoot;
import dev.weft.runtime.ModuleCode;

/** A root that stands for a generated function in stack traces. */
abstract class TracedRootNode extends RootNode implements CodeRoot {
  private final ModuleCode code;
  private final int functionIndex;
  private final boolean tailCalls;

  TracedRootNode(ModuleCode code, int functionIndex, boolean tailCalls) {
    super(code.language());
    this.code = code;
    this.functionIndex = functionIndex;
    this.tailCalls = tailCalls;
  }

  /** Adds a node that stands for an instruction of this function. */
  final InstructionNode instruction(int offset) {
    return insert(new InstructionNode(offset));
  }

  @Override
  public final boolean hasTailCalls() {
    return tailCalls;
  }

  @Override
  public final int functionIndex() {
    return functionIndex;
  }

  @Override
  public final ModuleCode code() {
    return code;
  }

  @Override
  public final SourceSection getSourceSection() {
    return code.section();
  }

  @Override
  public final String getName() {
    return code.module().functionName(functionIndex);
  }

  @Override
  public final String getQualifiedName() {
    return getName();
  }

  @Override
  public final String toString() {
    return getName();
  }

  @Override
  protected final int findBytecodeIndex(Node node, Frame frame) {
    return FunctionRootNode.offsetOf(node);
  }
}
