// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.truffle.api.nodes.Node;
import dev.weft.module.DataSegment;
import dev.weft.module.Module;
import dev.weft.module.ModuleParts;
import dev.weft.module.SegmentMode;
import dev.weft.opcode.Opcode;
import dev.weft.ops.MemoryOps;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Memory;
import dev.weft.runtime.MemoryAccess;
import dev.weft.runtime.TestInstances;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import dev.weft.types.ValueKind;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The memory instructions, with both implementations of the raw access. */
class MemoryNodesTest {
  private static final int OFFSET = 77;
  private static final int PAGE = 1 << 16;
  private static final byte[] BYTES = "....hello world".getBytes(StandardCharsets.US_ASCII);

  /**
   * Memory 0 has 32-bit addresses, memory 1 has 64-bit ones; each has one page and at most three.
   */
  private static Instance instance(MemoryAccess access) {
    ModuleParts parts = new ModuleParts();
    parts.bytes = BYTES;
    parts.memories.add(new MemoryType(new Limits(1, true, 3, false, false), 16));
    parts.memories.add(new MemoryType(new Limits(1, true, 3, true, false), 16));
    parts.data.add(new DataSegment(SegmentMode.PASSIVE, 0, null, 4, 11));
    return TestInstances.create(new Module(parts), access);
  }

  private static void forBoth(Consumer<Instance> test) {
    for (MemoryAccess access : new MemoryAccess[] {MemoryAccess.unsafe(), MemoryAccess.segment()}) {
      Instance instance = instance(access);
      try {
        test.accept(instance);
      } finally {
        for (Memory memory : instance.memories) {
          memory.close();
        }
      }
    }
  }

  private static void assertTraps(TrapCode code, Node location, Executable executable) {
    WasmException e = assertThrows(WasmException.class, executable);
    assertEquals(code, e.code());
    assertSame(location, e.getLocation());
    assertEquals(OFFSET, ((HasOffset) location).offset());
  }

  private static ExpressionNode local(ValueKind kind, int slot) {
    return LocalNodes.get(kind, slot);
  }

  /** An operand that is neither a local nor a constant. */
  private static ExpressionNode opaque(ValueKind kind, int slot) {
    return SelectNodes.create(local(kind, slot), local(kind, slot), ConstNodes.i32(1));
  }

  private static ExpressionNode constant(Object value) {
    return switch (value) {
      case Integer i -> ConstNodes.i32(i);
      case Long l -> ConstNodes.i64(l);
      case Float f -> ConstNodes.f32(f);
      case Double d -> ConstNodes.f64(d);
      default -> throw new AssertionError(value);
    };
  }

  private static ExpressionNode load(
      Instance instance, Opcode opcode, int memory, long offset, ExpressionNode address) {
    MemoryAccess access = instance.memories[memory].access();
    return MemoryNodes.load(opcode, OFFSET, memory, memory == 1, offset, access, address);
  }

  private static StatementNode store(
      Instance instance,
      Opcode opcode,
      int memory,
      long offset,
      ExpressionNode address,
      ExpressionNode value) {
    MemoryAccess access = instance.memories[memory].access();
    return MemoryNodes.store(opcode, OFFSET, memory, memory == 1, offset, access, address, value);
  }

  private static ValueKind kindOf(Object value) {
    return switch (value) {
      case Integer i -> ValueKind.I32;
      case Long l -> ValueKind.I64;
      case Float f -> ValueKind.F32;
      default -> ValueKind.F64;
    };
  }

