// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.TableType;

/** A table of the engine. Whoever calls it has checked bounds and types. */
public non-sealed interface EngineTable extends EngineExtern {
  @Override
  TableType externType();

  /** How many elements it has. */
  int size();

  /** An element: a reference of the engine. */
  Object get(int index);

  /** Sets an element. */
  void set(int index, Object value);

  /**
   * Adds elements; with the context entered.
   *
   * @param delta how many, unsigned
   * @param init what they are
   * @return the size before, or -1
   */
  long grow(long delta, Object init);

  /** Sets elements. */
  void fill(long index, Object value, long count);

  /** Copies elements of another table, or of this one, into this one. */
  void copyFrom(long index, EngineTable from, long fromIndex, long count);
}
