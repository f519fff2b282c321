// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import dev.weft.linker.spi.EngineLimiter;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.Set;

/**
 * What a context has made: instances, tables and memories, as far as they are still reachable. A
 * limiter of the host, if there is one, decides about more. Objects made before there was one do
 * not count.
 */
public final class ResourceAccount {
  /** Throws what the host threw, in a way that guests can see it. */
  @FunctionalInterface
  public interface Thrower {
    /** Throws {@code e}, wrapped. */
    RuntimeException toGuest(Throwable e);
  }

  /** How long a collection of the heap may take to tell what it found. */
  private static final long COLLECTION_MILLIS = 100;

  private final Thrower thrower;
  private EngineLimiter limiter;
  private final Live instances = new Live("instance");
  private final Live tables = new Live("table");
  private final Live memories = new Live("memory");

  /**
   * Creates the account of a context.
   *
   * @param thrower how exceptions of the host are thrown
   */
  public ResourceAccount(Thrower thrower) {
    this.thrower = thrower;
  }

  /** Asks a limiter from now on; none if it is null. */
  public void limiter(EngineLimiter newLimiter) {
    limiter = newLimiter;
  }

  /** One object, and how many bytes it has. */
  private static final class Entry extends WeakReference<Object> {
    private final Live owner;
    private long bytes;

    Entry(Object object, Live owner) {
      super(object, owner.unreachable);
      this.owner = owner;
    }
  }

  /** The objects of one kind. */
  private static final class Live {
    private final String what;
    private final Set<Entry> entries = new HashSet<>();
    private final ReferenceQueue<Object> unreachable = new ReferenceQueue<>();
    private long bytes;

    /** Whether there are objects that no collection has looked at yet. */
    private boolean fresh;

    Live(String what) {
      this.what = what;
    }

    void forgetUnreachable() {
      for (Reference<?> r = unreachable.poll(); r != null; r = unreachable.poll()) {
        remove((Entry) r);
      }
    }

    /**
     * Collects the heap, but not again before another object was made: code that asks for what it
     * is refused in a loop must not keep the host busy.
     */
    void collect() {
      if (!fresh) {
        return;
      }
      fresh = false;
      System.gc();
      try {
        Reference<?> r = unreachable.remove(COLLECTION_MILLIS);
        if (r != null) {
          remove((Entry) r);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      forgetUnreachable();
    }

    void remove(Entry entry) {
      if (entries.remove(entry)) {
        bytes -= entry.bytes;
      }
    }

    /** Makes sure that there is room for one more. */
    void checkRoom(long most) {
      if (Long.compareUnsigned(entries.size(), most) >= 0) {
        forgetUnreachable();
        if (Long.compareUnsigned(entries.size(), most) >= 0 && !entries.isEmpty()) {
          collect();
        }
        if (Long.compareUnsigned(entries.size(), most) >= 0) {
          throw refused(what + " count too high at " + (entries.size() + 1));
        }
      }
    }

    Entry add(Object object) {
      Entry entry = new Entry(object, this);
      entries.add(entry);
      fresh = true;
      return entry;
    }
  }

  private static WasmException refused(String message) {
    return WasmException.failure(FailureType.EXHAUSTION, "resource limit", message, null);
  }

  /**
   * An instance is about to be made.
   *
   * @return what to give to {@link #release}, or null
   */
  Object instance(Instance instance) {
    if (limiter == null) {
      return null;
    }
    instances.checkRoom(limiter.instances());
    return instances.add(instance);
  }

  /** An object that was counted is not used any more. */
  static void release(Object entry) {
    if (entry != null) {
      Entry e = (Entry) entry;
      e.owner.remove(e);
    }
  }

  /**
   * A memory is about to be made.
   *
   * @param bytes its size, unsigned
   * @param maximum its declared maximum in bytes, or -1
   * @param pages its size in pages, for messages
   * @return what to give to {@link #grown} and {@link #release}, or null
   * @throws WasmException if the limiter refuses
   */
  Object memory(Memory memory, long bytes, long maximum, long pages) {
    if (limiter == null) {
      return null;
    }
    memories.checkRoom(limiter.memories());
    if (!mayHave(null, 0, bytes, maximum)) {
      throw refused(
          "memory minimum size of "
              + Long.toUnsignedString(pages)
              + " pages exceeds memory limits");
    }
    Entry entry = memories.add(memory);
    grown(entry, bytes);
    return entry;
  }

  /** Whether a memory may grow; see {@link EngineLimiter#memoryGrowing}. */
  boolean mayGrow(Object entry, long current, long desired, long maximum) {
    return limiter == null || mayHave((Entry) entry, current, desired, maximum);
  }

  private boolean mayHave(Entry entry, long current, long desired, long maximum) {
    long most = limiter.totalMemoryBytes();
    if (most >= 0) {
      memories.forgetUnreachable();
      long others = memories.bytes - (entry == null ? 0 : entry.bytes);
      if (desired < 0 || desired > most - others) {
        memories.collect();
        others = memories.bytes - (entry == null ? 0 : entry.bytes);
        if (desired < 0 || desired > most - others) {
          return false;
        }
      }
    }
    try {
      return limiter.memoryGrowing(current, desired, maximum);
    } catch (Throwable e) {
      throw thrower.toGuest(e);
    }
  }

  /** A memory has another size now. */
  void grown(Object entry, long bytes) {
    if (entry != null) {
      Entry e = (Entry) entry;
      memories.bytes += bytes - e.bytes;
      e.bytes = bytes;
    }
  }

  /** A memory was allowed to grow, and could not. */
  void growthFailed(String why) {
    if (limiter != null) {
      try {
        limiter.memoryGrowFailed(why);
      } catch (Throwable e) {
        throw thrower.toGuest(e);
      }
    }
  }

  /**
   * A table is about to be made.
   *
   * @param size its elements, unsigned
   * @param maximum its declared maximum, or -1
   * @return what to give to {@link #release}, or null
   * @throws WasmException if the limiter refuses
   */
  Object table(Table table, long size, long maximum) {
    if (limiter == null) {
      return null;
    }
    tables.checkRoom(limiter.tables());
    if (!mayGrowTable(0, size, maximum)) {
      throw refused(
          "table minimum size of "
              + Long.toUnsignedString(size)
              + " elements exceeds table limits");
    }
    return tables.add(table);
  }

  /** Whether a table may grow; see {@link EngineLimiter#tableGrowing}. */
  boolean mayGrowTable(long current, long desired, long maximum) {
    if (limiter == null) {
      return true;
    }
    try {
      return limiter.tableGrowing(current, desired, maximum);
    } catch (Throwable e) {
      throw thrower.toGuest(e);
    }
  }

  /** A table was allowed to grow, and could not. */
  void tableGrowthFailed(String why) {
    if (limiter != null) {
      try {
        limiter.tableGrowFailed(why);
      } catch (Throwable e) {
        throw thrower.toGuest(e);
      }
    }
  }
}
