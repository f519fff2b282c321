// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.opcode.Opcode;
import dev.weft.ops.MemoryOps;
import dev.weft.runtime.Memory;
import dev.weft.runtime.MemoryAccess;

/** Creates the nodes of the memory instructions. */
public final class MemoryNodes {

  private MemoryNodes() {}

  /**
   * Creates a load.
   *
   * @param opcode one of the numeric loads
   * @param offset the byte offset of the instruction
   * @param memoryIndex the memory
   * @param memory64 whether its addresses have 64 bits
   * @param memargOffset the constant offset, unsigned
   * @param access the raw access
   * @param address the dynamic address, an i32 or i64
   * @return the node, of the type the load results in
   */
  public static ExpressionNode load(
      Opcode opcode,
      int offset,
      int memoryIndex,
      boolean memory64,
      long memargOffset,
      MemoryAccess access,
      ExpressionNode address) {
    MemoryOperand operand = new MemoryOperand(offset, memoryIndex, memory64, memargOffset, access);
    return switch (opcode) {
      case I32_LOAD -> new LoadNodes.I32Load(operand, address);
      case I32_LOAD8_S -> new LoadNodes.I32Load8S(operand, address);
      case I32_LOAD8_U -> new LoadNodes.I32Load8U(operand, address);
      case I32_LOAD16_S -> new LoadNodes.I32Load16S(operand, address);
      case I32_LOAD16_U -> new LoadNodes.I32Load16U(operand, address);
      case I64_LOAD -> new LoadNodes.I64Load(operand, address);
      case I64_LOAD8_S -> new LoadNodes.I64Load8S(operand, address);
      case I64_LOAD8_U -> new LoadNodes.I64Load8U(operand, address);
      case I64_LOAD16_S -> new LoadNodes.I64Load16S(operand, address);
      case I64_LOAD16_U -> new LoadNodes.I64Load16U(operand, address);
      case I64_LOAD32_S -> new LoadNodes.I64Load32S(operand, address);
      case I64_LOAD32_U -> new LoadNodes.I64Load32U(operand, address);
      case F32_LOAD -> new LoadNodes.F32Load(operand, address);
      case F64_LOAD -> new LoadNodes.F64Load(operand, address);
      default -> throw CompilerDirectives.shouldNotReachHere(opcode.text());
    };
  }

  /**
   * Creates a store.
   *
   * @param opcode one of the numeric stores
   * @param offset the byte offset of the instruction
   * @param memoryIndex the memory
   * @param memory64 whether its addresses have 64 bits
   * @param memargOffset the constant offset, unsigned
   * @param access the raw access
   * @param address the dynamic address, an i32 or i64
   * @param value what to store
   * @return the statement
   */
  public static StatementNode store(
      Opcode opcode,
      int offset,
      int memoryIndex,
      boolean memory64,
      long memargOffset,
      MemoryAccess access,
      ExpressionNode address,
      ExpressionNode value) {
    MemoryOperand operand = new MemoryOperand(offset, memoryIndex, memory64, memargOffset, access);
    return switch (opcode) {
      case I32_STORE -> new StoreNodes.I32Store(operand, address, value);
      case I32_STORE8 -> new StoreNodes.I32Store8(operand, address, value);
      case I32_STORE16 -> new StoreNodes.I32Store16(operand, address, value);
      case I64_STORE -> new StoreNodes.I64Store(operand, address, value);
      case I64_STORE8 -> new StoreNodes.I64Store8(operand, address, value);
      case I64_STORE16 -> new StoreNodes.I64Store16(operand, address, value);
      case I64_STORE32 -> new StoreNodes.I64Store32(operand, address, value);
      case F32_STORE -> new StoreNodes.F32Store(operand, address, value);
      case F64_STORE -> new StoreNodes.F64Store(operand, address, value);
      default -> throw CompilerDirectives.shouldNotReachHere(opcode.text());
    };
  }

  /**
   * Creates {@code memory.size}.
   *
   * @param memoryIndex the memory
   * @param memory64 whether its addresses, and so the result, have 64 bits
   * @return the size in pages
   */
  public static ExpressionNode size(int memoryIndex, boolean memory64) {
    return memory64 ? new Size64(memoryIndex) : new Size(memoryIndex);
  }