  private static void assertLoads(Instance instance, Opcode opcode, Object expected) {
    Memory memory = instance.memories[0];
    memory.putLong(16, 0x8182_8384_8586_8788L);
    instance.memories[1].putLong(16, 0x8182_8384_8586_8788L);
    for (int shape = 0; shape < 2; shape++) {
      ExpressionNode address = shape == 0 ? local(ValueKind.I32, 0) : opaque(ValueKind.I32, 0);
      ExpressionNode node = load(instance, opcode, 0, 6, address);
      assertEquals(kindOf(expected), node.kind());
      assertEquals(expected, TestRoot.run(instance, node, 10), opcode.text());
      int last = PAGE - opcode.accessBytes();
      TestRoot.run(instance, node, last - 6);
      assertTraps(
          TrapCode.MEMORY_OUT_OF_BOUNDS, node, () -> TestRoot.run(instance, node, last - 5));
      assertTraps(TrapCode.MEMORY_OUT_OF_BOUNDS, node, () -> TestRoot.run(instance, node, -1));
      ExpressionNode address64 = shape == 0 ? local(ValueKind.I64, 0) : opaque(ValueKind.I64, 0);
      ExpressionNode node64 = load(instance, opcode, 1, 6, address64);
      assertEquals(expected, TestRoot.run(instance, node64, 10L), opcode.text());
      for (long a : new long[] {last - 5, -1, -6, Long.MIN_VALUE, Long.MAX_VALUE}) {
        assertTraps(TrapCode.MEMORY_OUT_OF_BOUNDS, node64, () -> TestRoot.run(instance, node64, a));
      }
    }
  }

  @Test
  void loads() {
    forBoth(
        instance -> {
          assertLoads(instance, Opcode.I32_LOAD, 0x8586_8788);
          assertLoads(instance, Opcode.I32_LOAD8_S, 0xFFFF_FF88);
          assertLoads(instance, Opcode.I32_LOAD8_U, 0x88);
          assertLoads(instance, Opcode.I32_LOAD16_S, 0xFFFF_8788);
          assertLoads(instance, Opcode.I32_LOAD16_U, 0x8788);
          assertLoads(instance, Opcode.I64_LOAD, 0x8182_8384_8586_8788L);
          assertLoads(instance, Opcode.I64_LOAD8_S, 0xFFFF_FFFF_FFFF_FF88L);
          assertLoads(instance, Opcode.I64_LOAD8_U, 0x88L);
          assertLoads(instance, Opcode.I64_LOAD16_S, 0xFFFF_FFFF_FFFF_8788L);
          assertLoads(instance, Opcode.I64_LOAD16_U, 0x8788L);
          assertLoads(instance, Opcode.I64_LOAD32_S, 0xFFFF_FFFF_8586_8788L);
          assertLoads(instance, Opcode.I64_LOAD32_U, 0x8586_8788L);
          assertLoads(instance, Opcode.F32_LOAD, Float.intBitsToFloat(0x8586_8788));
          assertLoads(instance, Opcode.F64_LOAD, Double.longBitsToDouble(0x8182_8384_8586_8788L));
        });
  }

  private static void assertStores(Instance instance, Opcode opcode, Object value, long expected) {
    ValueKind kind = kindOf(value);
    for (int memory = 0; memory < 2; memory++) {
      ValueKind addressKind = memory == 1 ? ValueKind.I64 : ValueKind.I32;
      Object[] locals = {null, value};
      for (int shape = 0; shape < 3; shape++) {
        instance.memories[memory].putLong(16, -1);
        instance.memories[memory].putLong(24, -1);
        ExpressionNode stored =
            switch (shape) {
              case 0 -> local(kind, 1);
              case 1 -> constant(value);
              default -> opaque(kind, 1);
            };
        ExpressionNode address = shape == 0 ? local(addressKind, 0) : opaque(addressKind, 0);
        StatementNode node = store(instance, opcode, memory, 6, address, stored);
        locals[0] = memory == 1 ? (Object) 10L : (Object) 10;
        TestRoot.run(instance, node, locals);
        assertEquals(expected, instance.memories[memory].getLong(16), opcode.text());
        assertEquals(-1, instance.memories[memory].getLong(24), opcode.text());
        int beyond = PAGE - opcode.accessBytes() - 5;
        locals[0] = memory == 1 ? (Object) (long) beyond : (Object) beyond;
        assertTraps(
            TrapCode.MEMORY_OUT_OF_BOUNDS, node, () -> TestRoot.run(instance, node, locals));
        assertEquals(0, instance.memories[memory].getLong(PAGE - 8), "nothing written");
      }
    }
  }

