// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rows, or halves of rows, whose modules are not executable yet: each is refused by the name of
 * what it needs. Once one is not, this test fails and the row has to be written.
 */
final class UnexecutableRowsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          R73 loads of vectors | SIMD | (memory 1) (func (drop (v128.load (i32.const 0))))
          L166 vectors as default values | SIMD | (import "u" "f" (func (param i32) (result v128)))
          L187 vectors as parameters | SIMD | (import "h" "f" (func (param v128) (result i32)))
          L188 i31 references | garbage | (func (drop (ref.i31 (i32.const 1))))
          """)
  void isRefused(String row, String needs, String body) {
    InvalidModuleException e =
        assertThrows(
            InvalidModuleException.class,
            () -> WasmModule.compile(Rows.ENGINE, "(module " + body + ")"));
    assertNotEquals(InvalidModuleException.Reason.INVALID, e.reason(), row);
    assertTrue(e.getMessage().toLowerCase().contains(needs.toLowerCase()), e.getMessage());
  }
}
