// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import dev.weft.types.ValueKind;

/**
 * A bulk operation with three operands, each an i32 or an i64. Operands of 32 bits are extended
 * without sign, so that the operation itself only knows 64-bit numbers.
 */
abstract class BulkNode extends StatementNode implements HasOffset {
  @Child private ExpressionNode first;
  @Child private ExpressionNode second;
  @Child private ExpressionNode third;
  private final boolean firstIsLong;
  private final boolean secondIsLong;
  private final boolean thirdIsLong;
  private final int offset;

  BulkNode(int offset, ExpressionNode first, ExpressionNode second, ExpressionNode third) {
    this.offset = offset;
    this.first = first;
    this.second = second;
    this.third = third;
    this.firstIsLong = first.kind() == ValueKind.I64;
    this.secondIsLong = second.kind() == ValueKind.I64;
    this.thirdIsLong = third.kind() == ValueKind.I64;
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
