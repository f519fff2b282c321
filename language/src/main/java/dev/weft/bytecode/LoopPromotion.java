// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.RootCallTarget;
import dev.weft.nodes.LoopExit;
import dev.weft.nodes.LoopsRootNode;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LoopState;
import dev.weft.translate.LoopPoints;

/**
 * Takes a generated function over to its tree while it is in a loop, and back.
 *
 * <p>A loop that has run for long enough is tried as a tree now and then, for a few hundred rounds
 * each time, until the tree has been profiled and Graal has compiled it in the background; the
 * generated code does the work meanwhile. Then the two are compared, which no rule of thumb can
 * tell: in some loops Graal's code takes half the time of HotSpot's, in others more. If the tree is
 * kept, it is compiled once more, to run to the end of the function, and each call that comes to
 * many rounds is finished by it. If that is left because an assumption of the compiler failed, the
 * interpreter is left for generated code in turn at the next start of a loop.
 *
 * <p>Several threads may use the same object; a count or trial more or less does not matter.
 */
final class LoopPromotion {
  private enum Phase {
    /** The generated code runs, and is measured when its time has come. */
    GENERATED,
    /** The tree runs now and then until it is compiled. */
    TRIED,
    /** It is compiled, and measured. */
    COMPARED,
    /** It is better, and compiled to run to the end. */
    TREE
  }

  private final GeneratedCode generated;
  private final TierPolicy policy;
  private final int functionIndex;
  private final LoopPoints loops;
  private final int[] importsCalled;

  /** The number of polls; not 0 after the first. */
  private int visits;

  /** From which visit on the loops are measured, and the tree is tried. */
  private int nextTrial;

  /** When it may be tried again. */
  private long nextTrialTime = System.nanoTime();

  private volatile Phase phase = Phase.GENERATED;
  private volatile LoopComparison comparison;
  private volatile RootCallTarget target;

  /** Whether the compiled tree is better than the generated code. */
  private volatile boolean kept;

  /**
   * Whether a loop wants the tree, which is entered only when the outermost one around it starts.
   */
  private boolean pending;

  /** Whether the function has no tree that can be entered at loops. */
  private volatile boolean impossible;

  /**
   * Creates the promotion of a function.
   *
   * @param loops its loops
   * @param calls what it calls in them
   */
  LoopPromotion(
      GeneratedCode generated, int functionIndex, LoopPoints loops, TierPolicy.LoopCalls calls) {
    this.policy = generated.policy();
    this.importsCalled = calls.imports();
    this.generated = generated;
    this.functionIndex = functionIndex;
    this.loops = loops;
    this.nextTrial = policy.firstLoopTrial(calls.others(), importsCalled.length > 0);
  }

  /**
   * Whether to go on as a tree, asked each time so many rounds of a loop were done.
   *
   * @param last what the method returned last in the same call of the function, or 0
   * @return odd if so; half of it is the number of the visit
   */
  int visit(Instance instance, int last) {
    int v = visits + 1;
    if (v >= 1 << 30) {
      v = 1 << 29; // no longer a count, but a number that is not the last one
    }
    visits = v;
    return v << 1 | (wantsTree(instance, v, last >>> 1) ? 1 : 0);
  }

  private boolean wantsTree(Instance instance, int visit, int previous) {
    if (pending) {
      return true;
    }
    switch (phase) {
      case GENERATED -> {
        if (visit >= nextTrial && !impossible && gains(instance)) {
          measure(visit, previous);
        }
      }
      case TRIED ->
          pending =
              policy.triesTree(visit) && System.nanoTime() - nextTrialTime >= 0 && target() != null;
      case COMPARED, TREE -> pending = true;
    }
    return pending;
  }

  private void measure(int visit, int previous) {
    LoopComparison c = comparison;
    if (c == null) {
      c = new LoopComparison(policy);
      comparison = c;
    }
    if (c.poll(visit, previous)) {
      phase = Phase.TRIED;
    }
  }

  private boolean gains(Instance instance) {
    for (int index : importsCalled) {
      if (!policy.gainsAsTree(instance.functions[index])) {
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

  /** Whether the function may be running as a tree. */
  boolean hasTree() {
    return target != null && phase != Phase.GENERATED;
  }

  /**
   * Goes on as a tree.
   *
   * @return the loop at whose start to go on as generated code, or -1 if the function has ended
   */
  int enter(Instance instance, LoopState state, int loop) {
    pending = false;
    Phase before = phase;
    long start = before == Phase.TREE ? 0 : System.nanoTime();
    Object result = target.call(instance, state, loop);
    boolean left = result instanceof LoopExit;
    if (kept) {
      // An exit from this code went through the interpreter: the code is gone.
      phase = state.compiled && !left ? Phase.TREE : Phase.TRIED;
    } else if (!state.compiled) {
      phase = Phase.TRIED;
      long now = System.nanoTime();
      nextTrialTime = now + policy.trialDistance(now - start);
    } else if (before != Phase.COMPARED) {
      phase = Phase.COMPARED;
    } else {
      LoopComparison c = comparison;
      if (c != null && c.addTree(start, left ? state.rounds : 0)) {
        decide(c);
      }
    }
    if (left) {
      return ((LoopExit) result).loop;
    }
    state.result = result;
    return -1;
  }

  private void decide(LoopComparison c) {
    boolean keep = c.prefersTree();
    generated.statistics().comparedLoops(functionIndex, keep, c);
    if (keep) {
      kept = true;
      phase = Phase.TRIED; // until it is compiled again
      ((LoopsRootNode) target.getRootNode()).keep();
    } else {
      comparison = null;
      nextTrial = policy.nextLoopTrial(visits);
      phase = Phase.GENERATED;
    }
  }
}
