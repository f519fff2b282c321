// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.opcode.Immediate;
import dev.weft.opcode.Opcode;
import dev.weft.types.ValueType;

/**
 * The types of instructions with a memory argument, apart from the address: read off their names in
 * the opcode table.
 */
final class MemoryRules {

  private static final ValueType[] NONE = {};
  private static final ValueType[][] OPERANDS;
  private static final ValueType[][] RESULTS;

  static {
    Opcode[] opcodes = Opcode.values();
    OPERANDS = new ValueType[opcodes.length][];
    RESULTS = new ValueType[opcodes.length][];
    for (Opcode opcode : opcodes) {
      if (opcode.immediate() == Immediate.MEMARG || opcode.immediate() == Immediate.MEMARG_LANE) {
        describe(opcode);
      }
    }
  }

  private MemoryRules() {}

  private static void describe(Opcode opcode) {
    int i = opcode.ordinal();
    String name = opcode.text();
    switch (opcode) {
      case MEMORY_ATOMIC_NOTIFY -> set(i, list(ValueType.I32), list(ValueType.I32));
      case MEMORY_ATOMIC_WAIT32 -> set(i, list(ValueType.I32, ValueType.I64), list(ValueType.I32));
      case MEMORY_ATOMIC_WAIT64 -> set(i, list(ValueType.I64, ValueType.I64), list(ValueType.I32));
      default -> {
        ValueType type =
            switch (name.substring(0, name.indexOf('.'))) {
              case "i32" -> ValueType.I32;
              case "i64" -> ValueType.I64;
              case "f32" -> ValueType.F32;
              case "f64" -> ValueType.F64;
              default -> ValueType.V128;
            };
        if (name.contains(".store")) {
          set(i, list(type), NONE);
        } else if (name.contains("cmpxchg")) {
          set(i, list(type, type), list(type));
        } else if (name.contains(".rmw") || name.contains("_lane")) {
          set(i, list(type), list(type));
        } else {
          set(i, NONE, list(type));
        }
      }
    }
  }

  private static void set(int ordinal, ValueType[] operands, ValueType[] results) {
    OPERANDS[ordinal] = operands;
    RESULTS[ordinal] = results;
  }

  private static ValueType[] list(ValueType... types) {
    return types;
  }

  /** Returns the types of the operands after the address. */
  static ValueType[] operands(Opcode opcode) {
    return OPERANDS[opcode.ordinal()];
  }

  /** Returns the types of the results. */
  static ValueType[] results(Opcode opcode) {
    return RESULTS[opcode.ordinal()];
  }
}
