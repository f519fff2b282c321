// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.ops.TableOps;
import dev.weft.runtime.Table;
import dev.weft.types.ValueKind;

/** Creates the nodes of the table instructions. */
public final class TableNodes {

  private TableNodes() {}

  /**
   * Creates {@code table.get}.
   *
   * @param offset the byte offset of the instruction
   * @param tableIndex the table
   * @param index the element, an i32 or i64 as the table's index type says
   * @return the node
   */
  public static RefNode get(int offset, int tableIndex, ExpressionNode index) {
    return new Get(offset, tableIndex, index);
  }

  /**
   * Creates {@code table.set}.
   *
   * @param offset the byte offset of the instruction
   * @param tableIndex the table
   * @param index the element, an i32 or i64 as the table's index type says
   * @param value the reference
   * @return the statement
   */
  public static StatementNode set(
      int offset, int tableIndex, ExpressionNode index, ExpressionNode value) {
    return new Set(offset, tableIndex, index, value);
  }

  /**
   * Creates {@code table.size}.
   *
   * @param tableIndex the table
   * @param table64 whether its indices, and so the result, have 64 bits
   * @return the node
   */
  public static ExpressionNode size(int tableIndex, boolean table64) {
    return table64 ? new Size64(tableIndex) : new Size(tableIndex);
  }

  /**
   * Creates {@code table.grow}.
   *
   * @param offset the byte offset of the instruction
   * @param tableIndex the table
   * @param table64 whether its indices, and so the result and {@code delta}, have 64 bits
   * @param value the reference new elements have
   * @param delta how many elements to add
   * @return the size before, or -1 where the table could not grow
   */
  public static ExpressionNode grow(
      int offset, int tableIndex, boolean table64, ExpressionNode value, ExpressionNode delta) {
    return table64
        ? new Grow64(offset, tableIndex, value, delta)
        : new Grow(offset, tableIndex, value, delta);
  }

  /**
   * Creates {@code table.fill}.
   *
   * @param offset the byte offset of the instruction
   * @param tableIndex the table
   * @param index the first element, an i32 or i64
   * @param value the reference
   * @param count how many elements, of the type of the index
   * @return the statement
   */
  public static StatementNode fill(
      int offset,
      int tableIndex,
      ExpressionNode index,
      ExpressionNode value,
      ExpressionNode count) {
    return new Fill(offset, tableIndex, index, value, count);
  }

  /**
   * Creates {@code table.copy}. Each index has the type of its table, the count the smaller one.
   *
   * @param offset the byte offset of the instruction
   * @param toTable the table copied to
   * @param fromTable the table copied from
   * @param to the first element written
   * @param from the first element read
   * @param count how many elements
   * @return the statement
   */
  public static StatementNode copy(
      int offset,
      int toTable,
      int fromTable,
      ExpressionNode to,
      ExpressionNode from,
      ExpressionNode count) {
    return new Copy(offset, toTable, fromTable, to, from, count);
  }

  /**
   * Creates {@code table.init}.
   *
   * @param offset the byte offset of the instruction
   * @param elementIndex the element segment
   * @param tableIndex the table
   * @param to the first element written, of the table's index type
   * @param from the first item of the segment, an i32
   * @param count how many items, an i32
   * @return the statement
   */
  public static StatementNode init(
      int offset,
      int elementIndex,
      int tableIndex,
      ExpressionNode to,
      ExpressionNode from,
      ExpressionNode count) {
    return new Init(offset, elementIndex, tableIndex, to, from, count);
  }

  /**
   * Creates {@code elem.drop}.
   *
   * @param elementIndex the element segment
   * @return the statement
   */
  public static StatementNode elemDrop(int elementIndex) {
    return new ElemDrop(elementIndex);
  }

  private static Table table(VirtualFrame frame, int tableIndex) {
    return WasmNode.instance(frame).tables[tableIndex];
  }

  private static final class Get extends RefNode implements HasOffset {
    @Child private ExpressionNode index;
    private final boolean indexIsLong;
    private final int tableIndex;
    private final int offset;