  /**
   * Creates {@code memory.grow}.
   *
   * @param offset the byte offset of the instruction
   * @param memoryIndex the memory
   * @param memory64 whether its addresses, and so operand and result, have 64 bits
   * @param delta how many pages to add
   * @return the size before in pages, or -1 where the memory could not grow
   */
  public static ExpressionNode grow(
      int offset, int memoryIndex, boolean memory64, ExpressionNode delta) {
    return memory64 ? new Grow64(offset, memoryIndex, delta) : new Grow(offset, memoryIndex, delta);
  }

  /**
   * Creates {@code memory.fill}.
   *
   * @param offset the byte offset of the instruction
   * @param memoryIndex the memory
   * @param address the first byte, an i32 or i64
   * @param value the byte, an i32
   * @param count how many bytes, of the type of the address
   * @return the statement
   */
  public static StatementNode fill(
      int offset,
      int memoryIndex,
      ExpressionNode address,
      ExpressionNode value,
      ExpressionNode count) {
    return new Fill(offset, memoryIndex, address, value, count);
  }

  /**
   * Creates {@code memory.copy}. Each address has the type of its memory, the count the smaller
   * one.
   *
   * @param offset the byte offset of the instruction
   * @param toMemory the memory copied to
   * @param fromMemory the memory copied from
   * @param to the first byte written
   * @param from the first byte read
   * @param count how many bytes
   * @return the statement
   */
  public static StatementNode copy(
      int offset,
      int toMemory,
      int fromMemory,
      ExpressionNode to,
      ExpressionNode from,
      ExpressionNode count) {
    return new Copy(offset, toMemory, fromMemory, to, from, count);
  }

  /**
   * Creates {@code memory.init}.
   *
   * @param offset the byte offset of the instruction
   * @param dataIndex the data segment
   * @param memoryIndex the memory
   * @param to the first byte written, of the memory's address type
   * @param from the first byte of the segment, an i32
   * @param count how many bytes, an i32
   * @return the statement
   */
  public static StatementNode init(
      int offset,
      int dataIndex,
      int memoryIndex,
      ExpressionNode to,
      ExpressionNode from,
      ExpressionNode count) {
    return new Init(offset, dataIndex, memoryIndex, to, from, count);
  }

  /**
   * Creates {@code data.drop}.
   *
   * @param dataIndex the data segment
   * @return the statement
   */
  public static StatementNode dataDrop(int dataIndex) {
    return new DataDrop(dataIndex);
  }

  private static final class Size extends IntNode {
    private final int memoryIndex;

    Size(int memoryIndex) {
      super(Effects.READS_MEMORY);
      this.memoryIndex = memoryIndex;
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return (int) MemoryOperand.memory(frame, memoryIndex).pages();
    }
  }

  private static final class Size64 extends LongNode {
    private final int memoryIndex;

    Size64(int memoryIndex) {
      super(Effects.READS_MEMORY);
      this.memoryIndex = memoryIndex;
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return MemoryOperand.memory(frame, memoryIndex).pages();
    }
  }

  /** Pays for growth, granted or not. The host may decide about it: it may see the fuel. */
  static void beforeGrowth(
      VirtualFrame frame,
      int slot,
      long delta,
      int unit,
      WasmNode location,
      MeterNode.Gauge gauge) {
    if (slot >= 0) {
      MeterNode.charge(frame, slot, delta, unit, location, gauge);
      MeterNode.flush(frame, slot);
    }
  }

  static void afterGrowth(VirtualFrame frame, int slot) {
    if (slot >= 0) {
      MeterNode.reload(frame, slot);
    }
  }

  private static final class Grow extends IntNode implements HasOffset, FuelNodes.Bulk {
    @Child private ExpressionNode delta;
    private final int memoryIndex;
    private final int offset;
    @CompilationFinal private int fuelSlot = MeterNode.NO_SLOT;
    @CompilationFinal private int unitCost;
    @CompilationFinal private MeterNode.Gauge gauge;

    Grow(int offset, int memoryIndex, ExpressionNode delta) {
      super(Effects.SIDE_EFFECT | Effects.READS_MEMORY, delta);
      this.offset = offset;
      this.memoryIndex = memoryIndex;
      this.delta = delta;
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      long pages = Integer.toUnsignedLong(delta.executeInt(frame));
      beforeGrowth(frame, fuelSlot, pages, unitCost, this, gauge);
      int before = (int) MemoryOperand.memory(frame, memoryIndex).grow(pages);
      afterGrowth(frame, fuelSlot);
      return before;
    }

