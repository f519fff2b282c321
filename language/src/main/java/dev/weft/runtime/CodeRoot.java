// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/** A root node that runs a function of a module: what stack traces ask of it. */
public interface CodeRoot {
  /** The code that the function belongs to. */
  ModuleCode code();

  /** The index of the function in its module's function index space. */
  int functionIndex();

  /** Whether callers must expect a {@link TailCall} as result. */
  boolean hasTailCalls();
}
