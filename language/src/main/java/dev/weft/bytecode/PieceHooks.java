// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.ValueKind;

/** What a piece leaves to others. All methods write code through the emitter. */
interface PieceHooks {
  /**
   * Called first: declares the parameters of the method, among them the instance, through {@link
   * Emitter#parameterOfLocal} and its like.
   */
  void begin(Emitter emitter);

  /** Called before the first operator: goes to where control enters. */
  void enter(Emitter emitter);

  /** The field of the frame that holds a local when the piece starts, or null. */
  String fieldOfLocal(int local);

  /** Pushes a field of the frame. */
  void loadField(MethodCode code, String field, String descriptor);

  /**
   * Calls a child where it stands in the code, and goes on where it left for. The call itself must
   * be at line 0 ({@link MethodCode#line}): frames without a line are left out of traces, so that a
   * function in pieces is one frame.
   */
  void call(Emitter emitter, Piece child);

  /**
   * The JVM label to jump to for a position that is not the piece's own; all operands are in their
   * temps there.
   */
  int labelOutside(Emitter emitter, int position);

  /**
   * Jumps by an index, which is on the JVM's stack: to the label of its entry, or the position
   * where that is -1. The last entry is for all greater indices.
   */
  void largeTable(Emitter emitter, int[] positions, int[] labels);

  /**
   * Returns from the function with the value on the JVM's stack.
   *
   * @param kind its kind; null if there is none
   */
  void leave(Emitter emitter, ValueKind kind);

  /** Starts the function again: the new arguments are in the parameters' locals. */
  void restart(Emitter emitter);

  /** What follows the last operator of the piece. */
  void end(Emitter emitter);
}
