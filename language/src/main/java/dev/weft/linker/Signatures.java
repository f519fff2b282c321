// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads signatures such as {@code (i32, i64) -> f64}. */
final class Signatures {
  private static final Map<String, ValType> NAMES = new HashMap<>();

  static {
    for (ValType type : ValType.Num.values()) {
      NAMES.put(type.toString(), type);
    }
    NAMES.put("v128", ValType.V128);
    for (HeapType.Abstract heap : HeapType.Abstract.values()) {
      NAMES.put(heap.shortName(), new RefType(true, heap));
    }
  }

  private Signatures() {}

  static FuncType parse(String signature) {
    String[] sides = signature.split("->", -1);
    if (sides.length != 2) {
      throw bad(signature, "there must be one arrow");
    }
    return FuncType.of(list(signature, sides[0], false), list(signature, sides[1], true));
  }

  private static List<ValType> list(String signature, String side, boolean single) {
    String text = side.strip();
    if (text.startsWith("(") && text.endsWith(")")) {
      text = text.substring(1, text.length() - 1).strip();
    } else if (!single) {
      throw bad(signature, "parameters must stand in parentheses");
    }
    List<ValType> types = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String word : text.split(",", -1)) {
        ValType type = NAMES.get(word.strip());
        if (type == null) {
          throw bad(signature, "\"" + word.strip() + "\" is no type");
        }
        types.add(type);
      }
    } else if (!side.strip().startsWith("(")) {
      throw bad(signature, "no results are written ()");
    }
    return types;
  }

  private static IllegalArgumentException bad(String signature, String why) {
    return new IllegalArgumentException(
        "not a signature like \"(i32, i64) -> f64\": \"" + signature + "\": " + why);
  }
}
