// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.Node;

/** The body of a function: what is executed once its locals are in the frame. */
public abstract class BodyNode extends Node {

  /** Creates an unadopted node. */
  protected BodyNode() {}

  /**
   * Runs the function.
   *
   * @param frame the frame of the function
   * @return null, the boxed result, or an array of boxed results
   */
  public abstract Object execute(VirtualFrame frame);
}
