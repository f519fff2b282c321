// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import dev.weft.opcode.Opcode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What instructions cost. Without changes: 1 for entering a function and for each instruction,
 * except {@code nop}, {@code drop}, {@code block}, {@code loop}, {@code end}, {@code else}, {@code
 * return} and {@code unreachable}, which are free; bulk instructions cost 1 more for each byte,
 * page or element.
 */
public final class FuelCosts {
  /** What the costs of entering a function are listed under. */
  public static final String ENTRY = "entry";

  /** What follows the name of a bulk instruction to list the costs of a unit. */
  public static final String UNIT = "/unit";

  private static final int MOST = 1_000_000;

  private final int[] costs = new int[Opcode.values().length];
  private final int[] units = new int[Opcode.values().length];
  private int entry = 1;

  private FuelCosts() {
    Arrays.fill(costs, 1);
    Arrays.fill(units, 1);
    for (Opcode free :
        new Opcode[] {
          Opcode.NOP,
          Opcode.DROP,
          Opcode.BLOCK,
          Opcode.LOOP,
          Opcode.END,
          Opcode.ELSE,
          Opcode.RETURN,
          Opcode.UNREACHABLE
        }) {
      costs[free.ordinal()] = 0;
    }
  }

  /**
   * Reads changes to the costs.
   *
   * @param text as in {@code "i32.div_s=4,call=10,memory.fill/unit=2,entry=3"}; may be empty
   * @return the costs
   * @throws IllegalArgumentException if a name is of no instruction or a cost is not a number from
   *     0 to 1 000 000
   */
  public static FuelCosts parse(String text) {
    FuelCosts result = new FuelCosts();
    if (text.isBlank()) {
      return result;
    }
    Map<String, Opcode> opcodes = new HashMap<>();
    for (Opcode opcode : Opcode.values()) {
      opcodes.put(opcode.text(), opcode);
    }
    for (String item : text.split(",")) {
      int equals = item.indexOf('=');
      String name = item.substring(0, Math.max(equals, 0)).trim();
      int cost = cost(item, item.substring(equals + 1).trim());
      boolean unit = name.endsWith(UNIT);
      Opcode opcode = opcodes.get(unit ? name.substring(0, name.length() - UNIT.length()) : name);
      if (name.equals(ENTRY)) {
        result.entry = cost;
      } else if (opcode == null) {
        throw new IllegalArgumentException("there is no instruction '" + name + "'");
      } else if (unit) {
        result.units[opcode.ordinal()] = cost;
      } else {
        result.costs[opcode.ordinal()] = cost;
      }
    }
    return result;
  }

  private static int cost(String item, String text) {
    try {
      int cost = Integer.parseInt(text);
      if (cost >= 0 && cost <= MOST) {
        return cost;
      }
    } catch (NumberFormatException e) {
      // as if out of range
    }
    throw new IllegalArgumentException(
        "'" + item + "' is not an instruction, '=' and a number from 0 to " + MOST);
  }

  /** What entering a function costs. */
  public int entry() {
    return entry;
  }

  /** What an instruction costs, whatever its operands are. */
  public int of(Opcode opcode) {
    return costs[opcode.ordinal()];
  }

  /** What a bulk instruction costs for each byte, page or element in addition. */
  public int unit(Opcode opcode) {
    return units[opcode.ordinal()];
  }
}
