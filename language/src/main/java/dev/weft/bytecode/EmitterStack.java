// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.ValueKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the operands are while a piece is emitted: on the JVM's stack (those are in order, and
 * above no others), in the temp of their position, or not loaded yet.
 */
abstract class EmitterStack {
  private static final byte STACK = 0;
  private static final byte TEMP = 1;
  private static final byte LOCAL = 2;
  private static final byte CONSTANT = 3;

  private static final ValueKind[] KINDS = ValueKind.values();

  final MethodCode code;

  private ValueKind[] kinds = new ValueKind[32];
  private byte[] states = new byte[32];

  /** The local, or the raw bits of the constant. */
  private long[] data = new long[32];

  /** Whether pending constants go to their temps at the start of a block, too. */
  private final boolean spillsConstants;

  private int height;
  private int onStack;
  private int locals;

  private final ValueKind[] localKinds;
  private final int[] localSlots;
  private int[] temps = new int[8 * KINDS.length];

  /** What initialises the locals that are no parameters: type, slot and value in a row. */
  private final List<Initial> initials = new ArrayList<>();

  private record Initial(String type, int slot, Value value, String field) {}

  /** What a JVM local holds at first. */
  enum Value {
    /** Zero or null. */
    ZERO,
    /** The null of WebAssembly. */
    NULL,
    /** The instance's memory 0. */
    MEMORY,
    /** A new object for the values that pieces share. */
    FRAME,
    /** What a field of that object holds. */
    FIELD
  }

  EmitterStack(MethodCode code, ValueKind[] localKinds, boolean spillsConstants) {
    this.code = code;
    this.spillsConstants = spillsConstants;
    this.localKinds = localKinds;
    this.localSlots = new int[localKinds.length];
    Arrays.fill(localSlots, -1);
    Arrays.fill(temps, -1);
  }

  // JVM locals

  /** Adds a JVM local that the prologue initialises. */
  final int newLocal(String type, Value value) {
    int slot = code.local(type);
    initials.add(new Initial(type, slot, value, null));
    return slot;
  }

  /** Adds a JVM local that the prologue initialises with a field of the shared object. */
  private int newLocalOfField(String type, String field) {
    int slot = code.local(type);
    initials.add(new Initial(type, slot, Value.FIELD, field));
    return slot;
  }

  /** The field that holds a local when the piece starts, or null if it has no value yet. */
  abstract String fieldOfLocal(int local);

  /** Writes code that pushes a field of the object for the values that pieces share. */
  abstract void loadField(MethodCode to, String field, String descriptor);

  /** Declares that the next parameter of the method is a local of the function. */
  final void parameterOfLocal(int local) {
    localSlots[local] = code.local(Kinds.type(localKinds[local]));
  }

  /** Declares that the next parameter of the method is a temp. */
  final void parameterOfTemp(int position, ValueKind kind) {
    temps[tempIndex(position, kind)] = code.local(Kinds.type(kind));
  }

  /** The JVM local of a local. */
  final int localSlot(int local) {
    int slot = localSlots[local];
    if (slot < 0) {
      ValueKind kind = localKinds[local];
      String field = fieldOfLocal(local);
      slot =
          field != null
              ? newLocalOfField(Kinds.type(kind), field)
              : newLocal(Kinds.type(kind), kind == ValueKind.REF ? Value.NULL : Value.ZERO);
      localSlots[local] = slot;
    }
    return slot;
  }

  /** Whether a local has a JVM local, because the code so far uses it or it is a parameter. */
  final boolean isUsed(int local) {
    return localSlots[local] >= 0;
  }

  private int tempIndex(int position, ValueKind kind) {
    int index = position * KINDS.length + kind.ordinal();
    if (index >= temps.length) {
      int old = temps.length;
      temps = Arrays.copyOf(temps, Math.max(index + 1, 2 * old));
      Arrays.fill(temps, old, temps.length, -1);
    }
    return index;
  }

  /** The JVM local of a temp. */
  final int tempSlot(int position, ValueKind kind) {
    int index = tempIndex(position, kind);
    if (temps[index] < 0) {
      temps[index] = newLocal(Kinds.type(kind), Value.ZERO);
    }
    return temps[index];
  }

