// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.opcode.AtomicOperation;
import dev.weft.opcode.Opcode;
import dev.weft.types.ValueKind;

/** Emits the instructions of the threads proposal, as calls of {@link AtomicOperators}. */
final class AtomicEmitter {
  private static final String OPERATORS = "dev/weft/bytecode/AtomicOperators";

  private AtomicEmitter() {}

  /** The kind of the result, null if there is none. */
  static ValueKind result(Opcode opcode) {
    return switch (AtomicOperation.of(opcode)) {
      case STORE, FENCE -> null;
      case NOTIFY, WAIT -> ValueKind.I32;
      default -> opcode.text().startsWith("i64") ? ValueKind.I64 : ValueKind.I32;
    };
  }

  /** How many operands there are, the address included. */
  static int operands(Opcode opcode) {
    AtomicOperation operation = AtomicOperation.of(opcode);
    return operation == AtomicOperation.FENCE ? 0 : 1 + operation.operands();
  }

  /** Emits the instruction at a position. */
  static void emit(Emitter emitter, int i) {
    Opcode opcode = emitter.ir.opcodes[i];
    AtomicOperation operation = AtomicOperation.of(opcode);
    MethodCode code = emitter.code;
    if (operation == AtomicOperation.FENCE) {
      code.invokeStatic(OPERATORS, "fence", "()V");
      return;
    }
    emitter.mark(i);
    int operands = operands(opcode);
    emitter.materialize(operands);
    StringBuilder type = new StringBuilder("(");
    for (int k = operands; k > 0; k--) {
      type.append(Kinds.descriptor(emitter.kind(emitter.height() - k)));
    }
    emitter.loadMemory(emitter.ir.a[i]);
    code.longConstant(emitter.ir.values[i]);
    code.intConstant(operation.ordinal());
    code.intConstant(opcode.accessBytes());
    type.append('L').append(Kinds.MEMORY).append(";JII)J");
    code.invokeStatic(OPERATORS, "access", type.toString());
    emitter.drop(operands);
    ValueKind result = result(opcode);
    if (result == null) {
      code.op(0x58, -2); // pop2
      return;
    }
    if (result == ValueKind.I32) {
      code.op(0x88, -1); // l2i
    }
    emitter.pushResult(result);
  }
}
