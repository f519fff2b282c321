// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.runtime.Memory;
import dev.weft.runtime.MemoryAccess;

/** The loads (specification, "Instructions": <i>Memory Instructions</i>). */
final class LoadNodes {

  private LoadNodes() {}

  abstract static class IntLoad extends IntNode implements HasOffset {
    final MemoryAccess access;
    @Child private ExpressionNode address;
    private final int addressSlot;
    private final int memoryIndex;
    private final boolean memory64;
    private final long memargOffset;
    private final int offset;

    IntLoad(MemoryOperand operand, ExpressionNode address) {
      super(Effects.READS_MEMORY | Effects.CAN_TRAP, address);
      this.access = operand.access();
      this.addressSlot = Operands.slotOf(address);
      this.address = addressSlot >= 0 ? null : address;
      this.memoryIndex = operand.memoryIndex();
      this.memory64 = operand.memory64();
      this.memargOffset = operand.memargOffset();
      this.offset = operand.offset();
    }

    final Memory memory(VirtualFrame frame) {
      return MemoryOperand.memory(frame, memoryIndex);
    }

    final long check(VirtualFrame frame, Memory memory, int bytes) {
      int slot = addressSlot;
      if (memory64) {
        long a = slot >= 0 ? WasmFrame.getLong(frame, slot) : address.executeLong(frame);
        return MemoryAccess.check64(memory, a, memargOffset, bytes, this);
      }
      int a = slot >= 0 ? WasmFrame.getInt(frame, slot) : address.executeInt(frame);
      return MemoryAccess.check(memory, a, memargOffset, bytes, this);
    }

    @Override
    public final int offset() {
      return offset;
    }

    @Override
    protected final boolean readsSlotItself(int slot) {
      return slot == addressSlot;
    }
  }

  static final class I32Load extends IntLoad {
    I32Load(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getInt(memory, check(frame, memory, 4));
    }
  }

  static final class I32Load8S extends IntLoad {
    I32Load8S(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getByte(memory, check(frame, memory, 1));
    }
  }

  static final class I32Load8U extends IntLoad {
    I32Load8U(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getByte(memory, check(frame, memory, 1)) & 0xFF;
    }
  }

  static final class I32Load16S extends IntLoad {
    I32Load16S(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getShort(memory, check(frame, memory, 2));
    }
  }

  static final class I32Load16U extends IntLoad {
    I32Load16U(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getShort(memory, check(frame, memory, 2)) & 0xFFFF;
    }
  }

  abstract static class LongLoad extends LongNode implements HasOffset {
    final MemoryAccess access;
    @Child private ExpressionNode address;
    private final int addressSlot;
    private final int memoryIndex;
    private final boolean memory64;
    private final long memargOffset;
    private final int offset;

    LongLoad(MemoryOperand operand, ExpressionNode address) {
      super(Effects.READS_MEMORY | Effects.CAN_TRAP, address);
      this.access = operand.access();
      this.addressSlot = Operands.slotOf(address);
      this.address = addressSlot >= 0 ? null : address;
      this.memoryIndex = operand.memoryIndex();
      this.memory64 = operand.memory64();
      this.memargOffset = operand.memargOffset();
      this.offset = operand.offset();
    }

    final Memory memory(VirtualFrame frame) {
      return MemoryOperand.memory(frame, memoryIndex);
    }

    final long check(VirtualFrame frame, Memory memory, int bytes) {
      int slot = addressSlot;
      if (memory64) {
        long a = slot >= 0 ? WasmFrame.getLong(frame, slot) : address.executeLong(frame);
        return MemoryAccess.check64(memory, a, memargOffset, bytes, this);
      }
      int a = slot >= 0 ? WasmFrame.getInt(frame, slot) : address.executeInt(frame);
      return MemoryAccess.check(memory, a, memargOffset, bytes, this);
    }

    @Override
    public final int offset() {
      return offset;
    }

    @Override
    protected final boolean readsSlotItself(int slot) {
      return slot == addressSlot;
    }
  }

  static final class I64Load extends LongLoad {
    I64Load(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getLong(memory, check(frame, memory, 8));
    }
  }

  static final class I64Load8S extends LongLoad {
    I64Load8S(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getByte(memory, check(frame, memory, 1));
    }
  }

