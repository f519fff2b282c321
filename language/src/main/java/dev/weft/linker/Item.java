// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import org.graalvm.polyglot.Value;

/** What is defined under a name. */
sealed interface Item {
  /**
   * A host function for every store.
   *
   * @param definition the function
   */
  record Host(HostDefinition definition) implements Item {}

  /**
   * An item of a store, or a shared memory.
   *
   * @param extern the item
   * @param origin how it came about
   */
  record Owned(Extern extern, LinkReport.Origin origin) implements Item {}

  /**
   * A value of another language; what it means depends on the import.
   *
   * @param store the store whose context it belongs to
   * @param value the value
   */
  record Guest(Store<?> store, Value value) implements Item {}

  /**
   * An instance, defined with one name.
   *
   * @param instance the instance
   */
  record Named(Instance instance) implements Item {}
}
