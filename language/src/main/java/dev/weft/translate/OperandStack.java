// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import dev.weft.nodes.ControlNodes;
import dev.weft.nodes.Effects;
import dev.weft.nodes.ExpressionNode;
import dev.weft.nodes.HasOffset;
import dev.weft.nodes.LocalNodes;
import dev.weft.nodes.StatementMarker;
import dev.weft.nodes.StatementNode;
import dev.weft.types.ValueKind;
import java.util.ArrayList;

/**
 * The operand stack during translation. Its entries are pending trees: expressions not evaluated
 * yet, waiting for the operator that consumes them.
 *
 * <p>Delaying an expression is only correct while nothing it could notice happens in between. Hence
 * each statement is appended through {@link #append}, which first evaluates into their temps those
 * pending trees that the statement could influence or that must be seen to happen before it. The
 * temp of an entry is determined by its position and kind alone, so that all ways to a label agree
 * where values are.
 */
final class OperandStack {

  /** Trees higher than this are evaluated into a temp, or execution would nest too deeply. */
  private static final int MAX_TREE_HEIGHT = 100;

  private static final int NOTICEABLE = Effects.SIDE_EFFECT | Effects.CAN_TRAP;

  private static final int READS_STATE =
      Effects.READS_MEMORY | Effects.READS_GLOBAL | Effects.READS_TABLE;

  private final ArrayList<ExpressionNode> entries = new ArrayList<>();
  private final FrameLayout layout;
  private BlockBuilder block;

  /** Whether statements get markers. */
  private boolean marks;

  /** The offset of the instruction that is being translated. */
  private int position;

  /** Where the last marker was put, of which there is one for what an instruction does. */
  private BlockBuilder markedBlock;

  private int markedOffset;

  OperandStack(FrameLayout layout) {
    this.layout = layout;
  }

  /** Has a {@link StatementMarker} put in front of each statement from now on. */
  void markStatements() {
    marks = true;
  }

  /** Notes that an instruction is being translated now. */
  void at(int offset) {
    position = offset;
  }

  /**
   * Puts a marker of the current instruction where the next statement or the end of the block will
   * be: to be called only if the block gets one and does not just lead to the next block, because
   * with markers a function must have the same blocks as without.
   */
  void mark() {
    mark(position);
  }

  private void mark(int offset) {
    if (marks && (block != markedBlock || offset != markedOffset)) {
      block.statements.add(new StatementMarker(offset));
      markedBlock = block;
      markedOffset = offset;
    }
  }

  /** Marks an expression that is evaluated early, if it has a position of its own. */
  private void markEarly(ExpressionNode expression) {
    if (expression instanceof HasOffset instruction) {
      mark(instruction.offset());
    }
  }

  /** Goes on in another block; what is pending may be evaluated there. */
  void into(BlockBuilder next) {
    this.block = next;
    for (ExpressionNode entry : entries) {
      int slot = LocalNodes.slotRead(entry);
      if (slot >= 0) {
        next.reads(slot);
      } else if (entry.localsRead() != 0) {
        for (int i = 0; i < layout.slotCount(); i++) {
          if (entry.readsLocal(i)) {
            next.reads(i);
          }
        }
      }
    }
  }

  /** Returns a read of a slot, to be evaluated after the statements so far. */
  ExpressionNode read(ValueKind kind, int slot) {
    block.reads(slot);
    return LocalNodes.get(kind, slot);
  }

  private void write(int slot, ExpressionNode value) {
    block.statements.add(LocalNodes.set(slot, value));
    block.writes.set(slot);
  }

  int height() {
    return entries.size();
  }

  ExpressionNode get(int height) {
    return entries.get(height);
  }

  /** Pushes a tree that is evaluated when it is consumed, at the latest. */
  void push(ExpressionNode expression) {
    entries.add(expression);
    if (expression.height() > MAX_TREE_HEIGHT) {
      spill(entries.size() - 1);
    }
  }

  /** Pushes a value that is already in the temp of the new position. */
  void pushTemp(ValueKind kind) {
    entries.add(read(kind, layout.temp(entries.size(), kind)));
  }

  ExpressionNode pop() {
    return entries.remove(entries.size() - 1);
  }

  /** Pops several operands; element 0 is the deepest. */
  ExpressionNode[] pop(int count) {
    ExpressionNode[] result = new ExpressionNode[count];
    for (int i = count - 1; i >= 0; i--) {
      result[i] = pop();
    }
    return result;
  }

