// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import dev.weft.types.ValueKind;

/** What a region of a function too large to be compiled in one piece consists of. */
public final class Region {

  final BasicBlock[] blocks;

  @CompilationFinal(dimensions = 1)
  final int[] entries;

  @CompilationFinal(dimensions = 1)
  final int[] slotsIn;

  @CompilationFinal(dimensions = 1)
  final int[] slotsOut;

  @CompilationFinal(dimensions = 1)
  final ValueKind[] kinds;

  /**
   * Creates the description of a region.
   *
   * @param blocks the blocks by their number in the function; null where the block belongs to
   *     another region
   * @param entries the blocks that other regions go to
   * @param slotsIn the slots to copy from the function's frame on entry
   * @param slotsOut the slots to copy back on exit
   * @param kinds the kind of each slot of the frame
   */
  public Region(
      BasicBlock[] blocks, int[] entries, int[] slotsIn, int[] slotsOut, ValueKind[] kinds) {
    this.blocks = blocks;
    this.entries = entries;
    this.slotsIn = slotsIn;
    this.slotsOut = slotsOut;
    this.kinds = kinds;
  }
}
