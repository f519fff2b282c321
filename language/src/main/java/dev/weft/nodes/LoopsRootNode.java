// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.SourceSection;
import dev.weft.runtime.CodeRoot;
import dev.weft.runtime.LoopState;
import dev.weft.runtime.ModuleCode;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;

/**
 * A function that is entered at the start of a loop, having run in another form until then.
 * Interpreted, it leaves again after some rounds: it runs only as long as it has to in order to be
 * profiled and compiled. Code of the last compilation runs to the end of the function.
 *
 * <p>Arguments: the instance, the {@link LoopState}, the loop (an index into those of {@link
 * LoopEntries}). Result: that of the function, or a {@link LoopExit}.
 */
public final class LoopsRootNode extends RootNode implements CodeRoot {

  private final ModuleCode code;
  private final int functionIndex;
  private final boolean tailCalls;

  @Child private FunctionBodyNode body;

  /**
   * Creates the root.
   *
   * @param descriptor one static slot per local and temp
   * @param code the module's code
   * @param functionIndex index of the function in its module
   * @param body the body, made with {@link LoopEntries}
   * @param tailCalls whether the function may return a {@link dev.weft.runtime.TailCall}
   */
  public LoopsRootNode(
      FrameDescriptor descriptor,
      ModuleCode code,
      int functionIndex,
      FunctionBodyNode body,
      boolean tailCalls) {
    super(code.language(), descriptor);
    this.code = code;
    this.functionIndex = functionIndex;
    this.body = body;
    this.tailCalls = tailCalls;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    ((LoopState) frame.getArguments()[1]).compiled = !CompilerDirectives.hasNextTier();
    try {
      return body.executeFromLoop(frame);
    } catch (Throwable e) {
      // See FunctionRootNode.
      if (!(e instanceof StackOverflowError)) {
        throw e;
      }
      throw exhausted();
    }
  }

  @TruffleBoundary(transferToInterpreterOnException = false)
  private WasmException exhausted() {
    return WasmException.trap(TrapCode.CALL_STACK_EXHAUSTED, this);
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
  public String getQualifiedName() {
    return getName();
  }

  @Override
  public ModuleCode code() {
    return code;
  }

  @Override
  public boolean hasTailCalls() {
    return tailCalls;
  }

  @Override
  public int functionIndex() {
    return functionIndex;
  }

  @Override
  public String toString() {
    return getName() + " (from a loop on)";
  }

  @Override
  protected int findBytecodeIndex(Node node, Frame frame) {
    return FunctionRootNode.offsetOf(node);
  }
}
