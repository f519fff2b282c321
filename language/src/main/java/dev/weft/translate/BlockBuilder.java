// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import dev.weft.nodes.BasicBlock;
import dev.weft.nodes.ExpressionNode;
import dev.weft.nodes.StatementNode;
import java.util.ArrayList;
import java.util.List;

/** A basic block under construction. Successors are blocks until numbers are given out. */
final class BlockBuilder {

  private static final StatementNode[] NO_STATEMENTS = {};

  final List<StatementNode> statements = new ArrayList<>();
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

  boolean terminated() {
    return kind >= 0;
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

  /** Appends a block that only this one leads to. */
  void absorb(BlockBuilder next) {
    statements.addAll(next.statements);
    kind = next.kind;
    value = next.value;
    values = next.values;
    target = next.target;
    otherwise = next.otherwise;
    table = next.table;
  }

  BasicBlock build(boolean mayPrune) {
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
        mayPrune);
  }
}
