// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import dev.weft.text.TextParser;
import org.junit.jupiter.api.Test;

class TextModulesTest {
  private static Module decode(String text) {
    return ModuleDecoder.decode(TextParser.parse(text), "test", FeatureSet.ALL);
  }

  @Test
  void supertypesAreCheckedWhenTheWholeGroupIsRead() {
    decode(
        """
        (rec (type $r1 (sub (struct (field i32 (ref $r1))))))
        (rec
          (type $r2 (sub $r1 (struct (field i32 (ref $r3)))))
          (type $r3 (sub $r1 (struct (field i32 (ref $r2))))))
        """);
    WasmFormatException e =
        assertThrows(
            WasmFormatException.class,
            () ->
                decode(
                    """
                    (rec
                      (type $r2 (sub (struct (field (ref $r3)))))
                      (type $r3 (sub $r2 (struct (field i32)))))
                    """));
    assertEquals("sub type", e.phrase());
  }

  @Test
  void whatIsShorterThanTheMagicNumberEndsUnexpectedly() {
    WasmFormatException e =
        assertThrows(
            WasmFormatException.class,
            () -> ModuleDecoder.decode(new byte[] {1}, "test", FeatureSet.ALL));
    assertEquals("unexpected end", e.phrase().substring(0, 14));
  }

  @Test
  void textOfNames() {
    assertEquals("f", decode("(func $f)").functionName(0));
    assertEquals("m", decode("(module $m)").name());
  }
}
