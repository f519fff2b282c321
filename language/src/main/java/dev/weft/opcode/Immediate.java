// SPDX-License-Identifier: Apache-2.0
package dev.weft.opcode;

/** What follows an opcode in the binary format. */
public enum Immediate {
  /** Nothing. */
  NONE,
  /** A block type. */
  BLOCK,
  /** A label (relative depth). */
  LABEL,
  /** A vector of labels and a default label. */
  LABEL_TABLE,
  /** A function index. */
  FUNC,
  /** A type index. */
  TYPE,
  /** A type index and a table index. */
  CALL_INDIRECT,
  /** A local index. */
  LOCAL,
  /** A global index. */
  GLOBAL,
  /** A table index. */
  TABLE,
  /** Two table indices: destination, source. */
  TABLE_TABLE,
  /** A memory index. */
  MEMORY,
  /** Two memory indices: destination, source. */
  MEMORY_MEMORY,
  /** A data segment index and a memory index. */
  DATA_MEMORY,
  /** A data segment index. */
  DATA,
  /** An element segment index. */
  ELEM,
  /** An element segment index and a table index. */
  ELEM_TABLE,
  /** Alignment, optional memory index, offset. */
  MEMARG,
  /** A memory argument and a lane index. */
  MEMARG_LANE,
  /** A lane index. */
  LANE,
  /** Sixteen lane indices. */
  LANES16,
  /** A signed 32-bit integer. */
  I32,
  /** A signed 64-bit integer. */
  I64,
  /** Four bytes of a floating-point number. */
  F32,
  /** Eight bytes of a floating-point number. */
  F64,
  /** Sixteen bytes of a vector. */
  V128,
  /** A vector of value types. */
  SELECT_TYPES,
  /** A heap type. */
  HEAP_TYPE,
  /** A heap type; the opcode tells whether the reference type is nullable. */
  REF_CAST,
  /** Flags, a label, a source heap type and a target heap type. */
  BR_ON_CAST,
  /** A type index and a field index. */
  TYPE_FIELD,
  /** A type index and a number of elements. */
  TYPE_LENGTH,
  /** A type index and a data segment index. */
  TYPE_DATA,
  /** A type index and an element segment index. */
  TYPE_ELEM,
  /** Two type indices: destination, source. */
  TYPE_TYPE,
  /** A tag index. */
  TAG,
  /** A block type and a vector of catch clauses. */
  TRY_TABLE,
  /** A zero byte. */
  ATOMIC_FENCE
}
