// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.translate.LoopPoints;
import java.util.HashMap;
import java.util.Map;

/** A function after its compilation, or why it was not compiled. */
final class CompiledFunction {
  /** The class file made for it, until that is loaded; null if the function is in another one. */
  byte[] bytes;

  /** The other functions of that class by index, until they are known to the module. */
  Map<Integer, CompiledFunction> members = new HashMap<>();

  /** The function for which the class was made that it is in. */
  int home;

  /** Whether objects of the class are entries of the function. */
  boolean isEntry;

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

  /** How many of its loops are in two versions. */
  int linearLoops;

  /** How many of its loops have copies of their dispatch. */
  int dispatches;

  /** How many of its branches go past the table at the start of a loop. */
  int directJumps;

  /** Takes it over to its tree; null if that is not possible. */
  LoopPromotion promotion;

  CompiledFunction(
      int[] offsets, boolean tailCalls, int methods, LoopPoints loopPoints, String refusal) {
    this.loopPoints = loopPoints;
    this.offsets = offsets;
    this.tailCalls = tailCalls;
    this.methods = methods;
    this.refusal = refusal;
  }

  static CompiledFunction asTree(String refusal) {
    return new CompiledFunction(null, false, 0, null, refusal);
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
