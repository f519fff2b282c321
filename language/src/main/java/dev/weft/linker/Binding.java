// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** What an import was resolved to. */
sealed interface Binding {
  /** The import. */
  ImportType wanted();

  /**
   * A host function for every store.
   *
   * @param wanted the import
   * @param definition the function
   */
  record Host(ImportType wanted, HostDefinition definition) implements Binding {}

  /**
   * An item of a store, or a shared memory.
   *
   * @param wanted the import
   * @param extern the item
   * @param origin where it was found
   */
  record Owned(ImportType wanted, Extern extern, LinkReport.Origin origin) implements Binding {}

  /**
   * Left to the resolvers or polyglot bindings of the store.
   *
   * @param wanted the import
   */
  record Deferred(ImportType wanted) implements Binding {}
}
