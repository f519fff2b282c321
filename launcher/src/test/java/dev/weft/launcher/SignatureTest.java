// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Types of functions as the engine spells them. */
final class SignatureTest {
  @Test
  void parameterAndResultTypes() {
    assertEquals(
        new Signature(List.of("i32", "i64", "(ref null 0)"), List.of("f32", "funcref")),
        Signature.parse("(func (param i32 i64 (ref null 0)) (result f32 funcref))"));
    assertEquals(
        new Signature(List.of("i32", "f64"), List.of()),
        Signature.parse("(func (param i32) (param f64))"));
    assertEquals(new Signature(List.of(), List.of()), Signature.parse("(func)"));
  }
}
