// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.opcode.Opcode;
import dev.weft.types.FuncType;
import dev.weft.types.ValueKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A function as the emitter takes it: reachable operators in the order of the code, and the tree of
 * its blocks. Immutable once recorded.
 *
 * <p>Of the operator {@code i}, {@code opcodes[i]} is the instruction, {@code offsets[i]} its byte
 * offset in the module and {@code heights[i]} the number of operands before it. The immediates are:
 *
 * <table>
 *   <caption>Immediates</caption>
 *   <tr><td>block, loop, if, else, end<td>a: index of the block; b of else and end: 1 if control
 *     arrives there from the operator before
 *   <tr><td>br, br_if, br_on_null, br_on_non_null, return<td>a: index of the block whose label is
 *     the target; a return is a {@code br} to block 0; b of br: if it is not 0, index of the block
 *     whose label control comes to next, by a table ({@link DirectJumps})
 *   <tr><td>br_table<td>a: index in {@link #tables}
 *   <tr><td>drop, select<td>a: ordinal of the kind of the operand
 *   <tr><td>memory accesses<td>a: memory, value: constant offset
 *   <tr><td>constants<td>value: the number or its raw bits
 *   <tr><td>all others<td>a, b: the indices as in {@code Instruction.index} and {@code index2}
 * </table>
 */
final class FunctionIr {
  final int functionIndex;
  final FuncType type;

  /** The kinds of parameters and locals, parameters first. */
  final ValueKind[] locals;

  /** The number of operators. */
  int count;

  Opcode[] opcodes = new Opcode[64];
  int[] offsets = new int[64];
  int[] heights = new int[64];
  int[] a = new int[64];
  int[] b = new int[64];
  long[] values = new long[64];

  /** The blocks, the function first, in the order in which they open. */
  final List<IrBlock> blocks = new ArrayList<>();

  /** For each br_table the indices of the target blocks, that of the default last. */
  final List<int[]> tables = new ArrayList<>();

  /** The operands before each operator; null if they are not recorded. */
  Shapes shapes;

  /** The loops that can be left for the tree, by {@link LoopLeaving}; null if there are none. */
  BitSet loopsLeft;

  /** Whether there are operands where one of those starts, its own or others below them. */
  boolean loopsHaveOperands;

  /** Whether there is a return_call that is not a call of the function itself. */
  boolean tailCalls;

  /** Whether there is a return_call of the function itself, which is a loop. */
  boolean selfCalls;

  /** Whether any function is called. */
  boolean calls;

  FunctionIr(int functionIndex, FuncType type, ValueKind[] locals) {
    this.functionIndex = functionIndex;
    this.type = type;
    this.locals = locals;
  }

  int add(Opcode opcode, int offset, int height, int ia, int ib, long value) {
    int i = count++;
    if (i == opcodes.length) {
      int room = 2 * i;
      opcodes = Arrays.copyOf(opcodes, room);
      offsets = Arrays.copyOf(offsets, room);
      heights = Arrays.copyOf(heights, room);
      a = Arrays.copyOf(a, room);
      b = Arrays.copyOf(b, room);
      values = Arrays.copyOf(values, room);
    }
    opcodes[i] = opcode;
    offsets[i] = offset;
    heights[i] = height;
    a[i] = ia;
    b[i] = ib;
    values[i] = value;
    return i;
  }

  /** The block that the operator {@code i} (block, loop, if, else, end or a branch) names. */
  IrBlock block(int i) {
    return blocks.get(a[i]);
  }

  /** The function as a block. */
  IrBlock function() {
    return blocks.get(0);
  }
}
