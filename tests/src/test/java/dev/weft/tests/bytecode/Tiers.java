// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/** The same module as trees, as generated code, and as both in turn. */
final class Tiers {
  private static final Engine ENGINE = Engine.create("wasm");

  private record Tier(Context context, Value exports) implements AutoCloseable {
    static Tier of(String tier, String stress, String text) {
      Context context =
          Context.newBuilder("wasm")
              .engine(ENGINE)
              .allowExperimentalOptions(true)
              .option("wasm.Tier", tier)
              .option("wasm.TierStress", stress)
              .build();
      Source source = Source.newBuilder("wasm", text, "loops").mimeType("text/wat").buildLiteral();
      return new Tier(context, context.eval(source).newInstance().getMember("exports"));
    }

    /** What a call gives: its results, or its trap. */
    String call(String function, Object... arguments) {
      try {
        Value result = exports.getMember(function).execute(arguments);
        List<String> all = new ArrayList<>();
        for (long i = 0; result.hasArrayElements() && i < result.getArraySize(); i++) {
          all.add(result.getArrayElement(i).toString());
        }
        return all.isEmpty() ? result.toString() : all.toString();
      } catch (PolyglotException e) {
        assertTrue(e.isGuestException(), e.toString());
        return e.getMessage();
      }
    }

    byte[] memory() {
      Value memory = exports.getMember("memory");
      byte[] bytes = new byte[(int) memory.getBufferSize()];
      memory.readBuffer(0, bytes, 0, bytes.length);
      return bytes;
    }

    @Override
    public void close() {
      context.close(true);
    }
  }

  /**
   * Calls the function f of a module with the same arguments in each form, one call after the
   * other; what it gives and the memory must be the same.
   */
  static void compare(String text, Object[][] calls) {
    try (Tier trees = Tier.of("ast", "0", text);
        Tier generated = Tier.of("bytecode", "0", text);
        Tier changing = Tier.of("auto", "7", text)) {
      for (Object[] arguments : calls) {
        String what = Arrays.toString(arguments) + " of\n" + text;
        String expected = trees.call("f", arguments);
        byte[] memory = trees.memory();
        for (Tier other : List.of(generated, changing)) {
          assertEquals(expected, other.call("f", arguments), what);
          assertEquals(-1, Arrays.mismatch(memory, other.memory()), "memory after " + what);
        }
      }
    }
  }

  /** What the statistics of the tier say of a module whose function f was called once. */
  static String statistics(String text, Object... arguments) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (Context context =
        Context.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.Tier", "bytecode")
            .option("wasm.TierStatistics", "true")
            .logHandler(log)
            .build()) {
      Source source = Source.newBuilder("wasm", text, "loops").mimeType("text/wat").buildLiteral();
      Value exports = context.eval(source).newInstance().getMember("exports");
      try {
        exports.getMember("f").execute(arguments);
      } catch (PolyglotException e) {
        assertTrue(e.isGuestException(), e.toString());
      }
    }
    assertTrue(log.toString().contains(" as bytecode"), log.toString());
    return log.toString();
  }

  private Tiers() {}
}