    @Override
    public void meter(int slot, int cost) {
      this.fuelSlot = slot;
      this.unitCost = cost;
      this.gauge = new MeterNode.Gauge();
    }

    @Override
    public int offset() {
      return offset;
    }
  }

  private static final class Grow64 extends LongNode implements HasOffset, FuelNodes.Bulk {
    @Child private ExpressionNode delta;
    private final int memoryIndex;
    private final int offset;
    @CompilationFinal private int fuelSlot = MeterNode.NO_SLOT;
    @CompilationFinal private int unitCost;
    @CompilationFinal private MeterNode.Gauge gauge;

    Grow64(int offset, int memoryIndex, ExpressionNode delta) {
      super(Effects.SIDE_EFFECT | Effects.READS_MEMORY, delta);
      this.offset = offset;
      this.memoryIndex = memoryIndex;
      this.delta = delta;
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      long pages = delta.executeLong(frame);
      beforeGrowth(frame, fuelSlot, pages, unitCost, this, gauge);
      long before = MemoryOperand.memory(frame, memoryIndex).grow(pages);
      afterGrowth(frame, fuelSlot);
      return before;
    }

    @Override
    public void meter(int slot, int cost) {
      this.fuelSlot = slot;
      this.unitCost = cost;
      this.gauge = new MeterNode.Gauge();
    }

    @Override
    public int offset() {
      return offset;
    }
  }

  private static final class Fill extends BulkNode {
    private final int memoryIndex;

    Fill(
        int offset,
        int memoryIndex,
        ExpressionNode address,
        ExpressionNode value,
        ExpressionNode count) {
      super(offset, address, value, count);
      this.memoryIndex = memoryIndex;
    }

    @Override
    public void execute(VirtualFrame frame) {
      long address = first(frame);
      byte value = (byte) second(frame);
      long count = third(frame);
      Memory memory = MemoryOperand.memory(frame, memoryIndex);
      if (metered()) {
        MemoryAccess.checkBounds(memory, address, count, this);
        charge(frame, count);
      }
      MemoryOps.fill(memory, address, value, count, this);
    }
  }

  private static final class Copy extends BulkNode {
    private final int toMemory;
    private final int fromMemory;

    Copy(
        int offset,
        int toMemory,
        int fromMemory,
        ExpressionNode to,
        ExpressionNode from,
        ExpressionNode count) {
      super(offset, to, from, count);
      this.toMemory = toMemory;
      this.fromMemory = fromMemory;
    }

    @Override
    public void execute(VirtualFrame frame) {
      long to = first(frame);
      long from = second(frame);
      long count = third(frame);
      Memory source = MemoryOperand.memory(frame, fromMemory);
      Memory target = MemoryOperand.memory(frame, toMemory);
      if (metered()) {
        MemoryAccess.checkBounds(source, from, count, this);
        MemoryAccess.checkBounds(target, to, count, this);
        charge(frame, count);
      }
      MemoryOps.copy(target, to, source, from, count, this);
    }
  }

  private static final class Init extends BulkNode {
    private final int dataIndex;
    private final int memoryIndex;

    Init(
        int offset,
        int dataIndex,
        int memoryIndex,
        ExpressionNode to,
        ExpressionNode from,
        ExpressionNode count) {
      super(offset, to, from, count);
      this.dataIndex = dataIndex;
      this.memoryIndex = memoryIndex;
    }

    @Override
    public void execute(VirtualFrame frame) {
      long to = first(frame);
      long from = second(frame);
      long count = third(frame);
      if (metered()) {
        MemoryOps.checkInit(instance(frame), memoryIndex, dataIndex, to, from, count, this);
        charge(frame, count);
      }
      MemoryOps.init(instance(frame), memoryIndex, dataIndex, to, from, count, this);
    }
  }

  private static final class DataDrop extends StatementNode {
    private final int dataIndex;

    DataDrop(int dataIndex) {
      this.dataIndex = dataIndex;
    }

    @Override
    public void execute(VirtualFrame frame) {
      instance(frame).droppedData[dataIndex] = true;
    }
  }
}
