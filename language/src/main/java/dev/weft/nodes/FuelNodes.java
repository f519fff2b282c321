// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.VirtualFrame;

/** Statements that count fuel, see {@link MeterNode}. */
public final class FuelNodes {
  private FuelNodes() {}

  /** An instruction whose costs depend on its operands. */
  public interface Bulk {
    /**
     * Lets the instruction count fuel; to be called before it is executed.
     *
     * @param fuelSlot the slot of the fuel
     * @param unitCost what each byte, page or element costs
     */
    void meter(int fuelSlot, int unitCost);
  }

  /** Takes off the costs of the instructions that follow, up to the next branch or call. */
  public static final class Charge extends StatementNode {
    private final int slot;
    @CompilationFinal private long cost;

    /**
     * Creates the node; it costs nothing yet.
     *
     * @param slot the slot of the fuel
     */
    public Charge(int slot) {
      this.slot = slot;
    }

    /** Adds to the costs; only while the function is being translated. */
    public void add(int more) {
      cost += more;
    }

    @Override
    public void execute(VirtualFrame frame) {
      WasmFrame.setLong(frame, slot, WasmFrame.getLong(frame, slot) - cost);
    }
  }

  /** Traps if no fuel is left: at the header of a loop. */
  public static final class Check extends StatementNode implements HasOffset {
    private final int slot;
    private final int offset;
    private final MeterNode.Gauge gauge = new MeterNode.Gauge();

    /**
     * Creates the node.
     *
     * @param slot the slot of the fuel
     * @param offset the byte offset of the instruction {@code loop}
     */
    public Check(int slot, int offset) {
      this.slot = slot;
      this.offset = offset;
    }

    @Override
    public void execute(VirtualFrame frame) {
      MeterNode.check(frame, slot, this, gauge);
    }

    @Override
    public int offset() {
      return offset;
    }
  }
}
