// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells of methods of a class whether they compute numbers from numbers and do nothing else: no
 * objects, no fields, no loops, no exceptions, and calls only of static methods of the same class
 * that are so themselves or of methods of the JDK that are known to be.
 */
final class PureCode {
  /** In bytes of bytecode, all that is called included. */
  private static final int MAX_SIZE = 250;

  private static final Set<String> OF_BOTH_INTEGERS =
      Set.of(
          "bitCount",
          "numberOfLeadingZeros",
          "numberOfTrailingZeros",
          "rotateLeft",
          "rotateRight",
          "reverse",
          "reverseBytes",
          "compare",
          "compareUnsigned",
          "signum",
          "max",
          "min",
          "sum",
          "highestOneBit",
          "lowestOneBit",
          "toUnsignedLong");

  private static final Set<String> OF_FLOATS =
      Set.of(
          "floatToRawIntBits",
          "intBitsToFloat",
          "doubleToRawLongBits",
          "longBitsToDouble",
          "isNaN",
          "max",
          "min",
          "sum");

  /** What compilers have instructions or stubs for, and what is small. */
  private static final Set<String> OF_MATH =
      Set.of(
          "abs",
          "max",
          "min",
          "sqrt",
          "sin",
          "cos",
          "tan",
          "exp",
          "log",
          "log10",
          "pow",
          "floor",
          "ceil",
          "rint",
          "signum",
          "copySign",
          "multiplyHigh");

  private static final Map<String, Set<String>> KNOWN =
      Map.of(
          "Ljava/lang/Math;", OF_MATH,
          "Ljava/lang/Integer;", OF_BOTH_INTEGERS,
          "Ljava/lang/Long;", OF_BOTH_INTEGERS,
          "Ljava/lang/Float;", OF_FLOATS,
          "Ljava/lang/Double;", OF_FLOATS);

  private final ClassModel model;
  private final Set<String> running = new HashSet<>();
  private int size;

  PureCode(ClassModel model) {
    this.model = model;
  }

  /** Whether a static method of the JDK is known to be pure. */
  static boolean isKnown(ClassDesc owner, String name, MethodTypeDesc type) {
    return KNOWN.getOrDefault(owner.descriptorString(), Set.of()).contains(name)
        && type.parameterList().stream().allMatch(ClassDesc::isPrimitive)
        && type.returnType().isPrimitive();
  }

  /** Whether a method of the class is pure. */
  boolean isPure(String name, MethodTypeDesc type) {
    size = 0;
    return isPureCode(name, type);
  }

  private boolean isPureCode(String name, MethodTypeDesc type) {
    String key = name + type.descriptorString();
    for (MethodModel method : model.methods()) {
      if (method.methodName().equalsString(name)
          && method.methodType().equalsString(type.descriptorString())) {
        if (!(method.code().orElse(null) instanceof CodeAttribute code) || !running.add(key)) {
          return false; // without code, or calls itself
        }
        size += code.codeLength();
        boolean pure = size <= MAX_SIZE && isPure(code);
        running.remove(key);
        return pure;
      }
    }
    return false; // inherited
  }

  private boolean isPure(CodeModel code) {
    Set<Label> passed = new HashSet<>();
    CodeElement previous = null;
    for (CodeElement element : code) {
      if (element instanceof LabelTarget target) {
        passed.add(target.label());
        previous = null;
      } else if (!isPure(element, previous, passed)) {
        return false;
      } else if (!(element instanceof PseudoInstruction)) {
        previous = element;
      }
    }
    return true;
  }

  private boolean isPure(CodeElement element, CodeElement previous, Set<Label> passed) {
    return switch (element) {
      case LoadInstruction load -> isNumber(load.typeKind());
      case StoreInstruction store -> isNumber(store.typeKind());
      case ConstantInstruction constant -> isNumber(constant.typeKind());
      case ReturnInstruction r -> isNumber(r.typeKind()) || r.typeKind() == TypeKind.VOID;
      case OperatorInstruction operator -> isTotal(operator.opcode(), previous);
      case BranchInstruction branch -> !passed.contains(branch.target());
      case TableSwitchInstruction s -> isForward(s.defaultTarget(), s.cases(), passed);
      case LookupSwitchInstruction s -> isForward(s.defaultTarget(), s.cases(), passed);
      case InvokeInstruction invoke -> isPureCall(invoke);
      case ExceptionCatch handler -> false;
      case ConvertInstruction c -> true;
      case IncrementInstruction i -> true;
      case StackInstruction s -> true;
      case NopInstruction n -> true;
      case PseudoInstruction p -> true;
      case StackMapTableAttribute frames -> true;
      default -> false;
    };
  }

  private static boolean isNumber(TypeKind kind) {
    return kind != TypeKind.REFERENCE && kind != TypeKind.VOID;
  }

  /** Whether an operator never throws: divisions by a constant other than zero do not. */
  private static boolean isTotal(Opcode opcode, CodeElement previous) {
    return switch (opcode) {
      case IDIV, IREM, LDIV, LREM ->
          previous instanceof ConstantInstruction divisor
              && divisor.constantValue() instanceof Number n
              && n.longValue() != 0;
      case ARRAYLENGTH -> false;
      default -> true;
    };
  }

  private static boolean isForward(Label other, List<SwitchCase> cases, Set<Label> passed) {
    return !passed.contains(other) && cases.stream().noneMatch(c -> passed.contains(c.target()));
  }

  private boolean isPureCall(InvokeInstruction invoke) {
    if (invoke.opcode() != Opcode.INVOKESTATIC) {
      return false;
    }
    ClassDesc owner = invoke.owner().asSymbol();
    String name = invoke.name().stringValue();
    return owner.equals(model.thisClass().asSymbol())
        ? isPureCode(name, invoke.typeSymbol())
        : isKnown(owner, name, invoke.typeSymbol());
  }
}
