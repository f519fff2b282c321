// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.translate.LoopPoints;
import dev.weft.module.Module;
import dev.weft.opcode.Opcode;
import dev.weft.types.ValueKind;
import java.util.Arrays;

/**
 * Emits one {@link Piece} of a function as one JVM method: control flow and locals; calls are with
 * {@link CallEmitter}, the other operators with {@link OperatorEmitter}.
 */
final class Emitter extends EmitterStack {
  private static final int GOTO = 0xA7;
  private static final int IFNE = 0x9A;
  private static final int IF_ACMPEQ = 0xA5;
  private static final int IF_ACMPNE = 0xA6;
  private static final String SUPPORT = "dev/weft/bytecode/CallSupport";

  final Module module;
  final FunctionIr ir;
  final Piece piece;
  private final PieceHooks hooks;

  /** Of a divided function; null for one that is a single piece. */
  private final Flow flow;

  /** The class that has the loads and stores. */
  final String memoryAccess;

  private final Positions positions;
  private final OperatorEmitter operators;
  private final CallEmitter calls;

  private int instanceSlot = -1;
  private int memorySlot = -1;

  /** The JVM label of each block's label, and of the second arm of each if; -1 for none yet. */
  private final int[] labels;

  private final int[] otherwise;

  /** Of a divided function: the JVM labels of positions that are no labels of blocks, or -1. */
  private final int[] extras;

  private final LoopRounds rounds;

  /** The loops that are emitted twice; null if there are none. */
  private final LoopVersions versions;

  /** The dispatches of loops that are emitted several times; null if there are none. */
  private final DispatchCopies copies;

  /** The operator or the start of the child that is being written. */
  private int here;

  private int directJumps;

  /** The operator at which the next child starts, or the end of the piece. */
  private int horizon;

  /** The jump that is taken if the condition computed last holds, its operands on the stack. */
  private int condition;

  Emitter(
      Module module,
      FunctionIr ir,
      Piece piece,
      PieceHooks hooks,
      Flow flow,
      Signatures signatures,
      Positions positions,
      Homes homes,
      String memoryAccess,
      TierPolicy policy,
      boolean mayBecomeTree,
      LinearLoop[] linear,
      DispatchCopies copies,
      MethodCode code) {
    // Pieces and trees find all operands in temps, constants too.
    super(code, ir.locals, flow != null || mayBecomeTree);
    this.module = module;
    this.ir = ir;
    this.piece = piece;
    this.hooks = hooks;
    this.flow = flow;
    this.extras = flow == null ? null : new int[ir.count];
    this.positions = positions;
    this.memoryAccess = memoryAccess;
    this.labels = new int[ir.blocks.size()];
    this.otherwise = new int[ir.blocks.size()];
    Arrays.fill(labels, -1);
    Arrays.fill(otherwise, -1);
    if (flow != null) {
      Arrays.fill(extras, -1);
    }
    this.operators = new OperatorEmitter(this);
    this.calls = new CallEmitter(this, hooks, signatures, homes);
    this.rounds = new LoopRounds(this, policy, mayBecomeTree);
    this.versions = linear == null ? null : new LoopVersions(this, rounds, linear, policy);
    this.copies = copies;
  }

  /** Declares that the next parameter of the method is the instance. */
  void parameterInstance() {
    instanceSlot = code.local(Kinds.INSTANCE);
  }

  int instanceSlot() {
    return instanceSlot;
  }

  void loadInstance() {
    code.load(Kinds.INSTANCE, instanceSlot);
  }

  void loadMemory(int index) {
    if (index == 0) {
      if (memorySlot < 0) {
        memorySlot = newLocal(Kinds.MEMORY, Value.MEMORY);
      }
      code.load(Kinds.MEMORY, memorySlot);
    } else {
      loadInstance();
      code.getField(Kinds.INSTANCE, "memories", "[L" + Kinds.MEMORY + ";");
      code.intConstant(index);
      code.op(0x32, -1); // aaload
    }
  }

  /** Notes the position of an operator that can trap or call. */
  void mark(int i) {
    code.line(positions.line(ir.offsets[i]));
  }

