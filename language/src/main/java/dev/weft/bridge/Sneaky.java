// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

/** Throws what the compiler would not let pass. */
final class Sneaky {
  private Sneaky() {}

  static RuntimeException rethrow(Throwable t) {
    throw Sneaky.<RuntimeException>as(t);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E as(Throwable t) throws E {
    throw (E) t;
  }
}
