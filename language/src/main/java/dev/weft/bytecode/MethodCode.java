// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import java.util.Arrays;

/**
 * The code of one method: instructions, labels, lines and stack map frames. At every label the
 * operand stack is empty and every local holds a value of its type, so that one full frame
 * describes them all; the only exception is a label at the very start, where only parameters hold
 * values.
 *
 * <p>The body is written first; {@link #finish} puts the prologue before it that initialises all
 * locals the body turned out to use.
 */
final class MethodCode {
  /** Offsets of jumps have 16 bits; nothing near this size would be compiled anyway. */
  static final int MAX_SIZE = 32_000;

  private final ClassWriter owner;
  private final int limit;
  private final Bytes code = new Bytes(512);

  /** Per local, in order: I, J, F, D or the internal name of a class. */
  private String[] localTypes = new String[16];

  private int[] localSlots = new int[16];
  private int localCount;
  private int slotCount;
  private int parameterCount;

  /** Whether control can arrive at the next instruction. */
  private boolean live = true;

  private int depth;
  private int maxDepth;

  private int[] labels = new int[32];
  private int labelCount;

  /** Triples: where the offset is, the instruction it is relative to, and the label. */
  private int[] jumps = new int[96];

  private int jumpCount;

  /** Positions of bytes of 4 instead of 2. */
  private boolean[] wideJumps = new boolean[32];

  private int[] lines = new int[32];
  private int lineCount;

  private int bodyStart;
  private Bytes finished;

  MethodCode(ClassWriter owner) {
    this(owner, MAX_SIZE);
  }

  /**
   * Creates the code of a method.
   *
   * @param limit the most bytes of the body; what is larger need not be written to its end
   */
  MethodCode(ClassWriter owner, int limit) {
    this.owner = owner;
    this.limit = limit;
  }

  ClassWriter owner() {
    return owner;
  }

  /** Whether control can arrive at the next instruction. */
  boolean isLive() {
    return live;
  }

  /** How many bytes the body has so far. */
  int size() {
    return finished != null ? finished.size : code.size;
  }

  /**
   * Ends a body that is too large already.
   *
   * @throws TooLarge if it has more bytes than the limit
   */
  void checkSize() {
    if (code.size > limit) {
      throw new TooLarge();
    }
  }

  // Locals

  /**
   * Adds a local and returns its slot.
   *
   * @param type I, J, F, D or the internal name of a class
   */
  int local(String type) {
    if (localCount == localTypes.length) {
      localTypes = Arrays.copyOf(localTypes, 2 * localCount);
      localSlots = Arrays.copyOf(localSlots, 2 * localCount);
    }
    int slot = slotCount;
    localTypes[localCount] = type;
    localSlots[localCount++] = slot;
    slotCount += isWide(type) ? 2 : 1;
    if (slotCount > 0xFFFF) {
      throw new TooLarge();
    }
    return slot;
  }

  /** The locals so far are the parameters. */
  void endParameters() {
    parameterCount = localCount;
  }

  static boolean isWide(String type) {
    return type.equals("J") || type.equals("D");
  }

  // Instructions

  /** Writes an instruction without operands. */
  void op(int opcode, int change) {
    code.u1(opcode);
    adjust(change);
  }

  void adjust(int change) {
    depth += change;
    if (depth > maxDepth) {
      maxDepth = depth;
    }
  }

  /** The instruction just written does not go on: the stack is empty for what follows. */
  void endOfPath() {
    depth = 0;
    live = false;
  }

  void load(String type, int slot) {
    int kind = loadKind(type);
    access(0x15 + kind, 0x1A + 4 * kind, slot);
    adjust(isWide(type) ? 2 : 1);
  }

  void store(String type, int slot) {
    int kind = loadKind(type);
    access(0x36 + kind, 0x3B + 4 * kind, slot);
    adjust(isWide(type) ? -2 : -1);
  }

  private static int loadKind(String type) {
    return switch (type) {
      case "I" -> 0;
      case "J" -> 1;
      case "F" -> 2;
      case "D" -> 3;
      default -> 4;
    };
  }

  private void access(int opcode, int shortForm, int slot) {
    if (slot < 4) {
      code.u1(shortForm + slot);
    } else if (slot < 256) {
      code.u1(opcode);
      code.u1(slot);
    } else {
      code.u1(0xC4);
      code.u1(opcode);
      code.u2(slot);
    }
  }

  void increment(int slot, int by) {
    if (slot < 256) {
      code.u1(0x84);
      code.u1(slot);
      code.u1(by);
    } else {
      code.u1(0xC4);
      code.u1(0x84);
      code.u2(slot);
      code.u2(by);
    }
  }

