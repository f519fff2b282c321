// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.ValueKind;
import java.util.Arrays;
import java.util.HashMap;

/**
 * The kinds of the operands before each operator. Stacks are paths in a tree, so that equal ones,
 * and what they have in common at their bottoms, are stored once.
 */
final class Shapes {
  private static final ValueKind[] KINDS = ValueKind.values();

  /** The stack without operands. */
  private static final int ROOT = 0;

  /** By operator: the node of its stack. */
  private int[] nodes = new int[64];

  /** By node: the one below it, and the kind on top. */
  private int[] below = new int[64];

  private byte[] tops = new byte[64];
  private int count = 1;

  /** The node for another operand on a node, by node and kind. */
  private final HashMap<Integer, Integer> above = new HashMap<>();

  /** The nodes of the stack noted last, from the bottom. */
  private int[] path = new int[16];

  private int pathLength;

  /** Notes the stack before an operator. */
  void note(int operator, ValueKind[] stack, int height) {
    int known = 0;
    while (known < height && known < pathLength && tops[path[known]] == stack[known].ordinal()) {
      known++;
    }
    if (height > path.length) {
      path = Arrays.copyOf(path, Math.max(height, 2 * path.length));
    }
    for (int p = known; p < height; p++) {
      path[p] = node(p == 0 ? ROOT : path[p - 1], stack[p]);
    }
    pathLength = height;
    if (operator >= nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(operator + 1, 2 * nodes.length));
    }
    nodes[operator] = height == 0 ? ROOT : path[height - 1];
  }

  private int node(int on, ValueKind kind) {
    Integer known = above.putIfAbsent(on * KINDS.length + kind.ordinal(), count);
    if (known != null) {
      return known;
    }
    if (count == below.length) {
      below = Arrays.copyOf(below, 2 * count);
      tops = Arrays.copyOf(tops, 2 * count);
    }
    below[count] = on;
    tops[count] = (byte) kind.ordinal();
    return count++;
  }

  /** The lowest {@code height} operands before an operator that has {@code all}. */
  ValueKind[] kinds(int operator, int all, int height) {
    ValueKind[] kinds = new ValueKind[height];
    int node = nodes[operator];
    for (int p = all - 1; p >= 0; p--) {
      if (p < height) {
        kinds[p] = KINDS[tops[node]];
      }
      node = below[node];
    }
    return kinds;
  }
}