  /** Writes the prologue that initialises all JVM locals that are no parameters. */
  final MethodCode prologue(int instanceSlot) {
    if (initials.isEmpty()) {
      return null;
    }
    MethodCode prologue = new MethodCode(code.owner());
    for (Initial initial : initials) {
      switch (initial.value) {
        case NULL -> prologue.getStatic(Kinds.NULL, "INSTANCE", "L" + Kinds.NULL + ";");
        case MEMORY -> {
          prologue.load(Kinds.INSTANCE, instanceSlot);
          prologue.getField(Kinds.INSTANCE, "memory0", "L" + Kinds.MEMORY + ";");
        }
        case FRAME -> {
          prologue.newObject(initial.type);
          prologue.op(0x59, 1); // dup
          prologue.invokeSpecial(initial.type, "<init>", "()V");
        }
        case FIELD -> {
          loadField(prologue, initial.field, Kinds.descriptorOf(initial.type));
        }
        case ZERO -> {
          switch (initial.type) {
            case "I" -> prologue.op(0x03, 1);
            case "J" -> prologue.op(0x09, 2);
            case "F" -> prologue.op(0x0B, 1);
            case "D" -> prologue.op(0x0E, 2);
            default -> prologue.op(0x01, 1);
          }
        }
      }
      prologue.store(initial.type, initial.slot);
    }
    return prologue;
  }

  // Operands

  final int height() {
    return height;
  }

  final ValueKind kind(int position) {
    return kinds[position];
  }

