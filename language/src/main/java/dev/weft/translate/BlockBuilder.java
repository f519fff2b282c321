// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import dev.weft.nodes.BasicBlock;
import dev.weft.nodes.ExpressionNode;
import dev.weft.nodes.StatementNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** A basic block under construction. Successors are blocks until numbers are given out. */
final class BlockBuilder {

  private static final StatementNode[] NO_STATEMENTS = {};

  final List<StatementNode> statements = new ArrayList<>();

  /** The slots read before they are written here; a superset. */
  final BitSet reads = new BitSet();

  /** The slots written here. */
  final BitSet writes = new BitSet();

  byte kind = -1;
  ExpressionNode value;
  ExpressionNode[] values;
  BlockBuilder target;
  BlockBuilder otherwise;
  BlockBuilder[] table;

  /** How many edges lead here, counted when the function is complete. */
  int predecessors;

  /** Position in the function, or -1 while the block has none. */
  int index = -1;

  /** Records that a read of a slot was made, to be evaluated after the statements so far. */
  void reads(int slot) {
    if (!writes.get(slot)) {
      reads.set(slot);
    }
  }

  void jump(BlockBuilder to) {
    kind = BasicBlock.GOTO;
    target = to;
  }

  void branch(ExpressionNode condition, BlockBuilder taken, BlockBuilder notTaken) {
    kind = BasicBlock.BRANCH;
    value = condition;
    target = taken;
    otherwise = notTaken;
  }

  void choose(ExpressionNode index, BlockBuilder[] targets) {
    kind = BasicBlock.TABLE;
    value = index;
    table = targets;
  }

  void leave(ExpressionNode[] results) {
    if (results.length == 0) {
      kind = BasicBlock.RETURN_VOID;
    } else if (results.length == 1) {
      kind = BasicBlock.RETURN_ONE;
      value = results[0];
    } else {
      kind = BasicBlock.RETURN_MANY;
      values = results;
    }
  }

  void stop() {
    kind = BasicBlock.UNREACHABLE;
  }

  /** Returns the blocks control can go to from here; some may be there several times. */
  List<BlockBuilder> successors() {
    List<BlockBuilder> result = new ArrayList<>();
    if (target != null) {
      result.add(target);
    }
    if (otherwise != null) {
      result.add(otherwise);
    }
    if (table != null) {
      result.addAll(Arrays.asList(table));
    }
    return result;
  }

  /** Appends a block that only this one leads to. */
  void absorb(BlockBuilder next) {
    statements.addAll(next.statements);
    next.reads.andNot(writes);
    reads.or(next.reads);
    writes.or(next.writes);
    kind = next.kind;
    value = next.value;
    values = next.values;
    target = next.target;
    otherwise = next.otherwise;
    table = next.table;
  }

  BasicBlock build(int pruneThreshold) {
    int[] indices = null;
    if (table != null) {
      indices = new int[table.length];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = table[i].index;
      }
    }
    return new BasicBlock(
        index,
        statements.toArray(NO_STATEMENTS),
        kind,
        value,
        values,
        target == null ? Integer.MAX_VALUE : target.index,
        otherwise == null ? Integer.MAX_VALUE : otherwise.index,
        indices,
        pruneThreshold);
  }
}
