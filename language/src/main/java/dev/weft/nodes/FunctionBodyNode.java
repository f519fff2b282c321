// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerAsserts;
import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.frame.MaterializedFrame;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.InstrumentableNode;
import com.oracle.truffle.api.instrumentation.StandardTags.StatementTag;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.api.nodes.BytecodeOSRNode;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import com.oracle.truffle.api.nodes.LoopNode;
import dev.weft.runtime.LoopState;
import dev.weft.runtime.ModuleCode;
import dev.weft.runtime.Tools;
import java.util.Set;

/**
 * The control flow of a function: runs its basic blocks, block 0 first.
 *
 * <p>Under partial evaluation the loop over blocks is exploded and copies that stand at the same
 * block are merged, so that the graph of blocks becomes the control flow graph of the compiled
 * code. For that the variable {@code next} must be a constant at every {@code continue}: it is
 * assigned separately in each branch, never chosen by an expression.
 */
public final class FunctionBodyNode extends BodyNode implements BytecodeOSRNode {

  /** Back edges are reported to the runtime, and safepoints polled, in steps of this many. */
  private static final int REPORT_STRIDE = 256;

  /** Stands for "returned without a result" where Truffle takes null for "no OSR happened". */
  private static final Object NO_RESULT = new Object();

  /**
   * What compiled code of a loop threw. Thrown through the call target of the loop, an exception
   * would get a frame of its own for that, and the position would be lost for the function's.
   */
  private record Thrown(AbstractTruffleException exception) {}

  @Children private final BasicBlock[] blocks;
  private final boolean hasLoops;
  @CompilationFinal private Object osrMetadata;

  /** Null if the blocks are those of a whole function. */
  private final Region region;

  @CompilationFinal(dimensions = 1)
  private final RegionExit[] exits;

  /** Where the function is entered; null if it is at its start. */
  private final LoopEntries loops;

  /** The slot of the fuel, or {@link MeterNode#NO_SLOT}. */
  private final int fuelSlot;

  /** Translates the function once more; null for regions. */
  private final Retranslation again;

  /** Tells whether there are instruments. */
  private final Tools tools;

  /** Whether there is a marker in front of each statement. */
  private final boolean hasMarkers;

  /** What has come in this node's place and goes on with what runs here; null for nothing. */
  @CompilationFinal private volatile FunctionBodyNode successor;

  /** In place of a block: which one to start at is known at run time only. */
  private static final int CHOOSE_ENTRY = -1;

  /**
   * Creates the body of a function.
   *
   * @param blocks the blocks; execution starts at the first
   * @param loops the loops it is entered at; null if it is entered at its start
   * @param fuelSlot the slot of the fuel, or {@link MeterNode#NO_SLOT}
   * @param code the module's code
   * @param functionIndex index of the function in its module
   * @param again translates the function once more; null if statements have their markers
   */
  public FunctionBodyNode(
      BasicBlock[] blocks,
      LoopEntries loops,
      int fuelSlot,
      ModuleCode code,
      int functionIndex,
      Retranslation again) {
    this(blocks, null, null, loops, fuelSlot, code, functionIndex, again, again == null);
  }

  /**
   * Creates the body of a region.
   *
   * @param region the region
   * @param exits for each block of the function what to return in order to go there
   * @param fuelSlot the slot of the fuel, or {@link MeterNode#NO_SLOT}
   * @param code the module's code
   * @param functionIndex index of the function in its module
   */
  FunctionBodyNode(
      Region region, RegionExit[] exits, int fuelSlot, ModuleCode code, int functionIndex) {
    this(region.blocks, region, exits, null, fuelSlot, code, functionIndex, null, false);
  }

