// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.binary.Instruction;
import dev.weft.module.Module;
import dev.weft.opcode.Feature;
import dev.weft.opcode.Opcode;
import dev.weft.types.FuncType;
import dev.weft.types.ValueKind;
import dev.weft.types.ValueType;
import dev.weft.validation.FunctionSink;
import dev.weft.validation.FunctionValidator;
import java.util.ArrayList;
import java.util.Arrays;

/** Writes a function down as {@link FunctionIr} while the validator goes through its body. */
final class Recorder implements FunctionSink {
  private static final ValueKind[] NONE = {};

  private final Module module;
  private FunctionIr ir;

  /** The kinds of the operands; only kept in reachable code. */
  private ValueKind[] stack = new ValueKind[64];

  private int height;
  private boolean live;

  /** The open blocks, the function first; null for one that opened in dead code. */
  private final ArrayList<IrBlock> open = new ArrayList<>();

  /** Whether the operands before each operator are recorded, which only division needs. */
  private final boolean withShapes;

  Recorder(Module module, boolean withShapes) {
    this.module = module;
    this.withShapes = withShapes;
  }

  /** The function, once the validator has gone through it. */
  FunctionIr ir() {
    return ir;
  }

  @Override
  public void begin(FunctionValidator v) {
    ValueKind[] locals = new ValueKind[v.localCount()];
    for (int i = 0; i < locals.length; i++) {
      locals[i] = v.localType(i).kind();
    }
    ir = new FunctionIr(v.functionIndex(), v.type(), locals);
    if (withShapes) {
      ir.shapes = new Shapes();
    }
    IrBlock function =
        new IrBlock(IrBlock.Kind.FUNCTION, 0, null, NONE, kinds(v.type().results()), 0, -1);
    ir.blocks.add(function);
    open.add(function);
    live = true;
  }

  @Override
  public void finish(FunctionValidator v) {}

