// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.nodes.DirectCallNode;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import com.oracle.truffle.api.nodes.IndirectCallNode;
import com.oracle.truffle.api.nodes.Node;
import java.util.Arrays;

/**
 * Calls call targets found at run time, with a call node of its own for each of the first few it
 * meets, so that they can be inlined. It remembers call targets, which instances share, not
 * function objects.
 */
final class DispatchNode extends Node {

  /** How many call targets are told apart before every new one is called indirectly. */
  private static final int LIMIT = 4;

  @CompilationFinal(dimensions = 1)
  private RootCallTarget[] targets = {};

  @Children private DirectCallNode[] calls = {};
  @Child private IndirectCallNode indirect;

  @ExplodeLoop
  Object call(RootCallTarget target, Object[] arguments) {
    // Read once: another thread may add an entry between the arrays.
    RootCallTarget[] known = targets;
    for (int i = 0; i < known.length; i++) {
      if (known[i] == target) {
        return calls[i].call(arguments);
      }
    }
    if (indirect == null) {
      CompilerDirectives.transferToInterpreterAndInvalidate();
      return callNew(target, arguments);
    }
    return indirect.call(target, arguments);
  }

  /** Not by an uncached node: stack traces find the instruction that calls by the call node. */
  private Object callNew(RootCallTarget target, Object[] arguments) {
    remember(target);
    int index = Arrays.asList(targets).indexOf(target);
    return index >= 0 ? calls[index].call(arguments) : indirect.call(target, arguments);
  }

  private synchronized void remember(RootCallTarget target) {
    int count = targets.length;
    if (count < LIMIT && !Arrays.asList(targets).contains(target)) {
      DirectCallNode[] newCalls = Arrays.copyOf(calls, count + 1);
      newCalls[count] = insert(DirectCallNode.create(target));
      RootCallTarget[] newTargets = Arrays.copyOf(targets, count + 1);
      newTargets[count] = target;
      // In this order: whoever sees a target finds its call node.
      calls = newCalls;
      targets = newTargets;
    } else if (count == LIMIT && indirect == null) {
      indirect = insert(IndirectCallNode.create());
    }
  }
}
