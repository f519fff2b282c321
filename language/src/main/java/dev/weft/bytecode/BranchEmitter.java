// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.ValueKind;

/** Emits branches, and the ways on which their operands get to where the label expects them. */
final class BranchEmitter {
  private static final int GOTO = 0xA7;
  private static final int IF_ACMPEQ = 0xA5;
  private static final int IF_ACMPNE = 0xA6;

  private final Emitter emitter;
  private final MethodCode code;
  private final FunctionIr ir;
  private final Piece piece;
  private final PieceHooks hooks;

  /** Whether the function is divided. */
  private final boolean divided;

  private final CallEmitter calls;
  private final LoopRounds rounds;

  /** The loops that are emitted twice; null if there are none. */
  private final LoopVersions versions;

  /** The dispatches of loops that are emitted several times; null if there are none. */
  private final DispatchCopies copies;

  private int directJumps;

  BranchEmitter(
      Emitter emitter,
      PieceHooks hooks,
      boolean divided,
      CallEmitter calls,
      LoopRounds rounds,
      LoopVersions versions,
      DispatchCopies copies) {
    this.emitter = emitter;
    this.code = emitter.code;
    this.ir = emitter.ir;
    this.piece = emitter.piece;
    this.hooks = hooks;
    this.divided = divided;
    this.calls = calls;
    this.rounds = rounds;
    this.versions = versions;
    this.copies = copies;
  }

  /** Emits one of the operators that branch. */
  void emit(int i) {
    switch (ir.opcodes[i]) {
      case BR -> branch(i);
      case BR_IF -> branchIf(ir.block(i));
      case BR_TABLE -> branchTable(ir.tables.get(ir.a[i]));
      case BR_ON_NULL -> branchOnNull(ir.block(i));
      case BR_ON_NON_NULL -> branchOnNonNull(ir.block(i));
      default -> throw new NotEmittable(ir.opcodes[i].text());
    }
  }

  private void branch(int i) {
    IrBlock target = ir.block(i);
    if (target.kind == IrBlock.Kind.FUNCTION) {
      calls.returnResults();
      code.endOfPath();
      return;
    }
    emitter.moveTo(target.height, target.branchKinds().length);
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
        || back && !emitter.hasLabel(block)) {
      return false;
    }
    directJumps++;
    int label = divided ? emitter.labelAt(block.end) : emitter.label(block);
    if (back && divided) {
      rounds.count(loop.start, label);
    } else if (back) {
      rounds.count(loop);
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
    return target.kind == IrBlock.Kind.LOOP ? rounds.isJumpedTo(target) : emitter.hasLabel(target);
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
    EmitterStack.State after = emitter.state();
    arrive(target);
    for (int i : way.operators) {
      switch (ir.opcodes[i]) {
        case BLOCK -> emitter.spillForBlock(ir.block(i).params.length);
        case END -> {
          IrBlock block = ir.block(i);
          emitter.moveTo(block.height, block.results.length);
          emitter.truncate(block.height);
          emitter.pushTemps(block.results);
        }
        case BR -> {
          emitter.moveTo(ir.block(i).height, ir.block(i).params.length);
          arrive(ir.block(i));
        }
        default -> emitter.next(i);
      }
    }
    emitter.setState(after);
  }

  /** Operands and rounds are those after a branch to a label. */
  private void arrive(IrBlock target) {
    ValueKind[] kinds = target.branchKinds();
    emitter.truncate(target.height);
    emitter.pushTemps(kinds);
    if (target.kind == IrBlock.Kind.LOOP) {
      rounds.count(target);
    }
  }

  /** Jumps to a label whose operands are in its temps; the JVM's stack is empty. */
  private void jumpTo(IrBlock target) {
    code.jump(GOTO, emitter.labelOf(target), 0);
    code.endOfPath();
  }

  /** Whether a conditional jump can go to the label itself, its operands being in their temps. */
  private boolean isDirect(IrBlock target) {
    int arity = target.branchKinds().length;
    return target.kind != IrBlock.Kind.FUNCTION
        && (arity == 0 || emitter.height() - arity == target.height);
  }

  /** Goes to a label on a way of its own; the operands stay valid for the other way. */
  private void edge(IrBlock target) {
    int arity = target.branchKinds().length;
    if (target.kind == IrBlock.Kind.FUNCTION) {
      returnTemps(arity);
      return;
    }
    if (emitter.height() - arity != target.height) {
      emitter.copyTemps(target.height, arity);
    }
    jumpTo(target);
  }

  /** Returns the topmost operands, which are in their temps, and keeps them for the other way. */
  private void returnTemps(int arity) {
    ValueKind[] kinds = new ValueKind[arity];
    for (int k = 0; k < arity; k++) {
      kinds[k] = emitter.kind(emitter.height() - arity + k);
    }
    calls.returnResults();
    code.endOfPath();
    emitter.drop(arity);
    emitter.pushTemps(kinds);
  }

  private void conditionalBranch(int jump, IrBlock target) {
    int operands = Emitter.operandsOf(jump);
    if (isDirect(target)) {
      code.jump(jump, emitter.labelOf(target), -operands);
      return;
    }
    int skip = code.newLabel();
    code.jump(Emitter.negated(jump), skip, -operands);
    edge(target);
    code.bind(skip);
  }

  private void branchIf(IrBlock target) {
    int jump = emitter.takeCondition(target.branchKinds().length, false);
    conditionalBranch(jump, target);
  }

  private void branchOnNull(IrBlock target) {
    int arity = target.branchKinds().length;
    int reference = emitter.height() - 1;
    emitter.spillFrom(emitter.height() - 1 - arity);
    code.load(Kinds.OBJECT, emitter.tempSlot(reference, ValueKind.REF));
    emitter.loadNull();
    emitter.drop(1);
    conditionalBranch(IF_ACMPEQ, target);
    emitter.pushTemp(ValueKind.REF);
  }

  private void branchOnNonNull(IrBlock target) {
    int arity = target.branchKinds().length;
    int reference = emitter.height() - 1;
    emitter.spillFrom(emitter.height() - arity);
    code.load(Kinds.OBJECT, emitter.tempSlot(reference, ValueKind.REF));
    emitter.loadNull();
    conditionalBranch(IF_ACMPNE, target);
    emitter.drop(1);
  }

  private void branchTable(int[] targets) {
    int arity = ir.blocks.get(targets[targets.length - 1]).branchKinds().length;
    emitter.prepareBranch(1, arity, false);
    emitter.drop(1);
    int[] edges = new int[ir.blocks.size()];
    if (divided && targets.length > Sizes.LARGE_TABLE) {
      largeTable(targets, edges);
      return;
    }
    int[] cases = new int[targets.length - 1];
    int last = 0;
    for (int k = 0; k < targets.length; k++) {
      IrBlock target = ir.blocks.get(targets[k]);
      int to;
      if (isDirect(target)) {
        to = emitter.labelOf(target);
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
    hooks.largeTable(emitter, positions, labels);
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
}