  /** Emits the piece; the method can be written then. */
  void emit() {
    hooks.begin(this);
    code.endParameters();
    if (flow != null) {
      pushTemps(flow.operands(piece.from)); // those below the piece's height are never touched
    }
    int tree = -1;
    if (piece.parent == null) {
      boolean polls = ir.calls || ir.selfCalls;
      if (polls) {
        mark(0);
      }
      loadInstance();
      code.invokeStatic(SUPPORT, polls ? "enter" : "wantsTree", "(L" + Kinds.INSTANCE + ";)Z");
      tree = code.newLabel();
      code.jump(IFNE, tree, -1);
    }
    hooks.enter(this);
    int i = piece.from;
    int next = 0;
    while (i < piece.to) {
      Piece child = next < piece.children.size() ? piece.children.get(next) : null;
      here = i;
      if (child != null && child.from == i) {
        hooks.call(this, child);
        i = child.to;
        next++;
        if (i < piece.to) {
          reset(i);
        }
        continue;
      }
      horizon = child == null ? piece.to : child.from;
      if (flow != null && extras[i] >= 0) {
        if (code.isLive()) {
          spillFrom(0);
        }
        code.bind(extras[i]);
        reset(i);
      }
      i = next(i);
    }
    hooks.end(this);
    rounds.emit();
    if (tree >= 0) {
      code.bind(tree);
      code.line(0); // the trace has the frame of the tree
      int[] slots = new int[ir.type.paramCount()];
      Arrays.setAll(slots, this::localSlot);
      Forwarders.goOnAsTree(code, ir.type, slots, instanceSlot, ir.functionIndex, ir.tailCalls);
      code.endOfPath();
    }
    code.finish(prologue(instanceSlot));
  }

  /** The loops in which the function can become a tree, or null. */
  LoopPoints loopPoints() {
    return rounds.loopPoints();
  }

  @Override
  String fieldOfLocal(int local) {
    return hooks.fieldOfLocal(local);
  }

  @Override
  void loadField(MethodCode to, String field, String descriptor) {
    hooks.loadField(to, field, descriptor);
  }

  /** All operands are in their temps, as when control arrives at a position. */
  private void reset(int position) {
    truncate(0);
    pushTemps(flow.operands(position));
  }

  private int next(int i) {
    int next = operator(i);
    code.checkSize();
    return next;
  }

  /** Emits what is in a loop, as if it had not been emitted before. */
  void emitInside(IrBlock loop) {
    forgetLabels(loop);
    int i = loop.start + 1;
    while (i < loop.end) {
      i = next(i);
    }
  }

  private void forgetLabels(IrBlock block) {
    for (IrBlock child : block.children) {
      labels[child.index] = -1;
      otherwise[child.index] = -1;
      forgetLabels(child);
    }
  }

  /** The loops that are emitted twice, or null. */
  LoopVersions versions() {
    return versions;
  }

  /** Emits an operator and perhaps those after it; returns the next one. */
  private int operator(int i) {
    switch (ir.opcodes[i]) {
      case BLOCK, LOOP -> {
        return open(i);
      }
      case IF -> {
        return openIf(i);
      }
      case ELSE -> otherwise(i);
      case END -> close(i);
      case UNREACHABLE -> {
        mark(i);
        code.invokeStatic(SUPPORT, "unreachable", "()Ljava/lang/RuntimeException;");
        code.op(0xBF, -1); // athrow
        code.endOfPath();
      }
      case BR -> branch(i);
      case BR_IF -> branchIf(ir.block(i));
      case BR_TABLE -> branchTable(ir.tables.get(ir.a[i]));
      case BR_ON_NULL -> branchOnNull(ir.block(i));
      case BR_ON_NON_NULL -> branchOnNonNull(ir.block(i));
      case CALL, CALL_INDIRECT, CALL_REF, RETURN_CALL, RETURN_CALL_INDIRECT, RETURN_CALL_REF ->
          calls.emit(i);
      case DROP -> {
        if (isOnStack(0)) {
          boolean wide = Kinds.isWide(kind(height() - 1));
          code.op(wide ? 0x58 : 0x57, wide ? -2 : -1);
        }
        drop(1);
      }
      case LOCAL_GET -> pushLocal(ir.a[i]);
      case LOCAL_SET -> setLocal(ir.a[i]);
      case LOCAL_TEE -> {
        setLocal(ir.a[i]);
        pushLocal(ir.a[i]);
      }
      default -> {
        return comparison(i);
      }
    }
    return i + 1;
  }

  private void setLocal(int local) {
    if (isLocal(0, local)) {
      drop(1);
      return;
    }
    materialize(1);
    drop(1);
    spillReadsOf(local);
    ValueKind kind = ir.locals[local];
    code.store(Kinds.type(kind), localSlot(local));
  }

  // Blocks

