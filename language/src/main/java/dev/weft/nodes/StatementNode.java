// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;

/** A node that is executed for its effect on locals, memories, globals, tables or the outside. */
public abstract class StatementNode extends WasmNode {

  /** Creates an unadopted statement. */
  protected StatementNode() {}

  /**
   * Executes the statement.
   *
   * @param frame the frame of the function
   */
  public abstract void execute(VirtualFrame frame);
}
