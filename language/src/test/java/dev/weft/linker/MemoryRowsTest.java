// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Rows R73 to R75: addresses at the edges of memories. */
final class MemoryRowsTest extends Rows {
  private static final int PAGE = 65536;

  /** Loads of one, two, four and eight bytes. Those of sixteen need vectors. */
  private static final String[] LOADS = {"i32.load8_u", "i32.load16_u", "i32.load", "i64.load"};

  private static final long[] BASES = {0, PAGE, 0xFFFF_FFFFL};

  private static long offset(int k) {
    return k == 0 ? 0 : k == 33 ? 0xFFFF_FFFFL : 1L << (k - 1);
  }

  @Test
  void r73AddressesDoNotWrapAround() {
    StringBuilder text = new StringBuilder("(memory (export \"m\") 1 2)");
    for (int width = 0; width < LOADS.length; width++) {
      for (int k = 0; k <= 33; k++) {
        text.append("(func (export \"").append(width).append('/').append(k);
        text.append("\") (param i32) (drop (").append(LOADS[width]).append(" offset=");
        text.append(offset(k)).append(" (local.get 0))))");
      }
    }
    Instance instance = inst(text.toString());
    Memory memory = instance.memory("m").orElseThrow();
    for (int pages = 1; pages <= 2; pages++) {
      for (int width = 0; width < LOADS.length; width++) {
        for (int k = 0; k <= 33; k++) {
          Func load = instance.func(width + "/" + k).orElseThrow();
          for (long base : BASES) {
            if (base + offset(k) + (1 << width) > (long) pages * PAGE) {
              trap(TrapCode.MEMORY_OUT_OF_BOUNDS, () -> load.call((int) base));
            } else {
              assertEquals(0, load.call((int) base).length);
            }
          }
        }
      }
      if (pages == 1) {
        memory.grow(1);
      }
    }
  }

  @Test
  void r74EveryByteOfAMemoryThatCannotGrow() {
    Instance instance =
        inst(
            """
            (memory (export "m") 1 1)
            (func (export "sum") (result i32) (local $i i32) (local $s i32)
              (loop $l
                (local.set $s (i32.add (local.get $s) (i32.load8_u (local.get $i))))
                (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                                    (i32.const 65536))))
              (local.get $s))
            (func (export "at") (param i32) (result i32) (i32.load8_u (local.get 0)))
            """);
    instance.memory("m").orElseThrow().fill(0, (byte) 3, PAGE);
    assertEquals(3 * PAGE, call(instance, "sum"));
    assertEquals(3, call(instance, "at", PAGE - 1));
    trap(TrapCode.MEMORY_OUT_OF_BOUNDS, () -> call(instance, "at", PAGE));
  }

  @Test
  @DisabledIfSystemProperty(
      named = "polyglot.wasm.Tier",
      matches = "ast",
      disabledReason = "instantiation is the same, and this takes 2 GB of memory")
  void r75DataBeyondTheSignedNumbers() {
    Instance instance =
        inst(
            """
            (memory (export "m") 65536) (data (i32.const 0x8000_0000) "data")
            (func (export "at") (param i32) (result i32) (i32.load8_u (local.get 0)))
            """);
    assertEquals((int) 'd', call(instance, "at", 0x8000_0000));
    assertEquals("ata", instance.memory("m").orElseThrow().getString(0x8000_0001L, 3, US_ASCII));
  }
}
