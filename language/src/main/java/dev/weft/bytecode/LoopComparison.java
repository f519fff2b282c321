// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import java.util.Arrays;
import java.util.Locale;

/**
 * Compares what a round of a function's loops takes as generated code and as a compiled tree.
 * Samples of generated code are taken before the function is first tried as a tree: HotSpot leaves
 * its compiled code where it has never seen a tree come back, and takes long to be as fast again.
 * The shorter samples of each form count, since code may not have been compiled yet, and whatever
 * else the machine does makes samples longer.
 *
 * <p>Not synchronized: samples of several threads at a time do not come about, or are too long.
 */
final class LoopComparison {
  private final TierPolicy policy;
  private final Samples generated;
  private final Samples tree;

  /** The poll in whose call of the function the sample goes on; 0 if there is none. */
  private int lastPoll;

  private int pollsLeft;
  private int pollsOfSample;
  private long start;
  private long nextSample;

  LoopComparison(TierPolicy policy) {
    this.policy = policy;
    this.generated = new Samples(policy);
    this.tree = new Samples(policy);
  }

  /**
   * Notes a poll of the generated code.
   *
   * @param number its number, not 0
   * @param previous the number of the last poll in the same call of the function
   * @return whether generated code need not be looked at any longer
   */
  boolean poll(int number, int previous) {
    long now = System.nanoTime();
    if (generated.isComplete(now)) {
      return true;
    }
    if (lastPoll == 0 || previous != lastPoll) {
      // Another call: what was done between the calls does not belong to the sample.
      if (now - nextSample >= 0) {
        lastPoll = number;
        pollsOfSample = Math.max(1, policy.comparedPolls());
        pollsLeft = pollsOfSample;
        start = now;
      }
      return false;
    }
    lastPoll = number;
    if (--pollsLeft > 0) {
      return false;
    }
    lastPoll = 0;
    nextSample = now + policy.sampleDistance();
    generated.add(now - start, (double) pollsOfSample * policy.pollRounds());
    return generated.isComplete(now);
  }

  /**
   * Notes a run of the compiled tree.
   *
   * @param from when it began
   * @param rounds how many rounds it had; 0 if the function ended, so that it is no sample
   * @return whether the tree need not be looked at any longer
   */
  boolean addTree(long from, int rounds) {
    long now = System.nanoTime();
    if (rounds > 0) {
      tree.add(now - from, rounds);
    }
    return tree.isComplete(now);
  }

  /** Whether the tree is not slower, as far as is known. */
  boolean prefersTree() {
    return policy.isFaster(tree.quartile(), generated.quartile());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.2f ns as a tree and %.2f as generated code (%d and %d samples)",
        tree.quartile(),
        generated.quartile(),
        tree.count,
        generated.count);
  }

  /** Samples of one form. */
  private static final class Samples {
    private final TierPolicy policy;
    private final double[] nanos;
    private int count;

    /** When they began to be taken; 0 if not yet. */
    private long begin;

    Samples(TierPolicy policy) {
      this.policy = policy;
      this.nanos = new double[policy.samples()];
    }

    void add(long time, double rounds) {
      int i = count;
      if (i < nanos.length) {
        nanos[i] = time / rounds;
        count = i + 1;
      }
    }

    /** Whether there are enough, or they take too long to come. */
    boolean isComplete(long now) {
      if (begin == 0) {
        begin = now;
      }
      return count == nanos.length || now - begin > policy.samplingTime();
    }

    double quartile() {
      int n = count;
      double[] sorted = Arrays.copyOf(nanos, n);
      Arrays.sort(sorted);
      return n == 0 ? Double.NaN : sorted[n / 4];
    }
  }
}
