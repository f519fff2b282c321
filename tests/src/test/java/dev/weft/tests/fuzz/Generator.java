// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import dev.weft.tests.fuzz.Program.Call;
import dev.weft.tests.fuzz.Program.Feature;
import dev.weft.tests.fuzz.Program.Function;
import dev.weft.tests.fuzz.Program.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Makes a random module that is valid and always ends, and calls to it. The same seed makes the
 * same.
 *
 * <p>It ends because every entry of a function or a loop takes one unit of fuel; without fuel
 * functions return zeros. Nothing in it shows the bits of a NaN that an operator computed, since
 * they may differ: they are made the same before they could be seen.
 */
final class Generator {
  /** The fuel for each call from outside. */
  static final int FUEL = 300;

  /** The usual size: up to six functions of mostly up to a hundred instructions. */
  static final int FULL_SIZE = 100;

  /** A size for engines that compile: up to three functions of up to twenty or so. */
  static final int SMALL_SIZE = 25;

  /** A global. */
  record Global(String name, Type type, boolean mutable) {}

  /** A memory or a table, and which functions are in it at first. */
  record Storage(
      String name, Type address, Type element, int minimum, Map<Integer, Function> functions) {}

  /** An element segment. */
  record Elements(String name, Type type) {}

  final Random random;
  final Program program;
  final List<Global> globals = new ArrayList<>();
  final List<Storage> memories = new ArrayList<>();
  final List<Storage> tables = new ArrayList<>();
  final List<String> data = new ArrayList<>();
  final List<Elements> elements = new ArrayList<>();

  /** How long functions are and how many, in percent. */
  final int size;

  private Generator(long seed, int size) {
    this.size = size;
    // Seeds that follow each other make similar random numbers at first.
    random = new Random(seed * 0x9E3779B97F4A7C15L ^ seed >>> 32);
    program = new Program(seed, size);
  }

  /** Makes a module of the usual size. */
  static Program generate(long seed) {
    return generate(seed, FULL_SIZE);
  }

  /**
   * Makes a module.
   *
   * @param size how long functions are and how many, from 1 to {@link #FULL_SIZE}
   */
  static Program generate(long seed, int size) {
    Generator generator = new Generator(seed, size);
    generator.module();
    return generator.program;
  }

