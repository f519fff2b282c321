// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.ByteSequence;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Sections} finds the start function of valid modules. */
class SectionsTest {
  private static final String HEADER = "0061736d01000000";
  private static final String FUNCTION = "01040160000003020100";
  private static final String CODE = "0a040102000b";

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          nothing,                                false, ''
          a function,                             false, f c
          a start function,                       true,  f 0801 00 c
          a section with a long size before it,   true,  f 0583808000010001 0801 00 c
          an exported function,                   false, f 0705 01 0178 00 00 c
          custom sections that look like one,     false, 0003 01 08 01 f 0003 01 08 08 c
          """)
  void findsTheStartFunction(String name, boolean has, String sections) {
    String hex = HEADER + sections.replace("f", FUNCTION).replace("c", CODE).replace(" ", "");
    byte[] bytes = HexFormat.of().parseHex(hex);
    try (Context context = Context.create("wasm")) {
      context.eval(
          Source.newBuilder("wasm", ByteSequence.create(bytes), "test").buildLiteral()); // valid
    }
    assertEquals(has, Sections.haveStart(bytes));
  }
}
