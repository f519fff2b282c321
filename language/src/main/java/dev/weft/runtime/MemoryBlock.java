// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.Set;

/**
 * The storage of one memory outside the Java heap, and who frees it: the context when it closes, or
 * the cleaner when the memory became unreachable before. It does not refer to the memory strongly.
 */
public abstract class MemoryBlock implements Runnable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Set<MemoryBlock> owner;
  private final WeakReference<Memory> memory;
  private long bytes;
  private boolean freed;

  MemoryBlock(Memory memory) {
    this.memory = new WeakReference<>(memory);
    this.owner = memory.blocks;
    owner.add(this);
    CLEANER.register(memory, this);
  }

  /** Notes how many bytes of the block are really used, for {@link MemoryPressure}. */
  final void account(long used) {
    long more = used - bytes;
    bytes = used;
    MemoryPressure.ALL.add(more);
  }

  /** Frees the storage. Called once. */
  abstract void free();

  /** Called by the cleaner: the memory is unreachable. */
  @Override
  public final synchronized void run() {
    if (!freed) {
      freed = true;
      owner.remove(this);
      free();
      MemoryPressure.ALL.add(-bytes);
    }
  }

  /** Frees the storage while the memory may still be reachable; it then has no bytes left. */
  public final synchronized void close() {
    Memory m = memory.get();
    if (m != null) {
      m.forget();
    }
    run();
  }
}
