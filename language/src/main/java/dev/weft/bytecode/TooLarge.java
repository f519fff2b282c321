// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

/** A method cannot be written because of its size: it, or the function, has to be divided. */
final class TooLarge extends NotEmittable {
  private static final long serialVersionUID = 1L;

  TooLarge() {
    super("too large");
  }
}
