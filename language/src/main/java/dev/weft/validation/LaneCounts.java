// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.opcode.Immediate;
import dev.weft.opcode.Opcode;

/** How many lanes the vectors of instructions with a lane index have, read off their names. */
final class LaneCounts {
  private static final byte[] COUNTS;

  static {
    Opcode[] opcodes = Opcode.values();
    COUNTS = new byte[opcodes.length];
    for (Opcode opcode : opcodes) {
      if (opcode.immediate() == Immediate.LANE) {
        String name = opcode.text();
        int lanes = Integer.parseInt(name.substring(name.indexOf('x') + 1, name.indexOf('.')));
        COUNTS[opcode.ordinal()] = (byte) lanes;
      }
    }
  }

  private LaneCounts() {}

  static int of(Opcode opcode) {
    return COUNTS[opcode.ordinal()];
  }
}
