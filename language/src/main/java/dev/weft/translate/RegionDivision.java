// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

/**
 * Divides the blocks of a function into regions of consecutive blocks. A loop that fits into a
 * region is never divided; one that does not is divided like a function of its own, its inner loops
 * first.
 */
final class RegionDivision {

  private final int[] sizes;
  private final int budget;

  private final LoopNest loops;
  private final int[] regionOf;
  private int region;
  private int filled;

  RegionDivision(LoopNest loops, int[] sizes, int budget) {
    this.loops = loops;
    this.sizes = sizes;
    this.budget = budget;
    this.regionOf = new int[sizes.length];
  }

  /** Returns the region of each block; numbers are consecutive and never decrease. */
  int[] divide() {
    int i = 0;
    boolean[] opened = new boolean[sizes.length];
    while (i < sizes.length) {
      int last = opened[i] ? i : loops.end(i);
      int size = 0;
      for (int k = i; k <= last && size <= budget; k++) {
        size += sizes[k];
      }
      if (last > i && size > budget) {
        // Too large in one piece: go on inside, block by block.
        opened[i] = true;
        close();
        continue;
      }
      if (filled > 0 && filled + size > budget) {
        close();
      }
      for (int k = i; k <= last; k++) {
        regionOf[k] = region;
      }
      filled += size;
      i = last + 1;
    }
    return regionOf;
  }

  private void close() {
    if (filled > 0) {
      region++;
      filled = 0;
    }
  }
}
