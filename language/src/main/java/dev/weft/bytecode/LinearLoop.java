// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import java.util.List;

/**
 * A loop whose addresses are known to advance by the same number of bytes each round, most of them
 * or some: whether they stay in the memory for many rounds can be asked once, in front of the loop.
 */
final class LinearLoop {
  /** Addresses that differ by constants. */
  static final class Base {
    /** What they have in common. */
    final Linear terms;

    /** How far they advance each round; of locals that the loop does not write. */
    final Linear stride;

    /** The least constant that is added, as a number with a sign. */
    int least = Integer.MAX_VALUE;

    /** The greatest constant together with the offset of the instruction. */
    long end = Long.MIN_VALUE;

    Base(Linear terms, Linear stride) {
      this.terms = terms;
      this.stride = stride;
    }

    void add(int constant, long offset) {
      least = Math.min(least, constant);
      end = Math.max(end, constant + offset);
    }
  }

  final IrBlock loop;
  final List<Base> bases;

  /** For each operator from the loop's start on the number of the base it uses, or -1. */
  private final int[] baseOf;

  /** The constant that is added there. */
  private final int[] constantOf;

  /**
   * What is compared at the end of the round, as a difference, if that is of 32 bits and changes by
   * a constant; null if not. It tells roughly how many rounds there will be.
   */
  final Linear difference;

  /** By how much the difference changes each round, not 0. */
  final int step;

  LinearLoop(
      IrBlock loop, List<Base> bases, int[] baseOf, int[] constantOf, Linear difference, int step) {
    this.difference = difference;
    this.step = step;
    this.loop = loop;
    this.bases = bases;
    this.baseOf = baseOf;
    this.constantOf = constantOf;
  }

  /**
   * The number of the base that an access uses, or -1 if its address is not known to advance so.
   */
  int baseOf(int operator) {
    return baseOf[operator - loop.start];
  }

  /** How many bytes the address of an access, without its offset, lies behind that of its base. */
  int distance(int operator) {
    return constantOf[operator - loop.start] - bases.get(baseOf(operator)).least;
  }
}
