// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.Test;

/** The tests run on the Truffle runtime they were asked to run on. */
final class RuntimeTest {
  @Test
  void runtimeIsTheOneAskedFor() {
    try (Engine engine = Engine.create()) {
      String expected =
          switch (System.getProperty("weft.test.runtime")) {
            case "optimising" -> "GraalVM CE";
            case "fallback" -> "Interpreted";
            default -> throw new AssertionError("unknown runtime");
          };
      assertEquals(expected, engine.getImplementationName());
      assertTrue(engine.getLanguages().containsKey("wasm"));
    }
  }
}
