// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.util.Arrays;

/**
 * The parameter and result types of a function type, encoded; a key of maps once completed. They
 * are ordered so that maps find them fast even if many have the same hash.
 */
final class Signature implements Comparable<Signature> {
  int paramCount;
  int resultCount;

  /** Both vectors as the binary format has them. */
  byte[] bytes;

  @Override
  public boolean equals(Object other) {
    return other instanceof Signature that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public int compareTo(Signature that) {
    return Arrays.compare(bytes, that.bytes);
  }
}
