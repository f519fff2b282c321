// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import dev.weft.opcode.Opcode;
import dev.weft.types.FuncType;
import dev.weft.types.RefType;
import dev.weft.types.ValueType;

/**
 * One decoded instruction. {@link InstructionReader#next} fills the same object again and again;
 * only the fields that the opcode's {@link Opcode#immediate} calls for are meaningful.
 */
public final class Instruction {
  private static final int[] NO_LABELS = {};

  /** The opcode. */
  public Opcode opcode;

  /** The byte offset of the opcode in the module. */
  public int offset;

  /** The byte offset after the immediates. */
  public int end;

  /**
   * The first index: label depth, function, type, local, global, table, memory, data segment,
   * element segment, tag or lane. The type of call_indirect, the destination of memory.copy,
   * table.copy and array.copy, the data segment of memory.init, the element segment of table.init,
   * the memory of a memory argument (an unsigned number below 2^31 after validation).
   */
  public int index;

  /**
   * The second index: the table of call_indirect, the source of memory.copy, table.copy and
   * array.copy, the memory of memory.init, the table of table.init, the field of a structure, the
   * length of array.new_fixed, the segment of array.new_data and its like, the lane of a memory
   * access with lane.
   */
  public int index2;

  /** The alignment of a memory argument as a power of two. */
  public int align;

  /**
   * The constant of i32.const (sign-extended), i64.const, the raw bits of f32.const (zero-extended)
   * and f64.const, the offset of a memory argument (unsigned), the low half of v128.const and of
   * the lanes of i8x16.shuffle.
   */
  public long value;

  /** The high half of v128.const and of the lanes of i8x16.shuffle. */
  public long valueHigh;

  /** The labels of br_table without the default, which is {@link #index}. */
  public int[] labels = NO_LABELS;

  /** The number of valid elements in {@link #labels}. */
  public int labelCount;

  /** The type of block, loop, if, try and try_table. */
  public FuncType blockType;

  /** The types of the typed select. */
  public ValueType[] types;

  /**
   * The type of ref.null (nullable), the target of ref.test and ref.cast, the source of br_on_cast.
   */
  public RefType refType;

  /** The target of br_on_cast and br_on_cast_fail. */
  public RefType refType2;

  /** The kinds of the clauses of try_table: one of the CATCH constants. */
  public int[] catchKinds = NO_LABELS;

  /** The tags of the clauses of try_table; meaningless for catch_all. */
  public int[] catchTags = NO_LABELS;

  /** The labels of the clauses of try_table, relative to outside of the try_table. */
  public int[] catchLabels = NO_LABELS;

  /** The number of clauses of try_table. */
  public int catchCount;

  /** Clause {@code catch}: values of the tag. */
  public static final int CATCH = 0;

  /** Clause {@code catch_ref}: values of the tag and the exception. */
  public static final int CATCH_REF = 1;

  /** Clause {@code catch_all}: nothing. */
  public static final int CATCH_ALL = 2;

  /** Clause {@code catch_all_ref}: the exception. */
  public static final int CATCH_ALL_REF = 3;
}
