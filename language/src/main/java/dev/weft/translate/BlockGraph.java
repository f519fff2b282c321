// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import dev.weft.nodes.BasicBlock;
import java.util.ArrayList;
import java.util.List;

/** Tidies the blocks of a function and numbers them in the order of the code. */
final class BlockGraph {

  /** Bounds the walk over empty blocks, which may lie in a circle. */
  private static final int MAX_EMPTY_CHAIN = 32;

  private final List<BlockBuilder> blocks;
  private final BlockBuilder entry;

  BlockGraph(List<BlockBuilder> blocks, BlockBuilder entry) {
    this.blocks = blocks;
    this.entry = entry;
  }

  /** Returns the blocks that can be reached, numbered, the entry first. */
  List<BlockBuilder> order() {
    for (BlockBuilder block : blocks) {
      skipEmptySuccessors(block);
    }
    countPredecessors();
    for (BlockBuilder block : blocks) {
      if (block == entry || block.predecessors > 0) {
        absorbSuccessors(block);
      }
    }
    List<BlockBuilder> live = new ArrayList<>();
    for (BlockBuilder block : blocks) {
      if (block == entry || block.predecessors > 0) {
        block.index = live.size();
        live.add(block);
      }
    }
    return live;
  }

  private void skipEmptySuccessors(BlockBuilder block) {
    if (block.target != null) {
      block.target = skipEmpty(block.target);
    }
    if (block.otherwise != null) {
      block.otherwise = skipEmpty(block.otherwise);
    }
    if (block.table != null) {
      for (int i = 0; i < block.table.length; i++) {
        block.table[i] = skipEmpty(block.table[i]);
      }
    }
  }

  /** The block that control really goes to. */
  static BlockBuilder skipEmpty(BlockBuilder block) {
    BlockBuilder result = block;
    for (int i = 0; i < MAX_EMPTY_CHAIN; i++) {
      if (result.kind != BasicBlock.GOTO || !result.statements.isEmpty()) {
        break;
      }
      result = result.target;
    }
    return result;
  }

  /** Marks what can be reached from the entry and counts edges. */
  private void countPredecessors() {
    ArrayList<BlockBuilder> pending = new ArrayList<>();
    pending.add(entry);
    entry.predecessors++;
    while (!pending.isEmpty()) {
      BlockBuilder block = pending.remove(pending.size() - 1);
      if (block.target != null) {
        visit(block.target, pending);
      }
      if (block.otherwise != null) {
        visit(block.otherwise, pending);
      }
      if (block.table != null) {
        for (BlockBuilder target : block.table) {
          visit(target, pending);
        }
      }
    }
  }

  private static void visit(BlockBuilder block, ArrayList<BlockBuilder> pending) {
    if (block.predecessors++ == 0) {
      pending.add(block);
    }
  }

  private void absorbSuccessors(BlockBuilder block) {
    while (block.kind == BasicBlock.GOTO
        && block.target != block
        && block.target != entry
        && block.target.predecessors == 1) {
      BlockBuilder next = block.target;
      block.absorb(next);
      next.predecessors = 0;
    }
  }
}