  private FunctionBodyNode(
      BasicBlock[] blocks,
      Region region,
      RegionExit[] exits,
      LoopEntries loops,
      int fuelSlot,
      ModuleCode code,
      int functionIndex,
      Retranslation again,
      boolean hasMarkers) {
    super(code, functionIndex);
    this.tools = code.tools();
    this.again = again;
    this.hasMarkers = hasMarkers;
    this.fuelSlot = fuelSlot;
    this.loops = loops;
    this.blocks = blocks;
    this.region = region;
    this.exits = exits;
    boolean backEdges = false;
    for (int i = 0; i < blocks.length && !backEdges; i++) {
      BasicBlock block = blocks[i];
      if (block == null) {
        continue;
      }
      switch (block.kind) {
        case BasicBlock.GOTO -> backEdges = block.targetIsBackEdge;
        case BasicBlock.BRANCH -> backEdges = block.targetIsBackEdge || block.otherwiseIsBackEdge;
        case BasicBlock.TABLE -> {
          for (int target : block.table) {
            backEdges |= target <= i;
          }
        }
        default -> {}
      }
    }
    this.hasLoops = backEdges;
  }

  /**
   * Counts back edges. An object, because a local variable would start as a constant and keep the
   * copies of the exploded loop apart; escape analysis removes it.
   */
  private static final class LoopCounter {
    int value;
  }

  /**
   * Runs the function, from its start or the start of a loop on.
   *
   * @param frame the frame of the function; where there are loops to enter, its arguments are those
   *     of {@link LoopsRootNode}
   * @return the result of the function, or a {@link LoopExit}
   */
  @Override
  public Object execute(VirtualFrame frame) {
    if (loops != null) {
      return run(frame, CHOOSE_ENTRY, new LoopCounter());
    }
    return run(frame, 0, hasLoops ? new LoopCounter() : null);
  }

  /** The bodies of regions are parts of one, which has the tags. */
  @Override
  public boolean isInstrumentable() {
    return region == null;
  }

  @Override
  public InstrumentableNode materializeInstrumentableNodes(Set<Class<? extends Tag>> tags) {
    if (hasMarkers || !tags.contains(StatementTag.class)) {
      return this;
    }
    FunctionBodyNode body = again.withStatements();
    successor = body;
    // Code that runs leaves for the successor at the next turn of a loop, and so does compiled code
    // of a loop, which does not depend on this node's place.
    tools.invalidate();
    return body;
  }

  /**
   * Runs a region.
   *
   * @param frame the frame of the region; its arguments are those of {@link RegionRootNode}
   * @return the result of the function, or a {@link RegionExit}
   */
  Object executeRegion(VirtualFrame frame) {
    copy((Frame) frame.getArguments()[1], frame, region.slotsIn);
    if (fuelSlot < 0) {
      return run(frame, CHOOSE_ENTRY, hasLoops ? new LoopCounter() : null);
    }
    MeterNode.reload(frame, fuelSlot);
    try {
      return run(frame, CHOOSE_ENTRY, hasLoops ? new LoopCounter() : null);
    } finally {
      MeterNode.settle(frame, fuelSlot);
    }
  }

  @ExplodeLoop
  private void copy(Frame from, Frame to, int[] slots) {
    CompilerAsserts.partialEvaluationConstant(slots);
    for (int i = 0; i < slots.length; i++) {
      int slot = slots[i];
      switch (region.kinds[slot]) {
        case I32 -> WasmFrame.setInt(to, slot, WasmFrame.getInt(from, slot));
        case I64 -> WasmFrame.setLong(to, slot, WasmFrame.getLong(from, slot));
        case F32 -> WasmFrame.setFloat(to, slot, WasmFrame.getFloat(from, slot));
        case F64 -> WasmFrame.setDouble(to, slot, WasmFrame.getDouble(from, slot));
        default -> WasmFrame.setObject(to, slot, WasmFrame.getObject(from, slot));
      }
    }
  }

