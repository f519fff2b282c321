// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Text on its way to a stream, with its lines counted. */
final class TextOutput {
  private static final int FLUSH = 1 << 16;

  /** Deeper nesting is not indented further: texts would grow with the square of the depth. */
  private static final int MAX_INDENT = 60;

  private final OutputStream stream;
  private final ByteOutput buffer = new ByteOutput(FLUSH + 1024);
  private int line = 1;

  TextOutput(OutputStream stream) {
    this.stream = stream;
  }

  /** The number of the current line, from 1. */
  int line() {
    return line;
  }

  /** Begins a line. */
  void line(int depth) throws IOException {
    if (buffer.size >= FLUSH) {
      flush();
    }
    buffer.u8('\n');
    line++;
    for (int i = Math.min(depth, MAX_INDENT); i > 0; i--) {
      buffer.u8(' ');
      buffer.u8(' ');
    }
  }

  void flush() throws IOException {
    stream.write(buffer.data, 0, buffer.size);
    buffer.size = 0;
  }

  /** Writes ASCII text without line ends. */
  TextOutput add(String text) {
    for (int i = 0; i < text.length(); i++) {
      buffer.u8(text.charAt(i));
    }
    return this;
  }

  TextOutput add(long number) {
    return add(Long.toString(number));
  }

  TextOutput addUnsigned(long number) {
    return add(Long.toUnsignedString(number));
  }

  TextOutput addUnsigned(int number) {
    return add(Integer.toUnsignedString(number));
  }

  /** Writes an identifier, quoted if it has to be. */
  TextOutput identifier(String name) {
    buffer.u8('$');
    boolean plain = true;
    for (int i = 0; i < name.length() && plain; i++) {
      char c = name.charAt(i);
      plain = c > ' ' && c < 0x7f && "\"(),;[]{}".indexOf(c) < 0;
    }
    return plain ? add(name) : string(name);
  }

  /** Writes a string literal of characters. */
  TextOutput string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    buffer.u8('"');
    for (byte b : bytes) {
      if (b < 0) {
        buffer.u8(b);
      } else {
        character(b);
      }
    }
    buffer.u8('"');
    return this;
  }

  /** Writes a string literal of bytes. */
  TextOutput string(byte[] bytes, int from, int to) {
    buffer.u8('"');
    for (int i = from; i < to; i++) {
      character(bytes[i]);
    }
    buffer.u8('"');
    return this;
  }

  private void character(int b) {
    if (b < 0x20 || b >= 0x7f) {
      buffer.u8('\\');
      buffer.u8(Character.forDigit(b >> 4 & 15, 16));
      buffer.u8(Character.forDigit(b & 15, 16));
    } else {
      if (b == '"' || b == '\\') {
        buffer.u8('\\');
      }
      buffer.u8(b);
    }
  }
}
