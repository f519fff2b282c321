// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.Test;

/** The language is found by the polyglot engine. */
final class RegistrationTest {
  @Test
  void engineKnowsTheLanguage() {
    try (Engine engine = Engine.create()) {
      var language = engine.getLanguages().get("wasm");
      assertEquals("WebAssembly", language.getName());
      assertTrue(language.getMimeTypes().contains("application/wasm"));
    }
  }
}
