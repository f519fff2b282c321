// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A module whose imports were found and checked: ready to be instantiated, any number of times, in
 * every store that owns all items among them. Immutable; later changes of the linker do not matter.
 *
 * @param <T> the type of the host's data
 */
public final class InstancePre<T> {
  private final WasmModule module;
  private final Linker<T> linker;
  private final List<Binding> bindings;

  InstancePre(WasmModule module, Linker<T> linker, List<Binding> bindings) {
    this.module = module;
    this.linker = linker;
    this.bindings = List.copyOf(bindings);
  }

  /** The module. */
  public WasmModule module() {
    return module;
  }

  /**
   * Makes an instance and runs the module's start function.
   *
   * @throws LinkException.CrossStore if an item among the imports belongs to another store
   * @throws LinkException.CrossEngine if the store is of another engine
   * @throws LinkException if an import that was left to a resolver or the polyglot bindings is
   *     missing or of another type
   * @throws WasmTrap if a segment does not fit or the start function traps
   */
  public Instance instantiate(Store<? extends T> store) {
    store.asyncCalls().checkSync();
    return Instantiator.instantiate(linker, store, module, bindings, true);
  }

  /** Like {@link #instantiate}, on the store's executor. */
  public CompletableFuture<Instance> instantiateAsync(Store<? extends T> store) {
    return store
        .asyncCalls()
        .submit(() -> Instantiator.instantiate(linker, store, module, bindings, false));
  }

  List<Binding> bindings() {
    return bindings;
  }

  @Override
  public String toString() {
    return module + ", linked";
  }
}
