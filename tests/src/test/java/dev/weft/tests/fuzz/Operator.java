// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numeric instructions, loads and stores.
 *
 * @param name the instruction
 * @param result what it leaves; null for stores
 * @param operands what it takes; for loads and stores without the address
 */
record Operator(String name, Type result, List<Type> operands) {
  /** Numeric instructions by the text of their result type. */
  static final Map<String, List<Operator>> NUMERIC = new TreeMap<>();

  /** Loads by the text of their result type. */
  static final Map<String, List<Operator>> LOADS = new TreeMap<>();

  static final List<Operator> STORES = new ArrayList<>();

  /** Atomic instructions with a result, by the text of its type. */
  static final Map<String, List<Operator>> ATOMICS = new TreeMap<>();

  static final List<Operator> ATOMIC_STORES = new ArrayList<>();

  static {
    Type i32 = Type.I32;
    Type i64 = Type.I64;
    Type f32 = Type.F32;
    Type f64 = Type.F64;
    for (Type type : List.of(i32, i64)) {
      numeric(type, "clz ctz popcnt extend8_s extend16_s", type, type);
      numeric(
          type,
          "add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr add sub mul",
          type,
          type,
          type);
      numeric(type, "eqz", i32, type);
      numeric(type, "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u", i32, type, type);
      for (Type from : List.of(f32, f64)) {
        numeric(type, "trunc_? trunc_sat_?".replace("?", from + "_s"), type, from);
        numeric(type, "trunc_? trunc_sat_?".replace("?", from + "_u"), type, from);
      }
    }
    numeric(i64, "extend32_s", i64, i64);
    numeric(i64, "extend_i32_s extend_i32_u", i64, i32);
    numeric(i32, "wrap_i64", i32, i64);
    numeric(i32, "reinterpret_f32", i32, f32);
    numeric(i64, "reinterpret_f64", i64, f64);
    numeric(f32, "reinterpret_i32", f32, i32);
    numeric(f64, "reinterpret_i64", f64, i64);
    numeric(f32, "demote_f64", f32, f64);
    numeric(f64, "promote_f32", f64, f32);
    for (Type type : List.of(f32, f64)) {
      numeric(type, "abs neg ceil floor trunc nearest sqrt", type, type);
      numeric(type, "add sub mul div min max copysign", type, type, type);
      numeric(type, "eq ne lt gt le ge", i32, type, type);
      numeric(type, "convert_i32_s convert_i32_u", type, i32);
      numeric(type, "convert_i64_s convert_i64_u", type, i64);
    }
    memory(i32, "load8_s load8_u load16_s load16_u load", "store8 store16 store");
    memory(
        i64,
        "load8_s load8_u load16_s load16_u load32_s load32_u load",
        "store8 store16 store32 store");
    atomic(i32, 8, 16, 32);
    atomic(i64, 8, 16, 32, 64);
    ATOMICS.get("i32").add(new Operator("memory.atomic.notify", i32, List.of(i32)));
    memory(f32, "load", "store");
    memory(f64, "load", "store");
  }

  private static void atomic(Type type, int... widths) {
    List<Operator> atomics = ATOMICS.computeIfAbsent(type.text(), key -> new ArrayList<>());
    String prefix = type + ".atomic.";
    for (int bits : widths) {
      boolean whole = type.text().endsWith(String.valueOf(bits));
      String width = whole ? "" : String.valueOf(bits);
      String unsigned = whole ? "" : "_u";
      atomics.add(new Operator(prefix + "load" + width + unsigned, type, List.of()));
      ATOMIC_STORES.add(new Operator(prefix + "store" + width, null, List.of(type)));
      for (String name : "add sub and or xor xchg".split(" ")) {
        String text = prefix + "rmw" + width + "." + name + unsigned;
        atomics.add(new Operator(text, type, List.of(type)));
      }
      String text = prefix + "rmw" + width + ".cmpxchg" + unsigned;
      atomics.add(new Operator(text, type, List.of(type, type)));
    }
  }

  private static void numeric(Type prefix, String names, Type result, Type... operands) {
    for (String name : names.split(" ")) {
      NUMERIC
          .computeIfAbsent(result.text(), key -> new ArrayList<>())
          .add(new Operator(prefix + "." + name, result, List.of(operands)));
    }
  }

  private static void memory(Type type, String loads, String stores) {
    for (String name : loads.split(" ")) {
      LOADS
          .computeIfAbsent(type.text(), key -> new ArrayList<>())
          .add(new Operator(type + "." + name, type, List.of()));
    }
    for (String name : stores.split(" ")) {
      STORES.add(new Operator(type + "." + name, null, List.of(type)));
    }
  }

  /** Whether it can trap. */
  boolean traps() {
    return name.contains(".div_")
        || name.contains(".rem_")
        || (name.contains(".trunc_f") && !name.contains("sat"));
  }

  /** Whether the bits of a NaN that it takes as operand {@code i} show in its result. */
  boolean shows(int i) {
    return name.startsWith("i32.reinterpret")
        || name.startsWith("i64.reinterpret")
        || (name.endsWith("copysign") && i == 1);
  }

  /** Whether the bits of its result are the same everywhere, also if it is a NaN. */
  boolean exact() {
    return name.contains("reinterpret") || name.contains("convert") || name.contains("load");
  }
}
