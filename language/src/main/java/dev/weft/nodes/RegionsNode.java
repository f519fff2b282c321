// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.MaterializedFrame;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.InstrumentableNode;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.api.nodes.IndirectCallNode;
import dev.weft.runtime.ModuleCode;
import java.util.Set;

/**
 * The body of a function too large to be compiled in one piece: calls its regions, one after the
 * other. The calls are indirect so that regions are never inlined, which would undo the division.
 */
public final class RegionsNode extends BodyNode {

  private final RootCallTarget[] regions;

  /** The region of each block. */
  @CompilationFinal(dimensions = 1)
  private final int[] regionOfBlock;

  private final int fuelSlot;

  private final Retranslation again;

  @Child private IndirectCallNode call = IndirectCallNode.create();

  /**
   * Creates the body.
   *
   * @param descriptor the descriptor of the function's frames
   * @param code the module's code
   * @param functionIndex the index of the function
   * @param regions the regions; the first starts with block 0
   * @param regionOfBlock the index of the region of each block
   * @param fuelSlot the slot of the fuel, or {@link MeterNode#NO_SLOT}
   * @param again translates the function once more, in one piece
   */
  public RegionsNode(
      FrameDescriptor descriptor,
      ModuleCode code,
      int functionIndex,
      Region[] regions,
      int[] regionOfBlock,
      int fuelSlot,
      Retranslation again) {
    super(code, functionIndex);
    this.again = again;
    this.fuelSlot = fuelSlot;
    this.regionOfBlock = regionOfBlock;
    this.regions = new RootCallTarget[regions.length];
    RegionExit[] exits = new RegionExit[regionOfBlock.length];
    for (int i = 0; i < exits.length; i++) {
      exits[i] = new RegionExit(i);
    }
    for (int i = 0; i < regions.length; i++) {
      FunctionBodyNode body =
          new FunctionBodyNode(regions[i], exits, fuelSlot, code, functionIndex);
      this.regions[i] = new RegionRootNode(descriptor, code, functionIndex, body).getCallTarget();
    }
  }

  /** In one piece, so that the function has one frame; it may be too large to be compiled then. */
  @Override
  public InstrumentableNode materializeInstrumentableNodes(Set<Class<? extends Tag>> tags) {
    return again.withStatements();
  }

  @Override
  public Object execute(VirtualFrame frame) {
    if (fuelSlot >= 0) {
      MeterNode.flush(frame, fuelSlot);
    }
    MaterializedFrame shared = frame.materialize();
    Object instance = frame.getArguments()[0];
    int next = 0;
    while (true) {
      Object result = call.call(regions[regionOfBlock[next]], instance, shared, next);
      if (!(result instanceof RegionExit exit)) {
        return result;
      }
      next = exit.block;
    }
  }
}
