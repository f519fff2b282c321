// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import dev.weft.text.TextFormatException;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Translates a module from the text format to the binary format. */
final class Translation {
  private final CommandLine line;
  private final PrintStream err;

  Translation(CommandLine line, PrintStream err) {
    this.line = line;
    this.err = err;
  }

  /** Translates the file of the command line; returns the status to end with. */
  int run() {
    String output = line.output != null ? line.output : binaryName(line.file);
    try {
      byte[] binary = TextParser.parse(Program.readFile(line.file));
      Files.write(Path.of(output), binary);
      return 0;
    } catch (LaunchException e) {
      err.println("weft: " + e.getMessage());
    } catch (TextFormatException e) {
      String what = e.isInvalid() ? "invalid" : "malformed";
      err.println("weft: " + line.file + ": " + what + " module: " + e.getMessage());
    } catch (IOException | InvalidPathException e) {
      err.println("weft: " + output + ": the file cannot be written: " + e.getMessage());
    }
    return Failure.CANNOT_START;
  }

  static String binaryName(String file) {
    String base = file.endsWith(".wat") ? file.substring(0, file.length() - 4) : file;
    return base + ".wasm";
  }
}
