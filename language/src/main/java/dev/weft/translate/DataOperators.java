// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import dev.weft.binary.Instruction;
import dev.weft.module.Module;
import dev.weft.runtime.ModuleCode;
import dev.weft.nodes.AtomicNodes;
import dev.weft.nodes.ConstNodes;
import dev.weft.nodes.Effects;
import dev.weft.nodes.ExpressionNode;
import dev.weft.nodes.FuelNodes;
import dev.weft.nodes.GlobalNodes;
import dev.weft.nodes.MemoryNodes;
import dev.weft.nodes.OperatorNodes;
import dev.weft.nodes.RefNodes;
import dev.weft.nodes.StatementNode;
import dev.weft.nodes.TableNodes;
import dev.weft.nodes.WasmNode;
import dev.weft.opcode.AtomicOperation;
import dev.weft.opcode.Feature;
import dev.weft.runtime.MemoryAccess;

/** Translates the instructions that have nothing to do with control or locals. */
final class DataOperators {

  private static final int WRITE = Effects.SIDE_EFFECT;
  private static final int TRAPPING_WRITE = Effects.SIDE_EFFECT | Effects.CAN_TRAP;

  private final Module module;
  private final MemoryAccess access;

  /** Counts fuel; null if it is not counted. */
  private final FuelMeter meter;

  DataOperators(ModuleCode code, FuelMeter meter) {
    this.meter = meter;
    this.module = code.module();
    this.access = code.memoryAccess();
  }