  @ExplodeLoop(kind = ExplodeLoop.LoopExplosionKind.MERGE_EXPLODE)
  private Object run(VirtualFrame frame, int start, LoopCounter counter) {
    int next = start;
    dispatch:
    while (true) {
      if (loops != null && next == CHOOSE_ENTRY) {
        int entry = (int) frame.getArguments()[2];
        int[] starts = loops.blocks;
        for (int k = 0; k < starts.length; k++) {
          if (loops.entries[k] && entry == k) {
            loops.copyIn((LoopState) frame.getArguments()[1], frame, k);
            next = starts[k];
            continue dispatch;
          }
        }
        throw CompilerDirectives.shouldNotReachHere("not a loop of the function");
      }
      if (region != null) {
        if (next == CHOOSE_ENTRY) {
          int entry = (int) frame.getArguments()[2];
          int[] entries = region.entries;
          for (int i = 0; i < entries.length; i++) {
            if (entries[i] == entry) {
              next = entries[i];
              continue dispatch;
            }
          }
          throw CompilerDirectives.shouldNotReachHere("not an entry of the region");
        }
        if (blocks[next] == null) {
          copy(frame, (Frame) frame.getArguments()[1], region.slotsOut);
          reportLoops(counter);
          return exits[next];
        }
      }
      BasicBlock block = blocks[next];
      // Results are computed here and not at the returns: those lie outside of the loop, where
      // partial evaluation has merged all exits and knows the block no longer.
      Object value = block.execute(frame);
      switch (block.kind) {
        case BasicBlock.GOTO:
          {
            if (block.targetIsBackEdge) {
              Object result = backEdge(frame, block.target, counter);
              if (result != null) {
                return result == NO_RESULT ? null : result;
              }
            }
            next = block.target;
            continue dispatch;
          }
        case BasicBlock.BRANCH:
          {
            if (block.executeCondition(frame)) {
              if (block.targetIsBackEdge) {
                Object result = backEdge(frame, block.target, counter);
                if (result != null) {
                  return result == NO_RESULT ? null : result;
                }
              }
              next = block.target;
              continue dispatch;
            } else {
              if (block.otherwiseIsBackEdge) {
                Object result = backEdge(frame, block.otherwise, counter);
                if (result != null) {
                  return result == NO_RESULT ? null : result;
                }
              }
              next = block.otherwise;
              continue dispatch;
            }
          }
        case BasicBlock.TABLE:
          {
            int index = block.value.executeInt(frame);
            int[] table = block.table;
            if (CompilerDirectives.inInterpreter()) {
              int entry = Math.min(index & Integer.MAX_VALUE, table.length - 1);
              if (index < 0) {
                entry = table.length - 1;
              }
              block.countEntry(entry);
              int target = table[entry];
              if (target <= next) {
                Object result = backEdge(frame, target, counter);
                if (result != null) {
                  return result == NO_RESULT ? null : result;
                }
              }
              next = target;
              continue dispatch;
            }
            if (block.ways != null) {
              int way = block.way(index);
              int[] ways = block.ways;
              int lastWay = ways.length - 1;
              for (int k = 0; k < lastWay; k++) {
                if (way == k) {
                  if (ways[k] <= next) {
                    Object result = backEdge(frame, ways[k], counter);
                    if (result != null) {
                      return result == NO_RESULT ? null : result;
                    }
                  }
                  next = ways[k];
                  continue dispatch;
                }
              }
              if (ways[lastWay] <= next) {
                Object result = backEdge(frame, ways[lastWay], counter);
                if (result != null) {
                  return result == NO_RESULT ? null : result;
                }
              }
              next = ways[lastWay];
              continue dispatch;
            }
            // A cascade of comparisons, which Graal turns into a switch: each way has a constant
            // successor, and is laid out by its probability.
            int last = table.length - 1;
            int rest = block.total;
            for (int entry = 0; entry < last; entry++) {
              if (table[entry] == table[last]) {
                continue;
              }
              double probability = block.entryProbability(entry, rest);
              rest -= block.counts[entry];
              if (CompilerDirectives.injectBranchProbability(probability, index == entry)) {
                if (table[entry] <= next) {
                  Object result = backEdge(frame, table[entry], counter);
                  if (result != null) {
                    return result == NO_RESULT ? null : result;
                  }
                }
                next = table[entry];
                continue dispatch;
              }
            }
            if (table[last] <= next) {
              Object result = backEdge(frame, table[last], counter);
              if (result != null) {
                return result == NO_RESULT ? null : result;
              }
            }
            next = table[last];
            continue dispatch;
          }
        case BasicBlock.RETURN_VOID, BasicBlock.RETURN_ONE, BasicBlock.RETURN_MANY:
          reportLoops(counter);
          return value;
        default:
          throw CompilerDirectives.shouldNotReachHere("the last statement should have thrown");
      }
    }
  }

