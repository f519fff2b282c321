// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.ValueKind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What goes into and out of one piece of a {@link DividedFunction}. */
final class PieceCode implements PieceHooks {
  private static final int GOTO = 0xA7;
  private static final int IFNE = 0x9A;
  private static final int IFLT = 0x9B;
  private static final int IRETURN = 0xAC;
  private static final String STRING = "java/lang/String";

  private final DividedFunction function;
  private final Piece piece;

  /** The locals that have a value when the piece starts. */
  private final BitSet loaded;

  private int frameSlot = -1;

  /** The parameter that names the entry, and the local that names one of a child. */
  private int entrySlot = -1;

  private int childEntrySlot = -1;
  private int indexSlot = -1;

  /** The JVM labels of the calls of children. */
  private final Map<Piece, Integer> calls = new HashMap<>();

  /**
   * The JVM labels of positions that are not the piece's own, with code of their own at the end.
   */
  private final Map<Integer, Integer> outside = new LinkedHashMap<>();

  PieceCode(DividedFunction function, Piece piece) {
    this.function = function;
    this.piece = piece;
    this.loaded = piece.parent == null ? new BitSet() : function.liveAt(piece.entries);
  }

  private boolean isOutermost() {
    return piece.parent == null;
  }

  // The start

  @Override
  public void begin(Emitter emitter) {
    if (isOutermost()) {
      for (int i = 0; i < emitter.ir.type.paramCount(); i++) {
        emitter.parameterOfLocal(i);
      }
      emitter.parameterInstance();
    } else {
      frameSlot = emitter.code.local(function.className);
      emitter.parameterInstance();
      if (piece.entries.length > 1) {
        entrySlot = emitter.code.local("I");
      }
    }
  }

  @Override
  public void enter(Emitter emitter) {
    if (isOutermost()) {
      frameSlot = emitter.newLocal(function.className, EmitterStack.Value.FRAME);
      initialiseReferences(emitter);
      return;
    }
    int count = piece.entries.length;
    if (count == 0) {
      return;
    }
    if (count == 1) {
      loadTemps(emitter, piece.height, piece.entries[0]);
      if (piece.entries[0] != piece.from) {
        jump(emitter, emitter.labelAt(piece.entries[0]));
      }
      return;
    }
    int[] labels = new int[count];
    boolean[] loads = new boolean[count];
    for (int k = 0; k < count; k++) {
      loads[k] = function.flow.height(piece.entries[k]) > piece.height;
      labels[k] = loads[k] ? emitter.code.newLabel() : -1;
    }
    emitter.code.load("I", entrySlot);
    if (count > Sizes.LARGE_TABLE) {
      largeTable(emitter, piece.entries, labels);
    } else {
      int[] all = new int[count];
      for (int k = 0; k < count; k++) {
        all[k] = loads[k] ? labels[k] : emitter.labelAt(piece.entries[k]);
      }
      dispatch(emitter, all);
    }
    for (int k = 0; k < count; k++) {
      if (loads[k]) {
        emitter.code.bind(labels[k]);
        loadTemps(emitter, piece.height, piece.entries[k]);
        jump(emitter, emitter.labelAt(piece.entries[k]));
      }
    }
  }

  /** Locals of reference types are null at first, which in the frame is not Java's. */
  private void initialiseReferences(Emitter emitter) {
    BitSet live = function.flow.liveAt(0);
    ValueKind[] kinds = emitter.ir.locals;
    for (int x = emitter.ir.type.paramCount(); x < kinds.length; x++) {
      if (kinds[x] == ValueKind.REF && live.get(x)) {
        loadFrame(emitter.code);
        emitter.loadNull();
        putField(emitter.code, function.local(x), ValueKind.REF);
      }
    }
  }

  @Override
  public String fieldOfLocal(int local) {
    return loaded.get(local) ? function.local(local) : null;
  }

  @Override
  public void loadField(MethodCode code, String field, String descriptor) {
    loadFrame(code);
    code.getField(function.className, field, descriptor);
  }

