// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import com.oracle.truffle.api.TruffleFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;

/**
 * Recognises binary modules by the suffix {@code .wasm} or by their first four bytes, and modules
 * in the text format, which are in UTF-8, by the suffix {@code .wat}.
 */
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
    if (isText(name)) {
      return WasmLanguage.TEXT_MIME_TYPE;
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
    return isText(file.getName()) ? StandardCharsets.UTF_8 : null;
  }

  private static boolean isText(String name) {
    return name != null && name.endsWith(".wat");
  }
}
