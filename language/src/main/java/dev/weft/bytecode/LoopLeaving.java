// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.opcode.Opcode;
import dev.weft.translate.LoopPoints;
import dev.weft.types.FuncType;
import dev.weft.types.RefType;
import dev.weft.types.ValueKind;
import dev.weft.types.ValueType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The way out of the loops of a function that gains nothing as a tree, for the instruments that
 * come while it runs: the function ends by calling its tree, which begins at the start of the loop
 * and does not come back. Locals and operands are arguments of one call, which takes a fraction of
 * the bytes of copying each, and all of it stands apart from the loops: HotSpot's second compiler
 * leaves out what was never reached.
 *
 * <p>Only loops with calls have one. It keeps locals alive at the starts of loops, and where a few
 * registers decide that shows: a matrix multiplication took twice as long.
 */
final class LoopLeaving {
  /** More slots than this are not handed over: a method of the JVM has at most 255. */
  private static final int MOST_SLOTS = 240;

  private static final int IFEQ = 0x99;
  private static final int GOTO = 0xA7;
  private static final String SUPPORT = "dev/weft/bytecode/CallSupport";

  private final Emitter emitter;
  private final FunctionIr ir;
  private final MethodCode code;

  private final ValueKind[][] operands;

  /** The loops that are left, ascending. */
  private final int[] loops;

  private int[] locals;

  /** The local that has the number of the loop to leave, if several do so by the same code. */
  private int loopSlot = -1;

  private int together = -1;

  /**
   * Creates the way out.
   *
   * @param loops the loops of the function, ascending
   * @param operands the kinds of the operands at the start of each block
   */
  LoopLeaving(Emitter emitter, int[] loops, ValueKind[][] operands) {
    this.emitter = emitter;
    this.ir = emitter.ir;
    this.code = emitter.code;
    this.loops = Arrays.stream(loops).filter(ir.loopsLeft::get).toArray();
    this.operands = operands;
  }

  /** Notes which loops of a function can be left: those with calls, if all fits one call. */
  static void find(FunctionIr ir) {
    BitSet left = new BitSet();
    int highest = 0;
    int call = -1;
    for (int i = ir.count - 1; i >= 0; i--) {
      switch (ir.opcodes[i]) {
        case CALL, CALL_INDIRECT, CALL_REF -> call = i; // the next one after what comes now
        case LOOP -> {
          IrBlock loop = ir.block(i);
          if (call >= 0 && call < loop.end) {
            left.set(loop.index);
            highest = Math.max(highest, loop.height + loop.params.length);
          }
        }
        default -> {}
      }
    }
    int slots = 3 + 2 * highest; // the instance, the function and the loop are arguments too
    for (ValueKind kind : ir.locals) {
      slots += Kinds.isWide(kind) ? 2 : 1;
    }
    if (!left.isEmpty() && slots <= MOST_SLOTS) {
      ir.loopsLeft = left;
      ir.loopsHaveOperands = highest > 0;
    }
  }

  /** Whether a loop is left. */
  boolean leaves(IrBlock loop) {
    return Arrays.binarySearch(loops, loop.index) >= 0;
  }

  /**
   * Polls; if there are instruments, the function is left.
   *
   * @param stay the JVM label to go on at otherwise
   */
  void poll(IrBlock loop, int stay) {
    int number = Arrays.binarySearch(loops, loop.index);
    emitter.mark(loop.start);
    emitter.loadInstance();
    code.intConstant(ir.functionIndex);
    code.intConstant(0);
    code.invokeStatic(SUPPORT, "round", "(L" + Kinds.INSTANCE + ";II)I");
    code.jump(IFEQ, stay, -1);
    if (operands[loop.index].length > 0) {
      leave(operands[loop.index], number);
      return;
    }
    if (together < 0) {
      together = code.newLabel();
      loopSlot = loops.length > 1 ? emitter.newLocal("I", EmitterStack.Value.ZERO) : -1;
    }
    if (loopSlot >= 0) {
      code.intConstant(number);
      code.store("I", loopSlot);
    }
    code.jump(GOTO, together, 0);
    code.endOfPath();
  }