  private int open(int i) {
    IrBlock block = ir.block(i);
    spillForBlock(block.params.length);
    if (block.kind == IrBlock.Kind.LOOP && (block.branches > 0 || labels[block.index] >= 0)) {
      rounds.begin(block);
      if (versions != null && versions.has(block)) {
        return versions.emit(block);
      }
      code.bind(label(block));
      if (piece.isEntry(i)) {
        // Each round may be a call of the piece, in which a counter would start anew.
        poll(i);
      }
    }
    return i + 1;
  }

  /** Looks for requests of other threads. */
  void poll(int position) {
    mark(position);
    loadInstance();
    code.invokeStatic(SUPPORT, "poll", "(L" + Kinds.INSTANCE + ";)V");
  }

  private int openIf(int i) {
    IrBlock block = ir.block(i);
    int jump = takeCondition(block.params.length, true);
    int target;
    if (flow != null) {
      target = labelAt(Flow.secondArm(block));
      code.jump(negated(jump), target, -operandsOf(jump));
      return i + 1;
    }
    target = code.newLabel();
    if (block.otherwise >= 0) {
      otherwise[block.index] = target;
    } else {
      labels[block.index] = target;
    }
    code.jump(negated(jump), target, -operandsOf(jump));
    return i + 1;
  }

  private void otherwise(int i) {
    IrBlock block = ir.block(i);
    if (flow == null ? ir.b[i] == 1 : code.isLive()) {
      moveTo(block.height, block.results.length);
      code.jump(GOTO, labelOf(block), 0);
    }
    truncate(block.height);
    code.endOfPath();
    if (flow == null) {
      code.bind(otherwise[block.index]);
    }
    pushTemps(block.params);
  }

  private void close(int i) {
    IrBlock block = ir.block(i);
    boolean arrives = flow == null ? ir.b[i] == 1 : code.isLive();
    if (block.kind == IrBlock.Kind.FUNCTION) {
      if (arrives) {
        calls.returnResults();
        code.endOfPath();
      }
      return;
    }
    if (flow != null && arrives && block.kind == IrBlock.Kind.BLOCK && block.branches > 0) {
      label(block); // a branch further down may come back to it, past a table
    }
    boolean isTarget =
        block.kind != IrBlock.Kind.LOOP && (block.branches > 0 || labels[block.index] >= 0);
    if (!isTarget) {
      if (!arrives) {
        truncate(block.height);
        for (ValueKind kind : block.results) {
          pushTemp(kind);
        }
      }
      return;
    }
    if (arrives) {
      moveTo(block.height, block.results.length);
    }
    truncate(block.height);
    if (labels[block.index] >= 0) {
      code.bind(labels[block.index]);
    }
    pushTemps(block.results);
  }

  /** The JVM label of a block's label, which is in this piece. */
  int label(IrBlock block) {
    if (labels[block.index] < 0) {
      labels[block.index] = code.newLabel();
    }
    return labels[block.index];
  }

  /** The JVM label of a block's label, wherever that is. */
  private int labelOf(IrBlock block) {
    if (flow != null) {
      return labelAt(Flow.label(block));
    }
    return block.kind == IrBlock.Kind.LOOP ? rounds.label(block) : label(block);
  }

  /** The JVM label for a position of a divided function, in the piece or not. */
  int labelAt(int position) {
    if (!piece.contains(position) || piece.childAt(position) != null) {
      return hooks.labelOutside(this, position);
    }
    IrBlock block = ir.opcodes[position] == Opcode.END ? ir.block(position) : null;
    if (ir.opcodes[position] == Opcode.LOOP) {
      IrBlock loop = ir.block(position);
      boolean again = here > position && !piece.isEntry(position);
      return again ? rounds.label(loop) : label(loop);
    }
    if (block != null && (block.kind == IrBlock.Kind.BLOCK || block.kind == IrBlock.Kind.IF)) {
      return label(block);
    }
    if (extras[position] < 0) {
      extras[position] = code.newLabel();
    }
    return extras[position];
  }

  // Branches

  private void branch(int i) {
    IrBlock target = ir.block(i);
    if (target.kind == IrBlock.Kind.FUNCTION) {
      calls.returnResults();
      code.endOfPath();
      return;
    }
    moveTo(target.height, target.branchKinds().length);
    if (ir.b[i] != 0 && jumpPast(i, target, ir.blocks.get(ir.b[i]))) {
      return;
    }
    DispatchCopies.Way way = copies == null ? null : copies.from(target);
    // Without any jump to its label what follows that would be code that is never reached.
    if (way != null && isJumpedTo(target) && (versions == null || !versions.isWithout())) {
      dispatch(target, way);
    } else {
      jumpTo(target);
    }
  }

