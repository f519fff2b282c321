// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.threads;

import java.util.Arrays;
import org.graalvm.polyglot.Engine;

/** The ways to run functions and to access memories, each with an engine of its own. */
enum Tier {
  TREES("wasm.Tier", "ast"),
  BYTECODE("wasm.Tier", "bytecode"),
  TREES_IN_SEGMENTS("wasm.Tier", "ast", "wasm.MemoryAccess", "segment"),
  BYTECODE_IN_SEGMENTS("wasm.Tier", "bytecode", "wasm.MemoryAccess", "segment"),
  /** Only under the optimising runtime. */
  COMPILED(
      "wasm.Tier",
      "ast",
      "engine.CompileImmediately",
      "true",
      "engine.BackgroundCompilation",
      "false",
      "engine.CompilationFailureAction",
      "Throw");

  private final String[] options;
  private Engine engine;

  Tier(String... options) {
    this.options = options;
  }

  /** Those that this runtime has. */
  static Tier[] available() {
    return "optimising".equals(System.getProperty("weft.test.runtime")) ? values() : uncompiled();
  }

  /** All but {@link #COMPILED}. */
  static Tier[] uncompiled() {
    return Arrays.copyOf(values(), COMPILED.ordinal());
  }

  synchronized Engine engine() {
    if (engine == null) {
      Engine.Builder builder = Engine.newBuilder("wasm").allowExperimentalOptions(true);
      for (int i = 0; i < options.length; i += 2) {
        builder.option(options[i], options[i + 1]);
      }
      engine = builder.build();
    }
    return engine;
  }
}
