// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.instrumentation.StandardTags.StatementTag;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.SourceSection;
import dev.weft.runtime.CodeRoot;
import dev.weft.runtime.ModuleCode;
import java.util.Set;

/** A root node of a function of a module, in whatever form: what stack traces and tools see. */
public abstract class CodeRootNode extends RootNode implements CodeRoot {
  private final ModuleCode code;
  private final int functionIndex;
  private final boolean tailCalls;

  /**
   * Creates the root.
   *
   * @param descriptor of its frames; null if it has no slots
   * @param code the module's code
   * @param functionIndex index of the function in its module
   * @param tailCalls whether it may return a {@link dev.weft.runtime.TailCall}
   */
  protected CodeRootNode(
      FrameDescriptor descriptor, ModuleCode code, int functionIndex, boolean tailCalls) {
    super(code.language(), descriptor);
    this.code = code;
    this.functionIndex = functionIndex;
    this.tailCalls = tailCalls;
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
    return code.section(functionIndex);
  }

  @Override
  protected void prepareForInstrumentation(Set<Class<?>> tags) {
    if (tags.contains(StatementTag.class)) {
      code.prepareSource();
    }
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
  public String toString() {
    return getName();
  }

  /** For instruments a call is where its statement is. */
  @Override
  protected final Node findInstrumentableCallNode(Node callNode, Frame frame, int bytecodeIndex) {
    for (Node n = callNode; n != null; n = n.getParent()) {
      if (n.getParent() instanceof BasicBlock block) {
        StatementMarker marker = block.markerOf(n);
        return marker == null ? callNode : marker;
      }
    }
    return callNode;
  }

  @Override
  protected final int findBytecodeIndex(Node node, Frame frame) {
    return offsetOf(node);
  }

  /**
   * Finds the byte offset of the instruction that a node belongs to.
   *
   * @param node a node of a function body, for instance a call node; may be null
   * @return the offset in the module in bytes, or -1 where none is known
   */
  public static int offsetOf(Node node) {
    for (Node n = node; n != null; n = n.getParent()) {
      if (n instanceof HasOffset instruction) {
        return instruction.offset();
      }
    }
    return -1;
  }
}
