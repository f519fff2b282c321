// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerAsserts;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.Frame;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import dev.weft.runtime.LoopState;
import dev.weft.types.ValueKind;

/**
 * The loops at whose start a function that runs in another form can go on as a tree, and back:
 * where they start, and which operands are on the stack there. All locals are handed over.
 *
 * <p>A tree that is entered because it is faster is left at all of them, but entered only at those
 * that are in no other loop: a way into the middle of a nest of loops would make one loop of it
 * that Graal cannot optimise (a matrix multiplication took seven times as long). One that is
 * entered for the sake of instruments is entered at all of them and runs to the end.
 */
public final class LoopEntries {

  /** The block at which each loop starts. */
  @CompilationFinal(dimensions = 1)
  final int[] blocks;

  /** Whether the tree is entered at each loop. */
  @CompilationFinal(dimensions = 1)
  final boolean[] entries;

  /** The slots of the operands at the start of each loop. */
  @CompilationFinal(dimensions = 2)
  private final int[][] operands;

  /** The kind of each slot. */
  @CompilationFinal(dimensions = 1)
  private final ValueKind[] kinds;

  private final int locals;

  /** How many rounds the tree runs before it is compiled. */
  final int trialRounds;

  /**
   * For each block that starts a loop what the tree returns in order to leave there; null if the
   * tree is not left.
   */
  @CompilationFinal(dimensions = 1)
  final LoopExit[] exits;

  /**
   * Creates the description.
   *
   * @param blocks the block at which each loop starts
   * @param entries whether the tree is entered at each loop
   * @param operands the slots of the operands there
   * @param kinds the kind of each slot
   * @param locals how many of the slots are locals
   * @param blockCount the number of blocks of the function
   * @param isLeft whether the tree is left for another form of the function
   * @param trialRounds how many rounds the tree runs before it is compiled
   */
  public LoopEntries(
      int[] blocks,
      boolean[] entries,
      int[][] operands,
      ValueKind[] kinds,
      int locals,
      int blockCount,
      boolean isLeft,
      int trialRounds) {
    this.trialRounds = trialRounds;
    this.blocks = blocks;
    this.entries = entries;
    this.operands = operands;
    this.kinds = kinds;
    this.locals = locals;
    this.exits = isLeft ? new LoopExit[blockCount] : null;
    for (int k = 0; isLeft && k < blocks.length; k++) {
      exits[blocks[k]] = new LoopExit(k);
    }
  }

  /** Takes over the state at the start of a loop. */
  @ExplodeLoop
  void copyIn(LoopState state, Frame frame, int loop) {
    CompilerAsserts.partialEvaluationConstant(loop);
    for (int i = 0; i < locals; i++) {
      copyIn(state, i, frame, i);
    }
    int[] slots = operands[loop];
    for (int i = 0; i < slots.length; i++) {
      copyIn(state, locals + i, frame, slots[i]);
    }
  }

  private void copyIn(LoopState state, int element, Frame frame, int slot) {
    switch (kinds[slot]) {
      case I32 -> WasmFrame.setInt(frame, slot, (int) state.numbers[element]);
      case I64 -> WasmFrame.setLong(frame, slot, state.numbers[element]);
      case F32 ->
          WasmFrame.setFloat(frame, slot, Float.intBitsToFloat((int) state.numbers[element]));
      case F64 -> WasmFrame.setDouble(frame, slot, Double.longBitsToDouble(state.numbers[element]));
      default -> WasmFrame.setObject(frame, slot, state.references[element]);
    }
  }

  /** Hands over the state at the start of a loop. */
  @ExplodeLoop
  void copyOut(Frame frame, LoopState state, int loop) {
    CompilerAsserts.partialEvaluationConstant(loop);
    for (int i = 0; i < locals; i++) {
      copyOut(frame, i, state, i);
    }
    int[] slots = operands[loop];
    for (int i = 0; i < slots.length; i++) {
      copyOut(frame, slots[i], state, locals + i);
    }
  }

  private void copyOut(Frame frame, int slot, LoopState state, int element) {
    switch (kinds[slot]) {
      case I32 -> state.numbers[element] = WasmFrame.getInt(frame, slot);
      case I64 -> state.numbers[element] = WasmFrame.getLong(frame, slot);
      case F32 -> state.numbers[element] = Float.floatToRawIntBits(WasmFrame.getFloat(frame, slot));
      case F64 ->
          state.numbers[element] = Double.doubleToRawLongBits(WasmFrame.getDouble(frame, slot));
      default -> state.references[element] = WasmFrame.getObject(frame, slot);
    }
  }
}
