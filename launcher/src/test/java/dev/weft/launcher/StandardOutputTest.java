// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The process' output: nothing lost, no failure hidden. */
final class StandardOutputTest {
  @Test
  void bytesGoThrough() throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (StandardOutput output = new StandardOutput(sink)) {
      output.write('a');
      output.write(new byte[] {'x', 'b', 'c', 'y'}, 1, 2);
      assertEquals("abc", sink.toString(StandardCharsets.UTF_8));
      assertNull(output.failure());
    }
  }

  @Test
  void failureIsThrownAndRemembered() throws IOException {
    IOException failure = new IOException("Broken pipe");
    OutputStream sink =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw failure;
          }
        };
    StandardOutput output = new StandardOutput(sink);
    assertSame(failure, assertThrows(IOException.class, () -> output.write('a')));
    output.flush();
    output.close();
    assertSame(failure, output.failure());
  }
}
