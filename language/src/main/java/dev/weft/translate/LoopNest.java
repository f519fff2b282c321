// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import java.util.Arrays;
import java.util.List;

/**
 * The loops of a function as ranges of block numbers. Blocks are numbered in the order of the code,
 * and WebAssembly's control flow is structured, so a loop is the range from its header to the last
 * block that branches back to it.
 */
final class LoopNest {

  private final int[] loopEnd;
  private final int[] innermost;

  LoopNest(List<BlockBuilder> blocks) {
    int count = blocks.size();
    loopEnd = new int[count];
    Arrays.setAll(loopEnd, i -> i);
    boolean[] header = new boolean[count];
    for (BlockBuilder block : blocks) {
      for (BlockBuilder next : block.successors()) {
        if (next.index <= block.index) {
          header[next.index] = true;
          loopEnd[next.index] = Math.max(loopEnd[next.index], block.index);
        }
      }
    }
    innermost = new int[count];
    int[] open = new int[count + 1];
    int depth = 0;
    for (int i = 0; i < count; i++) {
      while (depth > 0 && loopEnd[open[depth - 1]] < i) {
        depth--;
      }
      if (header[i]) {
        open[depth++] = i;
      }
      innermost[i] = depth > 0 ? open[depth - 1] : -1;
    }
  }

  /** Returns the last block of the loop that begins with a block; the block itself if none does. */
  int end(int header) {
    return loopEnd[header];
  }

  /** Returns whether going from one block to another leaves the innermost loop of the first. */
  boolean leavesLoop(int from, int to) {
    int header = innermost[from];
    return header >= 0 && (to < header || to > loopEnd[header]);
  }
}