  private void loadFrame(MethodCode code) {
    code.load(function.className, frameSlot);
  }

  private void putField(MethodCode code, String field, ValueKind kind) {
    code.putField(function.className, field, descriptor(kind));
  }

  private static String descriptor(ValueKind kind) {
    return Kinds.descriptorOf(Kinds.type(kind));
  }

  // Values

  private void loadLocal(Emitter emitter, int local) {
    ValueKind kind = emitter.ir.locals[local];
    loadField(emitter.code, function.local(local), descriptor(kind));
    emitter.code.store(Kinds.type(kind), emitter.localSlot(local));
  }

  private void storeLocal(Emitter emitter, int local) {
    ValueKind kind = emitter.ir.locals[local];
    loadFrame(emitter.code);
    emitter.code.load(Kinds.type(kind), emitter.localSlot(local));
    putField(emitter.code, function.local(local), kind);
  }

  private void loadTemps(Emitter emitter, int lowest, int position) {
    int height = function.flow.height(position);
    if (height > lowest) {
      ValueKind[] kinds = function.flow.operands(position);
      for (int p = lowest; p < height; p++) {
        loadField(emitter.code, function.temp(p, kinds[p]), descriptor(kinds[p]));
        emitter.code.store(Kinds.type(kinds[p]), emitter.tempSlot(p, kinds[p]));
      }
    }
  }

  private void storeTemps(Emitter emitter, int lowest, int position) {
    int height = function.flow.height(position);
    if (height > lowest) {
      ValueKind[] kinds = function.flow.operands(position);
      for (int p = lowest; p < height; p++) {
        loadFrame(emitter.code);
        emitter.code.load(Kinds.type(kinds[p]), emitter.tempSlot(p, kinds[p]));
        putField(emitter.code, function.temp(p, kinds[p]), kinds[p]);
      }
    }
  }

  // Jumps

  private static void jump(Emitter emitter, int label) {
    emitter.code.jump(GOTO, label, 0);
    emitter.code.endOfPath();
  }

  /** Jumps to the label that the number on the JVM's stack is the index of. */
  private static void dispatch(Emitter emitter, int[] labels) {
    int last = labels.length - 1;
    if (last == 0) {
      emitter.code.op(0x57, -1); // pop
      jump(emitter, labels[0]);
    } else if (last == 1) {
      emitter.code.jump(IFNE, labels[1], -1);
      jump(emitter, labels[0]);
    } else {
      emitter.code.tableSwitch(Arrays.copyOf(labels, last), labels[last]);
    }
  }

  @Override
  public int labelOutside(Emitter emitter, int position) {
    Piece child = piece.contains(position) ? piece.childAt(position) : null;
    if (child != null && child.entries.length == 1 && !takesTemps(child, position)) {
      return callOf(emitter, child);
    }
    return outside.computeIfAbsent(position, p -> emitter.code.newLabel());
  }

  private int callOf(Emitter emitter, Piece child) {
    return calls.computeIfAbsent(child, c -> emitter.code.newLabel());
  }

  private boolean takesTemps(Piece child, int position) {
    return function.flow.height(position) > child.height;
  }

  private int childEntrySlot(Emitter emitter) {
    if (childEntrySlot < 0) {
      childEntrySlot = emitter.newLocal("I", EmitterStack.Value.ZERO);
    }
    return childEntrySlot;
  }

