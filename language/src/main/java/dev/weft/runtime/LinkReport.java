// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import dev.weft.WasmContext;
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
          + nearest(wanted.module(), keys(source));
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
        + nearest(wanted.name(), keys(namespace));
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
          + nearest(wanted.module(), keys(context.env().getPolyglotBindings()));
    }
    return "\""
        + wanted.module()
        + "\" of the polyglot bindings has no \""
        + wanted.name()
        + "\""
        + nearest(wanted.name(), keys(namespace));
  }

  private static List<String> keys(Object object) {
    List<String> keys = new ArrayList<>();
    InteropLibrary interop = InteropLibrary.getUncached(object);
    try {
      if (interop.hasMembers(object)) {
        Object[] members = Types.elements(interop.getMembers(object));
        if (members != null) {
          for (Object member : members) {
            String text = Types.text(member);
            if (text != null) {
              keys.add(text);
            }
          }
        }
      }
    } catch (UnsupportedMessageException e) {
      return keys;
    }
    return keys;
  }

  /** What there is instead: the nearest name, or all of a few, or how many. */
  private static String nearest(String wanted, List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    String best = null;
    int bestDistance = Math.max(1, wanted.length() / 3) + 1;
    for (String name : names) {
      int distance = distance(wanted, name, bestDistance);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = name;
      }
    }
    if (best != null) {
      return ": did you mean \"" + best + "\"?";
    }
    return names.size() <= 8
        ? " but \"" + String.join("\", \"", names) + "\""
        : " among its " + names.size() + " members";
  }

  /** The edit distance of two names, ignoring case; {@code limit} if it is not below that. */
  static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        char x = Character.toLowerCase(a.charAt(i - 1));
        char y = Character.toLowerCase(b.charAt(j - 1));
        int replaced = diagonal + (x == y ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j - 1], row[j]) + 1);
      }
    }
    return Math.min(row[b.length()], limit);
  }
}
