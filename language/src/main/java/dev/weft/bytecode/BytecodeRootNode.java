// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.nodes.FunctionRootNode;
import dev.weft.runtime.CodeRoot;
import dev.weft.runtime.ModuleCode;
import dev.weft.runtime.TypedEntry;

/** The root of a function that is JVM bytecode: what Truffle and other languages call. */
final class BytecodeRootNode extends RootNode implements CodeRoot {
  private final ModuleCode code;
  private final int functionIndex;
  private final boolean tailCalls;
  private final GeneratedCode generated;

  /** Made at the first call: traces of functions that are only called by others need none. */
  private TypedEntry entry;

  BytecodeRootNode(ModuleCode code, int functionIndex, boolean tailCalls, GeneratedCode generated) {
    super(code.language());
    this.code = code;
    this.functionIndex = functionIndex;
    this.tailCalls = tailCalls;
    this.generated = generated;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    return enter(frame.getArguments());
  }

  /** Stack walks look for this method: generated frames end here. */
  @TruffleBoundary
  private Object enter(Object[] arguments) {
    if (arguments[0] instanceof GeneratedFrames.Replay replay) {
      throw replay.run(this);
    }
    try {
      TypedEntry e = entry;
      if (e == null) {
        e = generated.entry(functionIndex);
        entry = e;
      }
      return e.invoke(arguments);
    } catch (StackOverflowError e) {
      throw GeneratedFrames.exhausted(e, this);
    } catch (AbstractTruffleException e) {
      throw GeneratedFrames.leave(e, this);
    }
  }

  /** Adds a node that stands for an instruction of this function. */
  InstructionNode instruction(int offset) {
    return insert(new InstructionNode(offset));
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
  public ModuleCode code() {
    return code;
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
  public String toString() {
    return getName();
  }

  @Override
  protected int findBytecodeIndex(Node node, Frame frame) {
    return FunctionRootNode.offsetOf(node);
  }
}
