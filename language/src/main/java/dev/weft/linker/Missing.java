// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** Parts of the API that are not there yet. */
final class Missing {
  private Missing() {}

  static UnsupportedOperationException part(String what) {
    return new UnsupportedOperationException("dev.weft.linker has no " + what + " yet");
  }
}
