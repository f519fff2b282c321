// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.wasi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;

/** A module that imports two WASI functions, exports them, and has no memory. */
final class NoMemory {
  private NoMemory() {}

  static byte[] module() {
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    // types: (i32, i32) -> i32 and () -> i32
    section(module, 1, new byte[] {2, 0x60, 2, 0x7F, 0x7F, 1, 0x7F, 0x60, 0, 1, 0x7F});
    ByteArrayOutputStream imports = new ByteArrayOutputStream();
    imports.write(2);
    ByteArrayOutputStream exports = new ByteArrayOutputStream();
    exports.write(2);
    String[] names = {"args_get", "sched_yield"};
    for (int k = 0; k < 2; k++) {
      name(imports, "wasi_snapshot_preview1");
      name(imports, names[k]);
      imports.writeBytes(new byte[] {0, (byte) k});
      name(exports, names[k]);
      exports.writeBytes(new byte[] {0, (byte) k});
    }
    section(module, 2, imports.toByteArray());
    section(module, 7, exports.toByteArray());
    return module.toByteArray();
  }

  private static void name(ByteArrayOutputStream to, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    to.write(bytes.length);
    to.writeBytes(bytes);
  }

  private static void section(ByteArrayOutputStream to, int id, byte[] content) {
    to.write(id);
    to.write(content.length);
    to.writeBytes(content);
  }

  static Value instantiate(Context context, byte[] bytes) {
    try {
      return context
          .eval(Source.newBuilder("wasm", ByteSequence.create(bytes), "no-memory").build())
          .newInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
