// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;

/** Decodes binary modules. */
public final class ModuleDecoder {
  private ModuleDecoder() {}

  /** Decodes a module without its function bodies. */
  public static Module decode(byte[] bytes, String name, FeatureSet features) {
    throw new UnsupportedOperationException();
  }
}