  /**
   * Goes to where the table at the start of a loop leads, if that is in this piece. Nothing is
   * pending but operands below the loop's, which are the same there.
   */
  private boolean jumpPast(int i, IrBlock loop, IrBlock block) {
    boolean back = block.end < i;
    if (versions != null && versions.has(loop) // it has to count all its rounds itself
        || !piece.contains(block.end)
        || piece.childAt(block.end) != null
        || back && labels[block.index] < 0) {
      return false;
    }
    directJumps++;
    int label = flow == null ? label(block) : labelAt(block.end);
    if (back && flow == null) {
      rounds.count(loop);
    } else if (back) {
      rounds.count(loop.start, label);
    }
    code.jump(GOTO, label, 0);
    code.endOfPath();
    return true;
  }

  /** How many branches go past the table at the start of a loop. */
  int directJumps() {
    return directJumps;
  }

  private boolean isJumpedTo(IrBlock target) {
    return target.kind == IrBlock.Kind.LOOP ? rounds.isJumpedTo(target) : labels[target.index] >= 0;
  }

  /** Goes from a label to a table by a copy of what is in between; the operands are in temps. */
  private void dispatch(IrBlock target, DispatchCopies.Way way) {
    int copy = way.choose();
    if (way.label(copy) >= 0) {
      code.jump(GOTO, way.label(copy), 0);
      code.endOfPath();
      return;
    }
    way.setLabel(copy, code.newLabel());
    code.bind(way.label(copy));
    State after = state();
    arrive(target);
    for (int i : way.operators) {
      switch (ir.opcodes[i]) {
        case BLOCK -> spillForBlock(ir.block(i).params.length);
        case END -> {
          IrBlock block = ir.block(i);
          moveTo(block.height, block.results.length);
          truncate(block.height);
          pushTemps(block.results);
        }
        case BR -> {
          moveTo(ir.block(i).height, ir.block(i).params.length);
          arrive(ir.block(i));
        }
        default -> next(i);
      }
    }
    setState(after);
  }

  /** Operands and rounds are those after a branch to a label. */
  private void arrive(IrBlock target) {
    ValueKind[] kinds = target.branchKinds();
    truncate(target.height);
    pushTemps(kinds);
    if (target.kind == IrBlock.Kind.LOOP) {
      rounds.count(target);
    }
  }

  /** Jumps to a label whose operands are in its temps; the JVM's stack is empty. */
  void jumpTo(IrBlock target) {
    code.jump(GOTO, labelOf(target), 0);
    code.endOfPath();
  }

  /** Whether a conditional jump can go to the label itself, its operands being in their temps. */
  private boolean isDirect(IrBlock target) {
    int arity = target.branchKinds().length;
    return target.kind != IrBlock.Kind.FUNCTION
        && (arity == 0 || height() - arity == target.height);
  }

  /** Goes to a label on a way of its own; the operands stay valid for the other way. */
  private void edge(IrBlock target) {
    int arity = target.branchKinds().length;
    if (target.kind == IrBlock.Kind.FUNCTION) {
      returnTemps(arity);
      return;
    }
    if (height() - arity != target.height) {
      copyTemps(target.height, arity);
    }
    jumpTo(target);
  }

  /** Returns the topmost operands, which are in their temps, and keeps them for the other way. */
  private void returnTemps(int arity) {
    ValueKind[] kinds = new ValueKind[arity];
    for (int k = 0; k < arity; k++) {
      kinds[k] = kind(height() - arity + k);
    }
    calls.returnResults();
    code.endOfPath();
    drop(arity);
    pushTemps(kinds);
  }

  private void conditionalBranch(int jump, IrBlock target) {
    int operands = operandsOf(jump);
    if (isDirect(target)) {
      code.jump(jump, labelOf(target), -operands);
      return;
    }
    int skip = code.newLabel();
    code.jump(negated(jump), skip, -operands);
    edge(target);
    code.bind(skip);
  }

  private void branchIf(IrBlock target) {
    int jump = takeCondition(target.branchKinds().length, false);
    conditionalBranch(jump, target);
  }

  private void branchOnNull(IrBlock target) {
    int arity = target.branchKinds().length;
    int reference = height() - 1;
    spillFrom(height() - 1 - arity);
    code.load(Kinds.OBJECT, tempSlot(reference, ValueKind.REF));
    loadNull();
    drop(1);
    conditionalBranch(IF_ACMPEQ, target);
    pushTemp(ValueKind.REF);
  }

