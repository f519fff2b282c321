// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.translate.LoopPoints;

/** A function after its compilation: its class file until it is loaded, or why there is none. */
final class CompiledFunction {
  byte[] bytes;

  /** The byte offset of each line number. */
  final int[] offsets;

  /** Whether it may ask its caller for a tail call. */
  final boolean tailCalls;

  /** How many methods it is, if it had to be divided, or else 1. */
  final int methods;

  /** Why the function is not emitted; null if it is. */
  final String refusal;

  /** The loops in which it can become a tree; null if it cannot. */
  final LoopPoints loopPoints;

  /** The imported functions it calls in those loops. */
  int[] importsCalled;

  /** Takes it over to its tree; null if that is not possible. */
  LoopPromotion promotion;

  CompiledFunction(
      byte[] bytes,
      int[] offsets,
      boolean tailCalls,
      int methods,
      LoopPoints loopPoints,
      String refusal) {
    this.loopPoints = loopPoints;
    this.bytes = bytes;
    this.offsets = offsets;
    this.tailCalls = tailCalls;
    this.methods = methods;
    this.refusal = refusal;
  }

  static CompiledFunction asTree(String refusal) {
    return new CompiledFunction(null, null, false, 0, null, refusal);
  }

  /** Whether it runs as a tree. */
  boolean isTree() {
    return refusal != null;
  }

  /** The class file, which is not wanted again once the class is loaded. */
  byte[] takeBytes() {
    byte[] b = bytes;
    bytes = null;
    return b;
  }
}
