// SPDX-License-Identifier: Apache-2.0
package dev.weft.js;

import dev.weft.types.AbstractHeapType;
import dev.weft.types.FuncType;
import dev.weft.types.GlobalType;
import dev.weft.types.RefType;
import dev.weft.types.ValueType;

/**
 * Types as JavaScript engines spell them. GraalJS up to 25.0 calls references to functions {@code
 * anyfunc} and knows no other references than these and {@code externref}; later ones say {@code
 * funcref} and know {@code exnref} and {@code anyref}. Either fails on what it does not know.
 *
 * @param later whether the client is of the second kind
 */
record TypeText(boolean later) {
  String of(ValueType type) {
    if (!(type instanceof RefType ref)) {
      return type.toString();
    }
    AbstractHeapType top = ref.heap().top();
    if (top == AbstractHeapType.FUNC) {
      return later ? "funcref" : "anyfunc";
    }
    if (top == AbstractHeapType.EXTERN || !later) {
      return "externref";
    }
    return top == AbstractHeapType.EXN ? "exnref" : "anyref";
  }

  /** {@code (i32 i64)f64}: parameters and results, each separated by one space. */
  String of(FuncType type) {
    StringBuilder text = new StringBuilder();
    list(text.append('('), type.params());
    list(text.append(')'), type.results());
    return text.toString();
  }

  /** {@code i32 mut} or {@code i32 con}. */
  String of(GlobalType type) {
    return of(type.type()) + (type.mutable() ? " mut" : " con");
  }

  private void list(StringBuilder text, ValueType[] types) {
    for (int i = 0; i < types.length; i++) {
      text.append(i == 0 ? "" : " ").append(of(types[i]));
    }
  }

  /** The type with a name in either spelling, or null. */
  static ValueType parse(String name) {
    return switch (name) {
      case "i32" -> ValueType.I32;
      case "i64" -> ValueType.I64;
      case "f32" -> ValueType.F32;
      case "f64" -> ValueType.F64;
      case "v128" -> ValueType.V128;
      case "anyfunc", "funcref" -> RefType.FUNCREF;
      case "externref" -> RefType.EXTERNREF;
      case "exnref" -> RefType.EXNREF;
      case "anyref" -> RefType.ANYREF;
      default -> null;
    };
  }
}
