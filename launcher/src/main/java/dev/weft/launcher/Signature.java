// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.Value;

/**
 * The parameters and results of an exported function.
 *
 * @param parameters their types, spelled as in the text format
 * @param results their types, spelled as in the text format
 */
record Signature(List<String> parameters, List<String> results) {
  private static final Pattern TYPE = Pattern.compile("[a-z0-9]+|\\((?:[^()]|\\([^()]*\\))*\\)");

  /**
   * The signature of the function {@code name} among the exports of {@code module}; null where
   * there is no such function.
   */
  static Signature ofExport(Value module, String name) {
    Value exports = module.getMember("exports");
    for (long i = 0; i < exports.getArraySize(); i++) {
      Value export = exports.getArrayElement(i);
      if (isFunction(export) && export.getMember("name").asString().equals(name)) {
        return parse(export.getMember("type").asString());
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

  /** Reads {@code (func (param i32 (ref null 0)) (result f64))}. */
  static Signature parse(String text) {
    List<String> parameters = new ArrayList<>();
    List<String> results = new ArrayList<>();
    String inner = text.startsWith("(func") ? text.substring(5, text.length() - 1) : text;
    Matcher groups = TYPE.matcher(inner);
    while (groups.find()) {
      String group = groups.group();
      if (group.startsWith("(param")) {
        types(group.substring(6, group.length() - 1), parameters);
      } else if (group.startsWith("(result")) {
        types(group.substring(7, group.length() - 1), results);
      }
    }
    return new Signature(List.copyOf(parameters), List.copyOf(results));
  }

  private static void types(String text, List<String> types) {
    Matcher matcher = TYPE.matcher(text);
    while (matcher.find()) {
      types.add(matcher.group());
    }
  }

  @Override
  public String toString() {
    return "(" + String.join(", ", parameters) + ") -> (" + String.join(", ", results) + ")";
  }
}
