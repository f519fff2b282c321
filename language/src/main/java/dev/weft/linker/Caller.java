// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineInstance;
import java.util.Optional;
import org.graalvm.polyglot.Engine;

/**
 * Who called a host function. Valid during the call only: later use throws {@link
 * IllegalStateException}.
 *
 * @param <T> the type of the store's data
 */
public final class Caller<T> {
  private final EngineInstance caller;
  private Store<T> store;
  private Instance instance;

  Caller(Store<T> store, EngineInstance caller) {
    this.store = store;
    this.caller = caller;
  }

  void end() {
    store = null;
  }

  /** The store. */
  public Store<T> store() {
    if (store == null) {
      throw new IllegalStateException("the call of the host function is over");
    }
    return store;
  }

  /** The store's data. */
  public T data() {
    return store().data();
  }

  /** The engine. */
  public Engine engine() {
    return store().engine();
  }

  /** The instance whose code called; empty if the host called the function itself. */
  public Optional<Instance> instance() {
    Store<T> current = store();
    if (instance == null && caller != null) {
      instance = new Instance(current, null, caller);
    }
    return Optional.ofNullable(instance);
  }

  /** An export of the calling instance. */
  public Optional<Extern> export(String name) {
    return instance().flatMap(caller -> caller.export(name));
  }

  /** An export of the calling instance. */
  public Optional<Extern> export(ModuleExport export) {
    return instance().flatMap(caller -> caller.export(export));
  }

  /**
   * The memory that the calling instance exports as {@code memory}.
   *
   * @throws IllegalStateException if it exports none
   */
  public Memory memory() {
    return instance()
        .flatMap(caller -> caller.memory("memory"))
        .orElseThrow(() -> new IllegalStateException("the caller exports no memory \"memory\""));
  }

  /** See {@link Store#fuel()}. */
  public long fuel() {
    return store().fuel();
  }

  /** See {@link Store#fuel(long)}. */
  public void fuel(long units) {
    store().fuel(units);
  }

  /** The WebAssembly functions that led to this call, innermost first. */
  public Backtrace backtrace() {
    return store().backtrace();
  }
}
