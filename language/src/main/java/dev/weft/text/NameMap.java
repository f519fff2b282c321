// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

/**
 * An indirect name map of the name section (locals, labels, fields), filled in ascending order of
 * its outer index.
 */
final class NameMap {
  private final Symbols symbols;
  private final ByteOutput output = new ByteOutput(256);
  private final ByteOutput entries = new ByteOutput(256);
  private int outerCount;
  private int outer = -1;
  private int inner = -1;
  private int innerCount;
  private int lastEntry;

  NameMap(Symbols symbols) {
    this.symbols = symbols;
  }

  void add(int outerIndex, int innerIndex, int symbol) {
    begin(outerIndex, innerIndex);
    symbols.writeName(symbol, entries);
  }

  /** Adds a name; it replaces the one of the same index if that was added last. */
  void add(int outerIndex, int innerIndex, byte[] name) {
    begin(outerIndex, innerIndex);
    entries.name(name);
  }

  private void begin(int outerIndex, int innerIndex) {
    if (outerIndex != outer) {
      flush();
      outer = outerIndex;
    } else if (innerIndex == inner) {
      entries.size = lastEntry;
      innerCount--;
    }
    inner = innerIndex;
    innerCount++;
    lastEntry = entries.size;
    entries.u32(innerIndex);
  }

  private void flush() {
    if (innerCount > 0) {
      output.u32(outer);
      output.u32(innerCount);
      output.append(entries);
      outerCount++;
    }
    entries.size = 0;
    innerCount = 0;
    inner = -1;
  }

  /** Writes a subsection of the name section if there are names; nothing can be added then. */
  void write(int subsection, ByteOutput section) {
    flush();
    if (outerCount > 0) {
      ByteOutput map = new ByteOutput(output.size + 5);
      map.u32(outerCount);
      map.append(output);
      section.u8(subsection);
      section.sized(map);
    }
  }
}
