// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import java.lang.invoke.VarHandle;
import java.util.Set;

/** What a shared memory has beyond others. It is locked while the memory grows or is extended. */
final class SharedState {
  /** Whether processors of this host carry out reads in order. */
  private static final boolean STRONGLY_ORDERED =
      Set.of("amd64", "x86_64", "x86", "i386").contains(System.getProperty("os.arch"));

  /** Who waits at its addresses. */
  final Waiters waiters = new Waiters();

  /** The account that counts the memory, null if none does. It is for the maker's thread. */
  ResourceAccount maker;

  private final Memory memory;

  /** How many bytes the memory may grow to. */
  private long reserved;

  SharedState(Memory memory) {
    this.memory = memory;
  }

  /** Provides the bytes of a memory that is being made; returns whether the host has them. */
  boolean reserve(long least) {
    try {
      reserved = memory.access().reserveShared(memory, least, memory.maxBytes());
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  /**
   * Grows the memory; may be called by any thread, in any context or in none.
   *
   * @param deltaPages how many pages to add, unsigned
   * @param asked the account of the current context, which is asked first; null if there is none
   * @return the size before, in pages, or -1 if the memory may or can not grow so far
   */
  long grow(long deltaPages, ResourceAccount asked) {
    long before = deltaPages == 0 ? memory.pages() : tryGrow(deltaPages, asked);
    if (before >= 0 && asked != null) {
      memory.noteGrowth();
    }
    return before;
  }

  private long tryGrow(long deltaPages, ResourceAccount asked) {
    Object entry = asked != null && asked == maker ? memory.accountEntry() : null;
    while (true) {
      long before = memory.pages();
      long pages = before + deltaPages;
      long bytes = Long.compareUnsigned(pages, before) < 0 ? -1 : memory.bytes(pages);
      if (asked != null
          && !asked.mayGrow(entry, memory.bytes(before), bytes, memory.declaredMaximum())) {
        return -1;
      }
      String problem = null;
      synchronized (this) {
        if (memory.pages() != before) {
          continue; // another thread has let it grow meanwhile
        }
        if (deltaPages < 0 || deltaPages > memory.maxPages() - before) {
          problem = "the maximum size of the memory is " + memory.maxPages() + " pages";
        } else if (bytes > reserved) {
          problem = "the host cannot provide so much memory";
        } else {
          memory.shareSize(bytes);
        }
      }
      if (asked != null && problem != null) {
        asked.growthFailed(problem);
      } else if (asked != null) {
        asked.grown(entry, bytes);
      }
      return problem == null ? before : -1;
    }
  }

  /**
   * Makes sure that whoever sees the new limit of a memory sees the zeroes below it. On x86 no
   * processor reads ahead of an earlier read in a way that can be noticed; on others each thread
   * has to meet a barrier, and has one where the virtual machine stops it.
   */
  static void publishZeroes() {
    VarHandle.fullFence();
    if (!STRONGLY_ORDERED) {
      Thread.getAllStackTraces();
    }
  }
}
