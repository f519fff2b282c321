// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.driver;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** QuickJS as a library: a reactor whose host puts a source into its memory and evaluates it. */
public final class QuickJs {
  private QuickJs() {}

  /** Evaluates a source in a fresh instance; returns the version and the value as lines. */
  public static String evaluate(Peer.Guest guest, byte[] source, Path name) throws Exception {
    guest.function("_initialize").call();
    guest.function("qjs_init").call();
    int code = newString(guest, source);
    int file = newString(guest, name.toString().getBytes(StandardCharsets.UTF_8));
    int result = (int) guest.function("qjs_eval").call(code, source.length, file, 0);
    int version = (int) guest.function("qjs_get_quickjs_version").call();
    int value = (int) guest.function("qjs_get_string").call(result);
    return "QuickJS " + string(guest, version) + "\n" + string(guest, value) + "\n";
  }

  private static int newString(Peer.Guest guest, byte[] text) throws Exception {
    int address = (int) guest.function("malloc").call(text.length + 1);
    guest.write(address, Arrays.copyOf(text, text.length + 1));
    return address;
  }

  private static String string(Peer.Guest guest, int address) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = address; ; at++) {
      byte b = guest.read(at, 1)[0];
      if (b == 0) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
      bytes.write(b);
    }
  }
}