  @Test
  void stores() {
    forBoth(
        instance -> {
          assertStores(instance, Opcode.I32_STORE, 0x0102_0304, 0xFFFF_FFFF_0102_0304L);
          assertStores(instance, Opcode.I32_STORE8, 0x0102_0304, 0xFFFF_FFFF_FFFF_FF04L);
          assertStores(instance, Opcode.I32_STORE16, 0x0102_0304, 0xFFFF_FFFF_FFFF_0304L);
          assertStores(instance, Opcode.I64_STORE, 0x0102_0304_0506_0708L, 0x0102030405060708L);
          assertStores(instance, Opcode.I64_STORE8, 0x0102_0304_0506_0708L, 0xFFFFFFFFFFFFFF08L);
          assertStores(instance, Opcode.I64_STORE16, 0x0102_0304_0506_0708L, 0xFFFFFFFFFFFF0708L);
          assertStores(instance, Opcode.I64_STORE32, 0x0102_0304_0506_0708L, 0xFFFFFFFF05060708L);
          assertStores(
              instance,
              Opcode.F32_STORE,
              Float.intBitsToFloat(0x7FA0_0001),
              0xFFFF_FFFF_7FA0_0001L);
          assertStores(
              instance,
              Opcode.F64_STORE,
              Double.longBitsToDouble(0x7FF4_0000_0000_0001L),
              0x7FF4_0000_0000_0001L);
        });
  }

  @Test
  void largestOffsets() {
    forBoth(
        instance -> {
          ExpressionNode far =
              load(instance, Opcode.I32_LOAD8_U, 0, 0xFFFF_FFFFL, local(ValueKind.I32, 0));
          assertTraps(TrapCode.MEMORY_OUT_OF_BOUNDS, far, () -> TestRoot.run(instance, far, 1));
          ExpressionNode wraps =
              load(instance, Opcode.I32_LOAD8_U, 1, -1L, local(ValueKind.I64, 0));
          assertTraps(
              TrapCode.MEMORY_OUT_OF_BOUNDS, wraps, () -> TestRoot.run(instance, wraps, 1L));
        });
  }

  @Test
  void trapOfTheValueComesBeforeTheTrapOfTheStore() {
    forBoth(
        instance -> {
          ExpressionNode division =
              OperatorNodes.create(
                  Opcode.I32_DIV_U, OFFSET, ConstNodes.i32(1), local(ValueKind.I32, 1));
          StatementNode node =
              store(instance, Opcode.I32_STORE, 0, 0, local(ValueKind.I32, 0), division);
          assertTraps(
              TrapCode.INTEGER_DIVISION_BY_ZERO,
              division,
              () -> TestRoot.run(instance, node, -1, 0));
        });
  }

  @Test
  void storeSeesTheSizeAfterItsValueGrewTheMemory() {
    forBoth(
        instance -> {
          ExpressionNode grow = MemoryNodes.grow(OFFSET, 0, false, ConstNodes.i32(1));
          StatementNode node =
              store(instance, Opcode.I32_STORE, 0, 0, local(ValueKind.I32, 0), grow);
          TestRoot.run(instance, node, PAGE);
          assertEquals(1, instance.memories[0].getInt(PAGE));
        });
  }

  @Test
  void sizeAndGrowth() {
    forBoth(
        instance -> {
          ExpressionNode grow = MemoryNodes.grow(OFFSET, 0, false, local(ValueKind.I32, 0));
          assertEquals(1, TestRoot.run(instance, MemoryNodes.size(0, false)));
          assertEquals(1, TestRoot.run(instance, grow, 1));
          assertEquals(-1, TestRoot.run(instance, grow, 2));
          assertEquals(-1, TestRoot.run(instance, grow, -1));
          assertEquals(2, TestRoot.run(instance, grow, 0));
          assertEquals(2, TestRoot.run(instance, MemoryNodes.size(0, false)));
          ExpressionNode grow64 = MemoryNodes.grow(OFFSET, 1, true, local(ValueKind.I64, 0));
          assertEquals(1L, TestRoot.run(instance, grow64, 2L));
          assertEquals(-1L, TestRoot.run(instance, grow64, 1L));
          assertEquals(-1L, TestRoot.run(instance, grow64, -1L));
          assertEquals(-1L, TestRoot.run(instance, grow64, 0x1_0000_0001L));
          assertEquals(3L, TestRoot.run(instance, MemoryNodes.size(1, true)));
        });
  }

