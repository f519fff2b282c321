// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.VirtualFrame;
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
public final class LoopsRootNode extends CodeRootNode {

  @Child private BodyNode body;

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
    super(descriptor, code, functionIndex, tailCalls);
    this.body = body;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    ((LoopState) frame.getArguments()[1]).compiled = !CompilerDirectives.hasNextTier();
    try {
      return body.execute(frame);
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
  public String toString() {
    return getName() + " (from a loop on)";
  }
}
