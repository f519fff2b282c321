// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.opcode.Opcode;
import dev.weft.types.FuncType;
import dev.weft.types.ValueType;

/** A label on the validator's control stack. Reused: not to be kept by sinks. */
public final class Label {
  /**
   * The instruction that opened the label; ELSE after an else, CATCH or CATCH_ALL within such an
   * arm, and for the function's own label BLOCK.
   */
  public Opcode opcode;

  /** The type of the block; for the function's own label without parameters. */
  public FuncType type;

  /** The types of the operands that the block takes. */
  public ValueType[] startTypes;

  /** The types of the operands that the block leaves. */
  public ValueType[] endTypes;

  /** The number of operands below the block's parameters. */
  public int height;

  /** Whether the code after the last instruction is unreachable. */
  boolean unreachable;

  /** The number of entries in the list of initialised locals when the block began. */
  int initialisedHeight;

  /** Returns the types of the operands that a branch to this label takes. */
  public ValueType[] branchTypes() {
    return opcode == Opcode.LOOP ? startTypes : endTypes;
  }
}
