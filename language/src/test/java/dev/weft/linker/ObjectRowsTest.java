// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Globals, tables, memories and tags that the host makes and uses: rows R38 to R82, R134, R197. */
final class ObjectRowsTest extends HostTesting {
  private static final Val.Ref NULL = Val.nullOf(RefType.FUNCREF);
  private static final Val.Ref EXTERN_NULL = Val.nullOf(RefType.EXTERNREF);

  private Val.Ref function(Store<?> owner, String signature) {
    FuncType type = FuncType.of(signature);
    return Val.funcRef(
        Func.create(
            owner,
            type,
            (caller, params, results) -> {
              for (int i = 0; i < results.length; i++) {
                results[i] = Val.of(type.results().get(i), 7);
              }
            }));
  }

  private Val.Ref function() {
    return function(store, "() -> i32");
  }

  // ---- Globals

  @Test
  @DisplayName("R38 constant globals")
  void constants() {
    Val[] values = {Val.i32(1), Val.i64(2), Val.f32(3), Val.f64(4)};
    ValType[] types = {ValType.I32, ValType.I64, ValType.F32, ValType.F64};
    for (int i = 0; i < values.length; i++) {
      Global global = Global.create(store, GlobalType.constant(types[i]), values[i]);
      assertEquals(values[i], global.get());
      assertEquals(GlobalType.constant(types[i]), global.type());
    }
    assertEquals(1, Global.create(store, GlobalType.constant(ValType.I32), values[0]).getInt());
    assertEquals(2, Global.create(store, GlobalType.constant(ValType.I64), values[1]).getLong());
    assertEquals(3, Global.create(store, GlobalType.constant(ValType.F32), values[2]).getFloat());
    assertEquals(4, Global.create(store, GlobalType.constant(ValType.F64), values[3]).getDouble());
  }

