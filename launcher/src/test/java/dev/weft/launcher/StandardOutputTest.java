// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The buffered output: nothing lost, nothing late for long, no failure hidden. */
final class StandardOutputTest {
  @Test
  void bytesOfAllSizesComeOutInOrder() throws IOException {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    StandardOutput output = new StandardOutput(sink);
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[i % 50 == 49 ? 100_000 : random.nextInt(1000)];
      random.nextBytes(bytes);
      output.write(bytes);
      output.write(i);
      expected.write(bytes);
      expected.write(i);
    }
    output.flush();
    assertArrayEquals(expected.toByteArray(), sink.toByteArray());
  }

  @Test
  void littleComesOutWithoutFlush() throws Exception {
    for (int round = 0; round < 3; round++) {
      CountDownLatch written = new CountDownLatch(2);
      OutputStream sink =
          new OutputStream() {
            @Override
            public void write(int b) {
              throw new AssertionError("one by one");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              written.countDown();
            }
          };
      StandardOutput output = new StandardOutput(sink);
      output.write('a');
      Thread.sleep(50);
      output.write('b');
      assertTrue(written.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void failureOfLateWriteIsThrownUntilAWriterKnows() throws Exception {
    CountDownLatch tried = new CountDownLatch(1);
    OutputStream sink =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            tried.countDown();
            throw new IOException("Broken pipe");
          }
        };
    StandardOutput output = new StandardOutput(sink);
    output.write('a');
    assertTrue(tried.await(10, TimeUnit.SECONDS));
    for (int i = 0; i < 2; i++) {
      IOException e = assertThrows(IOException.class, output::flush);
      assertEquals("Broken pipe", e.getMessage());
    }
    assertThrows(IOException.class, () -> output.write('b'));
    output.flush();
  }
}
