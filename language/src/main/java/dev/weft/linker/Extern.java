// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineExtern;
import java.util.Objects;
import java.util.Optional;
import org.graalvm.polyglot.Value;

/** What modules import and export: a function, global, table, memory or tag. */
public sealed interface Extern permits Func, Global, Table, Memory, SharedMemory, Tag {
  /** The type; of tables and memories with their present size as minimum. */
  ExternType type();

  /** The store that it lives in; shared memories belong to an engine instead. */
  Optional<Store<?>> store();

  /**
   * The object that other languages use in its place.
   *
   * @throws IllegalStateException if it belongs to no store
   */
  Value value();

  /**
   * The item behind a value: one of our own functions, globals, tables, memories and tags.
   *
   * @param store the store whose context the value belongs to
   * @param guestItem the value
   * @throws LinkException.CrossStore if the value belongs to another context
   * @throws IllegalArgumentException if it is anything else
   */
  static Extern of(Store<?> store, Value guestItem) {
    Objects.requireNonNull(guestItem, "guestItem");
    return store.call(
        () -> {
          store.checkOwner(guestItem);
          Object guest = store.engineSide().unwrap(guestItem);
          if (guest instanceof EngineExtern item) {
            return Externs.wrap(store, item);
          }
          throw new IllegalArgumentException(
              "not a function, global, table, memory or tag of WebAssembly: " + guestItem);
        });
  }
}
