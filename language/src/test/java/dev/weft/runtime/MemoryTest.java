// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Storage of memories: bounds, zeroing, growth, laziness, freeing; both implementations. */
final class MemoryTest {
  private final Set<MemoryBlock> blocks = new HashSet<>();

  private static MemoryAccess access(String name) {
    return name.equals("unsafe") ? MemoryAccess.unsafe() : MemoryAccess.segment();
  }

  private Memory memory(String access, long min, long max, boolean is64, int pageSizeLog2) {
    Limits limits = new Limits(min, max >= 0, Math.max(max, 0), is64, false);
    return Memory.create(new MemoryType(limits, pageSizeLog2), access(access), blocks);
  }

  private static void traps(Runnable body) {
    WasmException e = assertThrows(WasmException.class, body::run);
    assertEquals(TrapCode.MEMORY_OUT_OF_BOUNDS, e.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void boundsAreExact(String access) {
    Memory m = memory(access, 1, -1, false, 16);
    assertEquals(65535, MemoryAccess.check(m, 65535, 0, 1, null));
    assertEquals(65528, MemoryAccess.check(m, 65528, 0, 8, null));
    traps(() -> MemoryAccess.check(m, 65536, 0, 1, null));
    traps(() -> MemoryAccess.check(m, 65529, 0, 8, null));
    traps(() -> MemoryAccess.check(m, -1, 0, 1, null));
    traps(() -> MemoryAccess.check(m, -1, 1, 1, null));
    traps(() -> MemoryAccess.check(m, -1, 0xFFFF_FFFFL, 16, null));
    traps(() -> MemoryAccess.check(m, 0, 0xFFFF_FFFFL, 1, null));
    MemoryAccess.checkRange(m, 65536, 0, null);
    traps(() -> MemoryAccess.checkRange(m, 65537, 0, null));
    traps(() -> MemoryAccess.checkRange(m, 1, 65536, null));
    traps(() -> MemoryAccess.checkRange(m, 1, -1, null));
    m.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void bounds64AreExact(String access) {
    Memory m = memory(access, 1, -1, true, 16);
    assertEquals(65528, MemoryAccess.check64(m, 65000, 528, 8, null));
    traps(() -> MemoryAccess.check64(m, 65529, 0, 8, null));
    traps(() -> MemoryAccess.check64(m, -1, 1, 1, null));
    traps(() -> MemoryAccess.check64(m, 1, -1, 1, null));
    traps(() -> MemoryAccess.check64(m, -8, 8, 8, null));
    traps(() -> MemoryAccess.check64(m, Long.MAX_VALUE, Long.MAX_VALUE, 1, null));
    traps(() -> MemoryAccess.check64(m, Long.MIN_VALUE, Long.MIN_VALUE, 1, null));
    traps(() -> MemoryAccess.checkRange(m, Long.MAX_VALUE, Long.MAX_VALUE, null));
    m.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void aViewSeesTheBytesAndEndsWithThem(String access) {
    Memory m = memory(access, 1, -1, false, 16);
    m.putInt(8, 0x01020304);
    MemorySegment view = m.view();
    assertEquals(65536, view.byteSize());
    assertEquals(4, view.get(ValueLayout.JAVA_BYTE, 8));
    view.set(ValueLayout.JAVA_BYTE, 65535, (byte) 7);
    m.putByte(9, 55);
    assertEquals(55, view.get(ValueLayout.JAVA_BYTE, 9));
    assertEquals(7, m.getByte(65535));
    assertEquals(view.address(), m.view().address());
    ByteBuffer buffer = view.asByteBuffer();

    assertEquals(1, m.grow(1));
    m.putByte(100_000, 3);
    assertThrows(IllegalStateException.class, () -> view.get(ValueLayout.JAVA_BYTE, 8));
    assertThrows(IllegalStateException.class, () -> buffer.get(8));
    assertEquals(55, m.getByte(9));
    MemorySegment second = m.view();
    assertEquals(131072, second.byteSize());
    assertEquals(3, second.get(ValueLayout.JAVA_BYTE, 100_000));
    assertEquals(0, second.get(ValueLayout.JAVA_BYTE, 131071));

    m.close();
    assertThrows(IllegalStateException.class, () -> second.get(ValueLayout.JAVA_BYTE, 8));
    assertThrows(IllegalStateException.class, m::view);
    assertEquals(Set.of(), blocks);

    Memory empty = memory(access, 0, -1, false, 16);
    assertEquals(0, empty.view().byteSize());
    empty.grow(1);
    empty.putByte(5, 1);
    assertEquals(1, empty.view().get(ValueLayout.JAVA_BYTE, 5));
    empty.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void anUntouchedMemoryCostsNothing(String access) {
    Memory m = memory(access, 16, -1, false, 16);
    assertNull(m.block);
    assertEquals(16, m.grow(1));
    assertEquals(0, m.limit);
    m.putByte(3, 7);
    assertNotNull(m.block);
    assertEquals(1 << 20, m.limit);
    assertEquals(0, m.getByte(17 * 65536 - 1));
    assertEquals(7, m.getByte(3));
    m.close();
    assertTrue(blocks.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void everythingIsZeroAtFirstAndKeptByGrowth(String access) {
    // Leave dirty blocks for the allocator to hand out again.
    for (int i = 0; i < 8; i++) {
      Memory dirty = memory(access, 4, -1, false, 16);
      dirty.fill(0, (byte) -1, 4 * 65536);
      dirty.close();
    }
    Random random = new Random(5);
    for (int round = 0; round < 10; round++) {
      Memory m = memory(access, 1, -1, false, 16);
      byte[] expected = new byte[40 * 65536];
      for (int pages = 1; pages < 40; pages += 1 + random.nextInt(5)) {
        m.grow(pages - m.pages());
        for (int i = 0; i < 20; i++) {
          int at = random.nextInt(pages * 65536 - 8);
          long value = random.nextLong();
          m.putLong(at, value);
          for (int b = 0; b < 8; b++) {
            expected[at + b] = (byte) (value >>> 8 * b);
          }
          int read = random.nextInt(pages * 65536);
          assertEquals(expected[read], m.getByte(read));
        }
      }
      byte[] actual = new byte[(int) m.byteSize()];
      m.read(0, actual, 0, actual.length);
      assertArrayEquals(java.util.Arrays.copyOf(expected, actual.length), actual);
      m.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void allWidthsAreLittleEndianAndUnaligned(String access) {
    Memory m = memory(access, 1, -1, false, 16);
    m.putLong(1, 0x8877665544332211L);
    assertEquals(0x11, m.getByte(1));
    assertEquals(0x3322, m.getShort(2));
    assertEquals(0x66554433, m.getInt(3));
    assertEquals(0x8877665544332211L, m.getLong(1));
    m.putShort(2, 0xABCD);
    m.putByte(1, 0x1FF);
    assertEquals((byte) 0xFF, m.getByte(1));
    assertEquals((short) 0xABCD, m.getShort(2));
    m.putFloat(9, 1.5f);
    m.putDouble(17, -0.0);
    assertEquals(1.5f, m.getFloat(9));
    assertEquals(0x8000000000000000L, m.getLong(17));
    m.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void copyAndFill(String access) {
    Memory m = memory(access, 1, -1, false, 16);
    m.write(0, new byte[] {9, 1, 2, 3, 4}, 1, 4);
    m.copy(1, m, 0, 4);
    byte[] bytes = new byte[5];
    m.read(0, bytes, 0, 5);
    assertArrayEquals(new byte[] {1, 1, 2, 3, 4}, bytes);
    m.fill(1, (byte) 7, 2);
    m.read(0, bytes, 0, 5);
    assertArrayEquals(new byte[] {1, 7, 7, 3, 4}, bytes);
    Memory other = memory(access, 1, -1, false, 16);
    other.copy(65532, m, 1, 4);
    assertEquals(0x04030707, other.getInt(65532));
    traps(() -> other.copy(65533, m, 1, 4));
    traps(() -> other.copy(0, m, 65533, 4));
    traps(() -> m.fill(65535, (byte) 1, 2));
    assertEquals(0, m.getByte(65535));
    m.copy(65536, m, 65536, 0);
    m.close();
    other.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void growthRespectsMaxima(String access) {
    Memory m = memory(access, 1, 3, false, 16);
    assertEquals(-1, m.grow(3));
    assertEquals(1, m.grow(2));
    assertEquals(3, m.grow(0));
    assertEquals(-1, m.grow(1));
    assertEquals(-1, m.grow(-1));
    Memory bytes = memory(access, 10, -1, false, 0);
    assertEquals(10, bytes.grow(7));
    assertEquals(17, bytes.byteSize());
    bytes.putByte(16, 1);
    traps(() -> bytes.putByte(17, 1));
    assertEquals(0xFFFF_FFFFL, bytes.maxPages());
    Memory full = memory(access, 0, -1, false, 16);
    assertEquals(65536, full.maxPages());
    assertEquals(-1, full.grow(65537));
    traps(() -> full.getByte(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void whatTheHostHasNotGotFailsCleanly(String access) {
    WasmException e =
        assertThrows(WasmException.class, () -> memory(access, 1L << 47, -1, true, 16));
    assertEquals(FailureType.UNLINKABLE, e.failureType());
    Memory m = memory(access, 1, -1, true, 16);
    m.putByte(5, 5);
    assertEquals(-1, m.grow(1L << 40));
    assertEquals(-1, m.grow(Long.MAX_VALUE));
    assertEquals(5, m.getByte(5));
    m.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe"})
  void fourGigabytesAreReservedNotTouched(String access) {
    Memory m = memory(access, 65536, -1, false, 16);
    m.putInt(1 << 20, 77);
    assertEquals(77, m.getInt(1 << 20));
    assertTrue(m.limit < 64 << 20, "zeroed " + m.limit);
    m.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void aClosedMemoryHasNoBytes(String access) {
    Memory m = memory(access, 1, -1, false, 16);
    m.putByte(0, 1);
    m.close();
    traps(() -> m.getByte(0));
    assertEquals(-1, m.grow(1));
    assertEquals(0, m.byteSize());
    m.close();
    Memory viaContext = memory(access, 1, -1, false, 16);
    viaContext.putByte(0, 1);
    for (MemoryBlock block : Set.copyOf(blocks)) {
      block.close();
    }
    traps(() -> viaContext.getByte(0));
  }
}
