// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.FrameSlotKind;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.runtime.Instance;

/** Runs one expression or statement; argument 0 is the instance, the others fill the slots. */
final class TestRoot extends RootNode {
  @Child private ExpressionNode expression;
  @Child private StatementNode statement;

  private TestRoot(ExpressionNode expression, StatementNode statement) {
    super(null, descriptor());
    this.expression = expression;
    this.statement = statement;
  }

  private static FrameDescriptor descriptor() {
    FrameDescriptor.Builder builder = FrameDescriptor.newBuilder();
    builder.addSlots(4, FrameSlotKind.Static);
    return builder.build();
  }

  static Object run(Instance instance, ExpressionNode expression, Object... locals) {
    return new TestRoot(expression, null).getCallTarget().call(arguments(instance, locals));
  }

  static void run(Instance instance, StatementNode statement, Object... locals) {
    new TestRoot(null, statement).getCallTarget().call(arguments(instance, locals));
  }

  private static Object[] arguments(Instance instance, Object[] locals) {
    Object[] result = new Object[locals.length + 1];
    result[0] = instance;
    System.arraycopy(locals, 0, result, 1, locals.length);
    return result;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    Object[] arguments = frame.getArguments();
    for (int i = 1; i < arguments.length; i++) {
      switch (arguments[i]) {
        case Integer value -> WasmFrame.setInt(frame, i - 1, value);
        case Long value -> WasmFrame.setLong(frame, i - 1, value);
        case Float value -> WasmFrame.setFloat(frame, i - 1, value);
        case Double value -> WasmFrame.setDouble(frame, i - 1, value);
        default -> WasmFrame.setObject(frame, i - 1, arguments[i]);
      }
    }
    if (statement != null) {
      statement.execute(frame);
      return null;
    }
    return expression.executeBoxed(frame);
  }
}
