// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import dev.weft.module.Export;
import dev.weft.runtime.FailureType;
import dev.weft.runtime.Instance;
import dev.weft.runtime.WasmException;
import dev.weft.types.ExternKind;

/**
 * The environment of the WASI functions that an instance imports: argument 0 of their calls. The
 * functions work on the memory which that instance exports as {@code memory}.
 */
final class WasiCaller {
  private static final String MEMORY = "memory";

  private final WasiState state;
  private final Snapshot snapshot;
  private final Instance instance;
  private GuestMemory memory;

  WasiCaller(WasiState state, Snapshot snapshot, Instance instance) {
    this.state = state;
    this.snapshot = snapshot;
    this.instance = instance;
  }

  /** A caller with a memory of no module. */
  WasiCaller(WasiState state, Snapshot snapshot, GuestMemory memory) {
    this(state, snapshot, (Instance) null);
    this.memory = memory;
  }

  WasiState state() {
    return state;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** The instance that imports the functions. */
  Instance instance() {
    return instance;
  }

  /**
   * The memory.
   *
   * @throws WasmException if the instance exports none
   */
  GuestMemory memory() {
    if (memory == null) {
      memory = find();
    }
    return memory;
  }

  /** Whether it belongs to no instance and has no memory. */
  boolean isUnbound() {
    return instance == null && memory == null;
  }

  private GuestMemory find() {
    if (instance == null) {
      throw WasmException.failure(
          FailureType.USAGE,
          "no memory for WASI",
          "the host called a function of " + snapshot.moduleName() + " itself",
          null);
    }
    for (Export export : instance.module.exports()) {
      if (export.kind() == ExternKind.MEMORY && export.name().equals(MEMORY)) {
        return new GuestMemory(instance.memories[export.index()]);
      }
    }
    throw WasmException.failure(
        FailureType.UNLINKABLE,
        "no memory for WASI",
        "a module that calls functions of "
            + snapshot.moduleName()
            + " must export a memory with the name \"memory\"",
        null);
  }
}
