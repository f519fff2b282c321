// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.FrameSlotKind;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.opcode.Feature;
import dev.weft.opcode.Opcode;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import dev.weft.types.ValueKind;
import dev.weft.types.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every numeric operator, with operands of every shape, against {@link NumericReference}. */
class OperatorNodesTest {
  private static final int OFFSET = 0x1234;
  private static final int OPERATORS = 136;

  private static final Object[] INTS = {
    0,
    1,
    -1,
    2,
    7,
    31,
    32,
    33,
    127,
    128,
    0x8000,
    0xFFFF,
    0x7FFF_FFFF,
    0x8000_0000,
    0x8000_0001,
    0xFEDC_BA98
  };
  private static final Object[] LONGS = {
    0L,
    1L,
    -1L,
    2L,
    63L,
    64L,
    65L,
    128L,
    0x8000L,
    0x7FFF_FFFFL,
    0x8000_0000L,
    0xFFFF_FFFFL,
    0x1_0000_0000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    0xFEDC_BA98_7654_3210L,
    0x7FFF_FFBF_FFFF_FFFFL
  };
  private static final Object[] FLOATS = {
    0f,
    -0f,
    1f,
    -1f,
    0.5f,
    -0.5f,
    1.5f,
    2.5f,
    -3.7f,
    0.1f,
    1e30f,
    -1e-30f,
    0x1p31f,
    -0x1p31f,
    0x1.fffffep30f,
    0x1p32f,
    0x1p63f,
    -0x1p63f,
    0x1p64f,
    0x1.fffffep63f,
    Float.MIN_VALUE,
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.intBitsToFloat(0xFFC0_0000),
    Float.intBitsToFloat(0x7FA0_0000),
    Float.intBitsToFloat(0xFFC1_2345)
  };
  private static final Object[] DOUBLES = {
    0d,
    -0d,
    1d,
    -1d,
    0.5,
    -0.5,
    1.5,
    2.5,
    -3.7,
    0.1,
    1e300,
    -1e-300,
    1e-40,
    2147483647.9,
    -2147483648.9,
    0x1p31,
    -0x1p31 - 1,
    0x1p32,
    4294967295.9,
    0x1p63,
    -0x1p63,
    0x1p64,
    0x1.fffffffffffffp63,
    0x1.0000010000001p0,
    0x1.000001p0,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Double.longBitsToDouble(0xFFF8_0000_0000_0000L),
    Double.longBitsToDouble(0x7FF4_0000_0000_0000L),
    Double.longBitsToDouble(0xFFF8_1234_5678_9ABCL)
  };

  /** How an operand reaches its operator. */
  private enum Shape {
    LOCAL,
    CONSTANT,
    OTHER
  }

  private static final class Root extends RootNode {
    @Child private ExpressionNode body;
    private final ValueType[] params;

    Root(ExpressionNode body, ValueType[] params) {
      super(null, descriptor());
      this.body = body;
      this.params = params;
    }

    private static FrameDescriptor descriptor() {
      FrameDescriptor.Builder builder = FrameDescriptor.newBuilder();
      builder.addSlots(2, FrameSlotKind.Static);
      return builder.build();
    }

    @Override
    public Object execute(VirtualFrame frame) {
      for (int i = 0; i < params.length; i++) {
        Object argument = frame.getArguments()[i];
        switch (params[i].kind()) {
          case I32 -> WasmFrame.setInt(frame, i, (int) argument);
          case I64 -> WasmFrame.setLong(frame, i, (long) argument);
          case F32 -> WasmFrame.setFloat(frame, i, (float) argument);
          case F64 -> WasmFrame.setDouble(frame, i, (double) argument);
          default -> throw new AssertionError();
        }
      }
      body.executeVoid(frame);
      Object boxed = body.executeBoxed(frame);
      Object typed =
          switch (body.kind()) {
            case I32 -> body.executeInt(frame);
            case I64 -> body.executeLong(frame);
            case F32 -> body.executeFloat(frame);
            case F64 -> body.executeDouble(frame);
            default -> throw new AssertionError();
          };
      assertSameBits(boxed, typed, "boxed");
      if (body.kind() == ValueKind.I32) {
        assertEquals((int) typed != 0, body.executeBoolean(frame));
      }
      return typed;
    }
  }

