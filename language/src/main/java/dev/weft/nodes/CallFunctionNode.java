// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.FunctionInstance;

/**
 * Calls a function object: an imported function, an element of a table, an export called from
 * outside.
 */
public final class CallFunctionNode extends Node {

  @Child private DispatchNode dispatch = new DispatchNode();
  @Child private TailCallNode tail = TailCallNode.create();

  private CallFunctionNode() {}

  /**
   * Creates the node.
   *
   * @return an unadopted node
   */
  public static CallFunctionNode create() {
    return new CallFunctionNode();
  }

  /**
   * Calls a function and, where it ends in tail calls, those.
   *
   * @param function the function
   * @param arguments element 0 is left for the environment, which this method fills in; then the
   *     boxed parameters
   * @return null, the boxed result, or an array of boxed results
   */
  public Object execute(FunctionInstance function, Object[] arguments) {
    RootCallTarget target = function.target();
    arguments[0] = function.environment();
    return tail.finish(dispatch.call(target, arguments));
  }
}
