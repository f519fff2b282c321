// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.ValueKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A structured control instruction of a {@link FunctionIr}, or the function itself. */
final class IrBlock {
  /** What a block is. */
  enum Kind {
    /** The whole body; a branch to its label returns. */
    FUNCTION,
    /** {@code block}: its label is at the end. */
    BLOCK,
    /** {@code loop}: its label is at the start. */
    LOOP,
    /** {@code if}: its label is at the end. */
    IF
  }

  final Kind kind;

  /** Its position in {@link FunctionIr#blocks}; parents come before their children. */
  final int index;

  /** The block around it; null for the function. */
  final IrBlock parent;

  /** The blocks directly inside, in the order of the code; those of both arms of an if. */
  final List<IrBlock> children = new ArrayList<>();

  /** The kinds of the operands it takes; none for the function. */
  final ValueKind[] params;

  /** The kinds of the operands it leaves. */
  final ValueKind[] results;

  /** How many operands lie below the parameters. */
  final int height;

  /** The operator that opens it; -1 for the function. */
  final int start;

  /** The operator {@code else}, or -1. */
  int otherwise = -1;

  /** The operator {@code end}; there always is one. */
  int end = -1;

  /** How many branches go to the label; an entry of a table counts once for each table. */
  int branches;

  /** Whether control can arrive at the end of the last arm without a branch. */
  boolean fallsThrough;

  /** The locals read anywhere inside. */
  final BitSet reads = new BitSet();

  /** The locals written anywhere inside. */
  final BitSet writes = new BitSet();

  IrBlock(
      Kind kind,
      int index,
      IrBlock parent,
      ValueKind[] params,
      ValueKind[] results,
      int height,
      int start) {
    this.kind = kind;
    this.index = index;
    this.parent = parent;
    this.params = params;
    this.results = results;
    this.height = height;
    this.start = start;
  }

  /** The kinds of the operands that a branch to the label takes. */
  ValueKind[] branchKinds() {
    return kind == Kind.LOOP ? params : results;
  }

  /** Whether this block is {@code other} or inside it. */
  boolean isInside(IrBlock other) {
    return start >= other.start && end <= other.end;
  }

  /** Whether the code after the end can be reached. */
  boolean endsReachable() {
    return fallsThrough || kind != Kind.LOOP && branches > 0 || kind == Kind.IF && otherwise < 0;
  }
}
