// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/**
 * The limits that need code of their own: they are the same for all contexts that share code.
 * Without limits no code that counts is made.
 *
 * @param fuel what instructions cost; null if fuel is not counted
 * @param maxFrames how many functions may run at a time in a context; 0 if they are not counted
 */
public record CodeLimits(FuelCosts fuel, int maxFrames) {
  /** Nothing is counted. */
  public static final CodeLimits NONE = new CodeLimits(null, 0);

  /**
   * Whether functions have to count. Only nodes do; a tier that cannot count leaves such functions
   * to them.
   */
  public boolean needsCounting() {
    return fuel != null || maxFrames > 0;
  }
}
