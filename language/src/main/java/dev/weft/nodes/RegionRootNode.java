// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.SourceSection;
import dev.weft.runtime.CodeRoot;
import dev.weft.runtime.ModuleCode;

/**
 * Part of a function too large to be compiled in one piece. It works on a frame of its own, which
 * compiled code keeps in registers: on entry the slots it uses are copied from the frame of the
 * function, on exit those it changed are copied back.
 *
 * <p>Arguments: the instance, the frame of the function, the block to start at. Result: that of the
 * function, or a {@link RegionExit}.
 */
final class RegionRootNode extends RootNode implements CodeRoot {

  private final ModuleCode code;
  private final int functionIndex;

  @Child private FunctionBodyNode body;

  RegionRootNode(
      FrameDescriptor descriptor, ModuleCode code, int functionIndex, FunctionBodyNode body) {
    super(code.language(), descriptor);
    this.code = code;
    this.functionIndex = functionIndex;
    this.body = body;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    return body.executeRegion(frame);
  }

  @Override
  public SourceSection getSourceSection() {
    return code.section();
  }

  @Override
  public String getName() {
    return code.module().functionName(functionIndex);
  }

  @Override
  public ModuleCode code() {
    return code;
  }

  /** Only the function itself is called. */
  @Override
  public boolean hasTailCalls() {
    return false;
  }

  @Override
  public int functionIndex() {
    return functionIndex;
  }

  @Override
  public String toString() {
    return getName() + " (a region)";
  }

  @Override
  protected int findBytecodeIndex(Node node, Frame frame) {
    return FunctionRootNode.offsetOf(node);
  }
}