  private void branchOnNonNull(IrBlock target) {
    int arity = target.branchKinds().length;
    int reference = height() - 1;
    spillFrom(height() - arity);
    code.load(Kinds.OBJECT, tempSlot(reference, ValueKind.REF));
    loadNull();
    conditionalBranch(IF_ACMPNE, target);
    drop(1);
  }

  void loadNull() {
    code.getStatic(Kinds.NULL, "INSTANCE", "L" + Kinds.NULL + ";");
  }

  private void branchTable(int[] targets) {
    int arity = ir.blocks.get(targets[targets.length - 1]).branchKinds().length;
    prepareBranch(1, arity, false);
    drop(1);
    int[] edges = new int[ir.blocks.size()];
    if (flow != null && targets.length > Sizes.LARGE_TABLE) {
      largeTable(targets, edges);
      return;
    }
    int[] cases = new int[targets.length - 1];
    int last = 0;
    for (int k = 0; k < targets.length; k++) {
      IrBlock target = ir.blocks.get(targets[k]);
      int to;
      if (isDirect(target)) {
        to = labelOf(target);
      } else {
        if (edges[target.index] == 0) {
          edges[target.index] = code.newLabel() + 1;
        }
        to = edges[target.index] - 1;
      }
      if (k < cases.length) {
        cases[k] = to;
      } else {
        last = to;
      }
    }
    if (cases.length > 0) {
      code.tableSwitch(cases, last);
    } else {
      code.op(0x57, -1); // pop
      code.jump(GOTO, last, 0);
      code.endOfPath();
    }
    tableEdges(targets, edges);
  }

  /** The index is on the JVM's stack. */
  private void largeTable(int[] targets, int[] edges) {
    int[] labels = new int[targets.length];
    int[] positions = new int[targets.length];
    for (int k = 0; k < targets.length; k++) {
      IrBlock target = ir.blocks.get(targets[k]);
      if (isDirect(target)) {
        positions[k] = Flow.label(target);
        labels[k] = -1;
      } else {
        if (edges[target.index] == 0) {
          edges[target.index] = code.newLabel() + 1;
        }
        labels[k] = edges[target.index] - 1;
      }
    }
    hooks.largeTable(this, positions, labels);
    tableEdges(targets, edges);
  }

  private void tableEdges(int[] targets, int[] edges) {
    for (int target : targets) {
      if (edges[target] > 0) {
        code.bind(edges[target] - 1);
        edges[target] = -1;
        edge(ir.blocks.get(target));
      }
    }
  }

  // Conditions

  /**
   * Pops the condition that is on top: its operands are on the JVM's stack and nothing else; the
   * {@code arity} operands below are in their temps.
   *
   * @param block whether a block begins
   * @return the jump to take if it holds
   */
  private int takeCondition(int arity, boolean block) {
    if (condition != 0) {
      int jump = condition;
      condition = 0;
      return jump;
    }
    prepareBranch(1, arity, block);
    drop(1);
    return IFNE;
  }

  private static int negated(int jump) {
    return jump >= 0xC6 ? jump ^ 1 : ((jump + 1) ^ 1) - 1;
  }

  private static int operandsOf(int jump) {
    return jump >= 0x9F && jump <= IF_ACMPNE ? 2 : 1;
  }

  /**
   * Emits an operator that may be the condition of a branch: then its result never exists. Returns
   * the next operator.
   */
  private int comparison(int i) {
    Opcode opcode = ir.opcodes[i];
    if (!OperatorEmitter.isComparison(opcode)) {
      operators.emit(i);
      return i + 1;
    }
    int next = i + 1;
    boolean negate = false;
    while (next < horizon && ir.opcodes[next] == Opcode.I32_EQZ) {
      negate = !negate;
      next++;
    }
    boolean fused =
        next < horizon && (ir.opcodes[next] == Opcode.BR_IF || ir.opcodes[next] == Opcode.IF);
    if (!fused) {
      operators.emit(i);
      return i + 1;
    }
    IrBlock target = ir.block(next);
    boolean isIf = ir.opcodes[next] == Opcode.IF;
    int operands = OperatorEmitter.operandCount(opcode);
    int arity = isIf ? target.params.length : target.branchKinds().length;
    prepareBranch(operands, arity, isIf);
    int jump = operators.compare(opcode);
    drop(operands);
    condition = negate ? negated(jump) : jump;
    return next;
  }
}
