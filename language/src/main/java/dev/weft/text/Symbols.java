// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.util.Arrays;
import java.util.SplittableRandom;

/** The identifiers of a module, each distinct one numbered from 0. */
final class Symbols {
  /** Nobody can prepare identifiers whose hashes are the same. Odd. */
  private static final long SECRET = new SplittableRandom().nextLong() | 1;

  private final ByteOutput pool = new ByteOutput(1024);

  /** Where each symbol's bytes end in the pool. */
  private int[] ends = new int[64];

  private int[] hashes = new int[64];
  private int count;

  /** Open addressing; symbol + 1, or 0 where free. */
  private int[] table = new int[256];

  int count() {
    return count;
  }

  /** The number of the identifier that is the lexer's current token. */
  int of(Lexer lexer) {
    if (lexer.isQuotedIdentifier()) {
      byte[] bytes = lexer.identifierBytes();
      return of(bytes, 0, bytes.length);
    }
    return of(lexer.source, lexer.start + 1, lexer.stop);
  }

  private int of(byte[] source, int from, int to) {
    long state = SECRET;
    for (int i = from; i < to; i++) {
      state = (state ^ source[i]) * SECRET;
      state ^= state >>> 29;
    }
    int hash = (int) (state ^ state >>> 32);
    int mask = table.length - 1;
    int slot = hash & mask;
    while (table[slot] != 0) {
      int symbol = table[slot] - 1;
      if (hashes[symbol] == hash
          && Arrays.equals(pool.data, start(symbol), ends[symbol], source, from, to)) {
        return symbol;
      }
      slot = slot + 1 & mask;
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
      hashes = Arrays.copyOf(hashes, count * 2);
    }
    pool.bytes(source, from, to - from);
    ends[count] = pool.size;
    hashes[count] = hash;
    table[slot] = ++count;
    if (count * 2 > table.length) {
      grow();
    }
    return count - 1;
  }

  private void grow() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int symbol = 0; symbol < count; symbol++) {
      int slot = hashes[symbol] & mask;
      while (table[slot] != 0) {
        slot = slot + 1 & mask;
      }
      table[slot] = symbol + 1;
    }
  }

  private int start(int symbol) {
    return symbol == 0 ? 0 : ends[symbol - 1];
  }

  /** Writes the symbol as a name of the binary format. */
  void writeName(int symbol, ByteOutput output) {
    int from = start(symbol);
    output.u32(ends[symbol] - from);
    output.bytes(pool.data, from, ends[symbol] - from);
  }

  /** An array that has an element for every symbol so far, new ones holding -1. */
  int[] fit(int[] array) {
    if (array.length >= count) {
      return array;
    }
    int[] grown = Arrays.copyOf(array, Math.max(count, array.length * 2));
    Arrays.fill(grown, array.length, grown.length, -1);
    return grown;
  }
}
