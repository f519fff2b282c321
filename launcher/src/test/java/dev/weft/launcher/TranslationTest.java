// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The names of the files that translation writes. */
final class TranslationTest {
  @Test
  void suffixIsReplacedOrAdded() {
    assertEquals("a/b.wasm", Translation.binaryName("a/b.wat"));
    assertEquals("b.txt.wasm", Translation.binaryName("b.txt"));
  }
}
