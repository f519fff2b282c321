// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.binary.Instruction;
import dev.weft.module.Module;
import dev.weft.opcode.Immediate;
import dev.weft.opcode.Opcode;
import dev.weft.types.RefType;
import dev.weft.types.TableType;
import dev.weft.types.ValueType;

/** The typing rules of tables, memories, segments, references and lanes. */
final class DataRules {
  private final FunctionValidator v;
  private final Module module;
  private final AggregateRules aggregates;

  DataRules(FunctionValidator validator, Module module) {
    this.v = validator;
    this.module = module;
    this.aggregates = new AggregateRules(validator, module);
  }

  /** Checks an instruction that is neither plainly typed nor about control or variables. */
  void check(Instruction i, Opcode opcode) {
    switch (opcode) {
      case TABLE_GET -> {
        TableType table = v.table(i.index);
        v.pop(table.limits().addressType());
        v.push(table.element());
      }
      case TABLE_SET -> {
        TableType table = v.table(i.index);
        v.pop(table.element());
        v.pop(table.limits().addressType());
      }
      case TABLE_SIZE -> v.push(v.table(i.index).limits().addressType());
      case TABLE_GROW -> {
        TableType table = v.table(i.index);
        v.pop(table.limits().addressType());
        v.pop(table.element());
        v.push(table.limits().addressType());
      }
      case TABLE_FILL -> {
        TableType table = v.table(i.index);
        v.pop(table.limits().addressType());
        v.pop(table.element());
        v.pop(table.limits().addressType());
      }
      case TABLE_COPY -> {
        TableType to = v.table(i.index);
        TableType from = v.table(i.index2);
        checkElements(from.element(), to.element());
        v.pop(smaller(to.limits().addressType(), from.limits().addressType()));
        v.pop(from.limits().addressType());
        v.pop(to.limits().addressType());
      }
      case TABLE_INIT -> {
        TableType table = v.table(i.index2);
        checkElements(v.elementType(i.index), table.element());
        v.pop(ValueType.I32);
        v.pop(ValueType.I32);
        v.pop(table.limits().addressType());
      }
      case ELEM_DROP -> v.elementType(i.index);
      case MEMORY_SIZE -> v.push(memory(i.index));
      case MEMORY_GROW -> {
        ValueType address = memory(i.index);
        v.pop(address);
        v.push(address);
      }
      case MEMORY_FILL -> {
        ValueType address = memory(i.index);
        v.pop(address);
        v.pop(ValueType.I32);
        v.pop(address);
      }
      case MEMORY_COPY -> {
        ValueType to = memory(i.index);
        ValueType from = memory(i.index2);
        v.pop(smaller(to, from));
        v.pop(from);
        v.pop(to);
      }
      case MEMORY_INIT -> {
        ValueType address = memory(i.index2);
        v.checkData(i.index);
        v.pop(ValueType.I32);
        v.pop(ValueType.I32);
        v.pop(address);
      }
      case DATA_DROP -> v.checkData(i.index);
      case REF_NULL -> v.push(i.refType);
      case REF_IS_NULL -> {
        v.popReference();
        v.push(ValueType.I32);
      }
      case REF_AS_NON_NULL -> v.push(RefType.of(false, v.popReference().heap()));
      case REF_EQ -> {
        v.pop(RefType.EQREF);
        v.pop(RefType.EQREF);
        v.push(ValueType.I32);
      }
      default -> {
        switch (opcode.immediate()) {
          case MEMARG, MEMARG_LANE -> memoryAccess(i, opcode);
          default -> aggregates.check(i, opcode);
        }
      }
    }
  }

  private void checkElements(RefType from, RefType to) {
    if (!from.isSubtypeOf(to)) {
      throw v.invalid("type mismatch", "elements of type " + from + " do not fit " + to);
    }
  }

  /** The address type of a memory. */
  private ValueType memory(int index) {
    if (Integer.compareUnsigned(index, module.memoryCount()) >= 0) {
      throw v.unknown("memory", index);
    }
    return module.memoryType(index).limits().addressType();
  }

  private static ValueType smaller(ValueType a, ValueType b) {
    return a == ValueType.I64 ? b : a;
  }

  private void memoryAccess(Instruction i, Opcode opcode) {
    ValueType address = memory(i.index);
    int bytes = opcode.accessBytes();
    if (i.align >= 32 || 1L << i.align > bytes) {
      throw v.invalid(
          "alignment must not be larger than natural", "2^" + i.align + " for " + bytes + " bytes");
    }
    if (opcode.prefix() == 0xFE && 1 << i.align != bytes) {
      throw v.invalid("atomic alignment must be natural", bytes + " bytes");
    }
    if (address == ValueType.I32 && i.value >>> 32 != 0) {
      throw v.invalid("offset out of range", Long.toUnsignedString(i.value));
    }
    ValueType[] operands = MemoryRules.operands(opcode);
    if (opcode.immediate() == Immediate.MEMARG_LANE) {
      checkLane(i.index2, 16 / bytes);
    }
    v.pop(operands);
    v.pop(address);
    v.push(MemoryRules.results(opcode));
  }

  void checkLane(int lane, int lanes) {
    if (Integer.compareUnsigned(lane, lanes) >= 0) {
      throw v.invalid("invalid lane index", Integer.toUnsignedString(lane) + " of " + lanes);
    }
  }

  void checkShuffle(Instruction i) {
    for (int lane = 0; lane < 16; lane++) {
      long half = lane < 8 ? i.value : i.valueHigh;
      checkLane((int) (half >>> 8 * (lane & 7)) & 0xFF, 32);
    }
  }
}
