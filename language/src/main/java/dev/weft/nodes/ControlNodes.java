// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import dev.weft.types.ValueKind;

/** Small statements that belong to control flow. */
public final class ControlNodes {

  private ControlNodes() {}

  /** Evaluates an expression and drops its value. */
  public static final class Drop extends StatementNode {
    @Child private ExpressionNode expression;

    /**
     * Creates the node.
     *
     * @param expression the expression
     */
    public Drop(ExpressionNode expression) {
      this.expression = expression;
    }

    @Override
    public void execute(VirtualFrame frame) {
      expression.executeVoid(frame);
    }
  }

  /** The instruction unreachable. */
  public static final class Unreachable extends StatementNode implements HasOffset {
    private final int offset;

    /**
     * Creates the node.
     *
     * @param offset byte offset of the instruction
     */
    public Unreachable(int offset) {
      this.offset = offset;
    }

    @Override
    public void execute(VirtualFrame frame) {
      throw WasmException.raise(TrapCode.UNREACHABLE, this);
    }

    @Override
    public int offset() {
      return offset;
    }
  }

  /** A call with several results, which go to the temps of their places on the stack. */
  public static final class CallMany extends StatementNode {
    @Child private CallNode call;

    @CompilationFinal(dimensions = 1)
    private final int[] slots;

    @CompilationFinal(dimensions = 1)
    private final ValueKind[] kinds;

    /**
     * Creates the node.
     *
     * @param call the call
     * @param slots the slot of each result
     * @param kinds the kind of each result
     */
    public CallMany(CallNode call, int[] slots, ValueKind[] kinds) {
      this.call = call;
      this.slots = slots;
      this.kinds = kinds;
    }

    @Override
    @ExplodeLoop
    public void execute(VirtualFrame frame) {
      Object[] results = (Object[]) call.execute(frame);
      for (int i = 0; i < slots.length; i++) {
        switch (kinds[i]) {
          case I32 -> WasmFrame.setInt(frame, slots[i], (int) results[i]);
          case I64 -> WasmFrame.setLong(frame, slots[i], (long) results[i]);
          case F32 -> WasmFrame.setFloat(frame, slots[i], (float) results[i]);
          case F64 -> WasmFrame.setDouble(frame, slots[i], (double) results[i]);
          default -> WasmFrame.setObject(frame, slots[i], results[i]);
        }
      }
    }
  }

  /** The value a function returns when it ends in a tail call: the call itself. */
  public static final class TailCallResult extends RefNode {
    @Child private CallNode call;

    /**
     * Creates the node.
     *
     * @param call the call in tail position
     */
    public TailCallResult(CallNode call) {
      super(Effects.NONE, call);
      this.call = call;
    }

    @Override
    public Object executeObject(VirtualFrame frame) {
      return call.executeTail(frame);
    }
  }
}
