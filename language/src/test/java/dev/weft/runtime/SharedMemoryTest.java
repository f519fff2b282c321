// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Storage of shared memories: it stays where it is, and who keeps it; both implementations. */
final class SharedMemoryTest {
  private final Set<MemoryBlock> blocks = ConcurrentHashMap.newKeySet();

  private Memory memory(String access, long min, long max, boolean is64) {
    Limits limits = new Limits(min, true, max, is64, true);
    return Memory.create(
        new MemoryType(limits, 16),
        access.equals("unsafe") ? MemoryAccess.unsafe() : MemoryAccess.segment(),
        blocks);
  }

  private static boolean happens(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      System.gc();
      if (condition.getAsBoolean()) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void growthMovesNothing(String access) {
    Memory m = memory(access, 1, 2000, false);
    m.putInt(65532, 42);
    long base = m.base;
    Object segment = m.segment;
    ByteBuffer before = m.buffer();
    assertEquals(1, m.growShared(1999));
    assertEquals(-1, m.growShared(1));
    assertEquals(2000, m.growShared(0));
    m.putLong(2000 * 65536L - 8, 7);
    assertEquals(base, m.base);
    assertEquals(segment, m.segment);
    assertEquals(42, before.getInt(65532));
    assertEquals(65536, before.capacity());
    before.putInt(0, 5);
    assertEquals(5, m.getInt(0));
    ByteBuffer after = m.buffer();
    assertEquals(5, after.getInt(0));
    assertEquals(7, after.getLong(2000 * 65536 - 8));
    for (int i = 65536; i < 2000 * 65536 - 8; i += 4096) {
      assertEquals(0, after.getLong(i));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void aBufferKeepsTheMemory(String access) throws InterruptedException {
    Memory m = memory(access, 16, 16, false);
    m.putInt(1 << 19, 1234);
    WeakReference<Memory> memory = new WeakReference<>(m);
    ByteBuffer part = m.buffer().slice(1 << 19, 4).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    m = null;
    if (access.equals("unsafe")) {
      for (int i = 0; i < 5; i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertNotNull(memory.get());
      assertEquals(1, blocks.size());
    }
    System.gc();
    assertEquals(1234, part.getInt(0));
    java.lang.ref.Reference.reachabilityFence(part);
    part = null;
    assertTrue(happens(blocks::isEmpty), "freed once nobody can reach it");
    assertNull(memory.get());
  }

  /** Memories that nobody can reach give their address space back before there is none left. */
  @Test
  void reservationsAreCollected() {
    int most = 0;
    for (int i = 0; i < 2500; i++) {
      Memory m = memory("unsafe", 1, 65535, false);
      most = Math.max(most, blocks.size());
      if (i % 500 == 499) {
        assertEquals(1, m.growShared(65534));
      }
    }
    int seen = most;
    assertTrue(seen < 2000, () -> seen + " at a time");
  }

  /** Of 64 TiB no host has the address space to give. */
  @Test
  void lessThanTheMaximumIsReserved() {
    Memory m = memory("unsafe", 1, 1L << 30, true);
    assertEquals(1L << 30, m.maxPages());
    assertEquals(-1, m.growShared((1L << 30) - 1));
    assertEquals(1, m.growShared(1));
    assertEquals(2, m.pages());
    m.close();
  }

  @Test
  void segmentsGrowToTheirReserveOnly() {
    Memory m = memory("segment", 1, 65536, false);
    assertEquals(-1, m.growShared(4096));
    assertEquals(1, m.growShared(4095));
    Memory large = memory("segment", 4097, 65536, false);
    assertEquals(-1, large.growShared(1));
    assertEquals(4097, large.pages());
  }

  @Test
  void viewsHaveAtMostTwoGigabytes() {
    Memory m = memory("unsafe", 1, 32768, false);
    assertEquals(1, m.growShared(32767));
    WasmException e = assertThrows(WasmException.class, m::view);
    assertEquals(FailureType.UNSUPPORTED, e.failureType());
    m.close();
  }
}