  private static StatementNode fill(int memory) {
    ValueKind kind = memory == 1 ? ValueKind.I64 : ValueKind.I32;
    return MemoryNodes.fill(
        OFFSET, memory, local(kind, 0), local(ValueKind.I32, 1), local(kind, 2));
  }

  @Test
  void fill() {
    forBoth(
        instance -> {
          StatementNode node = fill(0);
          TestRoot.run(instance, node, 3, 0x1AB, 4);
          assertEquals(0x00AB_ABAB_AB00_0000L, instance.memories[0].getLong(0));
          TestRoot.run(instance, node, PAGE, 1, 0);
          TestRoot.run(instance, node, PAGE - 1, 1, 1);
          assertEquals(1, instance.memories[0].getByte(PAGE - 1));
          for (int[] a :
              new int[][] {{PAGE + 1, 0}, {PAGE - 1, 2}, {-1, 1}, {1, -1}, {0, PAGE + 1}}) {
            assertTraps(
                TrapCode.MEMORY_OUT_OF_BOUNDS,
                node,
                () -> TestRoot.run(instance, node, a[0], 7, a[1]));
          }
          assertEquals(0, instance.memories[0].getByte(0), "nothing written");
          StatementNode node64 = fill(1);
          TestRoot.run(instance, node64, 3L, 0xAB, 4L);
          assertEquals(0x00AB_ABAB_AB00_0000L, instance.memories[1].getLong(0));
          for (long[] a : new long[][] {{PAGE + 1, 0}, {-1, 1}, {1, -1}, {0x1_0000_0000L, 0}}) {
            assertTraps(
                TrapCode.MEMORY_OUT_OF_BOUNDS,
                node64,
                () -> TestRoot.run(instance, node64, a[0], 7, a[1]));
          }
        });
  }

