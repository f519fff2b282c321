// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/**
 * Why execution trapped (specification, "Runtime Structure": <i>traps</i>). The phrases are those
 * of the specification's test suite.
 */
public enum TrapCode {
  UNREACHABLE("unreachable"),
  INTEGER_DIVISION_BY_ZERO("integer divide by zero"),
  INTEGER_OVERFLOW("integer overflow"),
  BAD_CONVERSION_TO_INTEGER("invalid conversion to integer"),
  MEMORY_OUT_OF_BOUNDS("out of bounds memory access"),
  TABLE_OUT_OF_BOUNDS("out of bounds table access"),
  /** {@code call_indirect} with an index outside its table. */
  UNDEFINED_ELEMENT("undefined element"),
  /** {@code call_indirect} on a null element. */
  UNINITIALIZED_ELEMENT("uninitialized element"),
  INDIRECT_CALL_TYPE_MISMATCH("indirect call type mismatch"),
  NULL_FUNCTION_REFERENCE("null function reference"),
  NULL_REFERENCE("null reference"),
  NULL_STRUCTURE_REFERENCE("null structure reference"),
  NULL_ARRAY_REFERENCE("null array reference"),
  NULL_I31_REFERENCE("null i31 reference"),
  NULL_EXCEPTION_REFERENCE("null exception reference"),
  ARRAY_OUT_OF_BOUNDS("out of bounds array access"),
  ALLOCATION_TOO_LARGE("allocation too large"),
  CAST_FAILURE("cast failure"),
  HEAP_MISALIGNED("unaligned atomic"),
  ATOMIC_WAIT_NON_SHARED_MEMORY("expected shared memory"),
  CALL_STACK_EXHAUSTED("call stack exhausted"),
  /** The fuel of the context is used up. */
  OUT_OF_FUEL("out of fuel"),
  /** A deadline has passed. */
  INTERRUPT("interrupt");

  private final String phrase;

  TrapCode(String phrase) {
    this.phrase = phrase;
  }

  /** The specification's words for this trap. */
  public String phrase() {
    return phrase;
  }
}
