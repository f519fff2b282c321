// SPDX-License-Identifier: Apache-2.0
package dev.weft.opcode;

import java.util.Locale;

/** What an instruction of the threads proposal does, read off its name in the opcode table. */
public enum AtomicOperation {
  /** Reads. */
  LOAD(0),
  /** Writes; the only one that takes an address and has no result. */
  STORE(1),
  /** Reads, adds, writes; the result is what was there, as for the next five. */
  ADD(1),
  /** Reads, subtracts, writes. */
  SUB(1),
  /** Reads, combines by and, writes. */
  AND(1),
  /** Reads, combines by or, writes. */
  OR(1),
  /** Reads, combines by exclusive or, writes. */
  XOR(1),
  /** Reads and writes. */
  XCHG(1),
  /** Reads, and writes if that was what was expected; the result is what was there. */
  CMPXCHG(2),
  /** Wakes waiting threads. */
  NOTIFY(1),
  /** Waits until it is notified. */
  WAIT(2),
  /** Orders; has no address. */
  FENCE(0);

  private final int operands;

  AtomicOperation(int operands) {
    this.operands = operands;
  }

  /**
   * Returns what an instruction does.
   *
   * @param opcode an instruction with the prefix 0xFE
   */
  public static AtomicOperation of(Opcode opcode) {
    String name = opcode.text();
    if (name.contains(".load")) {
      return LOAD;
    }
    if (name.contains(".store")) {
      return STORE;
    }
    // "i64.atomic.rmw8.add_u", "memory.atomic.wait32"
    String last = name.substring(name.lastIndexOf('.') + 1);
    int end = 0;
    while (end < last.length() && Character.isLetter(last.charAt(end))) {
      end++;
    }
    return valueOf(last.substring(0, end).toUpperCase(Locale.ROOT));
  }

  /** Returns how many operands follow the address. */
  public int operands() {
    return operands;
  }
}
