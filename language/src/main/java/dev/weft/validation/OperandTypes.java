// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.binary.WasmFormatException;
import dev.weft.types.RefType;
import dev.weft.types.ValueType;
import java.util.Arrays;

/**
 * The operand and control stacks of the validation algorithm (specification, appendix A.3), without
 * knowledge of instructions.
 */
abstract class OperandTypes {
  /** How many types a message lists at most. */
  private static final int SHOWN_TYPES = 20;

  private static final int INITIAL = 64;

  private ValueType[] operands = new ValueType[INITIAL];
  private int height;

  private Label[] labels = {};
  private int labelCount;

  /** Number of operands below those of the innermost label; a copy of its field. */
  private int floor;

  final void clear() {
    height = 0;
    floor = 0;
    labelCount = 0;
  }

  /** Makes an error at the current instruction. */
  abstract WasmFormatException invalid(String phrase, String detail);

  /** Called when a label goes out of scope. */
  abstract void forgetLocals(int initialisedHeight);

  // Operands

  /** Returns the number of operands on the stack. */
  public final int height() {
    return height;
  }

  /**
   * Returns the type of an operand.
   *
   * @param fromTop 0 for the topmost
   */
  public final ValueType operand(int fromTop) {
    return operands[height - 1 - fromTop];
  }

  final void push(ValueType type) {
    if (height == operands.length) {
      operands = Arrays.copyOf(operands, 2 * height);
    }
    operands[height++] = type;
  }

  final void push(ValueType[] types) {
    for (ValueType type : types) {
      push(type);
    }
  }

  final void push(ValueType[] types, int count) {
    for (int i = 0; i < count; i++) {
      push(types[i]);
    }
  }

  /** Pops an operand of any type; in unreachable code there is always one. */
  final ValueType pop() {
    if (height > floor) {
      return operands[--height];
    }
    if (labels[labelCount - 1].unreachable) {
      return ValueType.BOTTOM;
    }
    throw invalid("type mismatch", "instruction requires an operand but stack has []");
  }

  final ValueType pop(ValueType expected) {
    if (height > floor) {
      ValueType actual = operands[height - 1];
      if (actual == expected || actual == ValueType.BOTTOM || actual.isSubtypeOf(expected)) {
        height--;
        return actual;
      }
    } else if (labels[labelCount - 1].unreachable) {
      return ValueType.BOTTOM;
    }
    throw mismatch("instruction", new ValueType[] {expected}, height);
  }

  final void pop(ValueType[] expected) {
    pop(expected, expected.length);
  }

  final void pop(ValueType[] expected, int count) {
    int top = height;
    for (int i = count - 1; i >= 0; i--) {
      if (height > floor) {
        ValueType actual = operands[height - 1];
        if (actual != expected[i]
            && actual != ValueType.BOTTOM
            && !actual.isSubtypeOf(expected[i])) {
          throw mismatch("instruction", Arrays.copyOf(expected, count), top);
        }
        height--;
      } else if (!labels[labelCount - 1].unreachable) {
        throw mismatch("instruction", Arrays.copyOf(expected, count), top);
      }
    }
  }

  /** Pops a reference; the non-nullable bottom reference where the type is unknown. */
  final RefType popReference() {
    ValueType type = pop();
    if (type == ValueType.BOTTOM) {
      return RefType.BOTTOM_REF;
    }
    if (type instanceof RefType reference) {
      return reference;
    }
    throw invalid("type mismatch", "instruction requires a reference but stack has [" + type + "]");
  }

  /** Checks the topmost operands without popping them, as br_table does for each label. */
  final void check(ValueType[] expected) {
    int position = height;
    for (int i = expected.length - 1; i >= 0; i--) {
      if (position > floor) {
        ValueType actual = operands[--position];
        if (actual != expected[i]
            && actual != ValueType.BOTTOM
            && !actual.isSubtypeOf(expected[i])) {
          throw mismatch("instruction", expected, height);
        }
      } else if (!labels[labelCount - 1].unreachable) {
        throw mismatch("instruction", expected, height);
      }
    }
  }

  private WasmFormatException mismatch(String who, ValueType[] expected, int top) {
    int start = Math.max(floor, top - Math.max(1, expected.length));
    if ("block".equals(who)) {
      start = floor;
    }
    return invalid(
        "type mismatch",
        who + " requires " + list(expected) + " but stack has " + list(operands, start, top));
  }

  private static String list(ValueType[] types) {
    return list(types, 0, types.length);
  }

  /** A list for a message: of a long one its end, where the top of the stack is. */
  private static String list(ValueType[] types, int start, int end) {
    StringBuilder text = new StringBuilder("[");
    int first = Math.max(start, end - SHOWN_TYPES);
    if (first > start) {
      text.append("... ");
    }
    for (int i = first; i < end; i++) {
      text.append(i > first ? " " : "").append(types[i]);
    }
    return text.append(']').toString();
  }

  // Labels

  /** Returns the number of labels, the function's own included. */
  public final int labelCount() {
    return labelCount;
  }

  /**
   * Returns a label.
   *
   * @param depth how many labels further in there are
   */
  public final Label label(int depth) {
    return labels[labelCount - 1 - depth];
  }

  /** Returns the label that a branch goes to. */
  final Label target(int depth) {
    if (Integer.compareUnsigned(depth, labelCount) >= 0) {
      throw invalid("unknown label", "label " + Integer.toUnsignedString(depth));
    }
    return labels[labelCount - 1 - depth];
  }

  /** Opens a label whose parameters were popped, and pushes them again. */
  final Label pushLabel(ValueType[] startTypes, ValueType[] endTypes) {
    if (labelCount == labels.length) {
      labels = Arrays.copyOf(labels, Math.max(16, 2 * labelCount));
      for (int i = labelCount; i < labels.length; i++) {
        labels[i] = new Label();
      }
    }
    Label label = labels[labelCount++];
    label.startTypes = startTypes;
    label.endTypes = endTypes;
    label.height = height;
    label.unreachable = false;
    floor = height;
    push(startTypes);
    return label;
  }

  /** Checks that an arm leaves exactly its results, which stay on the stack. */
  final void checkEnd() {
    Label label = labels[labelCount - 1];
    ValueType[] results = label.endTypes;
    if (height - floor > results.length) {
      throw mismatch("block", results, height);
    }
    check(results);
  }

  /** Closes the innermost label after {@link #checkEnd}; its results are not pushed. */
  final Label popLabel() {
    Label label = labels[--labelCount];
    height = label.height;
    floor = labelCount > 0 ? labels[labelCount - 1].height : 0;
    forgetLocals(label.initialisedHeight);
    return label;
  }

  /** Begins another arm of the innermost label. */
  final void restartLabel(ValueType[] startTypes) {
    Label label = labels[labelCount - 1];
    label.unreachable = false;
    height = label.height;
    forgetLocals(label.initialisedHeight);
    push(startTypes);
  }

  /** Records that what follows up to the end of the innermost label cannot be reached. */
  final void unreachable() {
    labels[labelCount - 1].unreachable = true;
    height = floor;
  }

  final boolean isReachable() {
    return labelCount > 0 && !labels[labelCount - 1].unreachable;
  }
}
