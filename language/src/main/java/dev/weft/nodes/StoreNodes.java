// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.runtime.Memory;
import dev.weft.runtime.MemoryAccess;

/** The stores (specification, "Instructions": <i>Memory Instructions</i>). */
final class StoreNodes {

  private StoreNodes() {}

  /**
   * A store. The address is evaluated, then the value, and only then the address is checked: a trap
   * of the value comes first, and the value may grow the memory.
   */
  abstract static class Store extends StatementNode implements HasOffset {
    final MemoryAccess access;
    @Child private ExpressionNode address;
    @Child private ExpressionNode value;
    private final int addressSlot;
    private final int valueSlot;
    private final long constant;
    private final int memoryIndex;
    private final boolean memory64;
    private final long memargOffset;
    private final int offset;

    Store(MemoryOperand operand, ExpressionNode address, ExpressionNode value) {
      this.access = operand.access();
      this.addressSlot = Operands.slotOf(address);
      this.address = addressSlot >= 0 ? null : address;
      this.valueSlot = Operands.slotOrConstant(value);
      this.constant = valueSlot == Operands.CONSTANT ? ConstNodes.bits(value) : 0;
      this.value = valueSlot == Operands.NODE ? value : null;
      this.memoryIndex = operand.memoryIndex();
      this.memory64 = operand.memory64();
      this.memargOffset = operand.memargOffset();
      this.offset = operand.offset();
    }

    final Memory memory(VirtualFrame frame) {
      return MemoryOperand.memory(frame, memoryIndex);
    }

    /** Evaluates the address; one of 32 bits is extended without sign. */
    final long address(VirtualFrame frame) {
      int slot = addressSlot;
      if (memory64) {
        return slot >= 0 ? WasmFrame.getLong(frame, slot) : address.executeLong(frame);
      }
      int a = slot >= 0 ? WasmFrame.getInt(frame, slot) : address.executeInt(frame);
      return Integer.toUnsignedLong(a);
    }

    final long check(Memory memory, long a, int bytes) {
      return memory64
          ? MemoryAccess.check64(memory, a, memargOffset, bytes, this)
          : MemoryAccess.check(memory, (int) a, memargOffset, bytes, this);
    }

    final int intValue(VirtualFrame frame) {
      int slot = valueSlot;
      if (slot >= 0) {
        return WasmFrame.getInt(frame, slot);
      }
      return slot == Operands.CONSTANT ? (int) constant : value.executeInt(frame);
    }

    final long longValue(VirtualFrame frame) {
      int slot = valueSlot;
      if (slot >= 0) {
        return WasmFrame.getLong(frame, slot);
      }
      return slot == Operands.CONSTANT ? constant : value.executeLong(frame);
    }

    final float floatValue(VirtualFrame frame) {
      int slot = valueSlot;
      if (slot >= 0) {
        return WasmFrame.getFloat(frame, slot);
      }
      return slot == Operands.CONSTANT
          ? Float.intBitsToFloat((int) constant)
          : value.executeFloat(frame);
    }

    final double doubleValue(VirtualFrame frame) {
      int slot = valueSlot;
      if (slot >= 0) {
        return WasmFrame.getDouble(frame, slot);
      }
      return slot == Operands.CONSTANT
          ? Double.longBitsToDouble(constant)
          : value.executeDouble(frame);
    }

    @Override
    public final int offset() {
      return offset;
    }
  }

  static final class I32Store extends Store {
    I32Store(MemoryOperand operand, ExpressionNode address, ExpressionNode value) {
      super(operand, address, value);
    }

    @Override
    public void execute(VirtualFrame frame) {
      long a = address(frame);
      int v = intValue(frame);
      Memory memory = memory(frame);
      access.putInt(memory, check(memory, a, 4), v);
    }
  }

  static final class I32Store8 extends Store {
    I32Store8(MemoryOperand operand, ExpressionNode address, ExpressionNode value) {
      super(operand, address, value);
    }

    @Override
    public void execute(VirtualFrame frame) {
      long a = address(frame);
      int v = intValue(frame);
      Memory memory = memory(frame);
      access.putByte(memory, check(memory, a, 1), v);
    }
  }

  static final class I32Store16 extends Store {
    I32Store16(MemoryOperand operand, ExpressionNode address, ExpressionNode value) {
      super(operand, address, value);
    }

    @Override
    public void execute(VirtualFrame frame) {
      long a = address(frame);
      int v = intValue(frame);
      Memory memory = memory(frame);
      access.putShort(memory, check(memory, a, 2), v);
    }
  }

  static final class I64Store extends Store {
    I64Store(MemoryOperand operand, ExpressionNode address, ExpressionNode value) {
      super(operand, address, value);
    }

    @Override
    public void execute(VirtualFrame frame) {
      long a = address(frame);
      long v = longValue(frame);
      Memory memory = memory(frame);
      access.putLong(memory, check(memory, a, 8), v);
    }
  }

  static final class I64Store8 extends Store {
    I64Store8(MemoryOperand operand, ExpressionNode address, ExpressionNode value) {
      super(operand, address, value);
    }

    @Override
    public void execute(VirtualFrame frame) {
      long a = address(frame);
      long v = longValue(frame);
      Memory memory = memory(frame);
      access.putByte(memory, check(memory, a, 1), (int) v);
    }
  }

  static final class I64Store16 extends Store {
    I64Store16(MemoryOperand operand, ExpressionNode address, ExpressionNode value) {
      super(operand, address, value);
    }

    @Override
    public void execute(VirtualFrame frame) {
      long a = address(frame);
      long v = longValue(frame);
      Memory memory = memory(frame);
      access.putShort(memory, check(memory, a, 2), (int) v);
    }
  }

  static final class I64Store32 extends Store {
    I64Store32(MemoryOperand operand, ExpressionNode address, ExpressionNode value) {
      super(operand, address, value);
    }

    @Override
    public void execute(VirtualFrame frame) {
      long a = address(frame);
      long v = longValue(frame);
      Memory memory = memory(frame);
      access.putInt(memory, check(memory, a, 4), (int) v);
    }
  }

  static final class F32Store extends Store {
    F32Store(MemoryOperand operand, ExpressionNode address, ExpressionNode value) {
      super(operand, address, value);
    }

    @Override
    public void execute(VirtualFrame frame) {
      long a = address(frame);
      float v = floatValue(frame);
      Memory memory = memory(frame);
      access.putInt(memory, check(memory, a, 4), Float.floatToRawIntBits(v));
    }
  }

  static final class F64Store extends Store {
    F64Store(MemoryOperand operand, ExpressionNode address, ExpressionNode value) {
      super(operand, address, value);
    }

    @Override
    public void execute(VirtualFrame frame) {
      long a = address(frame);
      double v = doubleValue(frame);
      Memory memory = memory(frame);
      access.putLong(memory, check(memory, a, 8), Double.doubleToRawLongBits(v));
    }
  }
}