  private void push(ValueKind kind, byte state, long value) {
    if (height == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * height);
      states = Arrays.copyOf(states, 2 * height);
      data = Arrays.copyOf(data, 2 * height);
    }
    kinds[height] = kind;
    states[height] = state;
    data[height++] = value;
    if (state == STACK) {
      onStack++;
    } else if (state == LOCAL) {
      locals++;
    }
  }

  /** What is known of the operands at a place. */
  record State(
      int height, int onStack, int locals, ValueKind[] kinds, byte[] states, long[] data) {}

  final State state() {
    return new State(height, onStack, locals, kinds.clone(), states.clone(), data.clone());
  }

  final void setState(State state) {
    height = state.height;
    onStack = state.onStack;
    locals = state.locals;
    kinds = state.kinds;
    states = state.states;
    data = state.data;
  }

  /** The code so far left a value on the JVM's stack. */
  final void pushResult(ValueKind kind) {
    push(kind, STACK, 0);
  }

  final void pushLocal(int local) {
    push(localKinds[local], LOCAL, local);
  }

  final void pushConstant(ValueKind kind, long bits) {
    push(kind, CONSTANT, bits);
  }

  /** Pushes an operand that is in its temp. */
  final void pushTemp(ValueKind kind) {
    push(kind, TEMP, 0);
  }

  final void pushTemps(ValueKind[] all) {
    for (ValueKind kind : all) {
      pushTemp(kind);
    }
  }

  /** Forgets operands that were consumed or can no longer be used. */
  final void drop(int count) {
    for (int i = 0; i < count; i++) {
      set(--height, TEMP);
    }
  }

  final void truncate(int newHeight) {
    drop(height - newHeight);
  }

  private void set(int position, byte state) {
    byte old = states[position];
    if (old == STACK) {
      onStack--;
    } else if (old == LOCAL) {
      locals--;
    }
    states[position] = state;
    if (state == STACK) {
      onStack++;
    }
  }

  /** Whether an operand is a constant. */
  final boolean isConstant(int fromTop) {
    return states[height - 1 - fromTop] == CONSTANT;
  }

  /** The raw bits of a constant. */
  final long constant(int fromTop) {
    return data[height - 1 - fromTop];
  }

  final boolean isOnStack(int fromTop) {
    return states[height - 1 - fromTop] == STACK;
  }

  /** Whether an operand is a local not loaded yet. */
  final boolean isLocal(int fromTop, int local) {
    int position = height - 1 - fromTop;
    return states[position] == LOCAL && data[position] == local;
  }

  /** Writes code that pushes an operand which is not on the JVM's stack. */
  private void load(int position) {
    ValueKind kind = kinds[position];
    switch (states[position]) {
      case TEMP -> code.load(Kinds.type(kind), tempSlot(position, kind));
      case LOCAL -> code.load(Kinds.type(kind), localSlot((int) data[position]));
      default -> {
        long bits = data[position];
        switch (kind) {
          case I32 -> code.intConstant((int) bits);
          case I64 -> code.longConstant(bits);
          case F32 -> code.floatConstant((int) bits);
          case F64 -> code.doubleConstant(bits);
          default -> code.getStatic(Kinds.NULL, "INSTANCE", "L" + Kinds.NULL + ";");
        }
      }
    }
  }

  /** Pops the JVM's stack into the temp of a position. */
  private void storeTemp(int position) {
    ValueKind kind = kinds[position];
    code.store(Kinds.type(kind), tempSlot(position, kind));
    set(position, TEMP);
  }

  /** Puts the topmost operands onto the JVM's stack, in order and together. */
  final void materialize(int count) {
    int first = height - count;
    while (first < height && states[first] == STACK) {
      first++;
    }
    if (first == height) {
      return;
    }
    int top = height - 1;
    while (top > first && states[top] != STACK) {
      top--;
    }
    if (top > first) {
      if (top == height - 1
          && first == height - 2
          && !Kinds.isWide(kinds[first])
          && !Kinds.isWide(kinds[top])) {
        load(first);
        set(first, STACK);
        code.op(0x5F, 0); // swap
        return;
      }
      for (int i = top; i > first; i--) {
        if (states[i] == STACK) {
          storeTemp(i);
        }
      }
    }
    for (int i = first; i < height; i++) {
      load(i);
      set(i, STACK);
    }
  }

  /** Puts whatever is on the JVM's stack into temps. */
  final void clearStack() {
    for (int i = height - 1; onStack > 0; i--) {
      if (states[i] == STACK) {
        storeTemp(i);
      }
    }
  }

  /**
   * Prepares for a branch: puts its topmost operands onto the JVM's stack alone, and the {@code
   * arity} operands below into their temps, where the label expects them.
   *
   * @param block whether a block begins, so that no read of a local may stay pending
   */
  final void prepareBranch(int operands, int arity, boolean block) {
    int below = onStack;
    for (int i = height - operands; i < height; i++) {
      below -= states[i] == STACK ? 1 : 0;
    }
    if (below > 0) {
      clearStack();
    }
    int first = height - operands - arity;
    for (int i = first; i < height - operands; i++) {
      if (states[i] != TEMP) {
        load(i);
        storeTemp(i);
      }
    }
    if (block) {
      spillBelow(first);
    }
    materialize(operands);
  }

  /** Puts those of the topmost operands into their temps that are on the JVM's stack. */
  final void clearTop(int count) {
    for (int i = height - 1; i >= height - count; i--) {
      if (states[i] == STACK) {
        storeTemp(i);
      }
    }
  }

  /** Puts operands from a position on into their temps, whatever they were. */
  final void spillFrom(int position) {
    clearStack();
    for (int i = position; i < height; i++) {
      if (states[i] != TEMP) {
        load(i);
        storeTemp(i);
      }
    }
  }

  /** Prepares for a block: all operands but constants below its parameters go to their temps. */
  final void spillForBlock(int params) {
    clearStack();
    spillBelow(height - params);
    spillFrom(height - params);
  }

  /** Puts operands below a position into their temps that are not on the JVM's stack. */
  private void spillBelow(int position) {
    for (int i = position - 1; i >= 0 && (locals > 0 || spillsConstants); i--) {
      if (states[i] == LOCAL || spillsConstants && states[i] == CONSTANT) {
        load(i);
        storeTemp(i);
      }
    }
  }

  /** Takes care that a local can be overwritten: pending reads of it are done now. */
  final void spillReadsOf(int local) {
    for (int i = height - 1; i >= 0 && locals > 0; i--) {
      if (states[i] == LOCAL && data[i] == local) {
        load(i);
        storeTemp(i);
      }
    }
  }

  /**
   * Moves the topmost operands into the temps of another height. Nothing stays on the JVM's stack;
   * the operands' own places are no longer valid.
   */
  final void moveTo(int target, int count) {
    int source = height - count;
    clearTop(count);
    if (source == target) {
      for (int i = source; i < height; i++) {
        if (states[i] != TEMP) {
          load(i);
          storeTemp(i);
        }
      }
    } else {
      for (int i = 0; i < count; i++) {
        ValueKind kind = kinds[source + i];
        load(source + i);
        code.store(Kinds.type(kind), tempSlot(target + i, kind));
      }
    }
    popRest(source);
  }

  /** Pops what is on the JVM's stack below a position. */
  final void popRest(int position) {
    for (int i = position - 1; onStack > 0 && i >= 0; i--) {
      if (states[i] == STACK) {
        if (Kinds.isWide(kinds[i])) {
          code.op(0x58, -2);
        } else {
          code.op(0x57, -1);
        }
        set(i, TEMP);
      }
    }
  }

  /** Copies operands in their temps to the temps of another height; they stay where they are. */
  final void copyTemps(int target, int count) {
    int source = height - count;
    for (int i = 0; i < count; i++) {
      ValueKind kind = kinds[source + i];
      load(source + i);
      code.store(Kinds.type(kind), tempSlot(target + i, kind));
    }
  }
}