    Get(int offset, int tableIndex, ExpressionNode index) {
      super(Effects.READS_TABLE | Effects.CAN_TRAP, index);
      this.offset = offset;
      this.tableIndex = tableIndex;
      this.index = index;
      this.indexIsLong = index.kind() == ValueKind.I64;
    }

    @Override
    public Object executeObject(VirtualFrame frame) {
      long i = BulkNode.evaluate(index, indexIsLong, frame);
      return TableOps.get(table(frame, tableIndex), i, this);
    }

    @Override
    public int offset() {
      return offset;
    }
  }

  private static final class Set extends StatementNode implements HasOffset {
    @Child private ExpressionNode index;
    @Child private ExpressionNode value;
    private final boolean indexIsLong;
    private final int tableIndex;
    private final int offset;

    Set(int offset, int tableIndex, ExpressionNode index, ExpressionNode value) {
      this.offset = offset;
      this.tableIndex = tableIndex;
      this.index = index;
      this.value = value;
      this.indexIsLong = index.kind() == ValueKind.I64;
    }

    @Override
    public void execute(VirtualFrame frame) {
      long i = BulkNode.evaluate(index, indexIsLong, frame);
      Object v = value.executeObject(frame);
      TableOps.set(table(frame, tableIndex), i, v, this);
    }

    @Override
    public int offset() {
      return offset;
    }
  }

  private static final class Size extends IntNode {
    private final int tableIndex;

    Size(int tableIndex) {
      super(Effects.READS_TABLE);
      this.tableIndex = tableIndex;
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      return table(frame, tableIndex).size();
    }
  }

  private static final class Size64 extends LongNode {
    private final int tableIndex;

    Size64(int tableIndex) {
      super(Effects.READS_TABLE);
      this.tableIndex = tableIndex;
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      return table(frame, tableIndex).size();
    }
  }

  private static final class Grow extends IntNode implements HasOffset, FuelNodes.Bulk {
    @Child private ExpressionNode value;
    @Child private ExpressionNode delta;
    private final int tableIndex;
    private final int offset;
    @CompilationFinal private int fuelSlot = MeterNode.NO_SLOT;
    @CompilationFinal private int unitCost;
    @CompilationFinal private MeterNode.Gauge gauge;

    Grow(int offset, int tableIndex, ExpressionNode value, ExpressionNode delta) {
      super(Effects.SIDE_EFFECT | Effects.READS_TABLE, value, delta);
      this.offset = offset;
      this.tableIndex = tableIndex;
      this.value = value;
      this.delta = delta;
    }

    @Override
    public int executeInt(VirtualFrame frame) {
      Object v = value.executeObject(frame);
      long count = Integer.toUnsignedLong(delta.executeInt(frame));
      MemoryNodes.beforeGrowth(frame, fuelSlot, count, unitCost, this, gauge);
      int before = (int) table(frame, tableIndex).grow(count, v);
      MemoryNodes.afterGrowth(frame, fuelSlot);
      return before;
    }

    @Override
    public void meter(int slot, int cost) {
      this.fuelSlot = slot;
      this.unitCost = cost;
      this.gauge = new MeterNode.Gauge();
    }

    @Override
    public int offset() {
      return offset;
    }
  }

  private static final class Grow64 extends LongNode implements HasOffset, FuelNodes.Bulk {
    @Child private ExpressionNode value;
    @Child private ExpressionNode delta;
    private final int tableIndex;
    private final int offset;
    @CompilationFinal private int fuelSlot = MeterNode.NO_SLOT;
    @CompilationFinal private int unitCost;
    @CompilationFinal private MeterNode.Gauge gauge;

    Grow64(int offset, int tableIndex, ExpressionNode value, ExpressionNode delta) {
      super(Effects.SIDE_EFFECT | Effects.READS_TABLE, value, delta);
      this.offset = offset;
      this.tableIndex = tableIndex;
      this.value = value;
      this.delta = delta;
    }

