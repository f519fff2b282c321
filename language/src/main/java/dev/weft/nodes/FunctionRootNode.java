// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.WasmLanguage;
import dev.weft.runtime.CodeRoot;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.WasmNull;
import dev.weft.runtime.ModuleCode;
import dev.weft.types.ValueKind;

/** The root of a WebAssembly function: moves arguments to locals, then runs the body. */
public final class FunctionRootNode extends RootNode implements CodeRoot {

  private final ModuleCode code;
  private final int functionIndex;
  private final int parameterCount;

  @CompilationFinal(dimensions = 1)
  private final ValueKind[] localKinds;

  private final boolean tailCalls;

  @Child private BodyNode body;

  /**
   * Creates the root.
   *
   * @param language the language
   * @param descriptor one static slot per local and temp
   * @param code the module's code
   * @param functionIndex index of the function in its module
   * @param parameterCount how many of the locals are parameters
   * @param localKinds the kinds of all locals, parameters first
   * @param body the translated body
   * @param tailCalls whether the function may return a {@link dev.weft.runtime.TailCall}
   */
  public FunctionRootNode(
      WasmLanguage language,
      FrameDescriptor descriptor,
      ModuleCode code,
      int functionIndex,
      int parameterCount,
      ValueKind[] localKinds,
      BodyNode body,
      boolean tailCalls) {
    super(language, descriptor);
    this.code = code;
    this.functionIndex = functionIndex;
    this.parameterCount = parameterCount;
    this.localKinds = localKinds;
    this.body = body;
    this.tailCalls = tailCalls;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    try {
      initialiseLocals(frame);
      return body.execute(frame);
    } catch (StackOverflowError e) {
      // The frame that overflowed is gone; what is left of the stack suffices for the exception,
      // or the next frame up overflows in its place and ends here as well.
      CompilerDirectives.transferToInterpreter();
      throw WasmException.trap(TrapCode.CALL_STACK_EXHAUSTED, this);
    }
  }

  @ExplodeLoop
  private void initialiseLocals(VirtualFrame frame) {
    Object[] arguments = frame.getArguments();
    for (int i = 0; i < parameterCount; i++) {
      Object argument = arguments[i + 1];
      switch (localKinds[i]) {
        case I32 -> WasmFrame.setInt(frame, i, (int) argument);
        case I64 -> WasmFrame.setLong(frame, i, (long) argument);
        case F32 -> WasmFrame.setFloat(frame, i, (float) argument);
        case F64 -> WasmFrame.setDouble(frame, i, (double) argument);
        default -> WasmFrame.setObject(frame, i, argument);
      }
    }
    for (int i = parameterCount; i < localKinds.length; i++) {
      switch (localKinds[i]) {
        case I32 -> WasmFrame.setInt(frame, i, 0);
        case I64 -> WasmFrame.setLong(frame, i, 0);
        case F32 -> WasmFrame.setFloat(frame, i, 0);
        case F64 -> WasmFrame.setDouble(frame, i, 0);
        default -> WasmFrame.setObject(frame, i, WasmNull.INSTANCE);
      }
    }
  }

  /**
   * Tells whether callers must expect a {@link dev.weft.runtime.TailCall} as result.
   *
   * @return whether the body has a return_call instruction that is not a call of itself
   */
  public boolean hasTailCalls() {
    return tailCalls;
  }

  /**
   * Returns the index of the function.
   *
   * @return its index in the module's function index space
   */
  @Override
  public int functionIndex() {
    return functionIndex;
  }

  /**
   * Returns the module's code.
   *
   * @return the code this function belongs to
   */
  @Override
  public ModuleCode code() {
    return code;
  }

  /** Of a function in regions, the region that runs stands for it in stack traces. */
  @Override
  public boolean isInternal() {
    return body instanceof RegionsNode;
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
    return getQualifiedName();
  }

  @Override
  protected int findBytecodeIndex(Node node, Frame frame) {
    return offsetOf(node);
  }

  /**
   * Finds the byte offset of the instruction that a node belongs to.
   *
   * @param node a node of a function body, for instance a call node; may be null
   * @return the offset in the module in bytes, or -1 where none is known
   */
  public static int offsetOf(Node node) {
    for (Node n = node; n != null; n = n.getParent()) {
      if (n instanceof HasOffset instruction) {
        return instruction.offset();
      }
    }
    return -1;
  }
}
