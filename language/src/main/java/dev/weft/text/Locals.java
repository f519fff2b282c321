// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

/** The parameters and locals of the function that is being read, and their names. */
final class Locals {
  private final Symbols symbols;
  private int count;

  /** The function in which a symbol was last defined as a local, and its index there. */
  private int[] functions = {};

  private int[] indices = {};
  private int function = -1;
  private final NameMap names;

  Locals(Symbols symbols, NameMap names) {
    this.symbols = symbols;
    this.names = names;
  }

  /** Begins a function: no parameters and locals yet. */
  void begin(int functionIndex) {
    function = functionIndex;
    count = 0;
  }

  void defineAnonymous(int howMany) {
    count = Math.addExact(count, howMany);
  }

  /** Adds a local whose identifier is the lexer's current token, and moves past it. */
  void define(Lexer lexer) {
    int symbol = symbols.of(lexer);
    functions = symbols.fit(functions);
    indices = symbols.fit(indices);
    if (functions[symbol] == function) {
      throw lexer.error("duplicate local", lexer.describe());
    }
    functions[symbol] = function;
    indices[symbol] = count;
    names.add(function, count, symbol);
    count++;
    lexer.next();
  }

  /** Gives the local that is defined next, or was defined last with an identifier, a name. */
  void name(int index, byte[] name) {
    names.add(function, index, name);
  }

  int count() {
    return count;
  }

  /** The index of the local whose identifier is the lexer's current token. */
  int find(Lexer lexer) {
    int symbol = symbols.of(lexer);
    if (symbol >= functions.length || functions[symbol] != function) {
      throw lexer.error("unknown local", lexer.describe());
    }
    return indices[symbol];
  }
}
