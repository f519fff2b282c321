// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.translate.LoopPoints;
import dev.weft.types.ValueKind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The code that runs each time a loop of a piece starts again. Rounds are counted, and when so many
 * were done the loop is left for a poll and entered again: to HotSpot these are two loops, of which
 * the inner one has no call for the poll, so that it can keep the address and the size of the
 * memory in registers.
 *
 * <p>In functions that may become trees ({@link LoopPromotion}) the way to the poll is also the way
 * to the tree and back: there all locals and operands are in JVM locals, from which they are copied
 * to a {@code LoopState} and into which they come back, perhaps for another loop. In others there
 * is a way out alone ({@link LoopLeaving}).
 */
final class LoopRounds {
  private static final int GOTO = 0xA7;
  private static final int IFEQ = 0x99;
  private static final int IFLT = 0x9B;
  private static final int IF_ICMPLT = 0xA1;
  private static final int IF_ICMPGE = 0xA2;
  private static final String SUPPORT = "dev/weft/bytecode/CallSupport";
  static final String STATE = "dev/weft/runtime/LoopState";
  private static final String INSTANCE = "L" + Kinds.INSTANCE + ";";

  private final Emitter emitter;
  private final FunctionIr ir;
  private final MethodCode code;
  private final boolean handsOver;

  /** Whether some loops are left for the tree if there are instruments, which is for good. */
  private final boolean leaves;

  private final int pollRounds;

  /** The JVM labels at which the rounds of loops are counted, or -1. */
  private final int[] rounds;

  /** The JVM labels at which loops are entered again after a poll, or -1. */
  private final int[] starts;

  /** The JVM labels of the polls of loops whose rounds are also counted elsewhere, or -1. */
  private final int[] polls;

  /** The ways back that do not come by the start of their loop, by the JVM label they lead to. */
  private final Map<Integer, Jump> jumps = new LinkedHashMap<>();

  /** What such ways have in common: the position to poll at, and the JVM label of the poll. */
  private record Jump(int position, int poll) {}

  /** The kinds of the operands at the start of each loop. */
  private final ValueKind[][] operands;

  /** The way out for instruments, if there is one. */
  private LoopLeaving leaving;

  /** The versions of loops without checks; null if there are none. */
  private LoopVersions versions;

  private int counterSlot = -1;
  private int checkedSlot = -1;
  private LoopPoints entries;

  /**
   * Creates the code of a piece.
   *
   * @param handsOver whether the function may become a tree
   */
  LoopRounds(Emitter emitter, TierPolicy policy, boolean handsOver) {
    this.pollRounds = policy.pollRounds();
    this.emitter = emitter;
    this.ir = emitter.ir;
    this.code = emitter.code;
    this.handsOver = handsOver;
    this.leaves = !handsOver && emitter.flow == null && emitter.ir.loopsLeft != null;
    int count = ir.blocks.size();
    this.rounds = new int[count];
    this.starts = new int[count];
    this.polls = new int[count];
    this.operands = handsOver || leaves ? new ValueKind[count][] : null;
    Arrays.fill(rounds, -1);
    Arrays.fill(starts, -1);
    Arrays.fill(polls, -1);
  }

  /** Writes what comes before the label of a loop. */
  void begin(IrBlock loop) {
    if (operands != null) {
      emitter.spillFrom(0);
      ValueKind[] kinds = new ValueKind[emitter.height()];
      for (int p = 0; p < kinds.length; p++) {
        kinds[p] = emitter.kind(p);
      }
      operands[loop.index] = kinds;
    }
    if (code.isLive()) {
      starts[loop.index] = code.newLabel();
      code.bind(starts[loop.index]);
      code.op(0, 0); // nop: without it both labels were one place, and the loops one loop
    }
  }

  /** Has loops emitted twice. */
  void setVersions(LoopVersions versions) {
    this.versions = versions;
  }