  void intConstant(int value) {
    if (value >= -1 && value <= 5) {
      code.u1(3 + value);
    } else if (value == (byte) value) {
      code.u1(0x10);
      code.u1(value);
    } else if (value == (short) value) {
      code.u1(0x11);
      code.u2(value);
    } else {
      constant(owner.integer(value));
    }
    adjust(1);
  }

  private void constant(int index) {
    if (index < 256) {
      code.u1(0x12);
      code.u1(index);
    } else {
      code.u1(0x13);
      code.u2(index);
    }
  }

  void longConstant(long value) {
    if (value == 0 || value == 1) {
      code.u1(9 + (int) value);
      adjust(2);
    } else if (value == (short) value) {
      intConstant((int) value);
      op(0x85, 1);
    } else {
      code.u1(0x14);
      code.u2(owner.longNumber(value));
      adjust(2);
    }
  }

  void floatConstant(int bits) {
    if (bits == 0) {
      code.u1(0x0B);
    } else {
      constant(owner.floatBits(bits));
    }
    adjust(1);
  }

  void doubleConstant(long bits) {
    if (bits == 0) {
      code.u1(0x0E);
    } else {
      code.u1(0x14);
      code.u2(owner.doubleBits(bits));
    }
    adjust(2);
  }

  void getField(String ownerName, String name, String type) {
    code.u1(0xB4);
    code.u2(owner.field(ownerName, name, type));
    adjust(isWide(type) ? 1 : 0);
  }

  void stringConstant(String text) {
    constant(owner.string(text));
    adjust(1);
  }

  void putField(String ownerName, String name, String type) {
    code.u1(0xB5);
    code.u2(owner.field(ownerName, name, type));
    adjust(isWide(type) ? -3 : -2);
  }

  /** Pushes a string of any characters, not only of ASCII. */
  void textConstant(String text) {
    constant(owner.text(text));
    adjust(1);
  }

  void getStatic(String ownerName, String name, String type) {
    code.u1(0xB2);
    code.u2(owner.field(ownerName, name, type));
    adjust(isWide(type) ? 2 : 1);
  }

  void invokeStatic(String ownerName, String name, String type) {
    code.u1(0xB8);
    code.u2(owner.method(ownerName, name, type));
    adjust(effect(type));
  }

  void invokeVirtual(String ownerName, String name, String type) {
    code.u1(0xB6);
    code.u2(owner.method(ownerName, name, type));
    adjust(effect(type) - 1);
  }

  void invokeSpecial(String ownerName, String name, String type) {
    code.u1(0xB7);
    code.u2(owner.method(ownerName, name, type));
    adjust(effect(type) - 1);
  }

  void checkCast(String className) {
    code.u1(0xC0);
    code.u2(owner.classRef(className));
  }

  void newObject(String className) {
    code.u1(0xBB);
    code.u2(owner.classRef(className));
    adjust(1);
  }

  void newArray(String className) {
    code.u1(0xBD);
    code.u2(owner.classRef(className));
  }

  /** How a call changes the depth of the stack, the receiver left out. */
  private static int effect(String type) {
    int change = 0;
    int i = 1;
    while (type.charAt(i) != ')') {
      char c = type.charAt(i);
      change -= c == 'J' || c == 'D' ? 2 : 1;
      while (c == '[') {
        c = type.charAt(++i);
      }
      i = c == 'L' ? type.indexOf(';', i) + 1 : i + 1;
    }
    char result = type.charAt(i + 1);
    return switch (result) {
      case 'V' -> change;
      case 'J', 'D' -> change + 2;
      default -> change + 1;
    };
  }

  // Labels

  int newLabel() {
    if (labelCount == labels.length) {
      labels = Arrays.copyOf(labels, 2 * labelCount);
    }
    labels[labelCount] = -1;
    return labelCount++;
  }

  void bind(int label) {
    labels[label] = code.size;
    depth = 0;
    live = true;
  }

  /** Jumps to a label; the operands of a condition are on the stack and nothing else. */
  void jump(int opcode, int label, int change) {
    checkSize();
    addJump(code.size + 1, code.size, label, false);
    code.u1(opcode);
    code.u2(0);
    adjust(change);
  }

  /** Jumps to the start of the method, before the locals are initialised. */
  void jumpToStart() {
    jump(0xA7, START, 0);
    endOfPath();
  }

  private static final int START = -2;

  private void addJump(int at, int from, int label, boolean wide) {
    if (3 * jumpCount == jumps.length) {
      jumps = Arrays.copyOf(jumps, 2 * jumps.length);
      wideJumps = Arrays.copyOf(wideJumps, 2 * wideJumps.length);
    }
    jumps[3 * jumpCount] = at;
    jumps[3 * jumpCount + 1] = from;
    jumps[3 * jumpCount + 2] = label;
    wideJumps[jumpCount++] = wide;
  }

