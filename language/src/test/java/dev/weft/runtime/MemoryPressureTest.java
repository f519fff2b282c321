// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import java.lang.ref.Cleaner;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Native bytes that nothing refers to any more are given back without the heap filling up. */
final class MemoryPressureTest {
  @Test
  void droppedBytesAreCollectedWhenTheyBecomeMany() {
    MemoryPressure pressure = new MemoryPressure(1000);
    Cleaner cleaner = Cleaner.create();
    AtomicInteger live = new AtomicInteger();
    long most = 0;
    for (int i = 0; i < 2000; i++) {
      live.incrementAndGet();
      cleaner.register(
          new Object(),
          () -> {
            live.decrementAndGet();
            pressure.add(-10);
          });
      pressure.add(10);
      most = Math.max(most, pressure.used());
    }
    assertTrue(most < 10_000, "most bytes at a time: " + most);
    assertEquals(pressure.used() / 10, live.get(), 50);
  }

  @Test
  void whatIsInUseIsNotCollectedForAgainAndAgain() {
    MemoryPressure pressure = new MemoryPressure(1000);
    long start = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      pressure.add(10); // 100 000 bytes that stay: about seven collections
    }
    assertEquals(100_000, pressure.used());
    assertTrue(System.nanoTime() - start < 20_000_000_000L);
  }

  @Test
  void memoriesAreCounted() {
    MemoryType type = new MemoryType(new Limits(2, false, 0, false, false), 16);
    boolean counted = false;
    for (int attempt = 0; attempt < 10 && !counted; attempt++) {
      // The cleaner may free memories of other tests at the same time.
      long before = MemoryPressure.ALL.used();
      Memory m = Memory.create(type, MemoryAccess.unsafe(), new HashSet<>());
      m.putByte(0, 1);
      long during = MemoryPressure.ALL.used();
      m.close();
      counted = during == before + 2 * 65536 && MemoryPressure.ALL.used() == before;
    }
    assertTrue(counted);
  }
}
