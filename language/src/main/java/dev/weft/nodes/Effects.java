// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

/**
 * Bits of the static effect summary of an expression, see {@link ExpressionNode#effects()}.
 *
 * <p>The translator keeps operands as pending trees and must know which of them may move behind
 * which statement. A pending tree has to be evaluated before a statement that could change what it
 * reads, and before any statement with a visible effect if it has a visible effect itself (a trap
 * counts as one).
 */
public final class Effects {

  /** No effect: the value depends on nothing but constants. */
  public static final int NONE = 0;

  /** Reads a local or temp slot of the frame; which ones, {@link ExpressionNode} tells. */
  public static final int READS_LOCAL = 1;

  /** Reads the contents or the size of a memory. */
  public static final int READS_MEMORY = 1 << 1;

  /** Reads a mutable global (immutable ones may be read at any time). */
  public static final int READS_GLOBAL = 1 << 2;

  /** Reads an element or the size of a table. */
  public static final int READS_TABLE = 1 << 3;

  /** May trap. */
  public static final int CAN_TRAP = 1 << 4;

  /** Writes a local, a memory, a global, a table or a segment, or calls a function. */
  public static final int SIDE_EFFECT = 1 << 5;

  private Effects() {}
}
