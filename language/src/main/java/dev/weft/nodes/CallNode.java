// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.DirectCallNode;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import dev.weft.runtime.CodeRoot;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Table;
import dev.weft.runtime.TailCall;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.WasmNull;
import dev.weft.runtime.ModuleCode;
import dev.weft.types.DefinedType;
import dev.weft.types.ValueKind;

/**
 * A call instruction: evaluates the arguments, finds the callee, calls it, or, in tail position,
 * hands the callee to the caller. As an expression it has the kind of its single result; calls with
 * no result or several are executed through {@link #execute} or {@link #executeVoid}.
 */
public abstract class CallNode extends ExpressionNode implements HasOffset {

  @Children private final ExpressionNode[] operands;
  private final ValueKind kind;
  private final int offset;

  /** The slot of the fuel, or {@link MeterNode#NO_SLOT}. */
  @CompilationFinal private int fuelSlot = MeterNode.NO_SLOT;

  /**
   * Creates the node.
   *
   * @param operands the arguments
   * @param others further operands, evaluated after the arguments (callee or table index)
   * @param kind the kind of the single result, or null
   * @param offset byte offset of the instruction in the module
   */
  CallNode(ExpressionNode[] operands, ExpressionNode[] others, ValueKind kind, int offset) {
    super(Effects.SIDE_EFFECT | Effects.CAN_TRAP, concatenate(operands, others));
    this.operands = operands;
    this.kind = kind;
    this.offset = offset;
  }