  @Test
  @DisplayName("R39 R40 immutable globals, and values of another type")
  void setting() {
    Global constant = Global.create(store, GlobalType.constant(ValType.I32), Val.i32(1));
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> constant.set(Val.i32(2)));
    assertTrue(e.getMessage().contains("immutable"), e::getMessage);
    assertThrows(IllegalStateException.class, () -> constant.setInt(2));
    Global mutable = Global.create(store, GlobalType.mutable(ValType.I32), Val.i32(0));
    mutable.set(Val.i32(1));
    assertEquals(1, mutable.getInt());
    mutable.setInt(5);
    assertEquals(Val.i32(5), mutable.get());
    assertThrows(IllegalArgumentException.class, () -> mutable.set(Val.i64(1)));
    assertThrows(IllegalArgumentException.class, () -> mutable.setLong(1));
    assertThrows(IllegalStateException.class, mutable::getLong);
    assertEquals(5, mutable.getInt());
    Global f = Global.create(store, GlobalType.mutable(ValType.F64), Val.f64(0));
    f.setDouble(-0.0);
    assertEquals(Double.doubleToRawLongBits(-0.0), Double.doubleToRawLongBits(f.getDouble()));
    Global g = Global.create(store, GlobalType.mutable(ValType.F32), Val.f32(0));
    g.setFloat(1.5f);
    assertEquals(1.5f, g.getFloat());
    Global l = Global.create(store, GlobalType.mutable(ValType.I64), Val.i64(0));
    l.setLong(Long.MIN_VALUE);
    assertEquals(Long.MIN_VALUE, l.getLong());
  }

  @Test
  @DisplayName("R41 initial values of another type")
  void initialValues() {
    for (Val wrong : List.of(Val.i64(1), Val.f32(1), Val.f64(1), NULL)) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> Global.create(store, GlobalType.mutable(ValType.I32), wrong));
      assertTrue(e.getMessage().contains("initial value"), e::getMessage);
    }
  }

  @Test
  @DisplayName("R43 an exported global, set by the host, in two instances")
  void exportedGlobal() {
    WasmModule module = module("(module (global (export \"g\") (mut i32) (i32.const 100)))");
    Global global = linker.instantiate(store, module).global("g").orElseThrow();
    assertEquals(100, global.getInt());
    global.setInt(101);
    assertEquals(100, linker.instantiate(store, module).global("g").orElseThrow().getInt());
    assertEquals(101, global.getInt());
  }

  @Test
  @DisplayName("R44 R45 references in globals keep their identity")
  void references() {
    Object object = new Object();
    Global extern = Global.create(store, GlobalType.mutable(RefType.EXTERNREF), EXTERN_NULL);
    assertEquals(EXTERN_NULL, extern.get());
    extern.set(Val.externRef(object));
    assertSame(object, ((Val.Ref.ExternRef) extern.get()).object());
    Global constant =
        Global.create(store, GlobalType.constant(RefType.EXTERNREF), Val.externRef(object));
    assertSame(object, ((Val.Ref.ExternRef) constant.get()).object());
    Global func = Global.create(store, GlobalType.mutable(RefType.FUNCREF), NULL);
    assertEquals(NULL, func.get());
    func.set(function());
    Func held = ((Val.Ref.FuncRef) func.get()).func().orElseThrow();
    assertEquals(FuncType.of("() -> i32"), held.type());
    assertArrayEquals(new Object[] {7}, held.call());
  }

  @Test
  @DisplayName("R46 functions of another store in globals")
  void globalsOfAnotherStore() {
    try (Store<Void> other = Store.create(ENGINE, null)) {
      Val.Ref foreign = function();
      GlobalType type = GlobalType.mutable(RefType.FUNCREF);
      assertThrows(LinkException.CrossStore.class, () -> Global.create(other, type, foreign));
      Global global = Global.create(other, type, NULL);
      assertThrows(LinkException.CrossStore.class, () -> global.set(foreign));
      assertEquals(NULL, global.get());
    }
  }

  @Test
  @DisplayName("R48 R49 globals of concrete function types")
  void concreteTypes() {
    FuncType one = FuncType.of("() -> i32");
    Val.Ref ofOne = function(store, "() -> i32");
    Val.Ref ofOther = function(store, "() -> i64");
    RefType concrete = RefType.of(true, one);
    Global global = Global.create(store, GlobalType.mutable(concrete), ofOne);
    global.set(Val.nullOf(concrete));
    global.set(ofOne);
    assertThrows(IllegalArgumentException.class, () -> global.set(ofOther));
    assertThrows(
        IllegalArgumentException.class,
        () -> Global.create(store, GlobalType.constant(concrete), ofOther));
    Global.create(store, GlobalType.constant(RefType.FUNCREF), ofOther);
    // The type stays what it was.
    assertEquals(concrete, global.type().content());
  }

  // ---- Tables

  private Table table(long min, long max) {
    return Table.create(store, TableType.of(RefType.FUNCREF, min, max), NULL);
  }

  @Test
  @DisplayName("R50 R51 R52 elements in and beyond a table, and of another type")
  void elements() {
    Table table = table(1, 1);
    assertEquals(Optional.of(NULL), table.get(0));
    for (long beyond : new long[] {1, 0xFFFF_FFFFL, -1}) {
      assertEquals(Optional.empty(), table.get(beyond));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Table.create(store, TableType.of(RefType.FUNCREF, 1), EXTERN_NULL));
    assertThrows(IllegalArgumentException.class, () -> table.set(0, EXTERN_NULL));
    table.set(0, NULL);
    for (long beyond : new long[] {1, 0x1_0000_0000L, -1}) {
      assertThrows(IndexOutOfBoundsException.class, () -> table.set(beyond, NULL));
    }
    table.set(0, function());
    assertNotEquals(Optional.of(NULL), table.get(0));
  }

  @Test
  @DisplayName("R53 R54 R55 growing tables")
  void growTable() {
    Table table = table(1, 1);
    assertEquals(1, table.grow(0, NULL));
    ResourceLimitException e =
        assertThrows(ResourceLimitException.class, () -> table.grow(1, NULL));
    assertEquals("failed to grow table by `1`", e.getMessage());
    assertThrows(ResourceLimitException.class, () -> table.grow(-1, NULL));
    assertEquals(1, table.size());
    Table two = table(1, 2);
    assertThrows(IllegalArgumentException.class, () -> two.grow(1, EXTERN_NULL));
    assertEquals(1, two.size());
    Table ten = Table.create(store, TableType.of(RefType.FUNCREF, 10), NULL);
    assertEquals(10, ten.grow(3, function()));
    assertEquals(13, ten.size());
    assertEquals(13, ten.type().min());
    assertTrue(((Val.Ref.FuncRef) ten.get(12).orElseThrow()).func().isPresent());
    assertEquals(NULL, ten.get(9).orElseThrow());
  }

  @Test
  @DisplayName("R56 R57 filling tables")
  void fillTable() {
    Table table = table(10, 10);
    Val.Ref f = function();
    table.fill(2, f, 4);
    for (int i = 0; i < 10; i++) {
      assertEquals(i >= 2 && i < 6 ? f : NULL, table.get(i).orElseThrow());
    }
    assertThrows(IndexOutOfBoundsException.class, () -> table.fill(8, NULL, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> table.fill(-1, NULL, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> table.fill(1, NULL, Long.MAX_VALUE));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> table.fill(0, EXTERN_NULL, 1));
    assertTrue(e.getMessage().startsWith("value does not match table element type"));
    table.fill(10, NULL, 0);
    assertEquals(f, table.get(2).orElseThrow());
  }

  @Test
  @DisplayName("R58 R59 R60 R61 copying between tables")
  void copyTable() {
    Table target = table(10, 10);
    Table source = table(10, 10);
    Table externs = Table.create(store, TableType.of(RefType.EXTERNREF, 10), EXTERN_NULL);
    assertThrows(IllegalArgumentException.class, () -> Table.copy(target, 0, externs, 0, 1));
    Val.Ref f = function();
    source.fill(0, f, 10);
    Table.copy(target, 2, source, 3, 5);
    for (int i = 0; i < 10; i++) {
      assertEquals(i >= 2 && i < 7 ? f : NULL, target.get(i).orElseThrow());
    }
    for (int i = 0; i < 10; i++) {
      externs.set(i, Val.externRef(Integer.toString(i)));
    }
    Table.copy(externs, 2, externs, 0, 5);
    Table.copy(externs, 0, externs, 3, 5);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append(((Val.Ref.ExternRef) externs.get(i).orElseThrow()).object());
    }
    assertEquals("1234734789", text.toString());
    for (long[] wrong :
        new long[][] {{8, 0, 3}, {0, 8, 3}, {-1, 0, 1}, {0, -1, 1}, {1, 1, Long.MAX_VALUE}}) {
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> Table.copy(target, wrong[0], source, wrong[1], wrong[2]));
    }
    assertEquals(NULL, target.get(8).orElseThrow());
  }

  @Test
  @DisplayName("R62 tables of externref")
  void externTable() {
    Object a = new Object();
    Table table = Table.create(store, TableType.of(RefType.EXTERNREF, 2), Val.externRef(a));
    assertSame(a, ((Val.Ref.ExternRef) table.get(1).orElseThrow()).object());
    table.set(1, EXTERN_NULL);
    assertEquals(EXTERN_NULL, table.get(1).orElseThrow());
    Object b = new Object();
    table.fill(0, Val.externRef(b), 1);
    table.grow(1, Val.externRef(a));
    assertSame(b, ((Val.Ref.ExternRef) table.get(0).orElseThrow()).object());
    assertSame(a, ((Val.Ref.ExternRef) table.get(2).orElseThrow()).object());
  }

  @Test
  @DisplayName("R63 tables of concrete function types")
  void concreteTable() {
    RefType concrete = RefType.of(true, FuncType.of("() -> i32"));
    Table table = Table.create(store, TableType.of(concrete, 2), Val.nullOf(concrete));
    Val.Ref right = function();
    Val.Ref wrong = function(store, "() -> i64");
    table.set(0, right);
    assertThrows(IllegalArgumentException.class, () -> table.set(1, wrong));
    assertThrows(IllegalArgumentException.class, () -> table.grow(1, wrong));
    assertThrows(IllegalArgumentException.class, () -> table.fill(0, wrong, 1));
    assertEquals(2, table.size());
    assertEquals(right, table.get(0).orElseThrow());
    Table functions = table(2, 2);
    Table.copy(functions, 0, table, 0, 2);
    assertEquals(right, functions.get(0).orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> Table.copy(table, 0, functions, 0, 1));
  }

  @Test
  @DisplayName("R65 functions of another store in tables")
  void tablesOfAnotherStore() {
    try (Store<Void> other = Store.create(ENGINE, null)) {
      Val.Ref foreign = function();
      TableType type = TableType.of(RefType.FUNCREF, 1);
      assertThrows(LinkException.CrossStore.class, () -> Table.create(other, type, foreign));
      Table table = Table.create(other, type, NULL);
      assertThrows(LinkException.CrossStore.class, () -> table.set(0, foreign));
      assertThrows(LinkException.CrossStore.class, () -> table.grow(1, foreign));
      assertThrows(LinkException.CrossStore.class, () -> table.fill(0, foreign, 1));
      Table own = table(1, 1);
      assertThrows(LinkException.CrossStore.class, () -> Table.copy(table, 0, own, 0, 1));
      assertEquals(1, table.size());
    }
  }

  @Test
  @DisplayName("R8 R9 R31 host functions in exported tables and globals; a table's function called")
  void exportedTable() {
    Instance instance =
        instantiate(
            """
            (module
              (type $t (func (result i32)))
              (table (export "t") 1 1 funcref)
              (global $g (export "g") (mut funcref) (ref.null func))
              (func (export "run") (result i32) (call_indirect (type $t) (i32.const 0)))
              (func (export "move") (table.set (i32.const 0) (global.get $g)))
              (func $own (export "own") (result i32) (i32.const 42)))
            """);
    Table table = instance.table("t").orElseThrow();
    table.set(0, function());
    assertEquals(7, one(func(instance, "run").call()));
    instance.global("g").orElseThrow().set(Val.funcRef(func(instance, "own")));
    func(instance, "move").call();
    assertEquals(42, one(func(instance, "run").call()));
    Func held = ((Val.Ref.FuncRef) table.get(0).orElseThrow()).func().orElseThrow();
    assertEquals(42, one(held.call()));
  }

  @Test
  @DisplayName("R66 an imported table whose element segment holds a null, read by start")
  void importedTable() {
    linker.define("h", "t", table(2, 2));
    linker.instantiate(
        store,
        module(
            """
            (module (import "h" "t" (table 2 funcref))
              (elem (i32.const 0) funcref (ref.null func))
              (func $s (if (i32.eqz (ref.is_null (table.get (i32.const 0)))) (then unreachable)))
              (start $s))
            """));
  }

  // ---- Memories

  private Memory memory(long min, long max) {
    return Memory.create(store, MemoryType.of(min, max));
  }

  @Test
  @DisplayName("R68 R69 R70 reads and writes at the end of a memory, and beyond")
  void bounds() {
    Memory memory = memory(1, 3);
    memory.grow(1);
    long size = memory.byteSize();
    assertEquals(131072, size);
    byte[] ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    memory.write(size - 10, ten);
    assertArrayEquals(ten, memory.readBytes(size - 10, 10));
    byte[] marked = ten.clone();
    MemoryBoundsException e =
        assertThrows(MemoryBoundsException.class, () -> memory.read(size - 9, marked));
    assertEquals(size - 9, e.offset());
    assertEquals(10, e.length());
    assertEquals(size, e.byteSize());
    assertEquals(
        "offset 131063 and length 10 reach beyond a memory of 131072 bytes", e.getMessage());
    assertArrayEquals(ten, marked);
    assertThrows(MemoryBoundsException.class, () -> memory.write(size - 9, new byte[10]));
    assertEquals(2, memory.getByte(size - 9));
    for (long offset : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, size, size - 3}) {
      assertThrows(MemoryBoundsException.class, () -> memory.read(offset, new byte[4]));
      assertThrows(MemoryBoundsException.class, () -> memory.write(offset, new byte[4]));
      assertThrows(MemoryBoundsException.class, () -> memory.getInt(offset));
      assertThrows(MemoryBoundsException.class, () -> memory.putInt(offset, 1));
      assertThrows(MemoryBoundsException.class, () -> memory.getCString(offset, UTF_8));
      assertThrows(MemoryBoundsException.class, () -> memory.fill(offset, (byte) 1, 4));
      assertThrows(
          MemoryBoundsException.class, () -> memory.read(offset, ByteBuffer.allocateDirect(4)));
    }
    memory.read(size, new byte[0]);
    assertThrows(IndexOutOfBoundsException.class, () -> memory.read(0, new byte[4], 2, 3));
  }

  @Test
  @DisplayName("R71 growing memories")
  void growMemory() {
    Memory memory = memory(1, 2);
    assertEquals(1, memory.grow(1));
    ResourceLimitException e = assertThrows(ResourceLimitException.class, () -> memory.grow(1));
    assertEquals("failed to grow memory by `1`", e.getMessage());
    assertThrows(ResourceLimitException.class, () -> memory.grow(-1));
    assertEquals(2, memory.grow(0));
    assertEquals(2, memory.pages());
    assertEquals(131072, memory.byteSize());
    assertEquals(MemoryType.of(2, 2), memory.type());
    assertEquals(16, memory.pageSizeLog2());
  }

  @Test
  @DisplayName("R72 host and WebAssembly see each other's writes")
  void sharedBytes() {
    Instance instance =
        instantiate(
            """
            (module (memory (export "memory") 2 3) (data (i32.const 0x1000) "\\01\\02\\03\\04")
              (func (export "size") (result i32) memory.size)
              (func (export "load") (param i32) (result i32) (i32.load8_s (local.get 0)))
              (func (export "store") (param i32 i32)
                (i32.store8 (local.get 0) (local.get 1))))
            """);
    Memory memory = instance.memory("memory").orElseThrow();
    assertEquals(0x04030201, memory.getInt(0x1000));
    memory.putByte(0x1003, (byte) 5);
    func(instance, "store").call(0x1002, 6);
    assertEquals(6, memory.getByte(0x1002));
    assertEquals(5, one(func(instance, "load").call(0x1003)));
    assertThrows(WasmTrap.class, () -> func(instance, "load").call(0x20000));
    assertThrows(MemoryBoundsException.class, () -> memory.getByte(0x20000));
    assertEquals(2, memory.grow(1));
    assertEquals(3, one(func(instance, "size").call()));
    assertEquals(0, one(func(instance, "load").call(0x20000)));
    assertEquals(0, memory.getByte(0x20000));
    assertThrows(ResourceLimitException.class, () -> memory.grow(1));
  }

  @Test
  @DisplayName("R76 R77 memories with pages of one byte")
  void smallPages() {
    MemoryType type = MemoryType.builder().min(4096).max(9000).pageSizeLog2(0).build();
    Memory memory = Memory.create(store, type);
    assertEquals(4096, memory.byteSize());
    assertEquals(4096, memory.pages());
    assertEquals(1, memory.pageSize());
    memory.grow(4904);
    assertEquals(9000, memory.byteSize());
    assertThrows(ResourceLimitException.class, () -> memory.grow(1));
    memory.putByte(8999, (byte) 1);
    MemoryType wide =
        instantiate("(module (memory (export \"m\") 1 0xffffffff (pagesize 1)))")
            .memory("m")
            .orElseThrow()
            .type();
    assertEquals(1, wide.min());
    assertEquals(OptionalLong.of(0xFFFF_FFFFL), wide.max());
    assertEquals(0, wide.pageSizeLog2());
  }

  @Test
  @DisplayName("R78 R134 a memory larger than anything: refused, after the limiter was asked")
  void huge() {
    List<Long> asked = new ArrayList<>();
    ResourceLimiter recording =
        new ResourceLimiter() {
          @Override
          public boolean memoryGrowing(long current, long desired, OptionalLong maximum) {
            asked.add(desired);
            return true;
          }

          @Override
          public boolean tableGrowing(long current, long desired, OptionalLong maximum) {
            return true;
          }
        };
    MemoryType type = MemoryType.builder().is64(true).min(1L << 46).build();
    MemoryType most = MemoryType.builder().is64(true).min(1L << 48).build();
    try (Store<ResourceLimiter> limited =
        Store.newBuilder(ENGINE, recording).limiter(r -> r).build()) {
      assertThrows(ResourceLimitException.class, () -> Memory.create(limited, type));
      assertThrows(ResourceLimitException.class, () -> Memory.create(limited, most));
      assertEquals(List.of(1L << 62, -1L), asked);
    }
    assertThrows(ResourceLimitException.class, () -> Memory.create(store, most));
    for (String data : List.of("", "(data (i64.const 0) \"a\")")) {
      assertThrows(
          ResourceLimitException.class,
          () -> instantiate("(module (memory i64 0x1000000000000) " + data + ")"));
    }
  }

  @Test
  @DisplayName("R79 memory types that cannot be")
  void memoryTypes() {
    MemoryType.Builder builder = MemoryType.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.min(2).max(1).build());
    assertThrows(
        IllegalArgumentException.class, () -> MemoryType.builder().shared(true).min(1).build());
    assertThrows(
        IllegalArgumentException.class, () -> MemoryType.builder().pageSizeLog2(12).build());
    assertThrows(IllegalArgumentException.class, () -> MemoryType.of(65537));
    assertEquals(65536, MemoryType.of(65536).min());
  }

  @Test
  @DisplayName("R81 an empty memory")
  void empty() {
    Memory memory = Memory.create(store, MemoryType.of(0));
    assertEquals(0, memory.byteSize());
    assertEquals(0, memory.asSegment().byteSize());
    assertEquals("", memory.getString(0, 0, UTF_8));
    assertThrows(MemoryBoundsException.class, () -> memory.getByte(0));
    assertEquals(0, memory.grow(1));
    memory.putByte(0, (byte) 1);
  }

  @Test
  @DisplayName("Numbers: little-endian, signed and unsigned, bits of floats")
  void numbers() {
    Memory memory = memory(1, 1);
    memory.putLong(1, 0x8877_6655_4433_2211L);
    assertEquals(0x11, memory.getByte(1));
    assertEquals(0x2211, memory.getShort(1));
    assertEquals(0x4433_2211, memory.getInt(1));
    assertEquals(0x8877_6655_4433_2211L, memory.getLong(1));
    assertEquals(0x88, memory.getUnsignedByte(8));
    assertEquals((byte) 0x88, memory.getByte(8));
    assertEquals(0x8877, memory.getUnsignedShort(7));
    assertEquals((short) 0x8877, memory.getShort(7));
    assertEquals(0x8877_6655L, memory.getUnsignedInt(5));
    assertEquals(0x8877_6655, memory.getInt(5));
    memory.putShort(20, (short) 0x0102);
    memory.putByte(22, (byte) 3);
    memory.putInt(23, -2);
    assertArrayEquals(new byte[] {2, 1, 3, (byte) 0xFE, -1, -1, -1, 0}, memory.readBytes(20, 8));
    int nan = 0x7F80_0001;
    memory.putFloat(32, Float.intBitsToFloat(0x7FC0_0042));
    assertEquals(0x7FC0_0042, memory.getInt(32));
    memory.putInt(36, nan);
    assertTrue(Float.isNaN(memory.getFloat(36)));
    memory.putDouble(40, -1.5);
    assertEquals(-1.5, memory.getDouble(40));
    assertEquals(Double.doubleToRawLongBits(-1.5), memory.getLong(40));
  }

  @Test
  @DisplayName("Strings, with a length or an end, in several charsets")
  void strings() {
    Memory memory = memory(1, 1);
    assertEquals(6, memory.putString(10, "h\u00e9llo", UTF_8));
    assertEquals("h\u00e9llo", memory.getString(10, 6, UTF_8));
    assertThrows(IllegalArgumentException.class, () -> memory.getString(10, 2, UTF_8));
    assertEquals(4, memory.putCString(100, "abc", UTF_8));
    assertEquals("abc", memory.getCString(100, UTF_8));
    assertEquals("", memory.getCString(103, UTF_8));
    String text = "x".repeat(1000) + "\u00e9";
    memory.putCString(200, text, UTF_8);
    assertEquals(text, memory.getCString(200, UTF_8));
    // a zero byte in the middle of a code unit ends nothing
    assertEquals(6, memory.putCString(5000, "a\u0100", UTF_16LE));
    assertEquals("a\u0100", memory.getCString(5000, UTF_16LE));
    assertThrows(
        IllegalArgumentException.class, () -> memory.getCString(0, StandardCharsets.UTF_16));
    assertThrows(IllegalArgumentException.class, () -> memory.putCString(0, "a\0b", UTF_8));
    assertThrows(
        IllegalArgumentException.class,
        () -> memory.putString(0, "\u20ac", StandardCharsets.ISO_8859_1));
    memory.fill(0, (byte) 'z', memory.byteSize());
    MemoryBoundsException e =
        assertThrows(MemoryBoundsException.class, () -> memory.getCString(65000, UTF_8));
    assertEquals(65000, e.offset());
    assertEquals(65536, e.byteSize());
    assertThrows(MemoryBoundsException.class, () -> memory.putString(65535, "ab", UTF_8));
    assertEquals('z', memory.getByte(65535));
  }

  @Test
  @DisplayName("Buffers of both kinds, fill and copy")
  void buffers() {
    Memory memory = memory(1, 1);
    ByteBuffer heap = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}, 1, 3);
    memory.write(0, heap);
    assertEquals(0, heap.remaining());
    ByteBuffer direct = ByteBuffer.allocateDirect(4);
    memory.read(0, direct);
    assertEquals(0, direct.remaining());
    assertEquals(0x01020300, direct.flip().getInt());
    memory.write(100, direct.rewind());
    assertEquals(3, memory.getByte(102));
    assertThrows(MemoryBoundsException.class, () -> memory.write(65534, direct.rewind()));
    assertEquals(4, direct.remaining());
    memory.copyFrom(1, memory, 0, 3);
    assertArrayEquals(new byte[] {1, 1, 2, 3}, memory.readBytes(0, 4));
    Memory other = memory(1, 1);
    other.copyFrom(0, memory, 0, 4);
    assertEquals(0x03020101, other.getInt(0));
    assertThrows(MemoryBoundsException.class, () -> other.copyFrom(0, memory, 65535, 2));
    assertThrows(MemoryBoundsException.class, () -> other.copyFrom(65535, memory, 0, 2));
  }

  @Test
  @DisplayName("Views see what code writes, and end with growth and close")
  void views() {
    Instance instance =
        instantiate(
            """
            (module (memory (export "memory") 1 4)
              (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
              (func (export "grow") (result i32) (memory.grow (i32.const 1))))
            """);
    Memory memory = instance.memory("memory").orElseThrow();
    MemorySegment view = memory.asSegment();
    ByteBuffer buffer = memory.asByteBuffer();
    func(instance, "store").call(8, 0x01020304);
    assertEquals(0x01020304, view.get(ValueLayout.JAVA_INT, 8));
    assertEquals(0x01020304, buffer.getInt(8));
    buffer.putInt(8, 77);
    assertEquals(77, memory.getInt(8));
    assertEquals(1, one(func(instance, "grow").call()));
    assertThrows(IllegalStateException.class, () -> view.get(ValueLayout.JAVA_INT, 8));
    assertThrows(IllegalStateException.class, () -> buffer.getInt(8));
    MemorySegment second = memory.asSegment();
    assertEquals(131072, second.byteSize());
    assertEquals(77, second.get(ValueLayout.JAVA_INT, 8));
    func(instance, "store").call(100_000, 5);
    assertEquals(5, second.get(ValueLayout.JAVA_INT, 100_000));
    store.close();
    assertThrows(IllegalStateException.class, () -> second.get(ValueLayout.JAVA_INT, 8));
    assertThrows(IllegalStateException.class, memory::asSegment);
    assertThrows(IllegalStateException.class, () -> memory.getInt(8));
    assertThrows(IllegalStateException.class, memory::byteSize);
  }

  // ---- Tags

  @Test
  @DisplayName("R197 tags are compared by identity")
  void tags() {
    TagType type = new TagType(FuncType.of("(i32) -> ()"));
    Tag one = Tag.create(store, type);
    Tag two = Tag.create(store, type);
    assertTrue(one.sameAs(one));
    assertEquals(type, one.type());
    assertNotEquals(one, two);
    assertEquals(false, one.sameAs(two));
  }
}