  static final class I64Load8U extends LongLoad {
    I64Load8U(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getByte(memory, check(frame, memory, 1)) & 0xFF;
    }
  }

  static final class I64Load16S extends LongLoad {
    I64Load16S(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getShort(memory, check(frame, memory, 2));
    }
  }

  static final class I64Load16U extends LongLoad {
    I64Load16U(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getShort(memory, check(frame, memory, 2)) & 0xFFFF;
    }
  }

  static final class I64Load32S extends LongLoad {
    I64Load32S(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getInt(memory, check(frame, memory, 4));
    }
  }

  static final class I64Load32U extends LongLoad {
    I64Load32U(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      Memory memory = memory(frame);
      return access.getInt(memory, check(frame, memory, 4)) & 0xFFFF_FFFFL;
    }
  }

  abstract static class FloatLoad extends FloatNode implements HasOffset {
    final MemoryAccess access;
    @Child private ExpressionNode address;
    private final int addressSlot;
    private final int memoryIndex;
    private final boolean memory64;
    private final long memargOffset;
    private final int offset;

    FloatLoad(MemoryOperand operand, ExpressionNode address) {
      super(Effects.READS_MEMORY | Effects.CAN_TRAP, address);
      this.access = operand.access();
      this.addressSlot = Operands.slotOf(address);
      this.address = addressSlot >= 0 ? null : address;
      this.memoryIndex = operand.memoryIndex();
      this.memory64 = operand.memory64();
      this.memargOffset = operand.memargOffset();
      this.offset = operand.offset();
    }

    final Memory memory(VirtualFrame frame) {
      return MemoryOperand.memory(frame, memoryIndex);
    }

    final long check(VirtualFrame frame, Memory memory, int bytes) {
      int slot = addressSlot;
      if (memory64) {
        long a = slot >= 0 ? WasmFrame.getLong(frame, slot) : address.executeLong(frame);
        return MemoryAccess.check64(memory, a, memargOffset, bytes, this);
      }
      int a = slot >= 0 ? WasmFrame.getInt(frame, slot) : address.executeInt(frame);
      return MemoryAccess.check(memory, a, memargOffset, bytes, this);
    }

    @Override
    public final int offset() {
      return offset;
    }

    @Override
    protected final boolean readsSlotItself(int slot) {
      return slot == addressSlot;
    }
  }

  static final class F32Load extends FloatLoad {
    F32Load(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      Memory memory = memory(frame);
      return Float.intBitsToFloat(access.getInt(memory, check(frame, memory, 4)));
    }
  }

  abstract static class DoubleLoad extends DoubleNode implements HasOffset {
    final MemoryAccess access;
    @Child private ExpressionNode address;
    private final int addressSlot;
    private final int memoryIndex;
    private final boolean memory64;
    private final long memargOffset;
    private final int offset;

    DoubleLoad(MemoryOperand operand, ExpressionNode address) {
      super(Effects.READS_MEMORY | Effects.CAN_TRAP, address);
      this.access = operand.access();
      this.addressSlot = Operands.slotOf(address);
      this.address = addressSlot >= 0 ? null : address;
      this.memoryIndex = operand.memoryIndex();
      this.memory64 = operand.memory64();
      this.memargOffset = operand.memargOffset();
      this.offset = operand.offset();
    }

    final Memory memory(VirtualFrame frame) {
      return MemoryOperand.memory(frame, memoryIndex);
    }

    final long check(VirtualFrame frame, Memory memory, int bytes) {
      int slot = addressSlot;
      if (memory64) {
        long a = slot >= 0 ? WasmFrame.getLong(frame, slot) : address.executeLong(frame);
        return MemoryAccess.check64(memory, a, memargOffset, bytes, this);
      }
      int a = slot >= 0 ? WasmFrame.getInt(frame, slot) : address.executeInt(frame);
      return MemoryAccess.check(memory, a, memargOffset, bytes, this);
    }

    @Override
    public final int offset() {
      return offset;
    }

    @Override
    protected final boolean readsSlotItself(int slot) {
      return slot == addressSlot;
    }
  }

  static final class F64Load extends DoubleLoad {
    F64Load(MemoryOperand operand, ExpressionNode address) {
      super(operand, address);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      Memory memory = memory(frame);
      return Double.longBitsToDouble(access.getLong(memory, check(frame, memory, 8)));
    }
  }
}
