// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.util.Arrays;

/** The parameter and result types of a function type, encoded; a key of maps once completed. */
final class Signature {
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
}
