// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

/** What a piece leaves to others. All methods write code through the emitter. */
interface PieceHooks {
  /**
   * Called first: declares the parameters of the method, among them the instance, through {@link
   * Emitter#parameterOfLocal} and its like.
   */
  void begin(Emitter emitter);

  /** Whether a block is not part of the piece but a piece of its own. */
  boolean isApart(IrBlock block);

  /**
   * Calls the piece of a block that is apart. Its parameters are in their temps; when control goes
   * on after the block, its results must be in theirs. Branches of the inner piece to labels of
   * this one are made here, through {@link Emitter#jumpTo}. The call itself must be at line 0
   * ({@link MethodCode#line}): frames without a line are left out of traces, so that a function in
   * pieces is one frame.
   */
  void call(Emitter emitter, IrBlock block);

  /**
   * Leaves the piece for the label of a block outside; the operands of the label are in its temps.
   */
  void leave(Emitter emitter, IrBlock target);

  /**
   * Returns from the function; the topmost operands are the results and not loaded yet.
   *
   * @see Emitter#returnResults
   */
  void returnResults(Emitter emitter);

  /** Starts the function again: the new arguments are in the parameters' locals. */
  void restart(Emitter emitter);

  /** What follows the last operator of the piece if control arrives there. */
  void end(Emitter emitter);
}
