// SPDX-License-Identifier: Apache-2.0
/**
 * The bytecode tier: functions as JVM bytecode, which HotSpot's own compilers optimise. The tree of
 * {@code dev.weft.translate} is the definition of what a function does; this package does the same
 * faster from the first call on, and without a Truffle compiler.
 *
 * <p>A function goes through two phases:
 *
 * <ol>
 *   <li>The {@link dev.weft.bytecode.Recorder}, a sink behind the validator, writes the function
 *       down as {@link dev.weft.bytecode.FunctionIr}: a flat list of operators with their
 *       immediates, dead code left out, and a tree of {@link dev.weft.bytecode.IrBlock}s over it
 *       (function, block, loop, if) with the range of operators, parameters and results, height of
 *       the label, and the locals read and written of each. Branches name the block they go to.
 *   <li>The {@link dev.weft.bytecode.Emitter} makes one method of one {@link
 *       dev.weft.bytecode.Piece}: a range of operators that is the whole function or, where a
 *       function is divided, a part of it. What leaves a piece, and what a piece leaves to another
 *       one, goes through the hooks of {@link dev.weft.bytecode.PieceHooks}.
 * </ol>
 *
 * <p>HotSpot does not compile methods above 8000 bytes of bytecode. A function that would be larger
 * is divided: {@link dev.weft.bytecode.Division} chooses the pieces, {@link
 * dev.weft.bytecode.DividedFunction} writes them until each is small enough, {@link
 * dev.weft.bytecode.PieceCode} is what goes into and out of each, and {@link
 * dev.weft.bytecode.Flow} says where control goes and what is live there.
 *
 * <p>Where values are at a label (the start of a loop, the end of a block or if, the start of both
 * arms of an if): each pending operand is in its <i>temp</i>, given by height on the operand stack
 * and kind, the same in every piece of a function. The JVM's own operand stack is empty there. In
 * between, operands are on the JVM's stack, or not yet loaded (locals and constants).
 *
 * <p>Every JVM local is initialised at the start of a method, so all its stack map frames are the
 * same.
 */
package dev.weft.bytecode;
