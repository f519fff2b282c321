// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.types.ValueKind;

/** Access to locals and to the temps of the translator, both of which are static frame slots. */
public final class LocalNodes {

  private LocalNodes() {}

  /** Implemented by the nodes that read a slot and do nothing else. */
  interface Get {

    /** Returns the slot. */
    int slot();
  }

  /**
   * Creates {@code local.get}.
   *
   * @param kind the kind of the slot
   * @param slot the slot
   * @return a node that reads it
   */
  public static ExpressionNode get(ValueKind kind, int slot) {
    return switch (kind) {
      case I32 -> new GetInt(slot);
      case I64 -> new GetLong(slot);
      case F32 -> new GetFloat(slot);
      case F64 -> new GetDouble(slot);
      case REF -> new GetObject(slot);
      case V128 -> throw CompilerDirectives.shouldNotReachHere("v128 is not executable");
    };
  }

  /**
   * Creates {@code local.set}.
   *
   * @param slot the slot
   * @param value the new value, of the slot's kind
   * @return a statement that writes the slot
   */
  public static StatementNode set(int slot, ExpressionNode value) {
    return switch (value.kind()) {
      case I32 -> new SetInt(slot, value);
      case I64 -> new SetLong(slot, value);
      case F32 -> new SetFloat(slot, value);
      case F64 -> new SetDouble(slot, value);
      case REF -> new SetObject(slot, value);
      case V128 -> throw CompilerDirectives.shouldNotReachHere("v128 is not executable");
    };
  }

  /**
   * Returns the slot a node reads.
   *
   * @param node any expression
   * @return the slot if the node does nothing but read one, otherwise -1
   */
  public static int slotRead(ExpressionNode node) {
    return Operands.slotOf(node);
  }

  static final class GetInt extends IntNode implements Get {
    private final int slot;

    GetInt(int slot) {
      super(Effects.READS_LOCAL, 1, slotBit(slot));
      this.slot = slot;
    }

    @Override
    public int slot() {
      return slot;
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return WasmFrame.getInt(frame, slot);
    }

    @Override
    protected boolean readsSlotItself(int s) {
      return s == slot;
    }
  }

  static final class GetLong extends LongNode implements Get {
    private final int slot;

    GetLong(int slot) {
      super(Effects.READS_LOCAL, 1, slotBit(slot));
      this.slot = slot;
    }

    @Override
    public int slot() {
      return slot;
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return WasmFrame.getLong(frame, slot);
    }

    @Override
    protected boolean readsSlotItself(int s) {
      return s == slot;
    }
  }

  static final class GetFloat extends FloatNode implements Get {
    private final int slot;

    GetFloat(int slot) {
      super(Effects.READS_LOCAL, 1, slotBit(slot));
      this.slot = slot;
    }

    @Override
    public int slot() {
      return slot;
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return WasmFrame.getFloat(frame, slot);
    }

    @Override
    protected boolean readsSlotItself(int s) {
      return s == slot;
    }
  }

  static final class GetDouble extends DoubleNode implements Get {
    private final int slot;

    GetDouble(int slot) {
      super(Effects.READS_LOCAL, 1, slotBit(slot));
      this.slot = slot;
    }

    @Override
    public int slot() {
      return slot;
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return WasmFrame.getDouble(frame, slot);
    }

    @Override
    protected boolean readsSlotItself(int s) {
      return s == slot;
    }
  }

  static final class GetObject extends RefNode implements Get {
    private final int slot;

    GetObject(int slot) {
      super(Effects.READS_LOCAL, 1, slotBit(slot));
      this.slot = slot;
    }

    @Override
    public int slot() {
      return slot;
    }

    @Override
    public Object executeObject(VirtualFrame frame) {
      return WasmFrame.getObject(frame, slot);
    }

    @Override
    protected boolean readsSlotItself(int s) {
      return s == slot;
    }
  }

  static final class SetInt extends StatementNode {
    @Child private ExpressionNode value;
    private final int slot;
    private final int valueSlot;
    private final int constant;

    SetInt(int slot, ExpressionNode value) {
      this.slot = slot;
      this.valueSlot = Operands.slotOrConstant(value);
      this.constant = valueSlot == Operands.CONSTANT ? ConstNodes.intValue(value) : 0;
      this.value = valueSlot == Operands.NODE ? value : null;
    }

    @Override
    public void execute(VirtualFrame frame) {
      WasmFrame.setInt(frame, slot, value(frame));
    }

    private int value(VirtualFrame frame) {
      int from = valueSlot;
      if (from == Operands.NODE) {
        return value.executeInt(frame);
      }
      return from == Operands.CONSTANT ? constant : WasmFrame.getInt(frame, from);
    }
  }

  static final class SetLong extends StatementNode {
    @Child private ExpressionNode value;
    private final int slot;
    private final int valueSlot;
    private final long constant;

    SetLong(int slot, ExpressionNode value) {
      this.slot = slot;
      this.valueSlot = Operands.slotOrConstant(value);
      this.constant = valueSlot == Operands.CONSTANT ? ConstNodes.longValue(value) : 0;
      this.value = valueSlot == Operands.NODE ? value : null;
    }

    @Override
    public void execute(VirtualFrame frame) {
      WasmFrame.setLong(frame, slot, value(frame));
    }

    private long value(VirtualFrame frame) {
      int from = valueSlot;
      if (from == Operands.NODE) {
        return value.executeLong(frame);
      }
      return from == Operands.CONSTANT ? constant : WasmFrame.getLong(frame, from);
    }
  }

  static final class SetFloat extends StatementNode {
    @Child private ExpressionNode value;
    private final int slot;
    private final int valueSlot;
    private final float constant;

    SetFloat(int slot, ExpressionNode value) {
      this.slot = slot;
      this.valueSlot = Operands.slotOrConstant(value);
      this.constant = valueSlot == Operands.CONSTANT ? ConstNodes.floatValue(value) : 0;
      this.value = valueSlot == Operands.NODE ? value : null;
    }

    @Override
    public void execute(VirtualFrame frame) {
      WasmFrame.setFloat(frame, slot, value(frame));
    }

    private float value(VirtualFrame frame) {
      int from = valueSlot;
      if (from == Operands.NODE) {
        return value.executeFloat(frame);
      }
      return from == Operands.CONSTANT ? constant : WasmFrame.getFloat(frame, from);
    }
  }

  static final class SetDouble extends StatementNode {
    @Child private ExpressionNode value;
    private final int slot;
    private final int valueSlot;
    private final double constant;

    SetDouble(int slot, ExpressionNode value) {
      this.slot = slot;
      this.valueSlot = Operands.slotOrConstant(value);
      this.constant = valueSlot == Operands.CONSTANT ? ConstNodes.doubleValue(value) : 0;
      this.value = valueSlot == Operands.NODE ? value : null;
    }

    @Override
    public void execute(VirtualFrame frame) {
      WasmFrame.setDouble(frame, slot, value(frame));
    }

    private double value(VirtualFrame frame) {
      int from = valueSlot;
      if (from == Operands.NODE) {
        return value.executeDouble(frame);
      }
      return from == Operands.CONSTANT ? constant : WasmFrame.getDouble(frame, from);
    }
  }

  static final class SetObject extends StatementNode {
    @Child private ExpressionNode value;
    private final int slot;

    SetObject(int slot, ExpressionNode value) {
      this.slot = slot;
      this.value = value;
    }

    @Override
    public void execute(VirtualFrame frame) {
      WasmFrame.setObject(frame, slot, value.executeObject(frame));
    }
  }
}
