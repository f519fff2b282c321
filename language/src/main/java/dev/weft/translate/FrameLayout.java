// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.frame.FrameSlotKind;
import dev.weft.types.ValueKind;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Assigns frame slots: locals first, then temps as they are needed, one for each pair of stack
 * position and kind. A slot has one kind for ever, so that static slots never change type.
 */
final class FrameLayout {

  private static final ValueKind[] KINDS = ValueKind.values();

  private int slots;
  private final ArrayList<ValueKind> slotKinds = new ArrayList<>();
  private int[] temps = new int[16 * KINDS.length];

  /**
   * Creates the layout.
   *
   * @param locals the kinds of the locals, parameters first
   */
  FrameLayout(ValueKind[] locals) {
    this.slots = locals.length;
    slotKinds.addAll(Arrays.asList(locals));
    Arrays.fill(temps, -1);
  }

  /** Returns the temp of a stack position and kind. */
  int temp(int position, ValueKind kind) {
    int index = position * KINDS.length + kind.ordinal();
    if (index >= temps.length) {
      int old = temps.length;
      temps = Arrays.copyOf(temps, Math.max(index + 1, 2 * old));
      Arrays.fill(temps, old, temps.length, -1);
    }
    if (temps[index] < 0) {
      temps[index] = slots++;
      slotKinds.add(kind);
    }
    return temps[index];
  }

  /** Returns a new slot, which no position of the stack has. */
  int extra(ValueKind kind) {
    slotKinds.add(kind);
    return slots++;
  }

  /** Returns how many slots have been assigned so far. */
  int slotCount() {
    return slots;
  }

  /** Returns the kind of each slot. */
  ValueKind[] kinds() {
    return slotKinds.toArray(new ValueKind[0]);
  }

  /** Returns the descriptor of frames with all slots assigned so far. */
  FrameDescriptor descriptor() {
    FrameDescriptor.Builder builder = FrameDescriptor.newBuilder(Math.max(1, slots));
    if (slots > 0) {
      builder.addSlots(slots, FrameSlotKind.Static);
    }
    return builder.build();
  }
}
