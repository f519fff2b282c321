// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

/** A function cannot become JVM bytecode; it runs as a tree. The message says why. */
class NotEmittable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotEmittable(String why) {
    super(why, null, false, false);
  }
}
