// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

/**
 * The loops of a function at whose start it can change its form.
 *
 * @param offsets the byte offsets of their instructions, ascending
 * @param entries whether its tree is entered at each, too, and not only left
 * @param locals how many locals the function has, with its parameters
 * @param handedOver the locals that are handed over to a tree that runs to the end of the function;
 *     null if all are, and the tree can be left again
 */
public record LoopPoints(int[] offsets, boolean[] entries, int locals, int[] handedOver) {
  /** Whether the tree can be left for another form of the function. */
  public boolean isLeft() {
    return handedOver == null;
  }
}
