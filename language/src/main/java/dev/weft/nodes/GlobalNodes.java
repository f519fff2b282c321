// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.runtime.Global;
import dev.weft.types.GlobalType;

/** Creates the nodes that access globals. */
public final class GlobalNodes {

  private GlobalNodes() {}

  /**
   * Creates {@code global.get}.
   *
   * @param type the type of the global
   * @param index the global
   * @return the node
   */
  public static ExpressionNode get(GlobalType type, int index) {
    int effects = type.mutable() ? Effects.READS_GLOBAL : Effects.NONE;
    return switch (type.type().kind()) {
      case I32 -> new GetInt(effects, index);
      case I64 -> new GetLong(effects, index);
      case F32 -> new GetFloat(effects, index);
      case F64 -> new GetDouble(effects, index);
      case REF -> new GetObject(effects, index);
      case V128 -> throw CompilerDirectives.shouldNotReachHere("v128 is not executable");
    };
  }

  /**
   * Creates {@code global.set}.
   *
   * @param index the global
   * @param value the new value, of the type of the global
   * @return the statement
   */
  public static StatementNode set(int index, ExpressionNode value) {
    return switch (value.kind()) {
      case I32 -> new SetInt(index, value);
      case I64 -> new SetLong(index, value);
      case F32 -> new SetFloat(index, value);
      case F64 -> new SetDouble(index, value);
      case REF -> new SetObject(index, value);
      case V128 -> throw CompilerDirectives.shouldNotReachHere("v128 is not executable");
    };
  }

  private static Global global(VirtualFrame frame, int index) {
    return WasmNode.instance(frame).globals[index];
  }

  private static final class GetInt extends IntNode {
    private final int index;

    GetInt(int effects, int index) {
      super(effects);
      this.index = index;
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return (int) global(frame, index).bits;
    }
  }

  private static final class GetLong extends LongNode {
    private final int index;

    GetLong(int effects, int index) {
      super(effects);
      this.index = index;
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return global(frame, index).bits;
    }
  }

  private static final class GetFloat extends FloatNode {
    private final int index;

    GetFloat(int effects, int index) {
      super(effects);
      this.index = index;
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return Float.intBitsToFloat((int) global(frame, index).bits);
    }
  }

  private static final class GetDouble extends DoubleNode {
    private final int index;

    GetDouble(int effects, int index) {
      super(effects);
      this.index = index;
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return Double.longBitsToDouble(global(frame, index).bits);
    }
  }

  private static final class GetObject extends RefNode {
    private final int index;

    GetObject(int effects, int index) {
      super(effects);
      this.index = index;
    }

    @Override
    public Object executeObject(VirtualFrame frame) {
      return global(frame, index).ref;
    }
  }

  private static final class SetInt extends StatementNode {
    @Child private ExpressionNode value;
    private final int index;

    SetInt(int index, ExpressionNode value) {
      this.index = index;
      this.value = value;
    }

    @Override
    public void execute(VirtualFrame frame) {
      int v = value.executeInt(frame);
      global(frame, index).bits = v;
    }
  }

  private static final class SetLong extends StatementNode {
    @Child private ExpressionNode value;
    private final int index;

    SetLong(int index, ExpressionNode value) {
      this.index = index;
      this.value = value;
    }

    @Override
    public void execute(VirtualFrame frame) {
      long v = value.executeLong(frame);
      global(frame, index).bits = v;
    }
  }

  private static final class SetFloat extends StatementNode {
    @Child private ExpressionNode value;
    private final int index;

    SetFloat(int index, ExpressionNode value) {
      this.index = index;
      this.value = value;
    }

    @Override
    public void execute(VirtualFrame frame) {
      float v = value.executeFloat(frame);
      global(frame, index).bits = Float.floatToRawIntBits(v);
    }
  }

  private static final class SetDouble extends StatementNode {
    @Child private ExpressionNode value;
    private final int index;

    SetDouble(int index, ExpressionNode value) {
      this.index = index;
      this.value = value;
    }

    @Override
    public void execute(VirtualFrame frame) {
      double v = value.executeDouble(frame);
      global(frame, index).bits = Double.doubleToRawLongBits(v);
    }
  }

  private static final class SetObject extends StatementNode {
    @Child private ExpressionNode value;
    private final int index;

    SetObject(int index, ExpressionNode value) {
      this.index = index;
      this.value = value;
    }

    @Override
    public void execute(VirtualFrame frame) {
      Object v = value.executeObject(frame);
      global(frame, index).ref = v;
    }
  }
}
