// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import dev.weft.text.TextFormatException;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import dev.weft.text.TextValidator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

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

  /** Does what the command line says; returns the status to end with. */
  int run() {
    try {
      return line.task == CommandLine.Task.PRINT ? toText() : toBinary();
    } catch (OutOfMemoryError _) {
      return fail(line.file + ": the module is too large for the heap (see --vm.Xmx)");
    } catch (RuntimeException | StackOverflowError e) {
      err.println("weft: internal error; please report it with what follows");
      e.printStackTrace(err);
      return Failure.INTERNAL;
    }
  }

  /** Translates a text module to a binary one. */
  private int toBinary() {
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

  /** Translates a module back and forth often enough for what is profiled to be kept. */
  static void train(byte[] binary) {
    StringBuilder folded = new StringBuilder("(module\n");
    for (int i = 0; i < 1000; i++) {
      folded.append(
          """
            (func $f%1$d (export "f%1$d") (param $x i32) (result i32) ;; a comment
              (block $out (result i32) (i32.add (local.get $x) (i32.const 0x%1$x))))
          """
              .formatted(i));
    }
    byte[] sample = folded.append(")").toString().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      TextPrinter.print(binary, printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < 20; i++) {
      for (byte[] text : List.of(sample, printed.toByteArray())) {
        TextValidator.validate(text, TextParser.parse(text));
      }
    }
  }

  /** Prints a binary module. */
  private int toText() {
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