  /**
   * The label and the number of the child's entry are looked up in two strings: a jump of the JVM
   * for each index would take more than a method may have.
   */
  @Override
  public void largeTable(Emitter emitter, int[] positions, int[] labels) {
    MethodCode code = emitter.code;
    int passing = -1;
    StringBuilder entries = new StringBuilder();
    StringBuilder targets = new StringBuilder();
    Map<Integer, Integer> distinct = new LinkedHashMap<>();
    for (int k = 0; k < labels.length; k++) {
      int label = labels[k];
      int entry = 0;
      if (label < 0) {
        int position = positions[k];
        Piece child = piece.contains(position) ? piece.childAt(position) : null;
        if (child != null && !takesTemps(child, position)) {
          label = callOf(emitter, child);
          entry = Arrays.binarySearch(child.entries, position);
        } else if (!piece.contains(position) && isPassedOn(position)) {
          label = passing < 0 ? passing = code.newLabel() : passing;
          entry = Arrays.binarySearch(piece.exits, position);
        } else {
          label = emitter.labelAt(position);
        }
      }
      Integer known = distinct.putIfAbsent(label, distinct.size());
      targets.append((char) (known != null ? known : distinct.size() - 1));
      entries.append((char) entry);
    }
    if (indexSlot < 0) {
      indexSlot = emitter.newLocal("I", EmitterStack.Value.ZERO);
    }
    int last = labels.length - 1;
    int inside = code.newLabel();
    code.store("I", indexSlot);
    code.load("I", indexSlot);
    code.intConstant(last);
    code.invokeStatic("java/lang/Integer", "compareUnsigned", "(II)I");
    code.jump(IFLT, inside, -1);
    code.intConstant(last);
    code.store("I", indexSlot);
    code.bind(inside);
    charAt(code, entries.toString());
    code.store("I", childEntrySlot(emitter));
    charAt(code, targets.toString());
    dispatch(emitter, distinct.keySet().stream().mapToInt(Integer::intValue).toArray());
    if (passing >= 0) {
      code.bind(passing);
      code.load("I", childEntrySlot(emitter));
      code.op(IRETURN, -1);
      code.endOfPath();
    }
  }

  /** Whether the piece has nothing to store when control goes on to a position outside. */
  private boolean isPassedOn(int position) {
    return !function.flow.liveAt(position).intersects(piece.ownWrites)
        && function.flow.height(position) <= function.lowestOut(piece, position);
  }

  private void charAt(MethodCode code, String text) {
    code.textConstant(text);
    code.load("I", indexSlot);
    code.invokeVirtual(STRING, "charAt", "(I)C");
  }

  // Children

  @Override
  public void call(Emitter emitter, Piece child) {
    if (child.entries.length == 0) {
      return; // it cannot be reached
    }
    MethodCode code = emitter.code;
    if (code.isLive()) {
      emitter.spillFrom(0);
      int arrival = function.flow.arrival(child.from);
      if (arrival == child.from) {
        goIn(emitter, child, arrival);
      } else {
        jump(emitter, emitter.labelAt(arrival));
      }
    }
    code.bind(callOf(emitter, child));
    BitSet stored = function.liveAt(child.entries);
    stored.and(piece.ownWrites);
    stored.and(child.allUses);
    stored.stream().forEach(x -> storeLocal(emitter, x));
    loadFrame(code);
    emitter.loadInstance();
    if (child.entries.length > 1) {
      code.load("I", childEntrySlot(emitter));
    }
    code.line(0); // the trace names the function once, by the innermost piece
    code.invokeStatic(function.className, function.method(child), function.type(child));
    comeOut(emitter, child);
  }

  /** Hands over the operands and tells the entry. */
  private void goIn(Emitter emitter, Piece child, int position) {
    storeTemps(emitter, child.height, position);
    if (child.entries.length > 1) {
      emitter.code.intConstant(Arrays.binarySearch(child.entries, position));
      emitter.code.store("I", childEntrySlot(emitter));
    }
  }

