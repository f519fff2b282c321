// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import dev.weft.opcode.Opcode;
import dev.weft.types.ValueKind;

/** Creates the nodes of the plain numeric operators: arithmetic, comparisons and conversions. */
public final class OperatorNodes {

  private OperatorNodes() {}

  /**
   * Creates an operator. Operators on constants that cannot trap are folded, and the constant
   * operand of a commutative operator is moved to the right.
   *
   * @param opcode a numeric operator with one or two operands
   * @param offset the byte offset of the instruction, kept by operators that can trap
   * @param operands the operands, not adopted by another node yet
   * @return a node that computes the result
   */
  public static ExpressionNode create(Opcode opcode, int offset, ExpressionNode... operands) {
    ExpressionNode node =
        operands.length == 1
            ? unary(opcode, offset, operands[0])
            : binary(opcode, offset, operands[0], operands[1]);
    for (ExpressionNode operand : operands) {
      if (!ConstNodes.isConstant(operand)) {
        return node;
      }
    }
    return node.hasEffect(Effects.CAN_TRAP) ? node : ConstNodes.evaluate(node);
  }

  /**
   * Creates {@code i32.eqz}, the negation of a condition.
   *
   * @param operand an i32 not adopted by another node yet; it belongs to the result from now on
   * @return a node that is true where {@code operand} is zero; for a comparison of integers the
   *     opposite comparison
   */
  public static BooleanNode not(ExpressionNode operand) {
    return operand instanceof BooleanNode test ? test.negated() : new I32Nodes.Eqz(operand);
  }

  private static ExpressionNode unary(Opcode opcode, int offset, ExpressionNode a) {
    return switch (opcode) {
      case I32_CLZ -> new I32Nodes.Clz(a);
      case I32_CTZ -> new I32Nodes.Ctz(a);
      case I32_POPCNT -> new I32Nodes.Popcnt(a);
      case I32_EXTEND8_S -> new I32Nodes.Extend8S(a);
      case I32_EXTEND16_S -> new I32Nodes.Extend16S(a);
      case I32_EQZ -> not(a);
      case I64_CLZ -> new I64Nodes.Clz(a);
      case I64_CTZ -> new I64Nodes.Ctz(a);
      case I64_POPCNT -> new I64Nodes.Popcnt(a);
      case I64_EXTEND8_S -> new I64Nodes.Extend8S(a);
      case I64_EXTEND16_S -> new I64Nodes.Extend16S(a);
      case I64_EXTEND32_S -> new I64Nodes.Extend32S(a);
      case I64_EQZ -> new I64Nodes.Eqz(a);
      case F32_ABS -> new F32Nodes.Abs(a);
      case F32_NEG -> new F32Nodes.Neg(a);
      case F32_CEIL -> new F32Nodes.Ceil(a);
      case F32_FLOOR -> new F32Nodes.Floor(a);
      case F32_TRUNC -> new F32Nodes.Trunc(a);
      case F32_NEAREST -> new F32Nodes.Nearest(a);
      case F32_SQRT -> new F32Nodes.Sqrt(a);
      case F64_ABS -> new F64Nodes.Abs(a);
      case F64_NEG -> new F64Nodes.Neg(a);
      case F64_CEIL -> new F64Nodes.Ceil(a);
      case F64_FLOOR -> new F64Nodes.Floor(a);
      case F64_TRUNC -> new F64Nodes.Trunc(a);
      case F64_NEAREST -> new F64Nodes.Nearest(a);
      case F64_SQRT -> new F64Nodes.Sqrt(a);
      case I32_WRAP_I64 -> new ConversionNodes.I32WrapI64(a);
      case I64_EXTEND_I32_S -> new ConversionNodes.I64ExtendI32S(a);
      case I64_EXTEND_I32_U -> new ConversionNodes.I64ExtendI32U(a);
      case F32_CONVERT_I32_S -> new ConversionNodes.F32ConvertI32S(a);
      case F32_CONVERT_I32_U -> new ConversionNodes.F32ConvertI32U(a);
      case F32_CONVERT_I64_S -> new ConversionNodes.F32ConvertI64S(a);
      case F32_CONVERT_I64_U -> new ConversionNodes.F32ConvertI64U(a);
      case F64_CONVERT_I32_S -> new ConversionNodes.F64ConvertI32S(a);
      case F64_CONVERT_I32_U -> new ConversionNodes.F64ConvertI32U(a);
      case F64_CONVERT_I64_S -> new ConversionNodes.F64ConvertI64S(a);
      case F64_CONVERT_I64_U -> new ConversionNodes.F64ConvertI64U(a);
      // Graal elides the demotion of a promoted value, as Java may.
      case F32_DEMOTE_F64 -> new F32Nodes.Quieted(new ConversionNodes.F32DemoteF64(a));
      case F64_PROMOTE_F32 -> new ConversionNodes.F64PromoteF32(a);
      case I32_REINTERPRET_F32 -> new ConversionNodes.I32ReinterpretF32(a);
      case I64_REINTERPRET_F64 -> new ConversionNodes.I64ReinterpretF64(a);
      case F32_REINTERPRET_I32 -> new ConversionNodes.F32ReinterpretI32(a);
      case F64_REINTERPRET_I64 -> new ConversionNodes.F64ReinterpretI64(a);
      case I32_TRUNC_SAT_F32_S -> new ConversionNodes.I32TruncSatF32S(a);
      case I32_TRUNC_SAT_F32_U -> new ConversionNodes.I32TruncSatF32U(a);
      case I32_TRUNC_SAT_F64_S -> new ConversionNodes.I32TruncSatF64S(a);
      case I32_TRUNC_SAT_F64_U -> new ConversionNodes.I32TruncSatF64U(a);
      case I64_TRUNC_SAT_F32_S -> new ConversionNodes.I64TruncSatF32S(a);
      case I64_TRUNC_SAT_F32_U -> new ConversionNodes.I64TruncSatF32U(a);
      case I64_TRUNC_SAT_F64_S -> new ConversionNodes.I64TruncSatF64S(a);
      case I64_TRUNC_SAT_F64_U -> new ConversionNodes.I64TruncSatF64U(a);
      case I32_TRUNC_F32_S -> new ConversionNodes.I32TruncF32S(offset, a);
      case I32_TRUNC_F32_U -> new ConversionNodes.I32TruncF32U(offset, a);
      case I32_TRUNC_F64_S -> new ConversionNodes.I32TruncF64S(offset, a);
      case I32_TRUNC_F64_U -> new ConversionNodes.I32TruncF64U(offset, a);
      case I64_TRUNC_F32_S -> new ConversionNodes.I64TruncF32S(offset, a);
      case I64_TRUNC_F32_U -> new ConversionNodes.I64TruncF32U(offset, a);
      case I64_TRUNC_F64_S -> new ConversionNodes.I64TruncF64S(offset, a);
      case I64_TRUNC_F64_U -> new ConversionNodes.I64TruncF64U(offset, a);
      default -> throw CompilerDirectives.shouldNotReachHere(opcode.text());
    };
  }

