// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;

/**
 * The parameters and results of an exported function.
 *
 * @param parameters their types, spelled as in the text format
 * @param results their types, spelled as in the text format
 */
record Signature(List<String> parameters, List<String> results) {
  /**
   * The signature of the function {@code name} among the exports of {@code module}; null where
   * there is no such function.
   */
  static Signature ofExport(Value module, String name) {
    Value exports = module.getMember("exports");
    for (long i = 0; i < exports.getArraySize(); i++) {
      Value export = exports.getArrayElement(i);
      if (isFunction(export) && export.getMember("name").asString().equals(name)) {
        return of(export.getMember("type"));
      }
    }
    return null;
  }

  /** The names of all exported functions of {@code module}. */
  static List<String> exportedFunctions(Value module) {
    List<String> names = new ArrayList<>();
    Value exports = module.getMember("exports");
    for (long i = 0; i < exports.getArraySize(); i++) {
      Value export = exports.getArrayElement(i);
      if (isFunction(export)) {
        names.add(export.getMember("name").asString());
      }
    }
    return names;
  }

  private static boolean isFunction(Value export) {
    return export.getMember("kind").asString().startsWith("func");
  }

  private static Signature of(Value type) {
    return new Signature(names(type.getMember("parameters")), names(type.getMember("results")));
  }

  private static List<String> names(Value types) {
    List<String> names = new ArrayList<>();
    for (long i = 0; i < types.getArraySize(); i++) {
      names.add(types.getArrayElement(i).asString());
    }
    return List.copyOf(names);
  }
}