    @Override
    public long executeLong(VirtualFrame frame) {
      Object v = value.executeObject(frame);
      long count = delta.executeLong(frame);
      MemoryNodes.beforeGrowth(frame, fuelSlot, count, unitCost, this, gauge);
      long before = table(frame, tableIndex).grow(count, v);
      MemoryNodes.afterGrowth(frame, fuelSlot);
      return before;
    }

    @Override
    public void meter(int slot, int cost) {
      this.fuelSlot = slot;
      this.unitCost = cost;
      this.gauge = new MeterNode.Gauge();
    }

    @Override
    public int offset() {
      return offset;
    }
  }

  private static final class Fill extends StatementNode implements HasOffset, FuelNodes.Bulk {
    @Child private ExpressionNode index;
    @Child private ExpressionNode value;
    @Child private ExpressionNode count;
    private final boolean isLong;
    private final int tableIndex;
    private final int offset;
    @CompilationFinal private int fuelSlot = MeterNode.NO_SLOT;
    @CompilationFinal private int unitCost;
    @CompilationFinal private MeterNode.Gauge gauge;

    Fill(
        int offset,
        int tableIndex,
        ExpressionNode index,
        ExpressionNode value,
        ExpressionNode count) {
      this.offset = offset;
      this.tableIndex = tableIndex;
      this.index = index;
      this.value = value;
      this.count = count;
      this.isLong = index.kind() == ValueKind.I64;
    }

    @Override
    public void execute(VirtualFrame frame) {
      long i = BulkNode.evaluate(index, isLong, frame);
      Object v = value.executeObject(frame);
      long n = BulkNode.evaluate(count, isLong, frame);
      Table table = table(frame, tableIndex);
      if (fuelSlot >= 0) {
        TableOps.check(table.size(), i, n, this);
        MeterNode.charge(frame, fuelSlot, n, unitCost, this, gauge);
      }
      TableOps.fill(table, i, v, n, this);
    }

    @Override
    public void meter(int slot, int cost) {
      this.fuelSlot = slot;
      this.unitCost = cost;
      this.gauge = new MeterNode.Gauge();
    }

    @Override
    public int offset() {
      return offset;
    }
  }

  private static final class Copy extends BulkNode {
    private final int toTable;
    private final int fromTable;

    Copy(
        int offset,
        int toTable,
        int fromTable,
        ExpressionNode to,
        ExpressionNode from,
        ExpressionNode count) {
      super(offset, to, from, count);
      this.toTable = toTable;
      this.fromTable = fromTable;
    }

    @Override
    public void execute(VirtualFrame frame) {
      long to = first(frame);
      long from = second(frame);
      long count = third(frame);
      Table source = table(frame, fromTable);
      Table target = table(frame, toTable);
      if (metered()) {
        TableOps.check(source.size(), from, count, this);
        TableOps.check(target.size(), to, count, this);
        charge(frame, count);
      }
      TableOps.copy(target, to, source, from, count, this);
    }
  }

  private static final class Init extends BulkNode {
    private final int elementIndex;
    private final int tableIndex;

    Init(
        int offset,
        int elementIndex,
        int tableIndex,
        ExpressionNode to,
        ExpressionNode from,
        ExpressionNode count) {
      super(offset, to, from, count);
      this.elementIndex = elementIndex;
      this.tableIndex = tableIndex;
    }

    @Override
    public void execute(VirtualFrame frame) {
      long to = first(frame);
      long from = second(frame);
      long count = third(frame);
      if (metered()) {
        Object[] segment = instance(frame).elements[elementIndex];
        TableOps.check(segment == null ? 0 : segment.length, from, count, this);
        TableOps.check(table(frame, tableIndex).size(), to, count, this);
        charge(frame, count);
      }
      TableOps.init(instance(frame), tableIndex, elementIndex, to, from, count, this);
    }
  }

  private static final class ElemDrop extends StatementNode {
    private final int elementIndex;

    ElemDrop(int elementIndex) {
      this.elementIndex = elementIndex;
    }

    @Override
    public void execute(VirtualFrame frame) {
      instance(frame).elements[elementIndex] = null;
    }
  }
}
