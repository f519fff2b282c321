// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tells which of the process's standard streams are terminals, as WASI programs may ask. */
final class Terminals {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final List<String> STREAMS = List.of("stdin", "stdout", "stderr");

  private Terminals() {}

  /** The value of {@code wasm.WasiTerminals} for this process. */
  static String streams() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return System.console() != null && System.console().isTerminal() ? "stdin,stdout" : "";
    }
    List<String> terminals = new ArrayList<>();
    for (int descriptor = 0; descriptor < STREAMS.size(); descriptor++) {
      if (isTerminal(DESCRIPTORS.resolve(Integer.toString(descriptor)))) {
        terminals.add(STREAMS.get(descriptor));
      }
    }
    return String.join(",", terminals);
  }

  private static boolean isTerminal(Path descriptor) {
    try {
      String device = Files.readSymbolicLink(descriptor).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException _) {
      return false; // closed
    }
  }
}
