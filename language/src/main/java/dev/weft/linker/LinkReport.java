// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.List;

/**
 * What each import of a module would be linked to.
 *
 * @param module the module
 * @param bindings one for each import, in order
 * @param problems what is wrong, in order
 */
public record LinkReport(WasmModule module, List<Binding> bindings, List<LinkException> problems) {
  /** Copies the lists. */
  public LinkReport {
    bindings = List.copyOf(bindings);
    problems = List.copyOf(problems);
  }

  /** Whether the module can be linked. */
  public boolean ok() {
    return problems.isEmpty();
  }

  /** What one import would be linked to. */
  public sealed interface Binding {
    /** The import. */
    ImportType importType();

    /**
     * Something of the right type is there.
     *
     * @param importType the import
     * @param actual the type of what is there
     * @param origin where it was found
     */
    record Resolved(ImportType importType, ExternType actual, Origin origin) implements Binding {}

    /**
     * Only a resolver or the polyglot bindings of the store can tell.
     *
     * @param importType the import
     */
    record Deferred(ImportType importType) implements Binding {}

    /**
     * Nothing is there.
     *
     * @param importType the import
     */
    record Missing(ImportType importType) implements Binding {}

    /**
     * Something else is there.
     *
     * @param importType the import
     * @param actual its type; null for a value of another language
     * @param why in what they differ
     */
    record Incompatible(ImportType importType, ExternType actual, String why) implements Binding {}
  }

  /** Where an item was found. */
  public enum Origin {
    /** A host function, defined for all stores. */
    HOST_FUNCTION,
    /** An item of a store. */
    STORE_ITEM,
    /** An exported function of a command. */
    COMMAND_EXPORT,
    /** A member of a namespace object. */
    NAMESPACE,
    /** A resolver. */
    RESOLVER,
    /** An export of an instance that was defined with one name. */
    NAMED_INSTANCE,
    /** The polyglot bindings. */
    POLYGLOT_BINDING
  }
}
