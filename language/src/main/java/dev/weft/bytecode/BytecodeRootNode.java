// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.Assumption;
import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.Truffle;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.DirectCallNode;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.Tools;
import dev.weft.runtime.TypedEntry;

/**
 * The root of a function that is JVM bytecode: what Truffle and other languages call.
 *
 * <p>While instruments look at the code, the root calls the function's tree, too.
 *
 * <p>To Graal generated code is opaque: it cannot be inlined, and arguments and results are boxed.
 * Where that is a large part of what a call costs, because the function is short, it is
 * <i>promoted</i>: the root calls the function's tree from then on, which Graal inlines into
 * callers. {@link TierPolicy} decides. Generated code goes on calling generated code.
 */
final class BytecodeRootNode extends TracedRootNode {
  private final GeneratedCode generated;
  private final TierPolicy policy;

  /** Made at the first call: traces of functions that are only called by others need none. */
  private TypedEntry entry;

  /** Holds until the function is promoted; null if it never is. */
  private final Assumption notPromoted;

  private final Tools tools;

  /** Calls the tree; null until the function is promoted or there are instruments. */
  @Child private DirectCallNode tree;

  // Several threads may count at a time: a count more or less does not matter.
  private int entries;
  private int nextTrial;
  private int timedEntries;
  private long timedNanos;

  BytecodeRootNode(GeneratedCode generated, int functionIndex, boolean tailCalls) {
    super(generated.code(), functionIndex, tailCalls);
    this.generated = generated;
    this.policy = generated.policy();
    this.tools = generated.code().tools();
    this.nextTrial = policy.promotes() ? policy.firstTrial() : 0;
    this.notPromoted =
        policy.promotes() ? Truffle.getRuntime().createAssumption("generated code") : null;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    Object[] arguments = frame.getArguments();
    if (tools.present() && tools.stillPresent()) {
      if (tree == null) {
        CompilerDirectives.transferToInterpreterAndInvalidate();
        generated.statistics().calledForTools();
        makeTree();
      }
      return tree.call(arguments);
    }
    if (notPromoted == null) {
      return enter(arguments);
    }
    if (!notPromoted.isValid()) {
      return tree.call(arguments);
    }
    if (++entries >= nextTrial) {
      return enterTimed(arguments);
    }
    return enter(arguments);
  }

  /** Stack walks look for this method: generated frames end here. */
  @TruffleBoundary
  private Object enter(Object[] arguments) {
    try {
      TypedEntry e = entry;
      if (e == null) {
        e = generated.entry(functionIndex());
        entry = e;
      }
      return e.invoke(arguments);
    } catch (StackOverflowError e) {
      throw GeneratedFrames.exhausted(e, this);
    } catch (AbstractTruffleException e) {
      throw GeneratedFrames.leave(e, this);
    }
  }

  /** Measures what calls cost; after some the function is promoted or left alone for a while. */
  @TruffleBoundary
  private Object enterTimed(Object[] arguments) {
    long start = System.nanoTime();
    Object result = enter(arguments);
    timedNanos += System.nanoTime() - start;
    if (++timedEntries >= policy.timedEntries()) {
      if (policy.isShort(timedNanos / timedEntries)) {
        promote();
      } else {
        nextTrial = policy.nextTrial(entries);
        timedEntries = 0;
        timedNanos = 0;
      }
    }
    return result;
  }

  private void promote() {
    makeTree();
    generated.statistics().promoted();
    notPromoted.invalidate();
  }

  private void makeTree() {
    RootCallTarget target = generated.tree(functionIndex());
    atomic(
        () -> {
          if (tree == null) {
            tree = insert(DirectCallNode.create(target));
          }
        });
  }

  /** Whether the root calls a tree. */
  private boolean isPromoted() {
    return notPromoted != null && !notPromoted.isValid();
  }

  /** Whether a call node is the one that calls the tree. */
  boolean isForwarding(Node callNode) {
    return callNode != null && callNode == tree;
  }

  /**
   * Whether traces leave out the frames of this root, because they have those of the tree: of one
   * that is called, or of one that the function went on as in a loop.
   */
  @Override
  public boolean isInternal() {
    return isPromoted()
        || tree != null && tools.present()
        || generated.hasLoopTree(functionIndex());
  }
}
