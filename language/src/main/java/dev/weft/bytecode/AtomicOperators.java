// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.opcode.AtomicOperation;
import dev.weft.ops.AtomicOps;
import dev.weft.runtime.Memory;

/**
 * What generated code calls for the instructions of the threads proposal. The operands come first,
 * then the memory, the constant offset, the ordinal of the {@link AtomicOperation} and the number
 * of bytes, which are constants of the caller. The result is a long, which the caller narrows or
 * drops; of an operand that was extended only the low bytes count. Traps find their position in the
 * generated frame above. Not an interface for others.
 */
public final class AtomicOperators {
  private static final AtomicOperation[] OPERATIONS = AtomicOperation.values();

  private AtomicOperators() {}

  private static long ea(int address, Memory memory, long offset, int bytes) {
    return AtomicOps.check(memory, address, offset, bytes, null);
  }

  private static long ea(long address, Memory memory, long offset, int bytes) {
    return AtomicOps.check64(memory, address, offset, bytes, null);
  }

  /** {@code atomic.fence}. */
  public static void fence() {
    AtomicOps.fence();
  }

  /** What takes one operand after the address. */
  private static long one(long ea, long a, Memory memory, int operation, int bytes) {
    AtomicOperation o = OPERATIONS[operation];
    if (o == AtomicOperation.STORE) {
      AtomicOps.store(memory.access(), memory, ea, bytes, a);
      return 0;
    }
    return o == AtomicOperation.NOTIFY
        ? AtomicOps.notify(memory, ea, (int) a)
        : AtomicOps.modify(o, memory.access(), memory, ea, bytes, a);
  }

  /** What takes two operands after the address. */
  private static long two(long ea, long a, long b, Memory memory, int operation, int bytes) {
    return OPERATIONS[operation] == AtomicOperation.WAIT
        ? AtomicOps.await(memory, ea, bytes, a, b, null)
        : AtomicOps.compareExchange(memory.access(), memory, ea, bytes, a, b);
  }

  /** The loads, of memories with 32-bit addresses. */
  public static long access(int address, Memory memory, long offset, int operation, int bytes) {
    return AtomicOps.load(memory.access(), memory, ea(address, memory, offset, bytes), bytes);
  }

  /** What takes one operand. */
  public static long access(
      int address, int a, Memory memory, long offset, int operation, int bytes) {
    return one(ea(address, memory, offset, bytes), a, memory, operation, bytes);
  }

  /** What takes one operand. */
  public static long access(
      int address, long a, Memory memory, long offset, int operation, int bytes) {
    return one(ea(address, memory, offset, bytes), a, memory, operation, bytes);
  }

  /** {@code cmpxchg} of an i32. */
  public static long access(
      int address, int a, int b, Memory memory, long offset, int operation, int bytes) {
    return two(ea(address, memory, offset, bytes), a, b, memory, operation, bytes);
  }

  /** {@code cmpxchg} of an i64, and {@code wait64}. */
  public static long access(
      int address, long a, long b, Memory memory, long offset, int operation, int bytes) {
    return two(ea(address, memory, offset, bytes), a, b, memory, operation, bytes);
  }

  /** {@code wait32}. */
  public static long access(
      int address, int a, long b, Memory memory, long offset, int operation, int bytes) {
    return two(ea(address, memory, offset, bytes), a, b, memory, operation, bytes);
  }

  /** The loads, of memories with 64-bit addresses. */
  public static long access(long address, Memory memory, long offset, int operation, int bytes) {
    return AtomicOps.load(memory.access(), memory, ea(address, memory, offset, bytes), bytes);
  }

  /** What takes one operand. */
  public static long access(
      long address, int a, Memory memory, long offset, int operation, int bytes) {
    return one(ea(address, memory, offset, bytes), a, memory, operation, bytes);
  }

  /** What takes one operand. */
  public static long access(
      long address, long a, Memory memory, long offset, int operation, int bytes) {
    return one(ea(address, memory, offset, bytes), a, memory, operation, bytes);
  }

  /** {@code cmpxchg} of an i32. */
  public static long access(
      long address, int a, int b, Memory memory, long offset, int operation, int bytes) {
    return two(ea(address, memory, offset, bytes), a, b, memory, operation, bytes);
  }

  /** {@code cmpxchg} of an i64, and {@code wait64}. */
  public static long access(
      long address, long a, long b, Memory memory, long offset, int operation, int bytes) {
    return two(ea(address, memory, offset, bytes), a, b, memory, operation, bytes);
  }

  /** {@code wait32}. */
  public static long access(
      long address, int a, long b, Memory memory, long offset, int operation, int bytes) {
    return two(ea(address, memory, offset, bytes), a, b, memory, operation, bytes);
  }
}
