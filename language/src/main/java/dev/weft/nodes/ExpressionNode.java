// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.NodeUtil;
import dev.weft.types.ValueKind;

/**
 * A node that computes one value. The kind of the value is static, and exactly one of the typed
 * execute methods is meaningful for it: callers choose it by {@link #kind()}. Concrete nodes extend
 * {@link IntNode}, {@link LongNode}, {@link FloatNode}, {@link DoubleNode} or {@link RefNode}.
 *
 * <p>Each expression carries a summary of what its whole tree reads and does, computed once when it
 * is created, so that the translator can decide in constant time whether it may be delayed.
 */
public abstract class ExpressionNode extends WasmNode {

  /** Trees higher than this are counted as this high. */
  private static final int MAX_HEIGHT = Character.MAX_VALUE;

  private final byte effects;
  private final char height;
  private final long localsRead;

  /**
   * Creates a leaf.
   *
   * @param effects bits of {@link Effects}
   */
  protected ExpressionNode(int effects) {
    this.effects = (byte) effects;
    this.height = 1;
    this.localsRead = 0;
  }

  /**
   * Creates an expression with any summary.
   *
   * @param effects bits of {@link Effects} of the whole tree
   * @param height height of the whole tree; a leaf has 1
   * @param localsRead the slots read by the whole tree, see {@link #localsRead()}
   */
  protected ExpressionNode(int effects, int height, long localsRead) {
    this.effects = (byte) effects;
    this.height = (char) Math.min(height, MAX_HEIGHT);
    this.localsRead = localsRead;
  }

  /**
   * Creates an expression with one operand.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param a the operand
   */
  protected ExpressionNode(int effects, ExpressionNode a) {
    this(effects | a.effects, a.height + 1, a.localsRead);
  }

  /**
   * Creates an expression with two operands.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param a the first operand
   * @param b the second operand
   */
  protected ExpressionNode(int effects, ExpressionNode a, ExpressionNode b) {
    this(
        effects | a.effects | b.effects,
        Math.max(a.height, b.height) + 1,
        a.localsRead | b.localsRead);
  }

  /**
   * Creates an expression with three operands.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param a the first operand
   * @param b the second operand
   * @param c the third operand
   */
  protected ExpressionNode(int effects, ExpressionNode a, ExpressionNode b, ExpressionNode c) {
    this(
        effects | a.effects | b.effects | c.effects,
        Math.max(Math.max(a.height, b.height), c.height) + 1,
        a.localsRead | b.localsRead | c.localsRead);
  }

  /**
   * Creates an expression with any number of operands, for instance a call.
   *
   * @param effects bits of {@link Effects} of the operator itself
   * @param operands the operands
   */
  protected ExpressionNode(int effects, ExpressionNode[] operands) {
    this(effects | effectsOf(operands), heightOf(operands) + 1, localsReadOf(operands));
  }

  /**
   * Returns the union of the effects of several trees.
   *
   * @param operands the trees
   * @return bits of {@link Effects}
   */
  public static int effectsOf(ExpressionNode[] operands) {
    int result = Effects.NONE;
    for (ExpressionNode operand : operands) {
      result |= operand.effects;
    }
    return result;
  }

  private static int heightOf(ExpressionNode[] operands) {
    int result = 0;
    for (ExpressionNode operand : operands) {
      result = Math.max(result, operand.height);
    }
    return result;
  }

  private static long localsReadOf(ExpressionNode[] operands) {
    long result = 0;
    for (ExpressionNode operand : operands) {
      result |= operand.localsRead;
    }
    return result;
  }

  /**
   * Returns the bit of a slot in {@link #localsRead()}.
   *
   * @param slot a frame slot, at least 0
   * @return a mask with one bit
   */
  public static long slotBit(int slot) {
    return 1L << slot; // a long shift takes the count modulo 64
  }

  /**
   * Returns what this tree reads and does.
   *
   * @return bits of {@link Effects}: those of this operator and of all its operands
   */
  public final int effects() {
    return effects;
  }

  /**
   * Tells whether this tree has any of some effects.
   *
   * @param mask bits of {@link Effects}
   * @return whether at least one of them applies
   */
  public final boolean hasEffect(int mask) {
    return (effects & mask) != 0;
  }

  /**
   * Returns the height of this tree.
   *
   * @return 1 for a leaf, at most 65 535
   */
  public final int height() {
    return height;
  }

  /**
   * Returns a filter of the slots this tree reads: bit {@code slot & 63} is set if it reads {@code
   * slot}. A clear bit proves that a slot is not read; a set bit proves nothing in functions with
   * more than 64 slots.
   *
   * @return a set of slots modulo 64
   */
  public final long localsRead() {
    return localsRead;
  }

  /**
   * Tells whether this tree reads a slot. Exact; walks the tree only where {@link #localsRead()}
   * cannot tell.
   *
   * @param slot a frame slot
   * @return whether the slot is read
   */
  public final boolean readsLocal(int slot) {
    return (localsRead & slotBit(slot)) != 0 && findLocal(slot);
  }

  private boolean findLocal(int slot) {
    if (readsSlotItself(slot)) {
      return true;
    }
    for (Node child : NodeUtil.findNodeChildren(this)) {
      if (child instanceof ExpressionNode expression && expression.readsLocal(slot)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tells whether this node, leaving aside its operands, reads a slot. Nodes that read slots
   * override it.
   *
   * @param slot a frame slot
   * @return whether this very node reads it
   */
  protected boolean readsSlotItself(int slot) {
    return false;
  }

  /**
   * Returns the kind of the value.
   *
   * @return the kind, which decides which execute method may be called
   */
  public abstract ValueKind kind();

  /**
   * Computes an i32.
   *
   * @param frame the frame of the function
   * @return the value
   */
  public int executeInt(VirtualFrame frame) {
    throw wrongKind();
  }

  /**
   * Computes an i32 and compares it with zero, the way conditions of branches and selects do.
   *
   * @param frame the frame of the function
   * @return whether the value is not zero
   */
  public boolean executeBoolean(VirtualFrame frame) {
    return executeInt(frame) != 0;
  }

  /**
   * Computes an i64.
   *
   * @param frame the frame of the function
   * @return the value
   */
  public long executeLong(VirtualFrame frame) {
    throw wrongKind();
  }

  /**
   * Computes an f32.
   *
   * @param frame the frame of the function
   * @return the value
   */
  public float executeFloat(VirtualFrame frame) {
    throw wrongKind();
  }

  /**
   * Computes an f64.
   *
   * @param frame the frame of the function
   * @return the value
   */
  public double executeDouble(VirtualFrame frame) {
    throw wrongKind();
  }

  /**
   * Computes a reference or a v128.
   *
   * @param frame the frame of the function
   * @return the value, never Java's null
   */
  public Object executeObject(VirtualFrame frame) {
    throw wrongKind();
  }

  /**
   * Computes the value of whatever kind as an object, as arguments and results of call targets are
   * passed.
   *
   * @param frame the frame of the function
   * @return an Integer, Long, Float, Double, or the object itself
   */
  public abstract Object executeBoxed(VirtualFrame frame);

  /**
   * Evaluates the expression for its effects and drops the value.
   *
   * @param frame the frame of the function
   */
  public abstract void executeVoid(VirtualFrame frame);

  private RuntimeException wrongKind() {
    return CompilerDirectives.shouldNotReachHere("expression of another kind");
  }
}
