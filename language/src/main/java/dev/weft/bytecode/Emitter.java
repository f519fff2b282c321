// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.translate.LoopPoints;
import dev.weft.module.Module;
import dev.weft.opcode.Opcode;
import dev.weft.types.ValueKind;
import java.util.Arrays;

/**
 * Emits one {@link Piece} of a function as one JVM method: blocks and locals; branches are with
 * {@link BranchEmitter}, calls with {@link CallEmitter}, the other operators with {@link
 * OperatorEmitter}.
 */
final class Emitter extends EmitterStack {
  private static final int GOTO = 0xA7;
  private static final int IFNE = 0x9A;
  private static final int IF_ACMPNE = 0xA6;
  private static final String SUPPORT = "dev/weft/bytecode/CallSupport";

  final Module module;
  final FunctionIr ir;
  final Piece piece;
  private final PieceHooks hooks;

  /** Of a divided function; null for one that is a single piece. */
  final Flow flow;

  /** The class that has the loads and stores. */
  final String memoryAccess;

  private final Positions positions;
  private final OperatorEmitter operators;
  private final CallEmitter calls;
  private final BranchEmitter branches;

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

  /** The operator or the start of the child that is being written. */
  private int here;

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
    super(code, ir.locals, flow != null || mayBecomeTree || ir.loopsHaveOperands);
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
    this.branches = new BranchEmitter(this, hooks, flow != null, calls, rounds, versions, copies);
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

  int next(int i) {
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
      case BR, BR_IF, BR_TABLE, BR_ON_NULL, BR_ON_NON_NULL -> branches.emit(i);
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

  /** How many branches go past the table at the start of a loop. */
  int directJumps() {
    return branches.directJumps();
  }

  /** Whether anything has asked for the JVM label of a block's label. */
  boolean hasLabel(IrBlock block) {
    return labels[block.index] >= 0;
  }

  /** The JVM label of a block's label, which is in this piece. */
  int label(IrBlock block) {
    if (labels[block.index] < 0) {
      labels[block.index] = code.newLabel();
    }
    return labels[block.index];
  }

  /** The JVM label of a block's label, wherever that is. */
  int labelOf(IrBlock block) {
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

  void loadNull() {
    code.getStatic(Kinds.NULL, "INSTANCE", "L" + Kinds.NULL + ";");
  }

  // Conditions

  /**
   * Pops the condition that is on top: its operands are on the JVM's stack and nothing else; the
   * {@code arity} operands below are in their temps.
   *
   * @param block whether a block begins
   * @return the jump to take if it holds
   */
  int takeCondition(int arity, boolean block) {
    if (condition != 0) {
      int jump = condition;
      condition = 0;
      return jump;
    }
    prepareBranch(1, arity, block);
    drop(1);
    return IFNE;
  }

  static int negated(int jump) {
    return jump >= 0xC6 ? jump ^ 1 : ((jump + 1) ^ 1) - 1;
  }

  static int operandsOf(int jump) {
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
