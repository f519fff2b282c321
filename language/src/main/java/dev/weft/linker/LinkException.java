// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Optional;

/**
 * Linking failed. The exception is about the first problem, in the order in which problems are
 * looked for; all others of the same module are {@linkplain #getSuppressed suppressed} ones.
 */
public abstract sealed class LinkException extends WasmError {
  private static final long serialVersionUID = 1L;

  private final transient ImportType importType;

  private LinkException(String message, Throwable cause, ImportType importType, Throwable guest) {
    super(message, cause, guest);
    this.importType = importType;
  }

  /** The import that could not be satisfied, if it is about one. */
  public Optional<ImportType> importType() {
    return Optional.ofNullable(importType);
  }

  static String title(String module, String name) {
    return "`" + module + "::" + name + "`";
  }

  /** Nothing is defined under the names of an import, or a stub of an unknown import was called. */
  public static final class UnknownImport extends LinkException {
    private static final long serialVersionUID = 1L;

    private final transient ImportType missing;

    UnknownImport(ImportType missing, String details) {
      super(
          "unknown import: "
              + title(missing.module(), missing.name())
              + " of type "
              + missing.type()
              + " has not been defined"
              + details,
          null,
          missing,
          null);
      this.missing = missing;
    }

    /** The first name of the import. */
    public String module() {
      return missing.module();
    }

    /** The second name of the import. */
    public String name() {
      return missing.name();
    }

    /** The type that is required. */
    public ExternType type() {
      return missing.type();
    }
  }

  /** What is defined is not of the type of the import. */
  public static final class IncompatibleImport extends LinkException {
    private static final long serialVersionUID = 1L;

    private final transient ExternType actual;
    private final String reason;

    IncompatibleImport(ImportType wanted, ExternType actual, String reason) {
      super(
          "incompatible import type for " + title(wanted.module(), wanted.name()) + ": " + reason,
          null,
          wanted,
          null);
      this.actual = actual;
      this.reason = reason;
    }

    /** The type of the import. */
    public ExternType expected() {
      return importType().orElseThrow().type();
    }

    /** The type of what is defined; empty for values of other languages. */
    public Optional<ExternType> actual() {
      return Optional.ofNullable(actual);
    }

    /** In what they differ. */
    public String reason() {
      return reason;
    }
  }

  /** Names are defined already, and shadowing is not allowed. */
  public static final class DuplicateDefinition extends LinkException {
    private static final long serialVersionUID = 1L;

    private final String module;
    private final String name;

    DuplicateDefinition(String module, String name) {
      super(
          name == null
              ? "import of `" + module + "` defined twice"
              : "import of " + title(module, name) + " defined twice",
          null,
          null,
          null);
      this.module = module;
      this.name = name;
    }

    /** The first name. */
    public String module() {
      return module;
    }

    /** The second name; empty for a definition with {@link Linker#defineName}. */
    public Optional<String> name() {
      return Optional.ofNullable(name);
    }
  }

  /** An alias of something that is not defined. */
  public static final class UnknownDefinition extends LinkException {
    private static final long serialVersionUID = 1L;

    UnknownDefinition(String module, String name, String details) {
      super("no item named " + title(module, name) + " defined" + details, null, null, null);
    }
  }

  /** An item belongs to another store. */
  public static final class CrossStore extends LinkException {
    private static final long serialVersionUID = 1L;

    CrossStore(String what, ImportType wanted) {
      super(
          "cross-store use is not possible: "
              + what
              + (wanted == null ? "" : " for " + title(wanted.module(), wanted.name()))
              + " belongs to another store",
          null,
          wanted,
          null);
    }
  }

  /** A module or an item belongs to another engine. */
  public static final class CrossEngine extends LinkException {
    private static final long serialVersionUID = 1L;

    CrossEngine(String what, ImportType wanted) {
      super(
          "cross-engine use is not possible: "
              + what
              + (wanted == null ? "" : " for " + title(wanted.module(), wanted.name()))
              + " belongs to another engine",
          null,
          wanted,
          null);
    }
  }

  /**
   * A module is no valid command or reactor: it exports {@code _start} or {@code _initialize} but
   * not as it should, exports what a command may not, or its initialiser failed.
   */
  public static final class BadModuleKind extends LinkException {
    private static final long serialVersionUID = 1L;

    BadModuleKind(String message, Throwable cause) {
      super(message, cause, null, null);
    }
  }

  /** The default export of a module is not a function. */
  public static final class BadDefault extends LinkException {
    private static final long serialVersionUID = 1L;

    BadDefault(String message) {
      super(message, null, null, null);
    }
  }

  /** The type of an import has no default value. */
  public static final class NoDefaultValue extends LinkException {
    private static final long serialVersionUID = 1L;

    NoDefaultValue(ImportType wanted, String reason) {
      super(
          "no default value exists for "
              + title(wanted.module(), wanted.name())
              + " with type "
              + wanted.type()
              + ": "
              + reason,
          null,
          wanted,
          null);
    }
  }

  /** A module was given more or fewer imports than it has. */
  public static final class ImportCount extends LinkException {
    private static final long serialVersionUID = 1L;

    ImportCount(int expected, int found) {
      super("expected " + expected + " imports, found " + found, null, null, null);
    }
  }
}