  private static List<Opcode> operators() {
    List<Opcode> result = new ArrayList<>();
    for (Opcode opcode : Opcode.values()) {
      boolean numeric =
          opcode.name().matches("[IF](32|64)_.*") && !opcode.name().matches(".*(CONST|ATOMIC).*");
      if (numeric && opcode.accessBytes() == 0 && opcode.feature() != Feature.WIDE_ARITHMETIC) {
        result.add(opcode);
      }
    }
    return result;
  }

  private static Object[] values(ValueType type) {
    return switch (type.kind()) {
      case I32 -> INTS;
      case I64 -> LONGS;
      case F32 -> FLOATS;
      case F64 -> DOUBLES;
      default -> throw new AssertionError(type);
    };
  }

  private static ExpressionNode operand(Shape shape, int slot, Object value, ValueKind kind) {
    ExpressionNode local = LocalNodes.get(kind, slot);
    return switch (shape) {
      case LOCAL -> local;
      case CONSTANT -> constant(value);
      case OTHER -> SelectNodes.create(local, constant(value), ConstNodes.i32(1));
    };
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

  private static void assertSameBits(Object expected, Object actual, String what) {
    assertEquals(expected.getClass(), actual.getClass(), what);
    assertEquals(bits(expected), bits(actual), what);
  }

  /** Compares results; where the specification leaves the NaN open, any arithmetic NaN will do. */
  static void assertResult(Opcode opcode, Object expected, Object actual, String what) {
    boolean exact = opcode.name().matches(".*_(ABS|NEG|COPYSIGN|REINTERPRET_.*)");
    if (!exact && expected instanceof Float f && f.isNaN()) {
      assertTrue(Float.isNaN((Float) actual) && (bits(actual) & 0x0040_0000) != 0, what);
    } else if (!exact && expected instanceof Double d && d.isNaN()) {
      assertTrue(Double.isNaN((Double) actual) && (bits(actual) & 1L << 51) != 0, what);
    } else {
      assertSameBits(expected, actual, what);
    }
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

  private static void check(Opcode opcode, Shape[] shapes, Object... arguments) {
    ValueType[] params = opcode.params();
    ExpressionNode[] operands = new ExpressionNode[params.length];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = operand(shapes[i], i, arguments[i], params[i].kind());
    }
    ExpressionNode node = OperatorNodes.create(opcode, OFFSET, operands);
    assertEquals(opcode.results()[0].kind(), node.kind());
    CallTarget target = new Root(node, params).getCallTarget();
    String what = opcode.text() + " " + List.of(shapes) + " " + List.of(arguments);
    Object expected =
        NumericReference.evaluate(opcode, arguments[0], arguments.length > 1 ? arguments[1] : null);
    if (expected instanceof TrapCode code) {
      assertTrue(node.hasEffect(Effects.CAN_TRAP), what);
      WasmException e = assertThrows(WasmException.class, () -> target.call(arguments), what);
      assertEquals(code, e.code(), what);
      assertSame(node, e.getLocation(), what);
      assertEquals(OFFSET, assertInstanceOf(HasOffset.class, node).offset());
    } else {
      assertResult(opcode, expected, target.call(arguments), what);
    }
  }

  @Test
  void operatorsOfOneOperand() {
    for (Opcode opcode : operators()) {
      if (opcode.params().length == 1) {
        for (Object a : values(opcode.params()[0])) {
          for (Shape shape : Shape.values()) {
            check(opcode, new Shape[] {shape}, a);
          }
        }
      }
    }
  }

  @Test
  void operatorsOfTwoOperands() {
    for (Opcode opcode : operators()) {
      if (opcode.params().length == 2) {
        for (Object a : values(opcode.params()[0])) {
          for (Object b : values(opcode.params()[1])) {
            for (Shape left : Shape.values()) {
              check(opcode, new Shape[] {left, Shape.LOCAL}, a, b);
              check(opcode, new Shape[] {left, Shape.CONSTANT}, a, b);
            }
            check(opcode, new Shape[] {Shape.OTHER, Shape.OTHER}, a, b);
          }
        }
      }
    }
  }

  @Test
  void allOperatorsAreCovered() {
    assertEquals(OPERATORS, operators().size());
  }

  @Test
  void negationIsTheOppositeForEveryValue() {
    for (Opcode opcode : operators()) {
      ValueType[] params = opcode.params();
      if (params.length != 2 || opcode.results()[0].kind() != ValueKind.I32) {
        continue;
      }
      for (Shape right : new Shape[] {Shape.LOCAL, Shape.CONSTANT, Shape.OTHER}) {
        for (Object b : values(params[1])) {
          if (opcode.name().matches("I32_(DIV|REM)_.*")) {
            continue;
          }
          ExpressionNode node =
              OperatorNodes.create(
                  opcode,
                  0,
                  operand(Shape.OTHER, 0, b, params[0].kind()),
                  operand(right, 1, b, params[1].kind()));
          BooleanNode negated = OperatorNodes.not(node);
          assertEquals(node.effects(), negated.effects());
          CallTarget target = new Root(negated, params).getCallTarget();
          for (Object a : values(params[0])) {
            Object positive = NumericReference.evaluate(opcode, a, b);
            // the operand of shape OTHER reads its local
            assertEquals(positive.equals(0) ? 1 : 0, target.call(a, b), opcode.text());
          }
        }
      }
    }
  }

  @Test
  void negationOfIntegerComparisonsCostsNothing() {
    ExpressionNode less =
        OperatorNodes.create(
            Opcode.I32_LT_S, 0, LocalNodes.get(ValueKind.I32, 0), ConstNodes.i32(3));
    BooleanNode negated = OperatorNodes.not(less);
    assertInstanceOf(I32Nodes.GeS.class, negated);
    assertInstanceOf(I32Nodes.LtS.class, OperatorNodes.not(negated));
  }

  @Test
  void constantsAreFoldedUnlessTheyTrap() {
    ExpressionNode sum =
        OperatorNodes.create(Opcode.I32_ADD, 0, ConstNodes.i32(3), ConstNodes.i32(4));
    assertTrue(ConstNodes.isConstant(sum));
    assertEquals(7, ConstNodes.intValue(sum));
    ExpressionNode quotient =
        OperatorNodes.create(Opcode.I64_DIV_S, 0, ConstNodes.i64(9), ConstNodes.i64(-2));
    assertEquals(-4, ConstNodes.longValue(quotient));
    ExpressionNode trap =
        OperatorNodes.create(Opcode.I64_DIV_S, 0, ConstNodes.i64(9), ConstNodes.i64(0));
    assertFalse(ConstNodes.isConstant(trap));
    assertTrue(trap.hasEffect(Effects.CAN_TRAP));
    ExpressionNode truncation =
        OperatorNodes.create(Opcode.I32_TRUNC_F32_S, 0, ConstNodes.f32(Float.NaN));
    assertFalse(ConstNodes.isConstant(truncation));
  }

  @Test
  void signallingNaNsSurviveConstantsAndLocals() {
    float value = Float.intBitsToFloat(0x7FA0_0001);
    ValueType[] params = {ValueType.F32};
    for (Shape shape : Shape.values()) {
      ExpressionNode operand = operand(shape, 0, value, ValueKind.F32);
      Root root = new Root(operand, params);
      float actual = (float) root.getCallTarget().call(value);
      assertEquals(0x7FA0_0001, Float.floatToRawIntBits(actual));
    }
  }

  @Test
  void summaryOfATree() {
    ExpressionNode a = LocalNodes.get(ValueKind.I32, 3);
    ExpressionNode b = LocalNodes.get(ValueKind.I32, 67);
    assertEquals(1, a.height());
    assertEquals(a.localsRead(), b.localsRead());
    ExpressionNode sum = OperatorNodes.create(Opcode.I32_ADD, 0, a, b);
    ExpressionNode quotient = OperatorNodes.create(Opcode.I32_DIV_U, 0, sum, ConstNodes.i32(0));
    assertEquals(3, quotient.height());
    assertEquals(Effects.READS_LOCAL | Effects.CAN_TRAP, quotient.effects());
    assertTrue(quotient.readsLocal(3));
    assertTrue(quotient.readsLocal(67));
    assertFalse(quotient.readsLocal(3 + 128), "same bit, another slot");
    assertFalse(quotient.readsLocal(4));
    assertNotEquals(0, quotient.localsRead() & ExpressionNode.slotBit(3));
  }

  @Test
  void heightIsCapped() {
    ExpressionNode tree = LocalNodes.get(ValueKind.I32, 0);
    for (int i = 0; i < 70_000; i++) {
      tree = OperatorNodes.create(Opcode.I32_CLZ, 0, tree);
    }
    assertEquals(65_535, tree.height());
  }
}
