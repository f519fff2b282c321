// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import dev.weft.types.FuncType;
import dev.weft.types.ValueType;

/** Validates function bodies. */
public final class FunctionValidator {
  /** Creates a validator for the functions of a module. */
  public FunctionValidator(Module module, FeatureSet features) {
    throw new UnsupportedOperationException();
  }

  /** Validates a function and hands its instructions to the sink. */
  public void run(int functionIndex, FunctionSink sink) {
    throw new UnsupportedOperationException();
  }

  /** Returns whether the current instruction is reachable. */
  public boolean wasReachable() {
    throw new UnsupportedOperationException();
  }

  /** Returns the index of the function. */
  public int functionIndex() {
    throw new UnsupportedOperationException();
  }

  /** Returns the number of parameters and locals. */
  public int localCount() {
    throw new UnsupportedOperationException();
  }

  /** Returns the type of a parameter or local. */
  public ValueType localType(int local) {
    throw new UnsupportedOperationException();
  }

  /** Returns the number of parameters. */
  public int paramCount() {
    throw new UnsupportedOperationException();
  }

  /** Returns the type of the function. */
  public FuncType type() {
    throw new UnsupportedOperationException();
  }

  /** Returns the module. */
  public Module module() {
    throw new UnsupportedOperationException();
  }

  /** Returns the label that a branch of the given depth goes to. */
  public Label label(int depth) {
    throw new UnsupportedOperationException();
  }

  /** Returns the number of labels, the function's own included. */
  public int labelCount() {
    throw new UnsupportedOperationException();
  }

  /** Returns the height of the operand stack. */
  public int height() {
    throw new UnsupportedOperationException();
  }

  /** Returns the type of an operand, 0 being the top. */
  public ValueType operand(int fromTop) {
    throw new UnsupportedOperationException();
  }
}