  private static ExpressionNode binary(
      Opcode opcode, int offset, ExpressionNode left, ExpressionNode right) {
    boolean swap = ConstNodes.isConstant(left) && isCommutative(opcode);
    ExpressionNode a = swap ? right : left;
    ExpressionNode b = swap ? left : right;
    return switch (opcode) {
      case I32_ADD -> new I32Nodes.Add(a, b);
      case I32_SUB -> new I32Nodes.Sub(a, b);
      case I32_MUL -> new I32Nodes.Mul(a, b);
      case I32_AND -> new I32Nodes.And(a, b);
      case I32_OR -> new I32Nodes.Or(a, b);
      case I32_XOR -> new I32Nodes.Xor(a, b);
      case I32_SHL -> new I32Nodes.Shl(a, b);
      case I32_SHR_S -> new I32Nodes.ShrS(a, b);
      case I32_SHR_U -> new I32Nodes.ShrU(a, b);
      case I32_ROTL -> new I32Nodes.Rotl(a, b);
      case I32_ROTR -> new I32Nodes.Rotr(a, b);
      case I32_DIV_S -> new I32Nodes.DivS(offset, isSafeDivisor(b), a, b);
      case I32_DIV_U -> new I32Nodes.DivU(offset, isSafeDivisor(b), a, b);
      case I32_REM_S -> new I32Nodes.RemS(offset, isSafeDivisor(b), a, b);
      case I32_REM_U -> new I32Nodes.RemU(offset, isSafeDivisor(b), a, b);
      case I32_EQ -> new I32Nodes.Eq(a, b);
      case I32_NE -> new I32Nodes.Ne(a, b);
      case I32_LT_S -> new I32Nodes.LtS(a, b);
      case I32_GT_S -> new I32Nodes.GtS(a, b);
      case I32_LE_S -> new I32Nodes.LeS(a, b);
      case I32_GE_S -> new I32Nodes.GeS(a, b);
      case I32_LT_U -> new I32Nodes.LtU(a, b);
      case I32_GT_U -> new I32Nodes.GtU(a, b);
      case I32_LE_U -> new I32Nodes.LeU(a, b);
      case I32_GE_U -> new I32Nodes.GeU(a, b);
      case I64_ADD -> new I64Nodes.Add(a, b);
      case I64_SUB -> new I64Nodes.Sub(a, b);
      case I64_MUL -> new I64Nodes.Mul(a, b);
      case I64_AND -> new I64Nodes.And(a, b);
      case I64_OR -> new I64Nodes.Or(a, b);
      case I64_XOR -> new I64Nodes.Xor(a, b);
      case I64_SHL -> new I64Nodes.Shl(a, b);
      case I64_SHR_S -> new I64Nodes.ShrS(a, b);
      case I64_SHR_U -> new I64Nodes.ShrU(a, b);
      case I64_ROTL -> new I64Nodes.Rotl(a, b);
      case I64_ROTR -> new I64Nodes.Rotr(a, b);
      case I64_DIV_S -> new I64Nodes.DivS(offset, isSafeDivisor(b), a, b);
      case I64_DIV_U -> new I64Nodes.DivU(offset, isSafeDivisor(b), a, b);
      case I64_REM_S -> new I64Nodes.RemS(offset, isSafeDivisor(b), a, b);
      case I64_REM_U -> new I64Nodes.RemU(offset, isSafeDivisor(b), a, b);
      case I64_EQ -> new I64Nodes.Eq(a, b);
      case I64_NE -> new I64Nodes.Ne(a, b);
      case I64_LT_S -> new I64Nodes.LtS(a, b);
      case I64_GT_S -> new I64Nodes.GtS(a, b);
      case I64_LE_S -> new I64Nodes.LeS(a, b);
      case I64_GE_S -> new I64Nodes.GeS(a, b);
      case I64_LT_U -> new I64Nodes.LtU(a, b);
      case I64_GT_U -> new I64Nodes.GtU(a, b);
      case I64_LE_U -> new I64Nodes.LeU(a, b);
      case I64_GE_U -> new I64Nodes.GeU(a, b);
      case F32_ADD -> quieted(new F32Nodes.Add(a, b), a, b);
      case F32_SUB -> quieted(new F32Nodes.Sub(a, b), a, b);
      case F32_MUL -> quieted(new F32Nodes.Mul(a, b), a, b);
      case F32_DIV -> quieted(new F32Nodes.Div(a, b), a, b);
      case F32_MIN -> new F32Nodes.Min(a, b);
      case F32_MAX -> new F32Nodes.Max(a, b);
      case F32_COPYSIGN -> new F32Nodes.Copysign(a, b);
      case F32_EQ -> new F32Nodes.Eq(a, b);
      case F32_NE -> new F32Nodes.Ne(a, b);
      case F32_LT -> new F32Nodes.Lt(a, b);
      case F32_GT -> new F32Nodes.Gt(a, b);
      case F32_LE -> new F32Nodes.Le(a, b);
      case F32_GE -> new F32Nodes.Ge(a, b);
      case F64_ADD -> quieted(new F64Nodes.Add(a, b), a, b);
      case F64_SUB -> quieted(new F64Nodes.Sub(a, b), a, b);
      case F64_MUL -> quieted(new F64Nodes.Mul(a, b), a, b);
      case F64_DIV -> quieted(new F64Nodes.Div(a, b), a, b);
      case F64_MIN -> new F64Nodes.Min(a, b);
      case F64_MAX -> new F64Nodes.Max(a, b);
      case F64_COPYSIGN -> new F64Nodes.Copysign(a, b);
      case F64_EQ -> new F64Nodes.Eq(a, b);
      case F64_NE -> new F64Nodes.Ne(a, b);
      case F64_LT -> new F64Nodes.Lt(a, b);
      case F64_GT -> new F64Nodes.Gt(a, b);
      case F64_LE -> new F64Nodes.Le(a, b);
      case F64_GE -> new F64Nodes.Ge(a, b);
      default -> throw CompilerDirectives.shouldNotReachHere(opcode.text());
    };
  }

