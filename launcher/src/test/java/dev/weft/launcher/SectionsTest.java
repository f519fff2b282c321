// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.ByteSequence;
import org.junit.jupiter.api.Test;

/** What {@link Sections} says of modules is what their exports say. */
class SectionsTest {
  private static final String HEADER = "0061736d01000000";
  private static final String FUNCTION = "01040160000003020100";
  private static final String CODE = "0a040102000b";

  private static boolean runs(String sections) {
    byte[] bytes = HexFormat.of().parseHex(HEADER + sections);
    try (Context context = Context.create("wasm")) {
      context.eval(
          Source.newBuilder("wasm", ByteSequence.create(bytes), "test").buildLiteral()); // valid
    }
    return new Sections(bytes).anyOf("_start", "_initialize");
  }

  private static String export(int padding, String kind, String... names) {
    StringBuilder content = new StringBuilder(String.format("%02x", names.length));
    for (String name : names) {
      content.append(String.format("%02x", name.length() | (padding > 0 ? 0x80 : 0)));
      content.append(padding > 0 ? "00" : "");
      for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
        content.append(String.format("%02x", b));
      }
      content.append(kind).append("00");
    }
    return String.format("07%02x", content.length() / 2) + content;
  }

  @Test
  void findsExportedFunctions() {
    assertTrue(runs(FUNCTION + export(0, "00", "_start") + CODE));
    assertTrue(runs(FUNCTION + export(0, "00", "a", "bcd", "_initialize") + CODE));
    assertTrue(runs(FUNCTION + export(1, "00", "x", "_start") + CODE));
    assertFalse(runs(FUNCTION + export(0, "00", "_star", "_start_", "start") + CODE));
    assertFalse(runs(FUNCTION + CODE));
    assertFalse(runs(""));
  }

  @Test
  void wantsAFunction() {
    assertFalse(runs("0503010001" + export(0, "02", "_start")));
    assertTrue(runs(FUNCTION + "0503010001" + "0801" + "00" + CODE));
  }

  @Test
  void readsBytesThatAreNoModule() {
    byte[] bytes =
        HexFormat.of().parseHex(HEADER + FUNCTION + export(1, "00", "x", "_start") + CODE);
    int known = 0;
    for (int length = 0; length < bytes.length; length++) {
      known += new Sections(Arrays.copyOf(bytes, length)).anyOf("_start") ? 1 : 0;
    }
    // The whole section has to be there, so it is known from its end on only.
    assertEquals(CODE.length() / 2, known);
    for (String sections :
        List.of("07", "07ff", "07ffffffff07", "07ffffffffffffff", "07808080800801", "000180")) {
      assertFalse(new Sections(HexFormat.of().parseHex(HEADER + sections)).anyOf("_start"));
    }
    assertFalse(new Sections(HexFormat.of().parseHex(HEADER + "0706ffffffff07ff")).anyOf("_start"));
    assertFalse(new Sections(HexFormat.of().parseHex(HEADER + "07037f7f7f")).anyOf("_start"));
  }
}
