// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.translate.LoopPoints;
import com.oracle.truffle.api.RootCallTarget;
import dev.weft.nodes.LoopExit;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LoopState;

/**
 * Takes a generated function over to its tree while it is in a loop, and back.
 *
 * <p>A loop that has run for long enough is tried as a tree now and then, for a few hundred rounds
 * each time, until the tree has been profiled and Graal has compiled it in the background; the
 * generated code does the work meanwhile. From then on each call that comes to many rounds is
 * finished by the compiled tree. If that is left because an assumption of the compiler failed, the
 * interpreter is left for generated code in turn at the next start of a loop.
 *
 * <p>Several threads may use the same object; a count or trial more or less does not matter.
 */
final class LoopPromotion {
  private final GeneratedCode generated;
  private final int functionIndex;
  private final LoopPoints loops;

  private final int[] importsCalled;

  private int visits;
  private volatile RootCallTarget target;

  /** Whether the compiled tree can be expected. */
  private boolean ready;

  /** Whether the function has no tree that can be entered at loops. */
  private boolean impossible;

  /**
   * Creates the promotion of a function.
   *
   * @param loops its loops
   * @param importsCalled the imported functions it calls in them
   */
  LoopPromotion(GeneratedCode generated, int functionIndex, LoopPoints loops, int[] importsCalled) {
    this.importsCalled = importsCalled;
    this.generated = generated;
    this.functionIndex = functionIndex;
    this.loops = loops;
  }

  /**
   * Whether to go on as a tree, asked each time so many rounds of a loop were done.
   *
   * @param checked how many of them were not those of a version without checks
   */
  boolean wantsTree(Instance instance, int checked) {
    if (ready) {
      return true;
    }
    if (instance.code.tools().present()) {
      return !impossible && target() != null;
    }
    if (!loops.isLeft()) {
      return generated.policy().leavesAnyway() && !impossible && target() != null;
    }
    if (!generated.policy().gainsByTree(checked)) {
      return false;
    }
    return generated.policy().triesTree(++visits, importsCalled.length > 0)
        && !impossible
        && gains(instance)
        && target() != null;
  }

  private boolean gains(Instance instance) {
    for (int index : importsCalled) {
      if (!generated.policy().gainsAsTree(instance.functions[index])) {
        return false;
      }
    }
    return true;
  }

  private RootCallTarget target() {
    RootCallTarget t = target;
    if (t == null) {
      synchronized (this) {
        t = target;
        if (t == null && !impossible) {
          t = generated.loopTree(functionIndex, loops);
          target = t;
          impossible = t == null;
        }
      }
    }
    return t;
  }

  /**
   * Goes on as a tree to the end of the function.
   *
   * @param values the locals that are handed over, then the operands
   * @return the function's result
   */
  Object leave(Instance instance, LoopState values, int loop) {
    int[] handedOver = loops.handedOver();
    int operands = values.numbers.length - handedOver.length;
    LoopState state = new LoopState(loops.locals() + operands);
    for (int i = 0; i < handedOver.length; i++) {
      state.copy(handedOver[i], values, i);
    }
    for (int p = 0; p < operands; p++) {
      state.copy(loops.locals() + p, values, handedOver.length + p);
    }
    return target.call(instance, state, loop);
  }

  /** Whether there is a tree. */
  boolean hasTree() {
    return target != null;
  }

  /**
   * Goes on as a tree.
   *
   * @return the loop at whose start to go on as generated code, or -1 if the function has ended
   */
  int enter(Instance instance, LoopState state, int loop) {
    Object result = target.call(instance, state, loop);
    // An exit from compiled code went through the interpreter: the code is gone.
    ready = state.compiled && !(result instanceof LoopExit);
    if (result instanceof LoopExit exit) {
      return exit.loop;
    }
    state.result = result;
    return -1;
  }
}