  /** Goes on after a call, by the number on the JVM's stack. */
  private void comeOut(Emitter emitter, Piece child) {
    MethodCode code = emitter.code;
    int ways = child.waysOut();
    if (ways == 0) {
      code.op(0x57, -1); // pop
      code.op(0x01, 1); // aconst_null
      code.op(0xBF, -1); // athrow
      code.endOfPath();
      return;
    }
    BitSet changed = function.liveAt(child.exits);
    changed.and(piece.ownUses);
    changed.and(child.allWrites);
    changed.stream().forEach(x -> loadLocal(emitter, x));
    boolean large = ways > Sizes.LARGE_TABLE / 2;
    int[] labels = new int[ways];
    boolean[] own = new boolean[ways];
    for (int k = 0; k < ways; k++) {
      own[k] =
          k >= child.exits.length
              || function.flow.height(child.exits[k]) > function.lowestOut(child, child.exits[k]);
      labels[k] = own[k] ? code.newLabel() : large ? -1 : emitter.labelAt(child.exits[k]);
    }
    if (large) {
      largeTable(emitter, Arrays.copyOf(child.exits, ways), labels);
    } else {
      dispatch(emitter, labels);
    }
    for (int k = 0; k < ways; k++) {
      if (!own[k]) {
        continue;
      }
      code.bind(labels[k]);
      if (k < child.exits.length) {
        int position = child.exits[k];
        loadTemps(emitter, function.lowestOut(child, position), position);
        jump(emitter, emitter.labelAt(position));
      } else if (child.returns && k == child.exits.length) {
        passReturn(emitter);
      } else {
        passRestart(emitter);
      }
    }
  }

  private void passReturn(Emitter emitter) {
    if (!isOutermost()) {
      exit(emitter, piece.exits.length);
      return;
    }
    ValueKind kind = resultKind(emitter.ir);
    if (kind != null) {
      loadField(emitter.code, function.result(kind), descriptor(kind));
    }
    leave(emitter, kind);
    emitter.code.endOfPath();
  }

  /** The kind of the value that the outermost method returns. */
  private static ValueKind resultKind(FunctionIr ir) {
    if (ir.tailCalls) {
      return ValueKind.REF;
    }
    return ir.type.resultCount() == 0 ? null : ir.type.result(0).kind();
  }

  private void passRestart(Emitter emitter) {
    if (!isOutermost()) {
      exit(emitter, piece.exits.length + (piece.returns ? 1 : 0));
      return;
    }
    for (int k = 0; k < emitter.ir.type.paramCount(); k++) {
      loadLocal(emitter, k);
    }
    emitter.code.jumpToStart();
  }

  private static void exit(Emitter emitter, int number) {
    emitter.code.intConstant(number);
    emitter.code.op(IRETURN, -1);
    emitter.code.endOfPath();
  }

  // The end

  @Override
  public void leave(Emitter emitter, ValueKind kind) {
    if (isOutermost()) {
      if (kind == null) {
        emitter.code.op(0xB1, 0); // return
      } else {
        Signatures.returnKind(emitter.code, kind);
      }
      return;
    }
    if (kind != null) {
      int slot = emitter.newLocal(Kinds.type(kind), EmitterStack.Value.ZERO);
      emitter.code.store(Kinds.type(kind), slot);
      loadFrame(emitter.code);
      emitter.code.load(Kinds.type(kind), slot);
      putField(emitter.code, function.result(kind), kind);
    }
    exit(emitter, piece.exits.length);
  }

  @Override
  public void restart(Emitter emitter) {
    if (isOutermost()) {
      emitter.code.jumpToStart();
      return;
    }
    for (int k = 0; k < emitter.ir.type.paramCount(); k++) {
      storeLocal(emitter, k);
    }
    exit(emitter, piece.exits.length + (piece.returns ? 1 : 0));
  }

  @Override
  public void end(Emitter emitter) {
    if (emitter.code.isLive()) {
      emitter.spillFrom(0);
      jump(emitter, emitter.labelAt(function.flow.arrival(piece.to)));
    }
    outside.forEach(
        (position, label) -> {
          emitter.code.bind(label);
          Piece child = piece.contains(position) ? piece.childAt(position) : null;
          if (child != null) {
            goIn(emitter, child, position);
            jump(emitter, callOf(emitter, child));
          } else {
            goOut(emitter, position);
          }
        });
  }

  private void goOut(Emitter emitter, int position) {
    BitSet stored = (BitSet) function.flow.liveAt(position).clone();
    stored.and(piece.ownWrites);
    stored.stream().forEach(x -> storeLocal(emitter, x));
    storeTemps(emitter, function.lowestOut(piece, position), position);
    exit(emitter, Arrays.binarySearch(piece.exits, position));
  }
}
