// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.ArrayList;
import java.util.List;

/** Definitions to be made together. */
final class DefinitionList {
  /**
   * One of them.
   *
   * @param names the names
   * @param item what is defined
   */
  record Entry(Names names, Item item) {}

  private final List<Entry> entries = new ArrayList<>();

  void add(Names names, Item item) {
    entries.add(new Entry(names, item));
  }

  List<Entry> entries() {
    return entries;
  }
}
