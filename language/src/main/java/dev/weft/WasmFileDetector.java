// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import com.oracle.truffle.api.TruffleFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.StandardOpenOption;

/** Recognises binary modules by the suffix {@code .wasm} or by their first four bytes. */
public final class WasmFileDetector implements TruffleFile.FileTypeDetector {
  private static final byte[] MAGIC = {0, 'a', 's', 'm'};

  /** Made by the polyglot engine. */
  public WasmFileDetector() {}

  @Override
  public String findMimeType(TruffleFile file) throws IOException {
    String name = file.getName();
    if (name != null && name.endsWith(".wasm")) {
      return WasmLanguage.MIME_TYPE;
    }
    if (!file.isRegularFile() || !file.isReadable()) {
      return null;
    }
    try (InputStream in = file.newInputStream(StandardOpenOption.READ)) {
      return java.util.Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)
          ? WasmLanguage.MIME_TYPE
          : null;
    }
  }

  @Override
  public Charset findEncoding(TruffleFile file) {
    return null;
  }
}
