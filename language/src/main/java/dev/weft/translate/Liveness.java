// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import java.util.BitSet;
import java.util.List;

/** Which slots hold a value that may still be read, at the start of each block. */
final class Liveness {

  private final BitSet[] live;

  Liveness(List<BlockBuilder> blocks) {
    live = new BitSet[blocks.size()];
    for (int i = 0; i < live.length; i++) {
      live[i] = new BitSet();
      live[i].or(blocks.get(i).reads);
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      // Backwards, so that most of it is done in the first round.
      for (int i = live.length - 1; i >= 0; i--) {
        BlockBuilder block = blocks.get(i);
        BitSet after = new BitSet();
        for (BlockBuilder next : block.successors()) {
          after.or(live[next.index]);
        }
        after.andNot(block.writes);
        int before = live[i].cardinality();
        live[i].or(after);
        changed |= live[i].cardinality() != before;
      }
    }
  }

  BitSet liveAt(BlockBuilder block) {
    return live[block.index];
  }
}
