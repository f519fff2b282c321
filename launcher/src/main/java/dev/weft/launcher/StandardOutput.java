// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The process' standard output. Java's own {@code System.out} encodes and hides failures, such as a
 * reader that is gone; this one hands them to the writer, and remembers that there was one: what is
 * written late, when the program has ended, has nobody else to tell. It does not buffer, for WASI
 * does.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream sink;
  private volatile IOException failure;

  StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  /**
   * Over another sink.
   *
   * @param sink what receives the bytes
   */
  StandardOutput(OutputStream sink) {
    this.sink = sink;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      sink.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** The descriptor stays open for the rest of the process. */
  @Override
  public void close() {}

  /** Why something could not be written, or null. */
  IOException failure() {
    return failure;
  }
}
