// SPDX-License-Identifier: Apache-2.0
package dev.weft.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.WasmFormatException;
import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import dev.weft.text.TextParser;
import dev.weft.validation.ModuleValidator;

/** Decodes and validates modules for tests. */
public final class Modules {
  private Modules() {}

  /** Decodes and validates a binary module. */
  public static Module valid(byte[] bytes) {
    return valid(bytes, FeatureSet.ALL);
  }

  /** Decodes and validates a binary module. */
  public static Module valid(byte[] bytes, FeatureSet features) {
    Module module = ModuleDecoder.decode(bytes, null, features);
    ModuleValidator.validate(module, features);
    return module;
  }

  /** Decodes and validates a module in the text format. */
  public static Module valid(String text) {
    return valid(TextParser.parse(text));
  }

  /** Returns the error of a module that must not be accepted. */
  public static WasmFormatException refused(byte[] bytes, FeatureSet features) {
    return assertThrows(WasmFormatException.class, () -> valid(bytes, features));
  }

  /** Returns the error of a module that must not be accepted. */
  public static WasmFormatException refused(byte[] bytes) {
    return refused(bytes, FeatureSet.ALL);
  }

  /** Returns the error of a module in the text format that must not be accepted. */
  public static WasmFormatException refused(String text) {
    return refused(TextParser.parse(text));
  }
}
