// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.dsl.Cached;
import com.oracle.truffle.api.dsl.GenerateInline;
import com.oracle.truffle.api.dsl.ReportPolymorphism;
import com.oracle.truffle.api.dsl.Specialization;
import com.oracle.truffle.api.nodes.DirectCallNode;
import com.oracle.truffle.api.nodes.IndirectCallNode;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.FunctionInstance;

/**
 * Calls a function object: an imported function, an element of a table, an export called from
 * outside. Remembers call targets, which instances share, not function objects.
 */
@GenerateInline(false)
@ReportPolymorphism
public abstract class CallFunctionNode extends Node {

  /** How many call targets a call site tells apart before every call is indirect. */
  static final int LIMIT = 4;

  /**
   * Calls the function and, where it ends in tail calls, those.
   *
   * @param function the function
   * @param target its call target, {@link FunctionInstance#target()}
   * @param arguments the environment of the function, then its boxed parameters
   * @return null, the boxed result, or an array of boxed results
   */
  public abstract Object execute(
      FunctionInstance function, RootCallTarget target, Object[] arguments);

  /**
   * Creates the node.
   *
   * @return an unadopted node
   */
  public static CallFunctionNode create() {
    return CallFunctionNodeGen.create();
  }

  @Specialization(guards = "target == cachedTarget", limit = "LIMIT")
  static Object direct(
      @SuppressWarnings("unused") FunctionInstance function,
      @SuppressWarnings("unused") RootCallTarget target,
      Object[] arguments,
      @SuppressWarnings("unused") @Cached("target") RootCallTarget cachedTarget,
      @Cached("createCall(cachedTarget)") DirectCallNode call,
      @Cached(inline = false) TailCallNode tail) {
    return tail.finish(call.call(arguments));
  }

  @Specialization(replaces = "direct")
  static Object indirect(
      @SuppressWarnings("unused") FunctionInstance function,
      RootCallTarget target,
      Object[] arguments,
      @Cached IndirectCallNode call,
      @Cached(inline = false) TailCallNode tail) {
    return tail.finish(call.call(target, arguments));
  }

  /** Creates a call node for a call target. */
  static DirectCallNode createCall(RootCallTarget target) {
    return DirectCallNode.create(target);
  }
}
