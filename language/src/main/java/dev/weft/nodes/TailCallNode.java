// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.nodes.DirectCallNode;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import com.oracle.truffle.api.nodes.IndirectCallNode;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.TailCall;
import java.util.Arrays;

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

  /** The loop of calls, with a call node for each of the first few targets seen. */
  private static final class Dispatch extends Node {

    private static final int LIMIT = 4;

    @CompilationFinal(dimensions = 1)
    private RootCallTarget[] targets = {};

    @Children private DirectCallNode[] direct = {};
    @Child private IndirectCallNode indirect;

    Object finish(TailCall first) {
      Object result = first;
      while (result instanceof TailCall call) {
        result = call(call.target, call.arguments);
      }
      return result;
    }

    @ExplodeLoop
    private Object call(RootCallTarget target, Object[] arguments) {
      for (int i = 0; i < targets.length; i++) {
        if (targets[i] == target) {
          return direct[i].call(arguments);
        }
      }
      if (indirect == null) {
        CompilerDirectives.transferToInterpreterAndInvalidate();
        remember(target);
      }
      return indirect != null
          ? indirect.call(target, arguments)
          : direct[direct.length - 1].call(arguments);
    }

    private void remember(RootCallTarget target) {
      int count = targets.length;
      if (count == LIMIT) {
        indirect = insert(IndirectCallNode.create());
        return;
      }
      DirectCallNode[] calls = Arrays.copyOf(direct, count + 1);
      calls[count] = insert(DirectCallNode.create(target));
      direct = calls;
      RootCallTarget[] known = Arrays.copyOf(targets, count + 1);
      known[count] = target;
      targets = known;
    }
  }
}