  /**
   * Writes what the loops have in common.
   *
   * @return the loops that are left; null if there are none
   */
  LoopPoints emit() {
    if (together >= 0) {
      code.bind(together);
      leave(new ValueKind[0], -1);
    }
    return loops.length == 0 ? null : points();
  }

  /** Calls the tree and returns what that does. */
  private void leave(ValueKind[] above, int number) {
    List<ValueType> types = new ArrayList<>();
    for (int x : locals()) {
      code.load(Kinds.type(ir.locals[x]), emitter.localSlot(x));
      types.add(type(ir.locals[x]));
    }
    for (int p = 0; p < above.length; p++) {
      code.load(Kinds.type(above[p]), emitter.tempSlot(p, above[p]));
      types.add(type(above[p]));
    }
    emitter.loadInstance();
    code.intConstant(ir.functionIndex);
    if (number >= 0 || loopSlot < 0) {
      code.intConstant(Math.max(number, 0));
    } else {
      code.load("I", loopSlot);
    }
    code.line(0); // the trace has the frame of the tree
    FuncType values = new FuncType(types.toArray(ValueType[]::new), new ValueType[0]);
    code.invokeStatic(
        Signatures.INSTANCE_OF_VM.leavingClass(values), "call", Signatures.leavingCall(values));
    if (ir.tailCalls) {
      Signatures.returnKind(code, ValueKind.REF);
    } else {
      Signatures.unboxResult(code, ir.type);
    }
    code.endOfPath();
  }

  private static ValueType type(ValueKind kind) {
    return switch (kind) {
      case I32 -> ValueType.I32;
      case I64 -> ValueType.I64;
      case F32 -> ValueType.F32;
      case F64 -> ValueType.F64;
      case V128 -> ValueType.V128;
      case REF -> RefType.ANYREF;
    };
  }

  /** The locals that are handed over: those that can be read after one of the loops' starts. */
  private int[] locals() {
    if (locals == null) {
      locals = read().stream().filter(emitter::isUsed).toArray();
    }
    return locals;
  }

  /**
   * The locals that may be read before they are written after the start of one of the loops. In one
   * pass: what is written counts as such as far as the block it is written in, since whatever goes
   * past it goes to the end of that block, or of one around it.
   */
  private BitSet read() {
    BitSet read = new BitSet();
    BitSet written = new BitSet();
    ArrayDeque<BitSet> blocks = new ArrayDeque<>();
    blocks.push(new BitSet());
    boolean started = false;
    for (int i = 0; i < ir.count; i++) {
      switch (ir.opcodes[i]) {
        case BLOCK, LOOP, IF -> {
          blocks.push(new BitSet());
          if (ir.opcodes[i] == Opcode.LOOP && leaves(ir.block(i))) {
            started = true;
            written.clear();
          }
        }
        case ELSE -> {
          written.andNot(blocks.pop());
          blocks.push(new BitSet());
        }
        case END -> written.andNot(blocks.pop());
        case LOCAL_GET -> {
          if (started && !written.get(ir.a[i])) {
            read.set(ir.a[i]);
          }
        }
        case LOCAL_SET, LOCAL_TEE -> {
          if (!written.get(ir.a[i])) {
            written.set(ir.a[i]);
            blocks.element().set(ir.a[i]);
          }
        }
        default -> {}
      }
    }
    return read;
  }

  /** The loops; the tree is entered at each of them, and not left. */
  private LoopPoints points() {
    int[] offsets = new int[loops.length];
    boolean[] entries = new boolean[loops.length];
    for (int n = 0; n < loops.length; n++) {
      offsets[n] = ir.offsets[ir.blocks.get(loops[n]).start];
    }
    Arrays.fill(entries, true);
    return new LoopPoints(offsets, entries, ir.locals.length, locals());
  }
}
