// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** One index space of a module: how many there are, their identifiers and names. */
final class IndexSpace {
  private static final int[] NONE = {};

  /** As in "duplicate func" and in "unknown function". */
  private final String definition;

  private final String reference;
  private final Symbols symbols;
  private int count;

  /** The index of each symbol, or -1. */
  private int[] indices = NONE;

  /** The symbol of each index, or -1. */
  private int[] identifiers = new int[16];

  /** Names given by annotation, which take precedence over identifiers. */
  private final Map<Integer, byte[]> names = new HashMap<>();

  private int named;

  IndexSpace(String definition, String reference, Symbols symbols) {
    this.definition = definition;
    this.reference = reference;
    this.symbols = symbols;
  }

  int count() {
    return count;
  }

  /** Adds an entry, with an identifier if that is the lexer's current token; moves past it. */
  int define(Lexer lexer) {
    if (lexer.kind != Lexer.ID) {
      return defineAnonymous();
    }
    int symbol = symbols.of(lexer);
    indices = symbols.fit(indices);
    if (indices[symbol] >= 0) {
      throw lexer.error("duplicate " + definition, lexer.describe());
    }
    indices[symbol] = count;
    int index = defineAnonymous();
    identifiers[index] = symbol;
    named++;
    lexer.next();
    return index;
  }

  int defineAnonymous() {
    if (count == identifiers.length) {
      identifiers = Arrays.copyOf(identifiers, count * 2);
    }
    identifiers[count] = -1;
    return count++;
  }

  /** Gives the entry a name in the name section. */
  void name(int index, byte[] name) {
    if (identifiers[index] < 0 && !names.containsKey(index)) {
      named++;
    }
    names.put(index, name);
  }

  /** The index that the lexer's current token, an identifier, stands for. */
  int find(Lexer lexer) {
    int symbol = symbols.of(lexer);
    if (symbol >= indices.length || indices[symbol] < 0) {
      throw lexer.error("unknown " + reference, lexer.describe());
    }
    return indices[symbol];
  }

  /** Writes a subsection of the name section if anything here has a name. */
  void writeNames(int subsection, ByteOutput output) {
    if (named == 0) {
      return;
    }
    ByteOutput map = new ByteOutput(1024);
    map.u32(named);
    for (int i = 0; i < count; i++) {
      byte[] name = names.get(i);
      if (name != null) {
        map.u32(i);
        map.name(name);
      } else if (identifiers[i] >= 0) {
        map.u32(i);
        symbols.writeName(identifiers[i], map);
      }
    }
    output.u8(subsection);
    output.sized(map);
  }
}
