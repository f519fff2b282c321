// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.util.Arrays;

/** The labels in scope: a stack, with the innermost label of each identifier found directly. */
final class Labels {
  private final Symbols symbols;
  private final NameMap names;

  /** Each label's symbol or -1, and the position that the symbol had before. */
  private int[] stack = new int[64];

  private int[] shadowed = new int[64];
  private int depth;
  private int[] positions = {};
  private int function;
  private int defined;

  Labels(Symbols symbols, NameMap names) {
    this.symbols = symbols;
    this.names = names;
  }

  /** Begins a function's body, or a constant expression with a negative index. */
  void begin(int functionIndex) {
    function = functionIndex;
    defined = 0;
    // A body always ends with its labels closed; only an error leaves some, and ends the parse.
    assert depth == 0;
  }

  /** Opens a label, in the order of the blocks in the binary; the symbol is -1 for none. */
  void push(int symbol) {
    if (depth == stack.length) {
      stack = Arrays.copyOf(stack, depth * 2);
      shadowed = Arrays.copyOf(shadowed, depth * 2);
    }
    stack[depth] = symbol;
    if (symbol >= 0) {
      positions = symbols.fit(positions);
      shadowed[depth] = positions[symbol];
      positions[symbol] = depth;
      if (function >= 0) {
        names.add(function, defined, symbol);
      }
    }
    defined++;
    depth++;
  }

  void pop() {
    int symbol = stack[--depth];
    if (symbol >= 0) {
      positions[symbol] = shadowed[depth];
    }
  }

  /** How many labels lie inside of the one whose identifier is the lexer's current token. */
  int find(Lexer lexer) {
    int symbol = symbols.of(lexer);
    if (symbol >= positions.length || positions[symbol] < 0) {
      throw lexer.error("unknown label", lexer.describe());
    }
    return depth - 1 - positions[symbol];
  }
}
