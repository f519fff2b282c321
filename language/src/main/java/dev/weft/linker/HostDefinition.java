// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/**
 * A host function of an engine, for every store of it: one closure, and a function object for each
 * store that it is linked into.
 */
abstract class HostDefinition {
  private final FuncType type;

  HostDefinition(FuncType type) {
    this.type = type;
  }

  /** The type. */
  final FuncType type() {
    return type;
  }

  /** Whether its results come later, so that stores which it is linked into need async calls. */
  boolean isAsync() {
    return false;
  }

  /**
   * Makes the function object of a store; called once for each store.
   *
   * @param name what messages call it
   */
  abstract Func in(Store<?> store, String name);
}