  /**
   * Counts a back edge; at times polls a safepoint and tries to go on in compiled code.
   *
   * @return null to go on here, else the result of the function or {@link #NO_RESULT}
   */
  private Object backEdge(VirtualFrame frame, int target, LoopCounter counter) {
    if (region != null && blocks[target] == null) {
      return null; // leaves the region, which is called anew
    }
    if (tools.present()) {
      FunctionBodyNode next = successor;
      if (next != null) {
        CompilerDirectives.transferToInterpreter();
        // Truffle puts it in this one's place after it was made, on the thread of the instrument.
        if (next.getParent() != null) {
          return goOn(next, frame.materialize(), target);
        }
      }
    } else if (loops != null && loops.exits != null) {
      return tryRound(frame, target, counter);
    }
    if (CompilerDirectives.hasNextTier() && ++counter.value >= REPORT_STRIDE) {
      LoopNode.reportLoopCount(this, REPORT_STRIDE);
      counter.value = 0;
      if (CompilerDirectives.inInterpreter()) {
        TruffleSafepoint.poll(this);
        if (BytecodeOSRNode.pollOSRBackEdge(this, REPORT_STRIDE)) {
          if (fuelSlot >= 0) {
            MeterNode.flush(frame, fuelSlot);
          }
          Object result = BytecodeOSRNode.tryOSR(this, target, null, null, frame);
          if (fuelSlot >= 0 && result == null) {
            MeterNode.reload(frame, fuelSlot);
          }
          if (result instanceof Thrown thrown) {
            throw thrown.exception;
          }
          return result;
        }
      }
    }
    return null;
  }

  /** Goes on with the body that has come in this one's place. */
  @TruffleBoundary
  private static Object goOn(FunctionBodyNode next, MaterializedFrame frame, int target) {
    Object result = next.run(frame, target, next.hasLoops ? new LoopCounter() : null);
    return result == null ? NO_RESULT : result;
  }

  /** Leaves at the start of a loop after so many rounds, unless the code is the last. */
  private LoopExit tryRound(VirtualFrame frame, int target, LoopCounter counter) {
    if (!CompilerDirectives.hasNextTier() || ++counter.value < loops.trialRounds) {
      return null;
    }
    LoopNode.reportLoopCount(this, counter.value);
    counter.value = 0;
    if (CompilerDirectives.inInterpreter()) {
      TruffleSafepoint.poll(this);
    }
    LoopExit exit = loops.exits[target];
    if (exit != null) {
      loops.copyOut(frame, (LoopState) frame.getArguments()[1], exit.loop);
    }
    return exit;
  }

  private void reportLoops(LoopCounter counter) {
    if (CompilerDirectives.hasNextTier() && counter != null && counter.value > 0) {
      LoopNode.reportLoopCount(this, counter.value);
    }
  }

  @Override
  public Object executeOSR(VirtualFrame osrFrame, long target, Object interpreterState) {
    try {
      if (fuelSlot >= 0) {
        MeterNode.reload(osrFrame, fuelSlot);
      }
      Object result = run(osrFrame, (int) target, new LoopCounter());
      return result == null ? NO_RESULT : result;
    } catch (AbstractTruffleException e) {
      return new Thrown(e);
    } finally {
      if (fuelSlot >= 0) {
        MeterNode.settle(osrFrame, fuelSlot);
      }
    }
  }

  @Override
  public Object getOSRMetadata() {
    return osrMetadata;
  }

  @Override
  public void setOSRMetadata(Object osrMetadata) {
    this.osrMetadata = osrMetadata;
  }

  // The default passes the parent frame as argument 0, where nodes expect the instance. Argument 1
  // is that of regions and of loops.
  @Override
  public Object[] storeParentFrameInArguments(VirtualFrame parentFrame) {
    Object[] arguments = parentFrame.getArguments();
    Object second = region != null || loops != null ? arguments[1] : null;
    return new Object[] {arguments[0], second, parentFrame};
  }

  /** Does nothing: the function ends in the OSR code, so nobody reads its frame any more. */
  @Override
  public void restoreParentFrame(VirtualFrame osrFrame, VirtualFrame parentFrame) {}

  @Override
  public Frame restoreParentFrameFromArguments(Object[] arguments) {
    return (Frame) arguments[2];
  }
}