  private static ExpressionNode[] concatenate(ExpressionNode[] a, ExpressionNode[] b) {
    ExpressionNode[] all = new ExpressionNode[a.length + b.length];
    System.arraycopy(a, 0, all, 0, a.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  /**
   * Makes the call.
   *
   * @param frame the frame of the caller
   * @return null, the boxed result, or an array of boxed results
   */
  public abstract Object execute(VirtualFrame frame);

  /**
   * Evaluates the callee and the arguments and makes a tail call of them.
   *
   * @param frame the frame of the caller
   * @return what the caller's caller has to call
   */
  public abstract TailCall executeTail(VirtualFrame frame);

  /**
   * Lets the callee have the fuel of the caller; to be called before the node is executed.
   *
   * @param slot the slot of the fuel
   */
  public final void meter(int slot) {
    this.fuelSlot = slot;
  }

  /** Gives the fuel away before the call. */
  final void flushFuel(VirtualFrame frame) {
    if (fuelSlot >= 0) {
      MeterNode.flush(frame, fuelSlot);
    }
  }

  /** Takes what is left of the fuel back after the call. */
  final void reloadFuel(VirtualFrame frame) {
    if (fuelSlot >= 0) {
      MeterNode.reload(frame, fuelSlot);
    }
  }

  /** Evaluates the arguments, leaving element 0 for the environment of the callee. */
  final Object[] arguments(VirtualFrame frame) {
    return evaluate(frame, new Object[operands.length + 1]);
  }

  /** The same with the instance that makes the call at the end, for a host that wants to know. */
  final Object[] argumentsWithCaller(VirtualFrame frame) {
    Object[] arguments = evaluate(frame, new Object[operands.length + 2]);
    arguments[operands.length + 1] = frame.getArguments()[0];
    return arguments;
  }

  @ExplodeLoop
  private Object[] evaluate(VirtualFrame frame, Object[] arguments) {
    for (int i = 0; i < operands.length; i++) {
      arguments[i + 1] = operands[i].executeBoxed(frame);
    }
    return arguments;
  }

  @Override
  public final int offset() {
    return offset;
  }

  @Override
  public final ValueKind kind() {
    return kind;
  }

  @Override
  public final int executeInt(VirtualFrame frame) {
    return (int) execute(frame);
  }

  @Override
  public final long executeLong(VirtualFrame frame) {
    return (long) execute(frame);
  }

  @Override
  public final float executeFloat(VirtualFrame frame) {
    return (float) execute(frame);
  }

  @Override
  public final double executeDouble(VirtualFrame frame) {
    return (double) execute(frame);
  }

  @Override
  public final Object executeObject(VirtualFrame frame) {
    return execute(frame);
  }

  @Override
  public final Object executeBoxed(VirtualFrame frame) {
    return execute(frame);
  }

  @Override
  public final void executeVoid(VirtualFrame frame) {
    execute(frame);
  }

  /** Calls a function of the same module: the call target is known. */
  public static final class Direct extends CallNode {
    private final ModuleCode code;
    private final int functionIndex;
    @Child private DirectCallNode call;
    @Child private TailCallNode tail;
    @CompilationFinal private boolean calleeHasTailCalls;

    /**
     * Creates the node. The callee is translated when the call is made for the first time.
     *
     * @param code the code of the module
     * @param functionIndex a function defined in the module
     * @param operands the arguments
     * @param kind the kind of the single result, or null
     * @param offset byte offset of the instruction
     */
    public Direct(
        ModuleCode code, int functionIndex, ExpressionNode[] operands, ValueKind kind, int offset) {
      super(operands, NONE, kind, offset);
      this.code = code;
      this.functionIndex = functionIndex;
    }

    @Override
    public Object execute(VirtualFrame frame) {
      Object[] arguments = arguments(frame);
      arguments[0] = frame.getArguments()[0];
      if (call == null) {
        CompilerDirectives.transferToInterpreterAndInvalidate();
        resolve();
      }
      flushFuel(frame);
      Object result = call.call(arguments);
      if (calleeHasTailCalls) {
        result = tail.finish(result);
      }
      reloadFuel(frame);
      return result;
    }

    private void resolve() {
      RootCallTarget target = code.target(functionIndex);
      calleeHasTailCalls = ((CodeRoot) target.getRootNode()).hasTailCalls();
      if (calleeHasTailCalls) {
        tail = insert(TailCallNode.create());
      }
      call = insert(DirectCallNode.create(target));
    }

    @Override
    public TailCall executeTail(VirtualFrame frame) {
      Object[] arguments = arguments(frame);
      arguments[0] = frame.getArguments()[0];
      if (call == null) {
        CompilerDirectives.transferToInterpreterAndInvalidate();
        resolve();
      }
      return new TailCall((RootCallTarget) call.getCallTarget(), arguments);
    }
  }

  /** Calls a function object that is found at run time. */
  abstract static class Dynamic extends CallNode {
    @Child private CallFunctionNode call;

    Dynamic(ExpressionNode[] operands, ExpressionNode[] others, ValueKind kind, int offset) {
      super(operands, others, kind, offset);
    }

    abstract FunctionInstance callee(VirtualFrame frame);

    @Override
    public final Object execute(VirtualFrame frame) {
      Object[] arguments = argumentsWithCaller(frame);
      FunctionInstance function = callee(frame);
      if (call == null) {
        CompilerDirectives.transferToInterpreterAndInvalidate();
        call = insert(CallFunctionNode.create());
      }
      flushFuel(frame);
      Object result = call.execute(function, arguments);
      reloadFuel(frame);
      return result;
    }

    @Override
    public final TailCall executeTail(VirtualFrame frame) {
      Object[] arguments = argumentsWithCaller(frame);
      FunctionInstance function = callee(frame);
      arguments[0] = function.environment();
      return new TailCall(function.target(), arguments);
    }
  }

  /** Calls an imported function. */
  public static final class Imported extends Dynamic {
    private final int functionIndex;

    /**
     * Creates the node.
     *
     * @param functionIndex an imported function
     * @param operands the arguments
     * @param kind the kind of the single result, or null
     * @param offset byte offset of the instruction
     */
    public Imported(int functionIndex, ExpressionNode[] operands, ValueKind kind, int offset) {
      super(operands, NONE, kind, offset);
      this.functionIndex = functionIndex;
    }

    @Override
    FunctionInstance callee(VirtualFrame frame) {
      FunctionInstance function = instance(frame).functions[functionIndex];
      if (!function.isTranslated()) {
        // Not a call in compiled code: with one in it, a loop keeps nothing in registers.
        CompilerDirectives.transferToInterpreter();
        function.target();
      }
      return function;
    }
  }

  /** call_ref: calls a function reference. */
  public static final class Reference extends Dynamic {
    @Child private ExpressionNode reference;

    /**
     * Creates the node.
     *
     * @param operands the arguments
     * @param reference the callee
     * @param kind the kind of the single result, or null
     * @param offset byte offset of the instruction
     */
    public Reference(
        ExpressionNode[] operands, ExpressionNode reference, ValueKind kind, int offset) {
      super(operands, new ExpressionNode[] {reference}, kind, offset);
      this.reference = reference;
    }

    @Override
    FunctionInstance callee(VirtualFrame frame) {
      Object callee = reference.executeObject(frame);
      if (callee == WasmNull.INSTANCE) {
        throw WasmException.raise(TrapCode.NULL_FUNCTION_REFERENCE, this);
      }
      return (FunctionInstance) callee;
    }
  }

  /** call_indirect: calls an element of a table after a check of its type. */
  public static final class Indirect extends Dynamic {
    private final int tableIndex;
    private final DefinedType type;
    private final boolean table64;
    @Child private ExpressionNode index;

    /**
     * Creates the node.
     *
     * @param tableIndex the table
     * @param table64 whether the table is indexed by i64
     * @param type the type the callee must have
     * @param operands the arguments
     * @param index the index in the table
     * @param kind the kind of the single result, or null
     * @param offset byte offset of the instruction
     */
    public Indirect(
        int tableIndex,
        boolean table64,
        DefinedType type,
        ExpressionNode[] operands,
        ExpressionNode index,
        ValueKind kind,
        int offset) {
      super(operands, new ExpressionNode[] {index}, kind, offset);
      this.tableIndex = tableIndex;
      this.table64 = table64;
      this.type = type;
      this.index = index;
    }

    @Override
    FunctionInstance callee(VirtualFrame frame) {
      long i = table64 ? index.executeLong(frame) : Integer.toUnsignedLong(index.executeInt(frame));
      Instance instance = instance(frame);
      Table table = instance.tables[tableIndex];
      if (Long.compareUnsigned(i, table.size()) >= 0) {
        throw WasmException.raise(TrapCode.UNDEFINED_ELEMENT, this);
      }
      Object element = table.get((int) i);
      if (element == WasmNull.INSTANCE) {
        throw WasmException.raise(TrapCode.UNINITIALIZED_ELEMENT, i, this);
      }
      FunctionInstance function = (FunctionInstance) element;
      if (function.type() != type && !function.type().isSubtypeOf(type)) {
        throw WasmException.raise(TrapCode.INDIRECT_CALL_TYPE_MISMATCH, this);
      }
      return function;
    }
  }

  private static final ExpressionNode[] NONE = {};
}
