// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/**
 * A node that can trap. Compiled code leaves to the interpreter at its first trap and is compiled
 * anew, the trap included: a place that deoptimises again and again would be given up by the
 * compiler, and its function would stay interpreted.
 */
public interface TrapSite {
  /** Whether a trap was raised here before; constant in compiled code. */
  boolean hasTrapped();

  /** Notes the first trap; only called in the interpreter. */
  void noteTrap();

  /**
   * Notes the first trap where compiled code was left without being invalidated, and invalidates
   * it; only called in the interpreter.
   */
  void noteTrapInInstalledCode();
}
