// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import dev.weft.nodes.FuelNodes;
import dev.weft.opcode.Opcode;
import dev.weft.runtime.FuelCosts;

/** Adds the counting of fuel to the blocks of a function. */
final class FuelMeter {
  private final FuelCosts costs;
  private final int slot;

  /** What the present stretch of instructions is charged by; null before its first costs. */
  private FuelNodes.Charge charge;

  FuelMeter(FuelCosts costs, int slot) {
    this.costs = costs;
    this.slot = slot;
  }

  /** The slot of the fuel. */
  int slot() {
    return slot;
  }

  /** Begins a new stretch: what comes now is not always executed with what came before. */
  void split() {
    charge = null;
  }

  /** Counts an instruction of the present stretch. */
  void count(Opcode opcode, BlockBuilder block) {
    count(costs.of(opcode), block);
  }

  /** Counts the entry of the function, where it is entered by a jump. */
  void countEntry(BlockBuilder block) {
    count(costs.entry(), block);
  }

  private void count(int cost, BlockBuilder block) {
    if (cost > 0) {
      if (charge == null) {
        charge = new FuelNodes.Charge(slot);
        block.statements.add(charge);
      }
      charge.add(cost);
    }
  }

  /** Adds a check to a block. */
  void check(BlockBuilder block, int offset) {
    block.statements.add(new FuelNodes.Check(slot, offset));
  }

  /** Lets a bulk instruction count its units. */
  void bulk(Opcode opcode, FuelNodes.Bulk node) {
    node.meter(slot, costs.unit(opcode));
  }
}
