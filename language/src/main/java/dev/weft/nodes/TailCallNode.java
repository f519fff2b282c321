// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.TailCall;

/**
 * Carries out tail calls. A function that ends in {@code return_call} returns a {@link TailCall} to
 * its caller, which makes the call in its place, so that the stack does not grow however long the
 * chain is. Where the callee returned its result, as nearly always, this is one type check.
 */
public final class TailCallNode extends Node {

  @Child private Dispatch dispatch;

  private TailCallNode() {}

  /**
   * Creates the node.
   *
   * @return an unadopted node
   */
  public static TailCallNode create() {
    return new TailCallNode();
  }

  /**
   * Makes the tail calls a result asks for.
   *
   * @param result what a call target returned
   * @return null, the boxed result, or an array of boxed results; never a tail call
   */
  public Object finish(Object result) {
    if (!(result instanceof TailCall)) {
      return result;
    }
    if (dispatch == null) {
      CompilerDirectives.transferToInterpreterAndInvalidate();
      dispatch = insert(new Dispatch());
    }
    return dispatch.finish((TailCall) result);
  }

  /** The loop of calls. */
  private static final class Dispatch extends Node {
    @Child private DispatchNode dispatch = new DispatchNode();

    Object finish(TailCall first) {
      Object result = first;
      while (result instanceof TailCall call) {
        result = dispatch.call(call.target, call.arguments);
      }
      return result;
    }
  }
}
