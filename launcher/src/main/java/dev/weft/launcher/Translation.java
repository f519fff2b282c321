// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import dev.weft.text.TextFormatException;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import dev.weft.text.TextValidator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Translates a module between the text format and the binary format. */
final class Translation {
  private final CommandLine line;
  private final OutputStream out;
  private final PrintStream err;

  Translation(CommandLine line, OutputStream out, PrintStream err) {
    this.line = line;
    this.out = out;
    this.err = err;
  }

  /** Writes a translation. */
  @FunctionalInterface
  private interface Writer {
    void write(OutputStream stream) throws IOException;
  }

  /** Translates a text module to a binary one; returns the status to end with. */
  int toBinary() {
    String output = line.output != null ? line.output : binaryName(line.file);
    try {
      byte[] text = Program.readFile(line.file);
      byte[] binary = TextParser.parse(text);
      if (!line.noCheck) {
        TextValidator.validate(text, binary);
      }
      return write(output, stream -> stream.write(binary));
    } catch (LaunchException e) {
      return fail(e.getMessage());
    } catch (TextFormatException e) {
      String what = e.isInvalid() ? "invalid" : "malformed";
      return fail(line.file + ": " + what + " module: " + e.getMessage());
    }
  }

  /** Prints a binary module; returns the status to end with. */
  int toText() {
    try {
      byte[] binary = Program.readFile(line.file);
      return write(line.output, stream -> TextPrinter.print(binary, stream));
    } catch (LaunchException e) {
      return fail(e.getMessage());
    } catch (IllegalArgumentException e) {
      return fail(line.file + ": malformed module: " + e.getMessage());
    }
  }

  private int write(String output, Writer writer) {
    try {
      if (output == null) {
        writer.write(out);
      } else {
        try (OutputStream stream = Files.newOutputStream(Path.of(output))) {
          writer.write(stream);
        }
      }
      return 0;
    } catch (IOException | InvalidPathException e) {
      String name = output == null ? "standard output" : output;
      return fail(name + ": the file cannot be written: " + e.getMessage());
    }
  }

  private int fail(String sentence) {
    err.println("weft: " + sentence);
    return Failure.CANNOT_START;
  }

  /** The file that a text module is translated to where none is named. */
  static String binaryName(String file) {
    String base = file.endsWith(".wat") ? file.substring(0, file.length() - 4) : file;
    return base + ".wasm";
  }
}
