// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.ByteSequence;

/** Sources of modules. */
final class Sources {
  private Sources() {}

  /**
   * Of a binary module, or of the UTF-8 text of one: only binary modules start with a zero byte.
   */
  static Source of(byte[] wasmOrWat, String name) {
    return wasmOrWat.length == 0 || wasmOrWat[0] == 0
        ? Source.newBuilder("wasm", ByteSequence.create(wasmOrWat), name).buildLiteral()
        : of(new String(wasmOrWat, StandardCharsets.UTF_8), name);
  }

  static Source of(String wat, String name) {
    return Source.newBuilder("wasm", wat, name).mimeType("text/wat").buildLiteral();
  }
}
