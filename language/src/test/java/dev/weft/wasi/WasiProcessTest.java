// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import static dev.weft.wasi.Guest.RESULT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments, environment, random numbers, and the layouts of {@code wasi_unstable}. */
class WasiProcessTest {
  private static List<String> strings(Guest g, WasiFunction sizes, WasiFunction get) {
    g.ok(sizes, RESULT, RESULT + 4);
    int count = g.memory.getInt(RESULT);
    int size = g.memory.getInt(RESULT + 4);
    int pointers = g.alloc(4 * count);
    int buffer = g.alloc(size + 1);
    g.memory.putByte(buffer + size, 77);
    g.ok(get, pointers, buffer);
    assertEquals(77, g.memory.getByte(buffer + size), "wrote more than it said");
    List<String> result = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int at = g.memory.getInt(pointers + 4L * k);
      int end = at;
      while (g.memory.getByte(end) != 0) {
        end++;
      }
      result.add(new String(g.get(at, end - at), StandardCharsets.UTF_8));
    }
    return result;
  }

  @Test
  void argumentsAndEnvironment() {
    Guest.Builder builder = new Guest.Builder();
    builder.args = new String[] {"program", "", "ä b", "--x=y"};
    builder.environment.add(new String[] {"NAME", "välue=1"});
    builder.environment.add(new String[] {"EMPTY", ""});
    try (Guest g = builder.build()) {
      assertEquals(
          List.of("program", "", "ä b", "--x=y"),
          strings(g, WasiFunction.ARGS_SIZES_GET, WasiFunction.ARGS_GET));
      List<String> environment =
          strings(g, WasiFunction.ENVIRON_SIZES_GET, WasiFunction.ENVIRON_GET);
      assertEquals(List.of("EMPTY=", "NAME=välue=1"), environment.stream().sorted().toList());
      int end = (int) g.memory.byteSize();
      g.expect(Errno.FAULT, WasiFunction.ARGS_GET, end - 15, 512);
      g.expect(Errno.FAULT, WasiFunction.ARGS_GET, 512, end - 4);
      g.expect(Errno.FAULT, WasiFunction.ARGS_SIZES_GET, 512, end);
    }
    try (Guest g = new Guest.Builder().build()) {
      assertEquals(List.of(), strings(g, WasiFunction.ARGS_SIZES_GET, WasiFunction.ARGS_GET));
    }
  }

  private static byte[] random(boolean constant, int size) {
    Guest.Builder builder = new Guest.Builder();
    builder.constantRandom = constant;
    try (Guest g = builder.build()) {
      g.ok(WasiFunction.RANDOM_GET, 1024, size);
      return g.get(1024, size);
    }
  }

  @Test
  void randomNumbers() {
    assertArrayEquals(random(true, 10_000), random(true, 10_000));
    assertFalse(Arrays.equals(random(false, 32), random(false, 32)));
    assertFalse(Arrays.equals(random(false, 10_000), new byte[10_000]));
    assertEquals(0, random(false, 0).length);
  }

  @Test
  void yields() {
    try (Guest g = new Guest.Builder().build()) {
      g.ok(WasiFunction.SCHED_YIELD);
    }
  }

  @Test
  void olderLayouts(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("f"), "0123456789");
    Guest.Builder builder = new Guest.Builder().dir("/", dir);
    builder.snapshot = Snapshot.UNSTABLE;
    try (Guest g = builder.build()) {
      int at = g.alloc(64);
      g.memory.putLong(at + 56, 77);
      g.ok(WasiFunction.PATH_FILESTAT_GET, 3, 0, "f", at);
      assertEquals(FileType.REGULAR_FILE, g.memory.getByte(at + 16));
      assertEquals(1, g.memory.getInt(at + 20));
      assertEquals(10, g.memory.getLong(at + 24));
      assertTrue(g.memory.getLong(at + 48) > 0);
      assertEquals(77, g.memory.getLong(at + 56), "the older record is shorter");
      int fd = g.open("f", 0, Guest.READ, 0);
      assertEquals(8, g.seek(fd, -2, 1)); // 1 is the end here
      assertEquals(3, g.seek(fd, 3, 2)); // 2 is the start
      assertEquals(5, g.seek(fd, 2, 0)); // 0 is the current position
      g.expect(Errno.INVAL, WasiFunction.FD_SEEK, fd, 0L, 3, RESULT);
      // a clock's subscription is longer
      int in = g.alloc(112);
      int events = g.alloc(64);
      g.memory.putLong(in, 5);
      g.memory.putLong(in + 8, 0);
      g.memory.putLong(in + 16, 99);
      g.memory.putInt(in + 24, Clocks.MONOTONIC);
      g.memory.putLong(in + 32, 1_000_000);
      g.memory.putLong(in + 40, 0);
      g.memory.putLong(in + 48, 0);
      g.memory.putLong(in + 56, 6);
      g.memory.putLong(in + 64, 1);
      g.memory.putLong(in + 72, fd);
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 1, RESULT);
      assertEquals(5, g.memory.getLong(events));
      g.ok(WasiFunction.POLL_ONEOFF, in, events, 2, RESULT);
      assertEquals(6, g.memory.getLong(events));
      assertEquals(5, g.memory.getLong(events + 16), "bytes behind the position");
    }
  }
}
