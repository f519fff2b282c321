// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.FuncType;
import dev.weft.types.ValueKind;

/** How kinds of values appear in class files. */
final class Kinds {
  static final String OBJECT = "java/lang/Object";
  static final String RUNTIME = "dev/weft/runtime/";
  static final String INSTANCE = RUNTIME + "Instance";
  static final String MEMORY = RUNTIME + "Memory";
  static final String FUNCTION = RUNTIME + "FunctionInstance";
  static final String NULL = RUNTIME + "WasmNull";

  /** The JVM's limit, in slots; a static method has no receiver. */
  private static final int MAX_PARAMETER_SLOTS = 255;

  private Kinds() {}

  /** I, J, F, D or the name of the class of references. */
  static String type(ValueKind kind) {
    return switch (kind) {
      case I32 -> "I";
      case I64 -> "J";
      case F32 -> "F";
      case F64 -> "D";
      case REF -> OBJECT;
      case V128 -> throw new NotEmittable("v128");
    };
  }

  /** The type in descriptors. */
  static String descriptor(ValueKind kind) {
    return kind == ValueKind.REF ? "Ljava/lang/Object;" : type(kind);
  }

  /** The descriptor of a type as {@link #type} gives it. */
  static String descriptorOf(String type) {
    return type.length() == 1 ? type : "L" + type + ";";
  }

  /** A letter for each kind, for names of classes. */
  static char letter(ValueKind kind) {
    return kind == ValueKind.REF ? 'L' : type(kind).charAt(0);
  }

  static boolean isWide(ValueKind kind) {
    return kind == ValueKind.I64 || kind == ValueKind.F64;
  }

  /** The descriptors of the parameters of a function in a row. */
  static String parameters(FuncType type) {
    StringBuilder text = new StringBuilder();
    int slots = 2; // the instance, and a receiver
    for (int i = 0; i < type.paramCount(); i++) {
      ValueKind kind = type.param(i).kind();
      text.append(descriptor(kind));
      slots += isWide(kind) ? 2 : 1;
    }
    if (slots > MAX_PARAMETER_SLOTS) {
      throw new NotEmittable("too many parameters");
    }
    return text.toString();
  }

  /** The descriptor of the only or first result, or V. */
  static String result(FuncType type) {
    return type.resultCount() == 0 ? "V" : descriptor(type.result(0).kind());
  }

  /** The descriptor of methods that are called like a function: parameters, then the instance. */
  static String call(FuncType type) {
    return "(" + parameters(type) + "L" + INSTANCE + ";)" + result(type);
  }

  /** The same for methods that return the boxed results, or a request for a tail call. */
  static String rawCall(FuncType type) {
    return "(" + parameters(type) + "L" + INSTANCE + ";)Ljava/lang/Object;";
  }
}