  void translate(Instruction i, OperandStack stack) {
    switch (i.opcode) {
      case I32_CONST -> stack.push(ConstNodes.i32((int) i.value));
      case I64_CONST -> stack.push(ConstNodes.i64(i.value));
      case F32_CONST -> stack.push(ConstNodes.f32(Float.intBitsToFloat((int) i.value)));
      case F64_CONST -> stack.push(ConstNodes.f64(Double.longBitsToDouble(i.value)));
      case GLOBAL_GET -> stack.push(GlobalNodes.get(module.globalType(i.index), i.index));
      case GLOBAL_SET -> {
        ExpressionNode value = stack.pop();
        append(stack, GlobalNodes.set(i.index, value), WRITE, value);
      }
      case REF_NULL -> stack.push(RefNodes.refNull());
      case REF_FUNC -> stack.push(RefNodes.refFunc(i.index));
      case REF_IS_NULL -> stack.push(RefNodes.isNull(stack.pop()));
      case REF_EQ -> {
        ExpressionNode b = stack.pop();
        ExpressionNode a = stack.pop();
        stack.push(RefNodes.eq(a, b));
      }
      case REF_AS_NON_NULL -> stack.push(RefNodes.asNonNull(i.offset, stack.pop()));
      case MEMORY_SIZE -> stack.push(MemoryNodes.size(i.index, memory64(i.index)));
      case MEMORY_GROW ->
          stack.push(
              metered(i, MemoryNodes.grow(i.offset, i.index, memory64(i.index), stack.pop())));
      case MEMORY_FILL -> {
        ExpressionNode[] o = stack.pop(3);
        append(
            stack,
            metered(i, MemoryNodes.fill(i.offset, i.index, o[0], o[1], o[2])),
            TRAPPING_WRITE,
            o);
      }
      case MEMORY_COPY -> {
        ExpressionNode[] o = stack.pop(3);
        append(
            stack,
            metered(i, MemoryNodes.copy(i.offset, i.index, i.index2, o[0], o[1], o[2])),
            TRAPPING_WRITE,
            o);
      }
      case MEMORY_INIT -> {
        ExpressionNode[] o = stack.pop(3);
        append(
            stack,
            metered(i, MemoryNodes.init(i.offset, i.index, i.index2, o[0], o[1], o[2])),
            TRAPPING_WRITE,
            o);
      }
      case DATA_DROP -> append(stack, MemoryNodes.dataDrop(i.index), WRITE);
      case TABLE_GET -> stack.push(TableNodes.get(i.offset, i.index, stack.pop()));
      case TABLE_SET -> {
        ExpressionNode[] o = stack.pop(2);
        append(stack, TableNodes.set(i.offset, i.index, o[0], o[1]), TRAPPING_WRITE, o);
      }
      case TABLE_SIZE -> stack.push(TableNodes.size(i.index, table64(i.index)));
      case TABLE_GROW -> {
        ExpressionNode[] o = stack.pop(2);
        stack.push(metered(i, TableNodes.grow(i.offset, i.index, table64(i.index), o[0], o[1])));
      }
      case TABLE_FILL -> {
        ExpressionNode[] o = stack.pop(3);
        append(
            stack,
            metered(i, TableNodes.fill(i.offset, i.index, o[0], o[1], o[2])),
            TRAPPING_WRITE,
            o);
      }
      case TABLE_COPY -> {
        ExpressionNode[] o = stack.pop(3);
        append(
            stack,
            metered(i, TableNodes.copy(i.offset, i.index, i.index2, o[0], o[1], o[2])),
            TRAPPING_WRITE,
            o);
      }
      case TABLE_INIT -> {
        ExpressionNode[] o = stack.pop(3);
        append(
            stack,
            metered(i, TableNodes.init(i.offset, i.index, i.index2, o[0], o[1], o[2])),
            TRAPPING_WRITE,
            o);
      }
      case ELEM_DROP -> append(stack, TableNodes.elemDrop(i.index), WRITE);
      case I32_STORE,
          I64_STORE,
          F32_STORE,
          F64_STORE,
          I32_STORE8,
          I32_STORE16,
          I64_STORE8,
          I64_STORE16,
          I64_STORE32 -> {
        ExpressionNode[] o = stack.pop(2);
        append(
            stack,
            MemoryNodes.store(
                i.opcode, i.offset, i.index, memory64(i.index), i.value, access, o[0], o[1]),
            TRAPPING_WRITE,
            o);
      }
      case I32_LOAD,
          I64_LOAD,
          F32_LOAD,
          F64_LOAD,
          I32_LOAD8_S,
          I32_LOAD8_U,
          I32_LOAD16_S,
          I32_LOAD16_U,
          I64_LOAD8_S,
          I64_LOAD8_U,
          I64_LOAD16_S,
          I64_LOAD16_U,
          I64_LOAD32_S,
          I64_LOAD32_U ->
          stack.push(
              MemoryNodes.load(
                  i.opcode, i.offset, i.index, memory64(i.index), i.value, access, stack.pop()));
      default -> {
        if (i.opcode.feature() == Feature.THREADS) {
          atomic(i, stack);
          return;
        }
        // Every other executable operator takes and gives plain numbers.
        ExpressionNode[] operands = stack.pop(i.opcode.params().length);
        stack.push(OperatorNodes.create(i.opcode, i.offset, operands));
      }
    }
  }

  private void atomic(Instruction i, OperandStack stack) {
    AtomicOperation operation = AtomicOperation.of(i.opcode);
    if (operation == AtomicOperation.FENCE) {
      append(stack, AtomicNodes.fence(), WRITE);
      return;
    }
    boolean is64 = memory64(i.index);
    ExpressionNode[] o = stack.pop(1 + operation.operands());
    if (operation == AtomicOperation.STORE) {
      append(
          stack,
          AtomicNodes.store(i.opcode, i.offset, i.index, is64, i.value, access, o),
          TRAPPING_WRITE,
          o);
    } else {
      stack.push(AtomicNodes.expression(i.opcode, i.offset, i.index, is64, i.value, access, o));
    }
  }

  /** Lets a bulk instruction count its units, if fuel is counted. */
  private <N extends WasmNode> N metered(Instruction i, N node) {
    if (meter != null) {
      meter.bulk(i.opcode, (FuelNodes.Bulk) node);
    }
    return node;
  }

  private boolean memory64(int index) {
    return module.memoryType(index).limits().is64();
  }

  private boolean table64(int index) {
    return module.tableType(index).limits().is64();
  }

  private static void append(
      OperandStack stack, StatementNode statement, int effects, ExpressionNode... operands) {
    stack.append(statement, effects | ExpressionNode.effectsOf(operands));
  }
}
