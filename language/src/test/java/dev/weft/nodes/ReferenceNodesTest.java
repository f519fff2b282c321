// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.module.Module;
import dev.weft.module.ModuleParts;
import dev.weft.opcode.Opcode;
import dev.weft.runtime.Instance;
import dev.weft.runtime.MemoryAccess;
import dev.weft.runtime.TestInstances;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.WasmNull;
import dev.weft.types.GlobalType;
import dev.weft.types.Limits;
import dev.weft.types.RefType;
import dev.weft.types.TableType;
import dev.weft.types.ValueKind;
import dev.weft.types.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Tables, references, globals, locals and select. */
class ReferenceNodesTest {
  private static final int OFFSET = 99;

  /** Table 0 has 32-bit indices, table 1 has 64-bit ones; each has 5 elements, at most 8. */
  private static Instance instance() {
    ModuleParts parts = new ModuleParts();
    parts.tables.add(new TableType(RefType.EXTERNREF, new Limits(5, true, 8, false, false)));
    parts.tables.add(new TableType(RefType.EXTERNREF, new Limits(5, true, 8, true, false)));
    parts.globals.add(new GlobalType(ValueType.I32, true));
    parts.globals.add(new GlobalType(ValueType.I64, true));
    parts.globals.add(new GlobalType(ValueType.F32, true));
    parts.globals.add(new GlobalType(ValueType.F64, true));
    parts.globals.add(new GlobalType(RefType.EXTERNREF, false));
    return TestInstances.create(new Module(parts), MemoryAccess.unsafe());
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

  private static ValueKind kind(int table) {
    return table == 1 ? ValueKind.I64 : ValueKind.I32;
  }

  private static Object number(int table, int value) {
    return table == 1 ? (Object) (long) value : (Object) value;
  }

  @Test
  void getAndSet() {
    Instance instance = instance();
    for (int table = 0; table < 2; table++) {
      int t = table;
      ExpressionNode get = TableNodes.get(OFFSET, table, local(kind(table), 0));
      StatementNode set =
          TableNodes.set(OFFSET, table, local(kind(table), 0), local(ValueKind.REF, 1));
      assertSame(WasmNull.INSTANCE, TestRoot.run(instance, get, number(t, 4)));
      TestRoot.run(instance, set, number(t, 4), "x");
      assertEquals("x", TestRoot.run(instance, get, number(t, 4)));
      for (int index : new int[] {5, -1, Integer.MIN_VALUE}) {
        assertTraps(
            TrapCode.TABLE_OUT_OF_BOUNDS, get, () -> TestRoot.run(instance, get, number(t, index)));
        assertTraps(
            TrapCode.TABLE_OUT_OF_BOUNDS,
            set,
            () -> TestRoot.run(instance, set, number(t, index), "y"));
      }
    }
    ExpressionNode get = TableNodes.get(OFFSET, 1, local(ValueKind.I64, 0));
    assertTraps(
        TrapCode.TABLE_OUT_OF_BOUNDS, get, () -> TestRoot.run(instance, get, 0x1_0000_0004L));
  }

  @Test
  void sizeAndGrowth() {
    Instance instance = instance();
    for (int table = 0; table < 2; table++) {
      ExpressionNode grow =
          TableNodes.grow(
              OFFSET, table, table == 1, local(ValueKind.REF, 0), local(kind(table), 1));
      ExpressionNode size = TableNodes.size(table, table == 1);
      assertEquals(number(table, 5), TestRoot.run(instance, size));
      assertEquals(number(table, 5), TestRoot.run(instance, grow, "g", number(table, 2)));
      assertEquals(number(table, -1), TestRoot.run(instance, grow, "h", number(table, 2)));
      assertEquals(number(table, -1), TestRoot.run(instance, grow, "h", number(table, -1)));
      assertEquals(number(table, 7), TestRoot.run(instance, size));
      assertEquals("g", instance.tables[table].get(6));
      assertSame(WasmNull.INSTANCE, instance.tables[table].get(4));
    }
  }

  @Test
  void fill() {
    Instance instance = instance();
    for (int table = 0; table < 2; table++) {
      int t = table;
      StatementNode node =
          TableNodes.fill(
              OFFSET, table, local(kind(table), 0), local(ValueKind.REF, 1), local(kind(table), 2));
      TestRoot.run(instance, node, number(t, 1), "f", number(t, 3));
      assertSame(WasmNull.INSTANCE, instance.tables[t].get(0));
      assertEquals("f", instance.tables[t].get(1));
      assertEquals("f", instance.tables[t].get(3));
      assertSame(WasmNull.INSTANCE, instance.tables[t].get(4));
      TestRoot.run(instance, node, number(t, 5), "f", number(t, 0));
      for (int[] a : new int[][] {{6, 0}, {4, 2}, {-1, 1}, {0, -1}}) {
        assertTraps(
            TrapCode.TABLE_OUT_OF_BOUNDS,
            node,
            () -> TestRoot.run(instance, node, number(t, a[0]), "z", number(t, a[1])));
      }
      assertSame(WasmNull.INSTANCE, instance.tables[t].get(4), "nothing written");
    }
  }

  @Test
  void copy() {
    Instance instance = instance();
    for (int i = 0; i < 5; i++) {
      instance.tables[0].set(i, "e" + i);
    }
    StatementNode within =
        TableNodes.copy(
            OFFSET,
            0,
            0,
            local(ValueKind.I32, 0),
            local(ValueKind.I32, 1),
            local(ValueKind.I32, 2));
    TestRoot.run(instance, within, 1, 0, 4);
    assertEquals("e0", instance.tables[0].get(0));
    assertEquals("e0", instance.tables[0].get(1));
    assertEquals("e3", instance.tables[0].get(4));
    StatementNode across =
        TableNodes.copy(
            OFFSET,
            1,
            0,
            local(ValueKind.I64, 0),
            local(ValueKind.I32, 1),
            local(ValueKind.I32, 2));
    TestRoot.run(instance, across, 0L, 3, 2);
    assertEquals("e2", instance.tables[1].get(0));
    TestRoot.run(instance, across, 5L, 5, 0);
    assertTraps(
        TrapCode.TABLE_OUT_OF_BOUNDS, across, () -> TestRoot.run(instance, across, 6L, 0, 0));
    assertTraps(
        TrapCode.TABLE_OUT_OF_BOUNDS, across, () -> TestRoot.run(instance, across, 0L, 4, 2));
    assertTraps(
        TrapCode.TABLE_OUT_OF_BOUNDS,
        across,
        () -> TestRoot.run(instance, across, 0x1_0000_0000L, 0, 1));
  }

  @Test
  void references() {
    Instance instance = instance();
    assertSame(WasmNull.INSTANCE, TestRoot.run(instance, RefNodes.refNull()));
    ExpressionNode isNull = RefNodes.isNull(local(ValueKind.REF, 0));
    assertEquals(1, TestRoot.run(instance, isNull, WasmNull.INSTANCE));
    assertEquals(0, TestRoot.run(instance, isNull, "x"));
    ExpressionNode eq = RefNodes.eq(local(ValueKind.REF, 0), local(ValueKind.REF, 1));
    assertEquals(1, TestRoot.run(instance, eq, "x", "x"));
    assertEquals(1, TestRoot.run(instance, eq, WasmNull.INSTANCE, WasmNull.INSTANCE));
    assertEquals(0, TestRoot.run(instance, eq, "x", new StringBuilder("x").toString()));
    ExpressionNode asNonNull = RefNodes.asNonNull(OFFSET, local(ValueKind.REF, 0));
    assertEquals("x", TestRoot.run(instance, asNonNull, "x"));
    assertTraps(
        TrapCode.NULL_REFERENCE,
        asNonNull,
        () -> TestRoot.run(instance, asNonNull, WasmNull.INSTANCE));
    assertEquals(
        1,
        TestRoot.run(instance, OperatorNodes.not(RefNodes.isNull(local(ValueKind.REF, 0))), "x"));
  }

  @Test
  void globals() {
    Instance instance = instance();
    Object[] values = {
      -5, Long.MIN_VALUE, Float.intBitsToFloat(0x7FA0_0001), Double.longBitsToDouble(-1L << 52 | 1)
    };
    for (int i = 0; i < values.length; i++) {
      GlobalType type = instance.module.globalType(i);
      ValueKind kind = type.type().kind();
      TestRoot.run(instance, GlobalNodes.set(i, local(kind, 0)), values[i]);
      ExpressionNode get = GlobalNodes.get(type, i);
      assertTrue(get.hasEffect(Effects.READS_GLOBAL));
      Object actual = TestRoot.run(instance, get);
      assertEquals(bits(values[i]), bits(actual));
    }
    assertEquals(-5L, instance.globals[0].bits);
    ExpressionNode constant = GlobalNodes.get(instance.module.globalType(4), 4);
    assertEquals(Effects.NONE, constant.effects());
    instance.globals[4].ref = "r";
    assertEquals("r", TestRoot.run(instance, constant));
  }

  private static long bits(Object value) {
    return switch (value) {
      case Integer i -> i;
      case Long l -> l;
      case Float f -> Float.floatToRawIntBits(f);
      case Double d -> Double.doubleToRawLongBits(d);
      default -> throw new AssertionError(value);
    };
  }

  @Test
  void localsOfEveryKind() {
    Object[] values = {7, 8L, 1.5f, 2.5d, "r"};
    ValueKind[] kinds = {ValueKind.I32, ValueKind.I64, ValueKind.F32, ValueKind.F64, ValueKind.REF};
    Instance instance = instance();
    for (int i = 0; i < kinds.length; i++) {
      ValueKind kind = kinds[i];
      ExpressionNode get = local(kind, 1);
      assertEquals(kind, get.kind());
      assertEquals(1, LocalNodes.slotRead(get));
      assertTrue(get.readsLocal(1) && !get.readsLocal(0) && !get.readsLocal(65));
      StatementNode copy = LocalNodes.set(1, local(kind, 0));
      assertEquals(values[i], TestRoot.run(instance, new Sequence(copy, get), values[i]));
      ExpressionNode opaque = SelectNodes.create(local(kind, 0), local(kind, 0), ConstNodes.i32(0));
      assertEquals(-1, LocalNodes.slotRead(opaque));
      StatementNode set = LocalNodes.set(1, opaque);
      assertEquals(values[i], TestRoot.run(instance, new Sequence(set, local(kind, 1)), values[i]));
    }
    StatementNode constant = LocalNodes.set(1, ConstNodes.i64(1L << 40));
    assertEquals(
        1L << 40, TestRoot.run(instance, new Sequence(constant, local(ValueKind.I64, 1)), 0));
  }

  /** Runs a statement, then computes a value of any kind. */
  private static final class Sequence extends ExpressionNode {
    @Child private StatementNode statement;
    @Child private ExpressionNode value;

    Sequence(StatementNode statement, ExpressionNode value) {
      super(Effects.SIDE_EFFECT, value);
      this.statement = statement;
      this.value = value;
    }

    @Override
    public ValueKind kind() {
      return value.kind();
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return (int) executeBoxed(frame);
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return (long) executeBoxed(frame);
    }

    @Override
    public float executeFloat(VirtualFrame frame) {
      return (float) executeBoxed(frame);
    }

    @Override
    public double executeDouble(VirtualFrame frame) {
      return (double) executeBoxed(frame);
    }

    @Override
    public Object executeObject(VirtualFrame frame) {
      return executeBoxed(frame);
    }

    @Override
    public Object executeBoxed(VirtualFrame frame) {
      statement.execute(frame);
      return value.executeBoxed(frame);
    }

    @Override
    public void executeVoid(VirtualFrame frame) {
      executeBoxed(frame);
    }
  }

  @Test
  void select() {
    Object[][] values = {{1, 2}, {1L, 2L}, {1f, 2f}, {1d, 2d}, {"a", "b"}};
    ValueKind[] kinds = {ValueKind.I32, ValueKind.I64, ValueKind.F32, ValueKind.F64, ValueKind.REF};
    Instance instance = instance();
    for (int i = 0; i < kinds.length; i++) {
      for (int condition : new int[] {0, 1, -1, 256}) {
        ExpressionNode lazy =
            SelectNodes.create(local(kinds[i], 0), local(kinds[i], 1), local(ValueKind.I32, 2));
        ExpressionNode strict =
            SelectNodes.create(
                local(kinds[i], 0),
                new Sequence(LocalNodes.set(3, ConstNodes.i32(0)), local(kinds[i], 1)),
                local(ValueKind.I32, 2));
        Object expected = values[i][condition == 0 ? 1 : 0];
        assertEquals(kinds[i], lazy.kind());
        assertEquals(expected, TestRoot.run(instance, lazy, values[i][0], values[i][1], condition));
        assertEquals(kinds[i], strict.kind());
        assertEquals(
            expected, TestRoot.run(instance, strict, values[i][0], values[i][1], condition));
      }
    }
  }

  @Test
  void selectEvaluatesBothOperandsThenTheCondition() {
    Instance instance = instance();
    ExpressionNode division =
        OperatorNodes.create(Opcode.I32_DIV_U, OFFSET, ConstNodes.i32(1), local(ValueKind.I32, 0));
    ExpressionNode node = SelectNodes.create(ConstNodes.i32(5), division, local(ValueKind.I32, 1));
    assertTraps(
        TrapCode.INTEGER_DIVISION_BY_ZERO, division, () -> TestRoot.run(instance, node, 0, 1));
    // the condition changes the local that an operand has read before
    ExpressionNode condition =
        new Sequence(LocalNodes.set(0, ConstNodes.i32(9)), local(ValueKind.I32, 0));
    ExpressionNode ordered =
        SelectNodes.create(local(ValueKind.I32, 0), ConstNodes.i32(6), condition);
    assertEquals(4, TestRoot.run(instance, ordered, 4));
  }
}
