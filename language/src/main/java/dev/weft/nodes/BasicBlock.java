// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.InstrumentableNode.WrapperNode;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import com.oracle.truffle.api.nodes.Node;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A basic block: statements that run one after the other, and a terminator that names the next
 * block. Blocks do not transfer control themselves: {@link FunctionBodyNode} reads the terminator,
 * because partial evaluation can only follow control flow that is decided in its own exploded loop.
 */
public final class BasicBlock extends Node {

  /** Goes to {@link #target}. */
  public static final byte GOTO = 0;

  /** Goes to {@link #target} where {@link #value} is not zero, else to {@link #otherwise}. */
  public static final byte BRANCH = 1;

  /** Goes to one of {@link #table}, its last entry being the default. */
  public static final byte TABLE = 2;

  /** Returns nothing. */
  public static final byte RETURN_VOID = 3;

  /** Returns {@link #value}. */
  public static final byte RETURN_ONE = 4;

  /** Returns {@link #values} as an array. */
  public static final byte RETURN_MANY = 5;

  /** The block ends in a statement that always throws. */
  public static final byte UNREACHABLE = 6;

  private static final int COUNT_LIMIT = 1 << 28;

  /**
   * Tables with more entries are compiled to a comparison for each different target, rather than
   * for each entry: partial evaluation gives up after some thousand copies of a loop.
   */
  private static final int MAX_CASCADE = 500;

  final byte kind;
  final int target;
  final int otherwise;
  final boolean targetIsBackEdge;
  final boolean otherwiseIsBackEdge;

  /**
   * A branch that went one way more often than this and never the other is compiled with a
   * deoptimization in the other's place; 0 if it never is.
   */
  private final int pruneThreshold;

  @Children private final StatementNode[] statements;
  @Child ExpressionNode value;
  @Children private final ExpressionNode[] values;

  @CompilationFinal(dimensions = 1)
  final int[] table;

  /** The different blocks of a {@link #table} too large for a cascade; null for others. */
  @CompilationFinal(dimensions = 1)
  final int[] ways;

  /** The index into {@link #ways} for each entry of the table; read at run time. */
  final int[] wayOfEntry;

  /** Taken counts of the entries of {@link #table}; of the two ways of a branch. */
  @CompilationFinal(dimensions = 1)
  final int[] counts;

  /** The sum of the counts of a table. */
  @CompilationFinal int total;

  /**
   * Creates a block.
   *
   * @param index its number, to tell back edges from forward ones
   * @param statements the statements
   * @param kind the kind of terminator
   * @param value condition, table index or result; may be null
   * @param values several results; may be null
   * @param target the block to go to, or of the taken branch
   * @param otherwise the block of the branch not taken
   * @param table the blocks of a table, default last; may be null
   * @param pruneThreshold how often a branch must have gone one way, and never the other, before
   *     the other is left out of compiled code; 0 for never
   */
  public BasicBlock(
      int index,
      StatementNode[] statements,
      byte kind,
      ExpressionNode value,
      ExpressionNode[] values,
      int target,
      int otherwise,
      int[] table,
      int pruneThreshold) {
    this.statements = statements;
    this.kind = kind;
    this.value = value;
    this.values = values;
    this.target = target;
    this.otherwise = otherwise;
    this.table = table;
    this.targetIsBackEdge = target <= index;
    this.otherwiseIsBackEdge = otherwise <= index;
    this.pruneThreshold = pruneThreshold;
    if (kind == TABLE && table.length > MAX_CASCADE) {
      wayOfEntry = new int[table.length];
      ways = differentTargets(table, wayOfEntry);
    } else {
      wayOfEntry = null;
      ways = null;
    }
    this.counts =
        switch (kind) {
          case BRANCH -> new int[2];
          case TABLE -> new int[table.length];
          default -> null;
        };
  }

  private static int[] differentTargets(int[] table, int[] wayOfEntry) {
    Map<Integer, Integer> wayOfTarget = new LinkedHashMap<>();
    for (int i = 0; i < table.length; i++) {
      wayOfTarget.putIfAbsent(table[i], wayOfTarget.size());
      wayOfEntry[i] = wayOfTarget.get(table[i]);
    }
    return wayOfTarget.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /** The marker of the statement, or of the end of this block, that a child is; null if none. */
  StatementMarker markerOf(Node child) {
    StatementMarker marker = null;
    for (StatementNode statement : statements) {
      if (statement == child) {
        break;
      }
      Node node = statement instanceof WrapperNode wrapper ? wrapper.getDelegateNode() : statement;
      marker = node instanceof StatementMarker m ? m : marker;
    }
    return marker;
  }

  /** The index into {@link #ways} that an index into the table leads to. */
  int way(int index) {
    int last = table.length - 1;
    return wayOfEntry[index >= 0 && index < last ? index : last];
  }

  /**
   * Runs the statements and, where the block ends in a return, evaluates the result.
   *
   * @param frame the frame of the function
   * @return null, the boxed result, or an array of boxed results
   */
  @ExplodeLoop
  Object execute(VirtualFrame frame) {
    for (StatementNode statement : statements) {
      statement.execute(frame);
    }
    if (kind == RETURN_ONE) {
      return value.executeBoxed(frame);
    }
    return kind == RETURN_MANY ? executeResults(frame) : null;
  }

  @ExplodeLoop
  private Object[] executeResults(VirtualFrame frame) {
    Object[] results = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      results[i] = values[i].executeBoxed(frame);
    }
    return results;
  }

  /**
   * Evaluates the condition of a branch, recording and using how often it held.
   *
   * @param frame the frame of the function
   * @return whether the branch is taken
   */
  boolean executeCondition(VirtualFrame frame) {
    boolean taken = value.executeBoolean(frame);
    int yes = counts[0];
    int no = counts[1];
    if (CompilerDirectives.inInterpreter()) {
      if (taken) {
        if (yes < COUNT_LIMIT) {
          counts[0] = yes + 1;
        }
      } else if (no < COUNT_LIMIT) {
        counts[1] = no + 1;
      }
      return taken;
    }
    if (pruneThreshold > 0) {
      if (yes == 0 && no > pruneThreshold && taken) {
        CompilerDirectives.transferToInterpreterAndInvalidate();
        counts[0] = 1;
        return true;
      }
      if (no == 0 && yes > pruneThreshold && !taken) {
        CompilerDirectives.transferToInterpreterAndInvalidate();
        counts[1] = 1;
        return false;
      }
    }
    return CompilerDirectives.injectBranchProbability(probability(yes, yes + no), taken);
  }

  /**
   * Counts a use of a table entry; interpreter only.
   *
   * @param entry index into {@link #table}
   */
  void countEntry(int entry) {
    if (total < COUNT_LIMIT) {
      counts[entry]++;
      total++;
    }
  }

  /**
   * Returns how likely a table entry is, given that no earlier one was chosen.
   *
   * @param entry index into {@link #table}
   * @param rest the uses that chose none of the earlier ones
   * @return a probability between 0 and 1, both exclusive
   */
  double entryProbability(int entry, int rest) {
    // The counts go on while a compilation reads them, so the sum may lag behind.
    return probability(counts[entry], Math.max(rest, counts[entry]));
  }

  private static double probability(int part, int total) {
    // Never 0 or 1: what has not been seen yet must stay in the code.
    return (part + 1.0) / (total + 2.0);
  }
}
