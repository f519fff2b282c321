// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.WasmNull;
import dev.weft.runtime.ModuleCode;
import dev.weft.types.ValueKind;

/** The root of a WebAssembly function: moves arguments to locals, then runs the body. */
public final class FunctionRootNode extends CodeRootNode {

  static {
    // Initialises the classes that a stack overflow needs: if it was the first trap at all, their
    // initialisation would overflow as well, and classes that failed to initialise stay unusable.
    WasmException.trap(TrapCode.CALL_STACK_EXHAUSTED, null);
  }

  private final int parameterCount;

  // The kinds of locals as numbers: a switch over an enum costs the interpreter a table more.
  private static final byte INT = 0;
  private static final byte LONG = 1;
  private static final byte FLOAT = 2;
  private static final byte DOUBLE = 3;
  private static final byte REFERENCE = 4;

  /** Whether frames check that slots are written before they are read. */
  private static final boolean CHECKED = FunctionRootNode.class.desiredAssertionStatus();

  @CompilationFinal(dimensions = 1)
  private final byte[] localKinds;

  /** The first local that is a reference and no parameter, or the number of locals. */
  private final int firstReference;

  @Child private BodyNode body;

  /** Counts what the function uses up; null if nothing is counted. */
  @Child private MeterNode meter;

  /**
   * Creates the root.
   *
   * @param descriptor one static slot per local and temp
   * @param code the module's code
   * @param functionIndex index of the function in its module
   * @param parameterCount how many of the locals are parameters
   * @param localKinds the kinds of all locals, parameters first
   * @param body the translated body
   * @param tailCalls whether the function may return a {@link dev.weft.runtime.TailCall}
   * @param meter counts what the function uses up, or null
   */
  public FunctionRootNode(
      FrameDescriptor descriptor,
      ModuleCode code,
      int functionIndex,
      int parameterCount,
      ValueKind[] localKinds,
      BodyNode body,
      boolean tailCalls,
      MeterNode meter) {
    super(descriptor, code, functionIndex, tailCalls);
    this.parameterCount = parameterCount;
    this.localKinds = new byte[localKinds.length];
    int first = localKinds.length;
    for (int i = localKinds.length - 1; i >= 0; i--) {
      this.localKinds[i] =
          switch (localKinds[i]) {
            case I32 -> INT;
            case I64 -> LONG;
            case F32 -> FLOAT;
            case F64 -> DOUBLE;
            case V128, REF -> REFERENCE;
          };
      if (i >= parameterCount && this.localKinds[i] == REFERENCE) {
        first = i;
      }
    }
    this.firstReference = first;
    this.body = body;
    this.meter = meter;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    int depth = meter == null ? 0 : meter.enter(frame);
    try {
      initialiseLocals(frame);
      Object result = body.execute(frame);
      if (meter != null) {
        meter.leave(frame, depth);
      }
      return result;
    } catch (Throwable e) {
      if (meter != null) {
        meter.leave(frame, depth);
      }
      // Not a handler of StackOverflowError: partial evaluation leaves those out of compiled code,
      // and each overflow would deoptimise every frame of the function on the stack.
      if (!(e instanceof StackOverflowError)) {
        throw e;
      }
      // The frame that overflowed is gone; what is left of the stack suffices for the exception,
      // or the next frame up overflows in its place and ends here as well.
      throw exhausted();
    }
  }

  // Where the stack does not suffice, this is the end of this frame too, and compiled code goes on.
  @TruffleBoundary(transferToInterpreterOnException = false)
  private WasmException exhausted() {
    return WasmException.trap(TrapCode.CALL_STACK_EXHAUSTED, this);
  }

  @ExplodeLoop
  private void initialiseLocals(VirtualFrame frame) {
    Object[] arguments = frame.getArguments();
    for (int i = 0; i < parameterCount; i++) {
      Object argument = arguments[i + 1];
      switch (localKinds[i]) {
        case INT -> WasmFrame.setInt(frame, i, (int) argument);
        case LONG -> WasmFrame.setLong(frame, i, (long) argument);
        case FLOAT -> WasmFrame.setFloat(frame, i, (float) argument);
        case DOUBLE -> WasmFrame.setDouble(frame, i, (double) argument);
        default -> WasmFrame.setObject(frame, i, argument);
      }
    }
    if (CompilerDirectives.inInterpreter() && !CHECKED) {
      // The slots of a new frame hold zeros.
      for (int i = firstReference; i < localKinds.length; i++) {
        if (localKinds[i] == REFERENCE) {
          WasmFrame.setObject(frame, i, WasmNull.INSTANCE);
        }
      }
      return;
    }
    for (int i = parameterCount; i < localKinds.length; i++) {
      switch (localKinds[i]) {
        case INT -> WasmFrame.setInt(frame, i, 0);
        case LONG -> WasmFrame.setLong(frame, i, 0);
        case FLOAT -> WasmFrame.setFloat(frame, i, 0);
        case DOUBLE -> WasmFrame.setDouble(frame, i, 0);
        default -> WasmFrame.setObject(frame, i, WasmNull.INSTANCE);
      }
    }
  }

  /** Of a function in regions, the region that runs stands for it in stack traces. */
  @Override
  public boolean isInternal() {
    return body instanceof RegionsNode;
  }
}
