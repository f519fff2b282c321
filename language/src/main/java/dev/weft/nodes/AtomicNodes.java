// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.opcode.AtomicOperation;
import dev.weft.opcode.Opcode;
import dev.weft.ops.AtomicOps;
import dev.weft.runtime.Memory;
import dev.weft.runtime.MemoryAccess;
import dev.weft.types.ValueKind;

/**
 * Creates the nodes of the threads proposal. Operation and number of bytes are final fields, so
 * that compiled code has one access each. All of them count as having an effect: none may change
 * places with another access.
 */
public final class AtomicNodes {
  private static final int EFFECTS = Effects.SIDE_EFFECT | Effects.READS_MEMORY | Effects.CAN_TRAP;

  private AtomicNodes() {}

  /** Creates {@code atomic.fence}. */
  public static StatementNode fence() {
    return new Fence();
  }

  /**
   * Creates an atomic store.
   *
   * @param opcode the instruction
   * @param offset its byte offset
   * @param memoryIndex the memory
   * @param memory64 whether its addresses have 64 bits
   * @param memargOffset the constant offset, unsigned
   * @param access the raw access
   * @param operands the address and the value
   * @return the statement
   */
  public static StatementNode store(
      Opcode opcode,
      int offset,
      int memoryIndex,
      boolean memory64,
      long memargOffset,
      MemoryAccess access,
      ExpressionNode[] operands) {
    MemoryOperand memory = new MemoryOperand(offset, memoryIndex, memory64, memargOffset, access);
    return new Store(opcode.accessBytes(), memory, operands[0], operands[1]);
  }

  /**
   * Creates any other instruction.
   *
   * @param opcode the instruction
   * @param offset its byte offset
   * @param memoryIndex the memory
   * @param memory64 whether its addresses have 64 bits
   * @param memargOffset the constant offset, unsigned
   * @param access the raw access
   * @param operands the address and what follows it
   * @return the node, of the type of the result
   */
  public static ExpressionNode expression(
      Opcode opcode,
      int offset,
      int memoryIndex,
      boolean memory64,
      long memargOffset,
      MemoryAccess access,
      ExpressionNode[] operands) {
    MemoryOperand memory = new MemoryOperand(offset, memoryIndex, memory64, memargOffset, access);
    AtomicOperation operation = AtomicOperation.of(opcode);
    Access node = new Access(operation, opcode.accessBytes(), memory, operands);
    boolean isLong =
        operation != AtomicOperation.WAIT
            && operation != AtomicOperation.NOTIFY
            && opcode.text().startsWith("i64");
    return isLong ? new LongResult(node, operands) : new IntResult(node, operands);
  }

  /** The value of an operand, extended without sign. */
  private static long bits(ExpressionNode operand, boolean isLong, VirtualFrame frame) {
    return isLong ? operand.executeLong(frame) : Integer.toUnsignedLong(operand.executeInt(frame));
  }

  private static long check(
      MemoryOperand at, Memory memory, long address, int bytes, WasmNode node) {
    return at.memory64()
        ? AtomicOps.check64(memory, address, at.memargOffset(), bytes, node)
        : AtomicOps.check(memory, (int) address, at.memargOffset(), bytes, node);
  }

  private static final class Fence extends StatementNode {
    @Override
    public void execute(VirtualFrame frame) {
      AtomicOps.fence();
    }
  }

  private static final class Store extends StatementNode implements HasOffset {
    @Child private ExpressionNode address;
    @Child private ExpressionNode value;
    private final boolean isLong;
    private final int bytes;
    private final MemoryOperand at;

    Store(int bytes, MemoryOperand at, ExpressionNode address, ExpressionNode value) {
      this.bytes = bytes;
      this.at = at;
      this.address = address;
      this.value = value;
      this.isLong = value.kind() == ValueKind.I64;
    }

    @Override
    public void execute(VirtualFrame frame) {
      long a = bits(address, at.memory64(), frame);
      long v = bits(value, isLong, frame);
      Memory memory = MemoryOperand.memory(frame, at.memoryIndex());
      AtomicOps.store(at.access(), memory, check(at, memory, a, bytes, this), bytes, v);
    }

    @Override
    public int offset() {
      return at.offset();
    }
  }

  /** An access with a result, as a long. The operands are evaluated before anything is checked. */
  private static final class Access extends WasmNode implements HasOffset {
    @Child private ExpressionNode address;
    @Child private ExpressionNode second;
    @Child private ExpressionNode third;
    private final boolean secondIsLong;
    private final boolean thirdIsLong;
    private final AtomicOperation operation;
    private final int bytes;
    private final MemoryOperand at;

    Access(AtomicOperation operation, int bytes, MemoryOperand at, ExpressionNode[] operands) {
      this.operation = operation;
      this.bytes = bytes;
      this.at = at;
      this.address = operands[0];
      this.second = operands.length > 1 ? operands[1] : null;
      this.third = operands.length > 2 ? operands[2] : null;
      this.secondIsLong = second != null && second.kind() == ValueKind.I64;
      this.thirdIsLong = third != null && third.kind() == ValueKind.I64;
    }

    long execute(VirtualFrame frame) {
      long a = bits(address, at.memory64(), frame);
      long b = second == null ? 0 : bits(second, secondIsLong, frame);
      long c = third == null ? 0 : bits(third, thirdIsLong, frame);
      Memory memory = MemoryOperand.memory(frame, at.memoryIndex());
      MemoryAccess access = at.access();
      long ea = check(at, memory, a, bytes, this);
      return switch (operation) {
        case LOAD -> AtomicOps.load(access, memory, ea, bytes);
        case CMPXCHG -> AtomicOps.compareExchange(access, memory, ea, bytes, b, c);
        case NOTIFY -> AtomicOps.notify(memory, ea, (int) b);
        case WAIT -> AtomicOps.await(memory, ea, bytes, b, c, this);
        default -> AtomicOps.modify(operation, access, memory, ea, bytes, b);
      };
    }

    @Override
    public int offset() {
      return at.offset();
    }
  }

  private static final class IntResult extends IntNode {
    @Child private Access access;

    IntResult(Access access, ExpressionNode[] operands) {
      super(EFFECTS, operands);
      this.access = access;
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return (int) access.execute(frame);
    }
  }

  private static final class LongResult extends LongNode {
    @Child private Access access;

    LongResult(Access access, ExpressionNode[] operands) {
      super(EFFECTS, operands);
      this.access = access;
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return access.execute(frame);
    }
  }
}
