// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/**
 * How generated code calls a function it knows by its signature alone. For each list of kinds there
 * is one generated subclass with a method {@code call(p0, p1, ..., Instance)}, which returns the
 * first result unboxed; that of a module's function runs its code, that of any other calls {@link
 * FunctionInstance#callConverted}. The instance is {@link FunctionInstance#owner}, or for functions
 * that have none the caller's.
 */
public abstract class TypedEntry {
  /** Used by generated subclasses. */
  protected TypedEntry() {}

  /**
   * Calls with boxed parameters.
   *
   * @param arguments the environment, then the parameters, as call targets take them
   * @return as call targets do: null, the boxed result, an {@code Object[]} of several, or a {@link
   *     TailCall}
   */
  public abstract Object invoke(Object[] arguments);
}
