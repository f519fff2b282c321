// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * A range of operators that becomes one method, without the ranges in it that are pieces of their
 * own: its <i>children</i>, which it calls. The whole function is the outermost piece.
 *
 * <p>Control enters a piece at one of its <i>entries</i> and leaves it for one of its <i>exits</i>,
 * both are positions as in {@link Flow}. Operands below {@link #height} are out of its reach.
 */
final class Piece {
  /** The first operator. */
  final int from;

  /** The operator after the last. */
  final int to;

  /** The piece that calls this one; null for the function. */
  Piece parent;

  /** In the order of the code; their ranges do not overlap. */
  final List<Piece> children = new ArrayList<>();

  /** How many operands lie below those that the piece may take. */
  int height;

  /** Where control comes into the piece, ascending; empty for the function. */
  int[] entries = {};

  /** Where control goes from the piece, ascending. */
  int[] exits = {};

  /** Whether control may also leave by returning from the function. */
  boolean returns;

  /** Whether control may also leave by starting the function again. */
  boolean restarts;

  /** Locals that the piece itself uses and writes, its children not counted. */
  final BitSet ownUses = new BitSet();

  final BitSet ownWrites = new BitSet();

  /** Locals that the piece or a child uses and writes. */
  final BitSet allUses = new BitSet();

  final BitSet allWrites = new BitSet();

  /** The name of the method. */
  String method;

  Piece(int from, int to) {
    this.from = from;
    this.to = to;
  }

  /** The whole function. */
  static Piece of(FunctionIr ir) {
    return new Piece(0, ir.count);
  }

  boolean contains(int position) {
    return position >= from && position < to;
  }

  /** The child that a position is in, or null. */
  Piece childAt(int position) {
    int low = 0;
    int high = children.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Piece child = children.get(middle);
      if (position < child.from) {
        high = middle - 1;
      } else if (position >= child.to) {
        low = middle + 1;
      } else {
        return child;
      }
    }
    return null;
  }

  /** Makes a range a child; children that lie in it become children of that. */
  Piece separate(int first, int end) {
    Piece piece = new Piece(first, end);
    piece.parent = this;
    for (Piece child : children) {
      if (child.from >= first && child.to <= end) {
        child.parent = piece;
        piece.children.add(child);
      }
    }
    children.removeAll(piece.children);
    children.add(piece);
    children.sort(Comparator.comparingInt(child -> child.from));
    return piece;
  }

  /** Whether control enters the piece at a position. */
  boolean isEntry(int position) {
    return Arrays.binarySearch(entries, position) >= 0;
  }

  /** How many ways there are out of the piece. */
  int waysOut() {
    return exits.length + (returns ? 1 : 0) + (restarts ? 1 : 0);
  }
}