  /** Forgets entries whose evaluation can no longer be noticed. */
  void truncate(int height) {
    while (entries.size() > height) {
      pop();
    }
  }

  /**
   * Appends a statement that writes no slot.
   *
   * @param statement the statement, whose operands were popped
   * @param effects what it and its operands read and do
   */
  void append(StatementNode statement, int effects) {
    resolveConflicts(entries.size(), effects, -1);
    mark();
    block.statements.add(statement);
  }

  /** Evaluates what must come before an expression that is about to be evaluated. */
  void prepareFor(ExpressionNode expression) {
    resolveConflicts(entries.size(), expression.effects(), -1);
  }

  /** Appends a statement that writes several slots. */
  void append(StatementNode statement, int effects, int[] written) {
    for (int slot : written) {
      resolveConflicts(entries.size(), effects, slot);
    }
    append(statement, effects);
    for (int slot : written) {
      block.writes.set(slot);
    }
  }

  /** Appends {@code slot = value}. */
  void assign(int slot, ExpressionNode value) {
    if (LocalNodes.slotRead(value) == slot) {
      return;
    }
    resolveConflicts(entries.size(), value.effects(), slot);
    mark();
    write(slot, value);
  }

  /** Evaluates an expression whose value is dropped, where that could be noticed. */
  void drop(ExpressionNode expression) {
    if (expression.hasEffect(NOTICEABLE)) {
      append(new ControlNodes.Drop(expression), expression.effects());
    }
  }

  /** Evaluates the topmost entry now, into its temp. */
  void evaluateTop() {
    spill(entries.size() - 1);
  }

  /** Puts all entries into their temps, as every label expects them. */
  void spillAll() {
    for (int i = 0; i < entries.size(); i++) {
      spill(i);
    }
  }

  /** Puts those entries into their temps whose evaluation could be noticed. */
  void spillNoticeable() {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).hasEffect(NOTICEABLE)) {
        spill(i);
      }
    }
  }

  /**
   * Drops the values of the entries from {@code height} up to {@code end}, evaluating those whose
   * evaluation could be noticed. The entries stay as placeholders; those already in their temps
   * stay as they are, because code after an enclosing block may still want them.
   */
  void dropRange(int height, int end) {
    for (int i = height; i < end; i++) {
      ExpressionNode entry = entries.get(i);
      if (entry.hasEffect(NOTICEABLE)) {
        resolveConflicts(i, entry.effects(), -1);
        markEarly(entry);
        block.statements.add(new ControlNodes.Drop(entry));
      }
      if (LocalNodes.slotRead(entry) != layout.temp(i, entry.kind())) {
        entries.set(i, AstBuilder.zero(entry.kind()));
      }
    }
  }

  /** Moves the topmost values into the temps of another height; they stay on the stack as temps. */
  void moveTo(int height, int count) {
    int source = entries.size() - count;
    for (int i = 0; i < count; i++) {
      ExpressionNode value = entries.get(source + i);
      int slot = layout.temp(height + i, value.kind());
      if (LocalNodes.slotRead(value) != slot) {
        // A value reads no temps below its own position, so later values cannot be overwritten.
        resolveConflicts(source + i, value.effects(), slot);
        mark();
        write(slot, value);
        entries.set(source + i, read(value.kind(), slot));
      }
    }
  }

  private void spill(int index) {
    ExpressionNode entry = entries.get(index);
    int slot = layout.temp(index, entry.kind());
    if (LocalNodes.slotRead(entry) == slot) {
      return;
    }
    resolveConflicts(index, entry.effects(), slot);
    markEarly(entry);
    write(slot, entry);
    entries.set(index, read(entry.kind(), slot));
  }

  /** Spills those of the entries below {@code end} that must come before a statement. */
  private void resolveConflicts(int end, int effects, int written) {
    for (int i = 0; i < end; i++) {
      if (conflicts(entries.get(i), effects, written)) {
        spill(i);
      }
    }
  }

  private static boolean conflicts(ExpressionNode entry, int effects, int written) {
    if (written >= 0 && entry.readsLocal(written)) {
      return true;
    }
    if (entry.hasEffect(Effects.SIDE_EFFECT)) {
      return true;
    }
    if ((effects & Effects.SIDE_EFFECT) != 0) {
      return entry.hasEffect(READS_STATE | Effects.CAN_TRAP);
    }
    // Which of two traps comes first can be told by its message.
    return (effects & Effects.CAN_TRAP) != 0 && entry.hasEffect(Effects.CAN_TRAP);
  }
}
