// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.nodes.NodeUtil;
import dev.weft.nodes.BasicBlock;
import dev.weft.nodes.BodyNode;
import dev.weft.nodes.FunctionBodyNode;
import dev.weft.nodes.LoopEntries;
import dev.weft.nodes.MeterNode;
import dev.weft.nodes.Region;
import dev.weft.nodes.RegionsNode;
import dev.weft.runtime.ModuleCode;
import dev.weft.types.ValueKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Makes the body of a function from its blocks: in one piece, or, where the function is too large
 * for Graal, in regions that are compiled one by one.
 */
final class BodyMaker {

  /**
   * Functions with more nodes than this are divided. Graal's time grows faster than the number of
   * nodes, and it gives up on graphs of 150 000 nodes, some ten for each of ours.
   */
  static final int MAX_NODES = Integer.getInteger("weft.maxNodes", 6000);

  /** How many nodes a region should have at most; a single block may have more. */
  static final int REGION_NODES = Integer.getInteger("weft.regionNodes", 2500);

  /**
   * How often a branch must have gone one way before the other is left out of compiled code, for
   * small functions and for others. Leaving code out shortens compilations, most of all while the
   * compiler is cold; a rare way that is taken after all costs one more, which is dear where the
   * function is large.
   */
  private static final int PRUNE_SMALL = 200;

  private static final int PRUNE_LARGE = 2000;

  /** Functions with at most this many blocks are small in that sense. */
  private static final int SMALL_BLOCKS = 100;

  /** In functions with more blocks than this, ways not taken yet stay in compiled code. */
  private static final int MAX_PRUNED_BLOCKS = 1500;

  private final ModuleCode code;
  private final int functionIndex;
  private final FrameDescriptor descriptor;
  private final FrameLayout layout;
  private final int fuelSlot;

  /** Null if statements have their markers. */
  private final BodyNode.Retranslation again;

  BodyMaker(
      ModuleCode code,
      int functionIndex,
      FrameDescriptor descriptor,
      FrameLayout layout,
      int fuelSlot,
      BodyNode.Retranslation again) {
    this.again = again;
    this.fuelSlot = fuelSlot;
    this.code = code;
    this.functionIndex = functionIndex;
    this.descriptor = descriptor;
    this.layout = layout;
  }

  BodyNode make(List<BlockBuilder> builders) {
    int count = builders.size();
    BasicBlock[] blocks = new BasicBlock[count];
    int[] sizes = new int[count];
    LoopNest loops = new LoopNest(builders);
    int total = build(builders, loops, blocks, sizes);
    if (total <= MAX_NODES || again == null) {
      return new FunctionBodyNode(blocks, null, fuelSlot, code, functionIndex, again);
    }
    int[] regionOfBlock = new RegionDivision(loops, sizes, REGION_NODES).divide();
    return new RegionsNode(
        descriptor,
        code,
        functionIndex,
        regions(builders, blocks, regionOfBlock),
        regionOfBlock,
        fuelSlot,
        again);
  }

  /**
   * Makes the body of a function that is entered at loops; null if it is too large for one piece.
   */
  FunctionBodyNode make(List<BlockBuilder> builders, LoopEntries loops) {
    BasicBlock[] blocks = new BasicBlock[builders.size()];
    int total = build(builders, new LoopNest(builders), blocks, new int[blocks.length]);
    return total > MAX_NODES && again != null
        ? null
        : new FunctionBodyNode(blocks, loops, MeterNode.NO_SLOT, code, functionIndex, again);
  }

  /** Builds the blocks; returns the number of their nodes. */
  private static int build(
      List<BlockBuilder> builders, LoopNest loops, BasicBlock[] blocks, int[] sizes) {
    int threshold = pruneThreshold(blocks.length);
    int total = 0;
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = builders.get(i).build(endsLoop(loops, builders.get(i)) ? 0 : threshold);
      sizes[i] = NodeUtil.countNodes(blocks[i]);
      total += sizes[i];
    }
    return total;
  }

  private static int pruneThreshold(int blocks) {
    if (blocks <= SMALL_BLOCKS) {
      return PRUNE_SMALL;
    }
    return blocks <= MAX_PRUNED_BLOCKS ? PRUNE_LARGE : 0;
  }

  /**
   * Whether a branch may be the end of a loop. That a loop has not ended yet does not mean that it
   * never will: compiled code would have to be left at the end of each loop compiled while it ran.
   */
  private static boolean endsLoop(LoopNest loops, BlockBuilder block) {
    return block.kind == BasicBlock.BRANCH
        && (loops.leavesLoop(block.index, block.target.index)
            || loops.leavesLoop(block.index, block.otherwise.index));
  }

  private Region[] regions(List<BlockBuilder> builders, BasicBlock[] blocks, int[] regionOfBlock) {
    Liveness liveness = new Liveness(builders);
    ValueKind[] kinds = layout.kinds();
    int regionCount = regionOfBlock[regionOfBlock.length - 1] + 1;
    Region[] regions = new Region[regionCount];
    for (int r = 0; r < regionCount; r++) {
      BasicBlock[] own = new BasicBlock[blocks.length];
      BitSet used = new BitSet();
      BitSet written = new BitSet();
      BitSet liveAtExit = new BitSet();
      for (int i = 0; i < blocks.length; i++) {
        if (regionOfBlock[i] == r) {
          own[i] = blocks[i];
          BlockBuilder builder = builders.get(i);
          used.or(builder.reads);
          used.or(builder.writes);
          written.or(builder.writes);
          for (BlockBuilder next : builder.successors()) {
            if (regionOfBlock[next.index] != r) {
              liveAtExit.or(liveness.liveAt(next));
            }
          }
        }
      }
      BitSet liveAtEntry = new BitSet();
      List<Integer> entries = entries(builders, regionOfBlock, r);
      for (int entry : entries) {
        liveAtEntry.or(liveness.liveAt(builders.get(entry)));
      }
      liveAtEntry.and(used);
      written.and(liveAtExit);
      regions[r] =
          new Region(
              own,
              entries.stream().mapToInt(Integer::intValue).toArray(),
              liveAtEntry.stream().toArray(),
              written.stream().toArray(),
              kinds);
    }
    return regions;
  }

  private static List<Integer> entries(
      List<BlockBuilder> builders, int[] regionOfBlock, int region) {
    BitSet entries = new BitSet();
    if (regionOfBlock[0] == region) {
      entries.set(0);
    }
    for (BlockBuilder block : builders) {
      if (regionOfBlock[block.index] != region) {
        for (BlockBuilder next : block.successors()) {
          if (regionOfBlock[next.index] == region) {
            entries.set(next.index);
          }
        }
      }
    }
    List<Integer> result = new ArrayList<>();
    entries.stream().forEach(result::add);
    return result;
  }
}
