// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import dev.weft.WasmContext;
import dev.weft.linker.spi.NearestName;
import dev.weft.module.Import;
import dev.weft.types.ExternType;
import dev.weft.types.FunctionExternType;
import java.util.ArrayList;
import java.util.List;

/** Says where a missing import was looked for, and what was there instead. */
final class LinkReport {
  private final WasmContext context;
  private final Object[] sources;

  LinkReport(WasmContext context, Object[] sources) {
    this.context = context;
    this.sources = sources;
  }

  /** What is imported, in the words of the text format. */
  static String title(Import wanted) {
    return wanted.kind().text() + " \"" + wanted.module() + "\" \"" + wanted.name() + "\"";
  }

  /** A type in the words of the text format. */
  static String typeText(ExternType type) {
    return type instanceof FunctionExternType function
        ? function.type().toString()
        : "(" + type + ")";
  }

  /** The whole sentence about an import that was found nowhere. */
  String missing(Import wanted) {
    List<String> places = new ArrayList<>();
    if (sources.length == 0) {
      places.add("no import object was given");
    }
    for (Object source : sources) {
      places.add(inSource(source, wanted));
    }
    places.add(inBindings(wanted));
    String builtin = context.options().builtin(wanted.module());
    if (builtin != null) {
      places.add(builtin + " of this engine has no such " + wanted.kind().text());
    } else {
      String listed = context.options().listedBuiltin(wanted.module());
      if (listed != null && !listed.isEmpty()) {
        places.add("wasm.Builtins lists " + listed + ", which this engine does not have");
      }
    }
    return title(wanted)
        + " of type "
        + typeText(wanted.type())
        + " ("
        + String.join(", ", places)
        + ")";
  }

  private String inSource(Object source, Import wanted) {
    if (source instanceof ModuleObject module) {
      return "the module given is called \"" + module.name() + "\"";
    }
    Object namespace = Types.read(source, wanted.module());
    if (namespace == null) {
      return "the import object has no \""
          + wanted.module()
          + "\""
          + NearestName.hint(wanted.module(), Types.keys(source));
    }
    if (!Types.hasKeys(namespace)) {
      return "\""
          + wanted.module()
          + "\" of the import object is "
          + Conversion.describe(namespace)
          + ", which has no members";
    }
    return "\""
        + wanted.module()
        + "\" of the import object has no \""
        + wanted.name()
        + "\""
        + NearestName.hint(wanted.name(), Types.keys(namespace));
  }

  private String inBindings(Import wanted) {
    if (!context.env().isPolyglotBindingsAccessAllowed()) {
      return "the polyglot bindings are closed to it: see Context.Builder.allowPolyglotAccess";
    }
    Object namespace = Types.read(context.env().getPolyglotBindings(), wanted.module());
    if (namespace == null) {
      return "the polyglot bindings have no \""
          + wanted.module()
          + "\""
          + NearestName.hint(wanted.module(), Types.keys(context.env().getPolyglotBindings()));
    }
    return "\""
        + wanted.module()
        + "\" of the polyglot bindings has no \""
        + wanted.name()
        + "\""
        + NearestName.hint(wanted.name(), Types.keys(namespace));
  }
}
