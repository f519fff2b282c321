// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** Why WebAssembly code trapped. */
public enum TrapCode {
  /** The call stack is exhausted. */
  STACK_OVERFLOW,
  /** An access beyond a memory, or a data segment that does not fit. */
  MEMORY_OUT_OF_BOUNDS,
  /** An atomic access to an address that is not aligned. */
  HEAP_MISALIGNED,
  /** An access beyond a table, an element segment that does not fit, or a call of no element. */
  TABLE_OUT_OF_BOUNDS,
  /** An indirect call of a null element. */
  INDIRECT_CALL_TO_NULL,
  /** An indirect call of a function of another type. */
  BAD_SIGNATURE,
  /** An integer result that does not fit. */
  INTEGER_OVERFLOW,
  /** An integer division by zero. */
  INTEGER_DIVISION_BY_ZERO,
  /** A conversion of NaN to an integer. */
  BAD_CONVERSION_TO_INTEGER,
  /** The instruction {@code unreachable}. */
  UNREACHABLE,
  /** The host interrupted it: a deadline of epochs or a timeout. */
  INTERRUPT,
  /** The fuel is used up. */
  OUT_OF_FUEL,
  /** A wait on a memory that is not shared. */
  ATOMIC_WAIT_NON_SHARED_MEMORY,
  /** A use of a null reference. */
  NULL_REFERENCE,
  /** An access beyond a GC array. */
  ARRAY_OUT_OF_BOUNDS,
  /** An allocation that is too large. */
  ALLOCATION_TOO_LARGE,
  /** A cast that failed. */
  CAST_FAILURE,
  /** A suspension with a tag that nobody handles. */
  UNHANDLED_TAG,
  /** A continuation that was resumed before. */
  CONTINUATION_ALREADY_CONSUMED
}