  /** The JVM label that branches back to the start of a loop jump to. */
  int label(IrBlock loop) {
    if (versions != null && versions.isUnchecked(loop)) {
      return versions.rounds();
    }
    if (rounds[loop.index] < 0) {
      rounds[loop.index] = code.newLabel();
    }
    return rounds[loop.index];
  }

  /** Whether a branch goes to where the rounds of a loop are counted. */
  boolean isJumpedTo(IrBlock loop) {
    return rounds[loop.index] >= 0;
  }

  /** Counts a round of a loop whose start, as far as its dispatch, is copied to here. */
  void count(IrBlock loop) {
    if (polls[loop.index] < 0) {
      polls[loop.index] = code.newLabel();
    }
    code.increment(counterSlot(), 1);
    code.load("I", counterSlot());
    code.intConstant(pollRounds);
    code.jump(IF_ICMPGE, polls[loop.index], -2);
  }

  /** Counts a round of a loop in a piece that goes on at a label without the loop's start. */
  void count(int position, int label) {
    int poll = jumps.computeIfAbsent(label, l -> new Jump(position, code.newLabel())).poll;
    code.increment(counterSlot(), 1);
    code.load("I", counterSlot());
    code.intConstant(pollRounds);
    code.jump(IF_ICMPGE, poll, -2);
  }

  /** Polls on the ways to labels that do not come by the start of the loop. */
  private void emitJumps() {
    jumps.forEach(
        (label, jump) -> {
          code.bind(jump.poll);
          code.intConstant(0);
          code.store("I", counterSlot());
          emitter.poll(jump.position);
          code.jump(GOTO, label, 0);
          code.endOfPath();
        });
  }

  /** The loops in which the function can become a tree, or null. */
  LoopPoints loopPoints() {
    return entries;
  }

  /**
   * Counts rounds. One for all loops: in nested ones with one each, polls would be too far apart.
   */
  int counterSlot() {
    if (counterSlot < 0) {
      counterSlot = emitter.newLocal("I", EmitterStack.Value.ZERO);
    }
    return counterSlot;
  }

  /**
   * Counts the rounds that are not those of a version without checks, if there is such a version.
   */
  private int checkedSlot() {
    if (checkedSlot < 0) {
      checkedSlot = emitter.newLocal("I", EmitterStack.Value.ZERO);
    }
    return checkedSlot;
  }

  /** Writes the code at the labels, apart from the rest. */
  void emit() {
    emitJumps();
    int[] loops = new int[rounds.length];
    int count = 0;
    for (int k = 0; k < rounds.length; k++) {
      if (rounds[k] >= 0 || polls[k] >= 0) {
        loops[count++] = k;
      }
    }
    if (count == 0) {
      return;
    }
    loops = Arrays.copyOf(loops, count);
    Transfer transfer = handsOver ? new Transfer(loops) : null;
    leaving = leaves ? new LoopLeaving(emitter, loops, operands) : null;
    for (int n = 0; n < count; n++) {
      IrBlock loop = ir.blocks.get(loops[n]);
      if (versions != null && versions.bindRounds(loop)) {
        code.increment(counterSlot(), 1);
        code.load("I", counterSlot());
        code.load("I", versions.limitSlot());
        code.jump(IF_ICMPLT, versions.start(loop), -2);
        code.load("I", counterSlot());
        code.intConstant(pollRounds);
        int full = code.newLabel();
        code.jump(IF_ICMPGE, full, -2);
        start(loop);
        code.bind(full);
        poll(transfer, n, loop);
      }
      if (rounds[loop.index] >= 0) {
        code.bind(rounds[loop.index]);
        if (transfer != null && transfer.isNest(loop)) {
          transfer.goIfWanted(n, loop);
        }
        if (transfer != null && versions != null) {
          code.increment(checkedSlot(), 1);
        }
        code.increment(counterSlot(), 1);
        code.load("I", counterSlot());
        code.intConstant(pollRounds);
        code.jump(IF_ICMPLT, emitter.label(loop), -2);
      }
      if (polls[loop.index] >= 0) {
        code.bind(polls[loop.index]);
      }
      poll(transfer, n, loop);
    }
    if (transfer != null) {
      transfer.emit();
      entries = new LoopPoints(transfer.offsets(), transfer.entries(), ir.locals.length, null);
    } else if (leaving != null) {
      entries = leaving.emit();
    }
  }