  @Test
  void copy() {
    forBoth(
        instance -> {
          Memory memory = instance.memories[0];
          memory.write(0, new byte[] {1, 2, 3, 4, 5}, 0, 5);
          StatementNode node =
              MemoryNodes.copy(
                  OFFSET,
                  0,
                  0,
                  local(ValueKind.I32, 0),
                  local(ValueKind.I32, 1),
                  local(ValueKind.I32, 2));
          TestRoot.run(instance, node, 1, 0, 5);
          byte[] actual = new byte[7];
          memory.read(0, actual, 0, 7);
          assertArrayEquals(new byte[] {1, 1, 2, 3, 4, 5, 0}, actual);
          TestRoot.run(instance, node, 0, 1, 5);
          memory.read(0, actual, 0, 7);
          assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 5, 0}, actual);
          TestRoot.run(instance, node, PAGE, PAGE, 0);
          int[][] bad = {{PAGE + 1, 0, 0}, {0, PAGE + 1, 0}, {PAGE - 1, 0, 2}, {0, 0, -1}};
          for (int[] a : bad) {
            assertTraps(
                TrapCode.MEMORY_OUT_OF_BOUNDS,
                node,
                () -> TestRoot.run(instance, node, a[0], a[1], a[2]));
          }
          assertEquals(0, memory.getByte(PAGE - 1), "nothing written");
        });
  }

  @Test
  void copyBetweenMemoriesOfBothAddressTypes() {
    forBoth(
        instance -> {
          instance.memories[1].putLong(8, 0x0102_0304_0506_0708L);
          StatementNode to32 =
              MemoryNodes.copy(
                  OFFSET,
                  0,
                  1,
                  local(ValueKind.I32, 0),
                  local(ValueKind.I64, 1),
                  local(ValueKind.I32, 2));
          TestRoot.run(instance, to32, 100, 8L, 8);
          assertEquals(0x0102_0304_0506_0708L, instance.memories[0].getLong(100));
          assertTraps(
              TrapCode.MEMORY_OUT_OF_BOUNDS,
              to32,
              () -> TestRoot.run(instance, to32, 0, 0x1_0000_0000L, 1));
          StatementNode to64 =
              MemoryNodes.copy(
                  OFFSET,
                  1,
                  0,
                  local(ValueKind.I64, 0),
                  local(ValueKind.I32, 1),
                  local(ValueKind.I32, 2));
          TestRoot.run(instance, to64, 200L, 100, 8);
          assertEquals(0x0102_0304_0506_0708L, instance.memories[1].getLong(200));
        });
  }

  @Test
  void largeCopiesOverlapInBothDirections() {
    int pages = 1024; // 64 MiB: several chunks
    ModuleParts parts = new ModuleParts();
    parts.memories.add(new MemoryType(new Limits(pages, false, 0, false, false), 16));
    Instance instance = TestInstances.create(new Module(parts), MemoryAccess.unsafe());
    Memory memory = instance.memories[0];
    try {
      StatementNode node =
          MemoryNodes.copy(
              OFFSET,
              0,
              0,
              local(ValueKind.I32, 0),
              local(ValueKind.I32, 1),
              local(ValueKind.I32, 2));
      int count = (pages - 2) * PAGE;
      for (int i = 0; i < count; i += PAGE / 2) {
        memory.putInt(i, i + 1);
      }
      TestRoot.run(instance, node, PAGE, 0, count);
      for (int i = 0; i < count; i += PAGE / 2) {
        assertEquals(i + 1, memory.getInt(PAGE + i));
      }
      TestRoot.run(instance, node, 0, PAGE, count);
      for (int i = 0; i < count; i += PAGE / 2) {
        assertEquals(i + 1, memory.getInt(i));
      }
      TestRoot.run(instance, fill(0), 5, 0x77, count);
      assertEquals(0x77, memory.getByte(5));
      assertEquals(0x77, memory.getByte(count + 4));
      assertTrue(memory.getByte(4) != 0x77 && memory.getByte(count + 5) != 0x77);
      MemoryOps.fill(memory, 0, (byte) 1, count, null); // helpers need no node
      assertEquals(1, memory.getByte(count - 1));
    } finally {
      memory.close();
    }
  }

  @Test
  void initAndDrop() {
    forBoth(
        instance -> {
          for (int memory = 0; memory < 2; memory++) {
            instance.droppedData[0] = false;
            boolean is64 = memory == 1;
            StatementNode node =
                MemoryNodes.init(
                    OFFSET,
                    0,
                    memory,
                    local(is64 ? ValueKind.I64 : ValueKind.I32, 0),
                    local(ValueKind.I32, 1),
                    local(ValueKind.I32, 2));
            TestRoot.run(instance, node, address(is64, 20), 6, 5);
            byte[] actual = new byte[6];
            instance.memories[memory].read(20, actual, 0, 6);
            assertEquals("world\0", new String(actual, StandardCharsets.US_ASCII));
            TestRoot.run(instance, node, address(is64, PAGE), 11, 0);
            int[][] bad = {{0, 12, 0}, {0, 11, 1}, {PAGE + 1, 0, 0}, {0, -1, 1}, {0, 1, -1}};
            for (int[] a : bad) {
              assertTraps(
                  TrapCode.MEMORY_OUT_OF_BOUNDS,
                  node,
                  () -> TestRoot.run(instance, node, address(is64, a[0]), a[1], a[2]));
            }
            TestRoot.run(instance, MemoryNodes.dataDrop(0));
            TestRoot.run(instance, node, address(is64, 0), 0, 0);
            assertTraps(
                TrapCode.MEMORY_OUT_OF_BOUNDS,
                node,
                () -> TestRoot.run(instance, node, address(is64, 0), 0, 1));
          }
        });
  }

  private static Object address(boolean is64, int address) {
    return is64 ? (Object) (long) address : (Object) address;
  }
}
