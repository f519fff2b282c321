// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import dev.weft.module.Module;

/** Reads instructions one after the other. */
public final class InstructionReader {
  /** Creates a reader of the instructions in a range of the module's bytes. */
  public InstructionReader(Module module, int start, int end) {
    throw new UnsupportedOperationException();
  }

  /** Reads the next instruction; returns false at the end of the range. */
  public boolean next(Instruction instruction) {
    throw new UnsupportedOperationException();
  }
}
