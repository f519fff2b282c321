// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import java.io.IOException;
import java.util.Arrays;

/** The file descriptors of a context. */
final class FdTable {
  /** As many open files as a process of the host may usually have at most. */
  private static final int MAX = 1 << 16;

  private Descriptor[] entries = new Descriptor[16];

  /** The lowest number that may be free. */
  private int firstFree;

  /** What a number stands for; fails with {@code badf}. */
  Descriptor get(int fd) {
    if (fd < 0 || fd >= entries.length || entries[fd] == null) {
      throw Errno.BADF.exception();
    }
    return entries[fd];
  }

  /** Like {@link #get}, but null for a number that stands for nothing. */
  Descriptor find(int fd) {
    return fd < 0 || fd >= entries.length ? null : entries[fd];
  }

  /** The directory with a number; fails with {@code badf} or {@code notdir}. */
  Directory directory(int fd) {
    if (get(fd) instanceof Directory directory) {
      return directory;
    }
    throw Errno.NOTDIR.exception();
  }

  /** Fails with {@code mfile} if there is no number left. */
  void checkRoom() {
    while (firstFree < entries.length && entries[firstFree] != null) {
      firstFree++;
    }
    if (firstFree >= MAX) {
      throw Errno.MFILE.exception();
    }
  }

  /** Gives the lowest free number to a descriptor. */
  int add(Descriptor descriptor) {
    checkRoom();
    if (firstFree == entries.length) {
      entries = Arrays.copyOf(entries, entries.length * 2);
    }
    entries[firstFree] = descriptor;
    return firstFree;
  }

  /** Closes a number. */
  void close(int fd) throws IOException {
    Descriptor descriptor = get(fd);
    entries[fd] = null;
    firstFree = Math.min(firstFree, fd);
    descriptor.close();
  }

  /** Makes {@code to}, which is closed first, the number of what {@code from} stands for. */
  void renumber(int from, int to) throws IOException {
    Descriptor descriptor = get(from);
    Descriptor replaced = get(to);
    if (from == to) {
      return;
    }
    entries[to] = descriptor;
    entries[from] = null;
    firstFree = Math.min(firstFree, from);
    replaced.close();
  }

  /** All open descriptors. */
  Iterable<Descriptor> all() {
    return Arrays.stream(entries).filter(d -> d != null).toList();
  }
}