  /** Polls, and enters the loop again. */
  private void poll(Transfer transfer, int number, IrBlock loop) {
    code.intConstant(0);
    code.store("I", counterSlot());
    if (transfer != null) {
      transfer.poll(number, loop);
    } else if (leaving != null && leaving.leaves(loop)) {
      leaving.poll(loop, startLabel(loop));
    } else {
      emitter.poll(loop.start);
      start(loop);
    }
  }

  /** Enters a loop again. */
  private void start(IrBlock loop) {
    code.jump(GOTO, startLabel(loop), 0);
    code.endOfPath();
  }

  private int startLabel(IrBlock loop) {
    int start = starts[loop.index];
    return start >= 0 ? start : emitter.label(loop);
  }

  /** Copies a local to an element of a {@code LoopState}. */
  static void storeState(MethodCode code, int state, int element, ValueKind kind, int slot) {
    code.load(Kinds.type(kind), slot);
    code.load(STATE, state);
    code.intConstant(element);
    code.invokeStatic(SUPPORT, "setState", "(" + Kinds.descriptor(kind) + "L" + STATE + ";I)V");
  }

  /** The way to the tree and back. */
  private final class Transfer {
    private final int[] loops;
    private final int stateSlot = emitter.newLocal(STATE, EmitterStack.Value.ZERO);
    private final int loopSlot = emitter.newLocal("I", EmitterStack.Value.ZERO);
    private final int wantedSlot = emitter.newLocal("I", EmitterStack.Value.ZERO);
    private final int together = code.newLabel();

    /** The loops that have others in them. */
    private final BitSet nests = new BitSet();

    Transfer(int[] loops) {
      this.loops = loops;
      for (int k : loops) {
        IrBlock outer = loopAround(ir.blocks.get(k));
        while (outer != null) {
          nests.set(outer.index);
          outer = loopAround(outer);
        }
      }
    }

    /** The next loop around a block; blocks of that kind that nothing branches back to are none. */
    private IrBlock loopAround(IrBlock block) {
      IrBlock outer = block.parent;
      while (outer != null && rounds[outer.index] < 0 && polls[outer.index] < 0) {
        outer = outer.parent;
      }
      return outer;
    }

    /** Whether the tree is entered at each loop. */
    boolean[] entries() {
      boolean[] entries = new boolean[loops.length];
      for (int n = 0; n < loops.length; n++) {
        entries[n] = loopAround(ir.blocks.get(loops[n])) == null;
      }
      return entries;
    }

    /** Whether a loop is in no other and has others in it: where the tree is entered for those. */
    boolean isNest(IrBlock loop) {
      return nests.get(loop.index) && loopAround(loop) == null;
    }

    /** Goes to the tree if a loop inside wanted it. */
    void goIfWanted(int number, IrBlock loop) {
      int skip = code.newLabel();
      code.load("I", wantedSlot);
      code.jump(IFEQ, skip, -1);
      code.intConstant(0);
      code.store("I", wantedSlot);
      newState();
      leave(number, loop);
      code.bind(skip);
    }

    /** Makes room for the operands of any loop: the tree may be left at another one. */
    private void newState() {
      int most = Arrays.stream(loops).map(k -> operands[k].length).max().orElseThrow();
      code.intConstant(ir.locals.length + most);
      code.invokeStatic(SUPPORT, "newState", "(I)L" + STATE + ";");
      code.store(STATE, stateSlot);
    }

    int[] offsets() {
      return Arrays.stream(loops).map(k -> ir.offsets[ir.blocks.get(k).start]).toArray();
    }