  /** True with a probability in percent. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  boolean has(Feature feature) {
    return program.features.contains(feature);
  }

  private void module() {
    for (Feature feature : Feature.values()) {
      if (chance(feature == Feature.TAIL_CALLS ? 50 : 25)) {
        program.features.add(feature);
      }
    }
    int count = 2 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      program.types.add(signature(i));
    }
    for (int i = 0; i < 1 + random.nextInt(size > 50 ? 6 : 3); i++) {
      int type = random.nextInt(count);
      program.functions.add(new Function(i, type, program.types.get(type)));
    }
    field("(import \"env\" \"log\" (func $log (param i32)))");
    memories();
    tables();
    globals();
    segments();
    helpers();
    for (Function function : program.functions) {
      new BodyGenerator(this, function).generate();
    }
    calls();
  }

  private void field(String text) {
    program.fields.add(text);
  }

  private Signature signature(int before) {
    List<Type> parameters = new ArrayList<>();
    List<Type> results = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      parameters.add(valueType(before));
    }
    for (int i = chance(60) ? 1 : random.nextInt(4); i > 0; i--) {
      results.add(valueType(before));
    }
    return new Signature(parameters, results);
  }

  /** A type of parameters, results and locals; typed references are to types before a number. */
  Type valueType(int before) {
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4 -> Type.I32;
      case 5, 6, 7, 8 -> Type.I64;
      case 9, 10 -> Type.F32;
      case 11, 12 -> Type.F64;
      case 13 -> Type.FUNC;
      case 14 -> Type.EXTERN;
      default ->
          has(Feature.TYPED_REFERENCES) && before > 0
              ? Type.reference(true, "$t" + random.nextInt(before))
              : Type.I32;
    };
  }

  Type numberType() {
    return switch (random.nextInt(7)) {
      case 0, 1, 2 -> Type.I32;
      case 3, 4 -> Type.I64;
      case 5 -> Type.F32;
      default -> Type.F64;
    };
  }

  private Type addressType() {
    return has(Feature.MEMORY64) && chance(50) ? Type.I64 : Type.I32;
  }

  private static String prefix(Type address) {
    return address == Type.I64 ? "i64 " : "";
  }

  private void memories() {
    int count = has(Feature.MULTI_MEMORY) ? 2 + random.nextInt(2) : chance(90) ? 1 : 0;
    for (int i = 0; i < count; i++) {
      Type address = addressType();
      int minimum = chance(95) ? 1 : 0;
      int maximum = minimum + random.nextInt(3);
      memories.add(new Storage("$m" + i, address, null, minimum, Map.of()));
      field(
          "(memory $m%d (export \"m%d\") %s%d %d%s)"
              .formatted(
                  i,
                  i,
                  prefix(address),
                  minimum,
                  maximum,
                  has(Feature.THREADS) && chance(60) ? " shared" : ""));
    }
    program.memories = count;
  }

  private void tables() {
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Type address = addressType();
      Type element =
          i == 0
              ? Type.FUNC
              : has(Feature.TYPED_REFERENCES)
                  ? Type.reference(true, "$t" + random.nextInt(program.types.size()))
                  : chance(50) ? Type.EXTERN : Type.FUNC;
      int minimum = 6 + random.nextInt(12);
      int maximum = minimum + random.nextInt(6);
      tables.add(new Storage("$s" + i, address, element, minimum, new TreeMap<>()));
      field(
          "(table $s%d (export \"s%d\") %s%d %d %s)"
              .formatted(i, i, prefix(address), minimum, maximum, element));
    }
    program.tables = count;
  }

  private void globals() {
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Type type = chance(80) ? numberType() : valueType(program.types.size());
      boolean mutable = chance(75);
      String value = type.zero();
      if (type.isNumber()) {
        value = Numbers.constant(random, type);
        if (has(Feature.EXTENDED_CONST) && (type == Type.I32 || type == Type.I64)) {
          String other = Numbers.constant(random, type);
          value =
              "(%s.%s (%s) (%s))"
                  .formatted(type, any(List.of("add", "sub", "mul")), value, other)
                  .replaceAll("^\\(|\\)$", "");
        }
      } else if (type != Type.EXTERN && !functionsOf(type).isEmpty()) {
        value = "ref.func " + any(functionsOf(type)).name();
      }
      String name = "$g" + i;
      String export = "";
      if (type.isNumber()) {
        export = " (export \"g" + program.globals.size() + "\")";
        program.globals.add(type);
      }
      globals.add(new Global(name, type, mutable));
      String declared = mutable ? "(mut " + type + ")" : type.text();
      field("(global %s%s %s (%s))".formatted(name, export, declared, value));
    }
    field("(global $fuel (mut i32) (i32.const 100))");
    field("(func (export \"refuel\") (param i32) (global.set $fuel (local.get 0)))");
  }

  /** The functions that a reference of a type can refer to. */
  List<Function> functionsOf(Type type) {
    List<Function> result = new ArrayList<>();
    for (Function function : program.functions) {
      if (type == Type.FUNC || (type.isTyped() && type.heapType().equals("$t" + function.type))) {
        result.add(function);
      }
    }
    return result;
  }

  private void segments() {
    for (Storage memory : memories) {
      // A few do not fit: the instantiation traps.
      if (memory.minimum == 0 && !chance(10)) {
        continue;
      }
      int offset = chance(2) ? 65530 : random.nextInt(4096);
      field(
          "(data (memory %s) (%s.const %d) \"%s\")"
              .formatted(memory.name, memory.address, offset, bytes(1 + random.nextInt(40))));
    }
    for (int i = 0; i < random.nextInt(3); i++) {
      data.add("$d" + i);
      field("(data $d%d \"%s\")".formatted(i, bytes(random.nextInt(40))));
    }
    for (Storage table : tables) {
      if (table.element != Type.EXTERN && !functionsOf(table.element).isEmpty()) {
        int offset = chance(1) ? 100 : random.nextInt(3);
        StringBuilder text = new StringBuilder(table.element.text());
        for (int i = 0; i < 4; i++) {
          Function function = any(functionsOf(table.element));
          table.functions.put(offset + i, function);
          text.append(" (ref.func ").append(function.name()).append(')');
        }
        field(
            "(elem (table %s) (%s.const %d) %s)"
                .formatted(table.name, table.address, offset, text));
      }
    }
    for (int i = 0; i < random.nextInt(3); i++) {
      Type type = any(tables).element;
      elements.add(new Elements("$e" + i, type));
      field("(elem $e%d %s)".formatted(i, references(type, random.nextInt(6))));
    }
    // All may be referred to.
    StringBuilder names = new StringBuilder();
    program.functions.forEach(function -> names.append(' ').append(function.name()));
    field("(elem declare func" + names + ")");
  }

  private String references(Type type, int count) {
    List<Function> candidates = functionsOf(type);
    StringBuilder text = new StringBuilder(type.text());
    for (int i = 0; i < count; i++) {
      boolean empty = candidates.isEmpty() || chance(30);
      text.append(" (");
      text.append(empty ? type.zero() : "ref.func " + any(candidates).name()).append(')');
    }
    return text.toString();
  }

  private String bytes(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append("\\%02x".formatted(random.nextInt(256)));
    }
    return text.toString();
  }

  private void helpers() {
    for (Type type : List.of(Type.F32, Type.F64)) {
      field(
          ("(func $exact_%1$s (param %1$s) (result %1$s) (select (local.get 0) (%1$s.const nan)"
                  + " (%1$s.eq (local.get 0) (local.get 0))))")
              .formatted(type));
    }
  }

  private void calls() {
    for (int round = 0; round < 3; round++) {
      for (Function function : program.functions) {
        List<Object> arguments = new ArrayList<>();
        for (Type type : function.signature.parameters()) {
          arguments.add(argument(type));
        }
        program.calls.add(new Call(function.index, arguments));
      }
    }
  }

  private Object argument(Type type) {
    return switch (type.text()) {
      case "i32" -> Numbers.INTS[random.nextInt(Numbers.INTS.length)];
      case "i64" -> Numbers.LONGS[random.nextInt(Numbers.LONGS.length)];
      case "f32" -> Numbers.FLOATS[random.nextInt(Numbers.FLOATS.length)];
      case "f64" -> Numbers.DOUBLES[random.nextInt(Numbers.DOUBLES.length)];
      case "externref" -> chance(50) ? "something" : null;
      default -> null;
    };
  }
}