  private static ValueKind[] kinds(ValueType[] types) {
    if (types.length == 0) {
      return NONE;
    }
    ValueKind[] kinds = new ValueKind[types.length];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = types[i].kind();
    }
    return kinds;
  }

  private IrBlock label(int depth) {
    return open.get(open.size() - 1 - depth);
  }

  private void push(ValueKind kind) {
    if (height == stack.length) {
      stack = Arrays.copyOf(stack, 2 * height);
    }
    stack[height++] = kind;
  }

  private void push(ValueType[] types) {
    for (ValueType type : types) {
      push(type.kind());
    }
  }

  private void push(ValueKind[] kinds) {
    for (ValueKind kind : kinds) {
      push(kind);
    }
  }

  private int add(Instruction i) {
    return add(i.opcode, i.offset, i.index, i.index2, i.value);
  }

  private int add(Opcode opcode, int offset, int a, int b, long value) {
    int at = ir.add(opcode, offset, height, a, b, value);
    if (ir.shapes != null) {
      ir.shapes.note(at, stack, height);
    }
    return at;
  }

  @Override
  public void instruction(Instruction i, FunctionValidator v) {
    switch (i.opcode) {
      case BLOCK, LOOP, IF -> open(i);
      case ELSE -> otherwise(i);
      case END -> close(i);
      default -> {
        if (live) {
          record(i);
        }
      }
    }
  }

  private void open(Instruction i) {
    if (!live) {
      open.add(null);
      return;
    }
    FuncType type = i.blockType;
    IrBlock.Kind kind =
        switch (i.opcode) {
          case BLOCK -> IrBlock.Kind.BLOCK;
          case LOOP -> IrBlock.Kind.LOOP;
          default -> IrBlock.Kind.IF;
        };
    int index = ir.blocks.size();
    int at = add(i.opcode, i.offset, index, 0, 0);
    if (kind == IrBlock.Kind.IF) {
      height--;
    }
    IrBlock parent = innermost();
    IrBlock block =
        new IrBlock(
            kind,
            index,
            parent,
            kinds(type.params()),
            kinds(type.results()),
            height - type.paramCount(),
            at);
    parent.children.add(block);
    ir.blocks.add(block);
    open.add(block);
  }

  /** The innermost open block; only called in reachable code, which is in no dead block. */
  private IrBlock innermost() {
    return open.get(open.size() - 1);
  }

  private void otherwise(Instruction i) {
    IrBlock block = innermost();
    if (block == null) {
      return;
    }
    block.otherwise = add(Opcode.ELSE, i.offset, block.index, live ? 1 : 0, 0);
    if (live) {
      // The end of the first arm goes to the label like a branch.
      block.branches++;
    }
    height = block.height;
    push(block.params);
    live = true;
  }

  private void close(Instruction i) {
    IrBlock block = open.remove(open.size() - 1);
    if (block == null) {
      return;
    }
    block.fallsThrough = live;
    block.end = add(Opcode.END, i.offset, block.index, live ? 1 : 0, 0);
    live = block.endsReachable();
    height = block.height;
    push(block.results);
    if (block.parent != null) {
      block.parent.reads.or(block.reads);
      block.parent.writes.or(block.writes);
    }
  }

  private void record(Instruction i) {
    switch (i.opcode) {
      case NOP -> {}
      case UNREACHABLE -> {
        add(i);
        live = false;
      }
      case BR -> {
        branch(Opcode.BR, i.offset, label(i.index));
        live = false;
      }
      case RETURN -> {
        branch(Opcode.BR, i.offset, ir.function());
        live = false;
      }
      case BR_IF -> {
        branch(Opcode.BR_IF, i.offset, label(i.index));
        height--;
      }
      case BR_ON_NULL -> branch(Opcode.BR_ON_NULL, i.offset, label(i.index));
      case BR_ON_NON_NULL -> {
        branch(Opcode.BR_ON_NON_NULL, i.offset, label(i.index));
        height--;
      }
      case BR_TABLE -> {
        int[] targets = new int[i.labelCount + 1];
        for (int k = 0; k < targets.length; k++) {
          IrBlock label = label(k < i.labelCount ? i.labels[k] : i.index);
          targets[k] = label.index;
          label.branches++;
        }
        add(i.opcode, i.offset, ir.tables.size(), 0, 0);
        ir.tables.add(targets);
        live = false;
      }
      case CALL -> {
        FuncType callee = module.functionType(i.index).funcType();
        call(i, callee, callee.paramCount());
      }
      case CALL_INDIRECT, CALL_REF -> {
        FuncType callee = module.type(i.index).funcType();
        call(i, callee, callee.paramCount() + 1);
      }
      case RETURN_CALL -> {
        if (i.index == ir.functionIndex) {
          ir.selfCalls = true;
        } else {
          ir.tailCalls = true;
        }
        add(i);
        live = false;
      }
      case RETURN_CALL_INDIRECT, RETURN_CALL_REF -> {
        ir.tailCalls = true;
        add(i);
        live = false;
      }
      case DROP -> {
        add(i.opcode, i.offset, stack[height - 1].ordinal(), 0, 0);
        height--;
      }
      case SELECT, SELECT_T -> {
        add(Opcode.SELECT, i.offset, stack[height - 2].ordinal(), 0, 0);
        height -= 2;
      }
      case LOCAL_GET -> {
        innermost().reads.set(i.index);
        add(i);
        push(ir.locals[i.index]);
      }
      case LOCAL_SET -> {
        innermost().writes.set(i.index);
        add(i);
        height--;
      }
      case LOCAL_TEE -> {
        innermost().writes.set(i.index);
        add(i);
      }
      default -> operator(i);
    }
  }

  private void branch(Opcode opcode, int offset, IrBlock label) {
    label.branches++;
    add(opcode, offset, label.index, 0, 0);
  }

  private void call(Instruction i, FuncType callee, int operands) {
    ir.calls = true;
    add(i);
    height -= operands;
    push(callee.results());
  }

  private void operator(Instruction i) {
    add(i);
    Opcode opcode = i.opcode;
    if (opcode.feature() == Feature.THREADS) {
      height -= AtomicEmitter.operands(opcode);
      ValueKind result = AtomicEmitter.result(opcode);
      if (result != null) {
        push(result);
      }
      return;
    }
    if (opcode.params() != null) {
      height -= opcode.params().length;
      push(opcode.results());
      return;
    }
    switch (opcode) {
      case GLOBAL_GET -> push(module.globalType(i.index).type().kind());
      case GLOBAL_SET, DATA_DROP, ELEM_DROP -> {
        if (opcode == Opcode.GLOBAL_SET) {
          height--;
        }
      }
      case REF_NULL, REF_FUNC -> push(ValueKind.REF);
      case REF_IS_NULL -> stack[height - 1] = ValueKind.I32;
      case REF_EQ -> {
        height -= 2;
        push(ValueKind.I32);
      }
      case REF_AS_NON_NULL -> {}
      case MEMORY_SIZE -> push(module.memoryType(i.index).limits().addressType().kind());
      case TABLE_SIZE -> push(module.tableType(i.index).limits().addressType().kind());
      case MEMORY_GROW -> {}
      case TABLE_GROW -> {
        height -= 2;
        push(module.tableType(i.index).limits().addressType().kind());
      }
      case TABLE_GET -> stack[height - 1] = ValueKind.REF;
      case TABLE_SET -> height -= 2;
      case MEMORY_FILL, MEMORY_COPY, MEMORY_INIT, TABLE_FILL, TABLE_COPY, TABLE_INIT -> height -= 3;
      case I32_STORE,
          I64_STORE,
          F32_STORE,
          F64_STORE,
          I32_STORE8,
          I32_STORE16,
          I64_STORE8,
          I64_STORE16,
          I64_STORE32 ->
          height -= 2;
      case I32_LOAD, I32_LOAD8_S, I32_LOAD8_U, I32_LOAD16_S, I32_LOAD16_U ->
          stack[height - 1] = ValueKind.I32;
      case I64_LOAD,
          I64_LOAD8_S,
          I64_LOAD8_U,
          I64_LOAD16_S,
          I64_LOAD16_U,
          I64_LOAD32_S,
          I64_LOAD32_U ->
          stack[height - 1] = ValueKind.I64;
      case F32_LOAD -> stack[height - 1] = ValueKind.F32;
      case F64_LOAD -> stack[height - 1] = ValueKind.F64;
      default -> throw new NotEmittable(opcode.text());
    }
  }
}