    /** Polls; if it is time for the tree, goes there, or has the loop outside go there. */
    void poll(int number, IrBlock loop) {
      emitter.mark(loop.start);
      emitter.loadInstance();
      code.intConstant(ir.functionIndex);
      if (polls[loop.index] >= 0) {
        code.intConstant(0); // faster in this form than as a tree
      } else if (versions == null) {
        code.intConstant(pollRounds);
      } else {
        code.load("I", checkedSlot());
        code.intConstant(0);
        code.store("I", checkedSlot());
      }
      code.invokeStatic(SUPPORT, "round", "(" + INSTANCE + "II)I");
      if (loopAround(loop) != null) {
        code.store("I", wantedSlot);
        start(loop);
        return;
      }
      code.jump(IFEQ, startLabel(loop), -1);
      newState();
      leave(number, loop);
    }

    /** Copies the operands and goes on with the locals. */
    private void leave(int number, IrBlock loop) {
      ValueKind[] kinds = operands[loop.index];
      for (int p = 0; p < kinds.length; p++) {
        store(kinds[p], emitter.tempSlot(p, kinds[p]), ir.locals.length + p);
      }
      code.intConstant(number);
      code.store("I", loopSlot);
      code.jump(GOTO, together, 0);
      code.endOfPath();
    }

    void emit() {
      code.bind(together);
      for (int x = 0; x < ir.locals.length; x++) {
        if (emitter.isUsed(x)) {
          store(ir.locals[x], emitter.localSlot(x), x);
        }
      }
      code.load(STATE, stateSlot);
      emitter.loadInstance();
      code.intConstant(ir.functionIndex);
      code.load("I", loopSlot);
      code.line(0); // the trace has the frame of the tree
      code.invokeStatic(SUPPORT, "enterTree", "(L" + STATE + ";" + INSTANCE + "II)I");
      code.store("I", loopSlot);
      int ended = code.newLabel();
      code.load("I", loopSlot);
      code.jump(IFLT, ended, -1);
      for (int x = 0; x < ir.locals.length; x++) {
        if (emitter.isUsed(x)) {
          load(ir.locals[x], emitter.localSlot(x), x);
        }
      }
      comeBack();
      code.bind(ended);
      code.load(STATE, stateSlot);
      code.getField(STATE, "result", "Ljava/lang/Object;");
      if (ir.tailCalls) {
        Signatures.returnKind(code, ValueKind.REF);
      } else {
        Signatures.unboxResult(code, ir.type);
      }
      code.endOfPath();
    }

    /** Goes on at the loop that the tree was left at. */
    private void comeBack() {
      int[] labels = new int[loops.length];
      for (int n = 0; n < loops.length; n++) {
        labels[n] = code.newLabel();
      }
      if (loops.length > 1) {
        code.load("I", loopSlot);
        int last = loops.length - 1;
        code.tableSwitch(Arrays.copyOf(labels, last), labels[last]);
      } else {
        code.jump(GOTO, labels[0], 0);
        code.endOfPath();
      }
      for (int n = 0; n < loops.length; n++) {
        code.bind(labels[n]);
        IrBlock loop = ir.blocks.get(loops[n]);
        ValueKind[] kinds = operands[loop.index];
        for (int p = 0; p < kinds.length; p++) {
          load(kinds[p], emitter.tempSlot(p, kinds[p]), ir.locals.length + p);
        }
        start(loop);
      }
    }

    private void store(ValueKind kind, int slot, int element) {
      storeState(code, stateSlot, element, kind, slot);
    }

    private void load(ValueKind kind, int slot, int element) {
      code.load(STATE, stateSlot);
      code.intConstant(element);
      code.invokeStatic(
          SUPPORT, "state" + kind.name(), "(L" + STATE + ";I)" + Kinds.descriptor(kind));
      code.store(Kinds.type(kind), slot);
    }
  }
}
