// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.OptionalLong;
import org.graalvm.polyglot.Context;

/** Limits and interruption of a store. */
final class StoreControl {
  private final Store<?> store;

  /** The builder is null for {@link Store#of}. */
  StoreControl(Store<?> store, Store.Builder<?> builder) {
    this.store = store;
    if (builder != null && (builder.limits != null || builder.limiter != null)) {
      throw Missing.part("limits");
    }
    if (builder != null && (builder.timeout != null || builder.fuel)) {
      throw Missing.part("timeout or fuel");
    }
  }

  /** Options of the context that the builder asks for. */
  static void configure(Store.Builder<?> builder, Context.Builder context) {}

  long fuel() {
    throw Missing.part("fuel");
  }

  void fuel(long units) {
    throw Missing.part("fuel");
  }

  void fuelYieldInterval(OptionalLong units) {
    throw Missing.part("fuel");
  }

  void epochDeadline(long ticksBeyondNow) {
    throw Missing.part("epochs");
  }

  void onEpochDeadline(EpochHandler<?> handler) {
    throw Missing.part("epochs");
  }

  void close() {}
}
