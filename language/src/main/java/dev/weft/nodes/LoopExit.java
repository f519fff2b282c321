// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

/**
 * What a tree returns in place of a result when it leaves at the start of a loop, for the function
 * to go on in another form.
 */
public final class LoopExit {
  /** The loop, as an index into those of {@link LoopEntries}. */
  public final int loop;

  LoopExit(int loop) {
    this.loop = loop;
  }
}