  /**
   * Guards arithmetic with a constant that compilers take for neutral: Graal makes x of {@code x *
   * 1} and {@code x - 0}, where the specification wants a quiet NaN of a signalling one.
   */
  private static ExpressionNode quieted(ExpressionNode node, ExpressionNode a, ExpressionNode b) {
    if (!isNeutral(a) && !isNeutral(b)) {
      return node;
    }
    return node.kind() == ValueKind.F32 ? new F32Nodes.Quieted(node) : new F64Nodes.Quieted(node);
  }

  /** Tells whether an operand is the constant 0, -0, 1 or -1. */
  private static boolean isNeutral(ExpressionNode operand) {
    if (!ConstNodes.isConstant(operand)) {
      return false;
    }
    double value =
        Math.abs(
            operand.kind() == ValueKind.F32
                ? ConstNodes.floatValue(operand)
                : ConstNodes.doubleValue(operand));
    return value == 0 || value == 1;
  }

  private static boolean isCommutative(Opcode opcode) {
    return switch (opcode) {
      case I32_ADD, I32_MUL, I32_AND, I32_OR, I32_XOR, I32_EQ, I32_NE -> true;
      case I64_ADD, I64_MUL, I64_AND, I64_OR, I64_XOR, I64_EQ, I64_NE -> true;
      case F32_ADD, F32_MUL, F32_EQ, F32_NE, F64_ADD, F64_MUL, F64_EQ, F64_NE -> true;
      default -> false;
    };
  }

  /** Tells whether no division or remainder by this operand can trap. */
  private static boolean isSafeDivisor(ExpressionNode divisor) {
    if (!ConstNodes.isConstant(divisor)) {
      return false;
    }
    long value =
        divisor instanceof LongNode ? ConstNodes.longValue(divisor) : ConstNodes.intValue(divisor);
    return value != 0 && value != -1;
  }
}
