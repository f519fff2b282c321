// SPDX-License-Identifier: Apache-2.0
package dev.weft.script;

import com.oracle.truffle.api.interop.TruffleObject;

/** The external reference that a script names by a number; one object for each number. */
final class HostReference implements TruffleObject {
  private final long number;

  HostReference(long number) {
    this.number = number;
  }

  long number() {
    return number;
  }

  @Override
  public String toString() {
    return "(ref.extern " + number + ")";
  }
}
