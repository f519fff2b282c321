// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import java.util.Arrays;

/**
 * A sum of multiples of what locals hold when a round of a loop begins, and a constant. Exact
 * modulo 2^32; of 64-bit locals it is only good to guess how many rounds there are.
 *
 * @param constant the constant
 * @param locals the locals, ascending
 * @param factors what each is multiplied with; none is 0
 */
record Linear(int constant, int[] locals, int[] factors) {
  private static final int MOST_LOCALS = 3;
  private static final int[] NONE = {};

  static Linear of(int constant) {
    return new Linear(constant, NONE, NONE);
  }

  static Linear ofLocal(int local) {
    return new Linear(0, new int[] {local}, new int[] {1});
  }

  /** The sum of two, or null if that is none any more or has too many locals. */
  static Linear sum(Linear x, Linear y) {
    if (x == null || y == null) {
      return null;
    }
    int[] locals = new int[x.locals.length + y.locals.length];
    int[] factors = new int[locals.length];
    int count = 0;
    int i = 0;
    int k = 0;
    while (i < x.locals.length || k < y.locals.length) {
      int xLocal = i < x.locals.length ? x.locals[i] : Integer.MAX_VALUE;
      int yLocal = k < y.locals.length ? y.locals[k] : Integer.MAX_VALUE;
      int local = Math.min(xLocal, yLocal);
      int factor = (local == xLocal ? x.factors[i++] : 0) + (local == yLocal ? y.factors[k++] : 0);
      if (factor != 0) {
        locals[count] = local;
        factors[count++] = factor;
      }
    }
    if (count > MOST_LOCALS) {
      return null;
    }
    return new Linear(
        x.constant + y.constant, Arrays.copyOf(locals, count), Arrays.copyOf(factors, count));
  }

  /** The product with a constant. */
  Linear times(int factor) {
    Linear product = of(0);
    int[] scaled = new int[factors.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = factors[i] * factor;
    }
    // Adding to nothing drops locals that are multiplied with 0 by now.
    return sum(product, new Linear(constant * factor, locals, scaled));
  }

  boolean isConstant() {
    return locals.length == 0;
  }

  /** Whether both are the same but for the constant. */
  boolean hasTermsOf(Linear other) {
    return Arrays.equals(locals, other.locals) && Arrays.equals(factors, other.factors);
  }

  boolean isSame(Linear other) {
    return other != null && constant == other.constant && hasTermsOf(other);
  }

  /** Without the constant. */
  Linear terms() {
    return new Linear(0, locals, factors);
  }
}
