// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.ValueKind;

/**
 * A range of operators that becomes one method: a whole function, or what is inside of one block
 * (or a part of it, cut where no operands are pending above the block's).
 *
 * <p>When it starts, the operands below {@link #height} belong to blocks around it and are not
 * touched; those from there on are in their temps.
 */
final class Piece {
  /** The first operator. */
  final int from;

  /** The operator after the last. */
  final int to;

  /** The innermost block that the first operator is in. */
  final IrBlock block;

  /** How many operands lie below those the piece may take. */
  final int height;

  /** The kinds of the operands above, which are in their temps. */
  final ValueKind[] operands;

  Piece(int from, int to, IrBlock block, int height, ValueKind[] operands) {
    this.from = from;
    this.to = to;
    this.block = block;
    this.height = height;
    this.operands = operands;
  }

  /** The whole function. */
  static Piece of(FunctionIr ir) {
    return new Piece(0, ir.count, ir.function(), 0, new ValueKind[0]);
  }

  /** Whether a branch to a block's label stays inside the piece. */
  boolean containsLabel(IrBlock target) {
    // The opening operator of a loop is its label; of others the end is.
    int label = target.kind == IrBlock.Kind.LOOP ? target.start : target.end;
    return label >= from && label < to;
  }
}
