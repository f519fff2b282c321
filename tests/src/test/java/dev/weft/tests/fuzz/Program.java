// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import dev.weft.text.TextParser;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A module to run and the calls to make. */
final class Program {
  /** What not every engine can do. */
  enum Feature {
    TAIL_CALLS,
    EXTENDED_CONST,
    MULTI_MEMORY,
    MEMORY64,
    TYPED_REFERENCES,
    THREADS
  }

  /** The type of a function. */
  record Signature(List<Type> parameters, List<Type> results) {
    String text() {
      StringBuilder text = new StringBuilder();
      parameters.forEach(type -> text.append(" (param ").append(type).append(')'));
      results.forEach(type -> text.append(" (result ").append(type).append(')'));
      return text.toString().strip();
    }
  }

  /** A function; its locals are numbered, parameters first. */
  static final class Function {
    final int index;
    final int type;
    final Signature signature;

    /** Parameters and locals. */
    final List<Type> locals;

    final List<Code> body = new ArrayList<>();

    Function(int index, int type, Signature signature) {
      this.index = index;
      this.type = type;
      this.signature = signature;
      this.locals = new ArrayList<>(signature.parameters());
    }

    String name() {
      return "$f" + index;
    }

    void print(StringBuilder out) {
      out.append("  (func ").append(name()).append(" (export \"f").append(index);
      out.append("\") (type $t").append(type).append(")");
      for (Type local : locals.subList(signature.parameters().size(), locals.size())) {
        out.append(" (local ").append(local).append(')');
      }
      out.append('\n');
      body.forEach(code -> code.print(out, 2));
      out.append("  )\n");
    }
  }

  /**
   * A call from outside.
   *
   * @param function the number of the function
   * @param arguments {@link Integer}, {@link Long}, {@link Float}, {@link Double}, a string for a
   *     reference to something of the host, or null
   */
  record Call(int function, List<Object> arguments) {}

  final long seed;

  /** As given to {@link Generator#generate(long, int)}. */
  final int size;

  /** What the module uses. */
  final Set<Feature> features = EnumSet.noneOf(Feature.class);

  final List<Signature> types = new ArrayList<>();

  /** Fields of the module that are no functions, in order. */
  final List<String> fields = new ArrayList<>();

  final List<Function> functions = new ArrayList<>();

  final List<Call> calls = new ArrayList<>();

  /** The exported globals that are numbers, as their types; they are called g0, g1, ... */
  final List<Type> globals = new ArrayList<>();

  int memories;
  int tables;

  Program(long seed, int size) {
    this.seed = seed;
    this.size = size;
  }

  /** The module in the text format. */
  String text() {
    StringBuilder out = new StringBuilder("(module\n");
    for (int i = 0; i < types.size(); i++) {
      out.append("  (type $t").append(i).append(" (func ").append(types.get(i).text());
      out.append("))\n");
    }
    fields.forEach(field -> out.append("  ").append(field).append('\n'));
    functions.forEach(function -> function.print(out));
    return out.append(")\n").toString();
  }

  /** The module in the binary format. */
  byte[] bytes() {
    return TextParser.parse(text());
  }
}