  /** Writes tableswitch from 0 on. */
  void tableSwitch(int[] targets, int otherwise) {
    checkSize();
    int from = code.size;
    code.u1(0xAA);
    while ((code.size & 3) != 0) {
      code.u1(0);
    }
    addJump(code.size, from, otherwise, true);
    code.u4(0);
    code.u4(0);
    code.u4(targets.length - 1);
    for (int target : targets) {
      addJump(code.size, from, target, true);
      code.u4(0);
    }
    adjust(-1);
    endOfPath();
  }

  /** Gives the next instruction a number by which stack traces name it. */
  void line(int line) {
    if (2 * lineCount == lines.length) {
      lines = Arrays.copyOf(lines, 2 * lines.length);
    }
    lines[2 * lineCount] = code.size;
    lines[2 * lineCount++ + 1] = line;
  }

  // The end

  /**
   * Puts the prologue before the body. Its length is a multiple of four, so that the padding of
   * switches stays right.
   *
   * @param prologue initialises the locals that are no parameters, or null
   */
  void finish(MethodCode prologue) {
    Bytes all = new Bytes(code.size + 64);
    if (prologue != null) {
      all.bytes(prologue.code);
      maxDepth = Math.max(maxDepth, prologue.maxDepth);
      while ((all.size & 3) != 0) {
        all.u1(0);
      }
    }
    bodyStart = all.size;
    all.bytes(code);
    for (int i = 0; i < jumpCount; i++) {
      int at = jumps[3 * i] + bodyStart;
      int from = jumps[3 * i + 1] + bodyStart;
      int label = jumps[3 * i + 2];
      int offset = (label == START ? 0 : labels[label] + bodyStart) - from;
      if (wideJumps[i]) {
        all.putU4(at, offset);
      } else if (offset != (short) offset) {
        throw new TooLarge();
      } else {
        all.putU2(at, offset);
      }
    }
    if (all.size > 0xFFFF) {
      throw new TooLarge();
    }
    finished = all;
  }

  /** Writes the method's attribute Code. */
  void writeAttribute(Bytes out) {
    if (finished == null) {
      finish(null);
    }
    Bytes frames = frames();
    int lineBytes = lineCount == 0 ? 0 : 8 + 4 * lineCount;
    int frameBytes = frames == null ? 0 : 6 + frames.size;
    out.u2(owner.utf8("Code"));
    out.u4(12 + finished.size + lineBytes + frameBytes);
    out.u2(maxDepth);
    out.u2(slotCount);
    out.u4(finished.size);
    out.bytes(finished);
    out.u2(0);
    out.u2((lineCount == 0 ? 0 : 1) + (frames == null ? 0 : 1));
    if (lineCount > 0) {
      out.u2(owner.utf8("LineNumberTable"));
      out.u4(2 + 4 * lineCount);
      out.u2(lineCount);
      for (int i = 0; i < lineCount; i++) {
        out.u2(lines[2 * i] + bodyStart);
        out.u2(lines[2 * i + 1]);
      }
    }
    if (frames != null) {
      out.u2(owner.utf8("StackMapTable"));
      out.u4(frames.size);
      out.bytes(frames);
    }
  }

  /** The stack map: a frame at each place that is jumped to; null if there is none. */
  private Bytes frames() {
    int[] places = new int[jumpCount];
    for (int i = 0; i < jumpCount; i++) {
      int label = jumps[3 * i + 2];
      // Without a prologue there are no locals but parameters.
      int start = bodyStart == 0 ? 0 : -1;
      places[i] = label == START ? start : labels[label] + bodyStart;
    }
    Arrays.sort(places);
    Bytes out = null;
    int count = 0;
    int before = -1;
    boolean full = true;
    for (int i = 0; i < places.length; i++) {
      int place = Math.max(places[i], 0);
      if (i > 0 && places[i] == places[i - 1]) {
        continue;
      }
      if (out == null) {
        out = new Bytes(64);
        out.u2(0);
      }
      boolean start = places[i] < 0;
      int delta = place - before - 1;
      if (start || full) {
        out.u1(255);
        out.u2(delta);
        int locals = start ? parameterCount : localCount;
        out.u2(locals);
        for (int k = 0; k < locals; k++) {
          verificationType(out, localTypes[k]);
        }
        out.u2(0);
        full = start;
      } else if (delta < 64) {
        out.u1(delta);
      } else {
        out.u1(251);
        out.u2(delta);
      }
      before = place;
      count++;
    }
    if (out != null) {
      out.putU2(0, count);
    }
    return out;
  }

  private void verificationType(Bytes out, String type) {
    switch (type) {
      case "I" -> out.u1(1);
      case "F" -> out.u1(2);
      case "D" -> out.u1(3);
      case "J" -> out.u1(4);
      default -> {
        out.u1(7);
        out.u2(owner.classRef(type));
      }
    }
  }
}
