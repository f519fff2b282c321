// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.types.ValueKind;

/**
 * A bulk operation with three operands, each an i32 or an i64. Operands of 32 bits are extended
 * without sign, so that the operation itself only knows 64-bit numbers.
 */
abstract class BulkNode extends StatementNode implements HasOffset, FuelNodes.Bulk {
  @Child private ExpressionNode first;
  @Child private ExpressionNode second;
  @Child private ExpressionNode third;
  private final boolean firstIsLong;
  private final boolean secondIsLong;
  private final boolean thirdIsLong;
  private final int offset;
  @CompilationFinal private int fuelSlot = MeterNode.NO_SLOT;
  @CompilationFinal private int unitCost;
  @CompilationFinal private MeterNode.Gauge gauge;

  BulkNode(int offset, ExpressionNode first, ExpressionNode second, ExpressionNode third) {
    this.offset = offset;
    this.first = first;
    this.second = second;
    this.third = third;
    this.firstIsLong = first.kind() == ValueKind.I64;
    this.secondIsLong = second.kind() == ValueKind.I64;
    this.thirdIsLong = third.kind() == ValueKind.I64;
  }

  @Override
  public final void meter(int slot, int cost) {
    this.fuelSlot = slot;
    this.unitCost = cost;
    this.gauge = new MeterNode.Gauge();
  }

  /** Whether fuel is counted. */
  final boolean metered() {
    return fuelSlot >= 0;
  }

  /** Takes off the costs of the operation, whose ranges were checked. */
  final void charge(VirtualFrame frame, long count) {
    MeterNode.charge(frame, fuelSlot, count, unitCost, this, gauge);
  }

  final long first(VirtualFrame frame) {
    return evaluate(first, firstIsLong, frame);
  }

  final long second(VirtualFrame frame) {
    return evaluate(second, secondIsLong, frame);
  }

  final long third(VirtualFrame frame) {
    return evaluate(third, thirdIsLong, frame);
  }

  static long evaluate(ExpressionNode operand, boolean isLong, VirtualFrame frame) {
    return isLong ? operand.executeLong(frame) : Integer.toUnsignedLong(operand.executeInt(frame));
  }

  @Override
  public final int offset() {
    return offset;
  }
}
