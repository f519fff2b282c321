// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.runtime.ModuleCode;

/**
 * Part of a function too large to be compiled in one piece. It works on a frame of its own, which
 * compiled code keeps in registers: on entry the slots it uses are copied from the frame of the
 * function, on exit those it changed are copied back.
 *
 * <p>Arguments: the instance, the frame of the function, the block to start at. Result: that of the
 * function, or a {@link RegionExit}.
 */
final class RegionRootNode extends CodeRootNode {

  @Child private FunctionBodyNode body;

  RegionRootNode(
      FrameDescriptor descriptor, ModuleCode code, int functionIndex, FunctionBodyNode body) {
    super(descriptor, code, functionIndex, false); // only the function itself is called
    this.body = body;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    return body.executeRegion(frame);
  }

  @Override
  public String toString() {
    return getName() + " (a region)";
  }
}
