// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.nodes.Node;
import dev.weft.wasi.Layout.Fdstat;
import dev.weft.wasi.Layout.Filestat;
import dev.weft.wasi.Layout.Prestat;
import java.io.IOException;

/**
 * The functions of WASI preview 1 that take a file descriptor, and those on sockets, which no guest
 * is ever given. Parameters are those of the witx description; see {@link WasiFunction}.
 */
final class FdFunctions {
  private FdFunctions() {}

  private static long address(int pointer) {
    return Integer.toUnsignedLong(pointer);
  }

  private static Descriptor get(WasiCaller c, int fd, long right) {
    Descriptor descriptor = c.state().table().get(fd);
    descriptor.require(right);
    return descriptor;
  }

  /**
   * A descriptor for reading or writing: directories answer {@code isdir} whatever their rights.
   */
  private static Descriptor stream(WasiCaller c, int fd, long right) {
    Descriptor descriptor = c.state().table().get(fd);
    if (descriptor instanceof Directory) {
      throw Errno.ISDIR.exception();
    }
    descriptor.require(right);
    return descriptor;
  }

  static void advise(WasiCaller c, int fd, long offset, long length, int advice) {
    Descriptor descriptor = stream(c, fd, 0);
    if (!(descriptor instanceof RegularFile)) {
      throw Errno.SPIPE.exception();
    }
    descriptor.require(Rights.FD_ADVISE);
    if (advice < 0 || advice > 5 || offset < 0 || length < 0) {
      throw Errno.INVAL.exception();
    }
    // it is advice: the host's own ways are good enough
  }

  static void allocate(WasiCaller c, int fd, long offset, long length) throws IOException {
    Descriptor descriptor = stream(c, fd, 0);
    if (!(descriptor instanceof RegularFile)) {
      throw Errno.SPIPE.exception();
    }
    descriptor.require(Rights.FD_ALLOCATE);
    if (offset < 0 || length <= 0) {
      throw Errno.INVAL.exception();
    }
    if (offset > Long.MAX_VALUE - length) {
      throw Errno.FBIG.exception();
    }
    if (descriptor.size() < offset + length) {
      descriptor.setSize(offset + length);
    }
  }

  static void close(WasiCaller c, Node node, int fd) throws IOException {
    try {
      c.state().table().get(fd).sync(node);
    } finally {
      c.state().table().close(fd); // also if what was written before is lost: that is told
    }
  }

  static void sync(WasiCaller c, Node node, int fd, long right) throws IOException {
    get(c, fd, right).sync(node);
  }

  static void fdstatGet(WasiCaller c, int fd, int at) {
    Descriptor d = c.state().table().get(fd);
    Fdstat.write(c.memory(), address(at), d.type(), d.flags(), d.rights(), d.inheriting());
  }

  static void fdstatSetFlags(WasiCaller c, int fd, int flags) throws IOException {
    if ((flags & ~Descriptor.ALL_FLAGS) != 0) {
      throw Errno.INVAL.exception();
    }
    get(c, fd, Rights.FD_FDSTAT_SET_FLAGS).setFlags(flags);
  }

  static void fdstatSetRights(WasiCaller c, int fd, long rights, long inheriting) {
    c.state().table().get(fd).restrict(rights, inheriting);
  }

  static void filestatGet(WasiCaller c, int fd, int at) throws IOException {
    FileInfo info = get(c, fd, Rights.FD_FILESTAT_GET).info();
    Filestat.write(c.memory(), address(at), c.snapshot(), info);
  }

  static void filestatSetSize(WasiCaller c, int fd, long size) throws IOException {
    stream(c, fd, Rights.FD_FILESTAT_SET_SIZE).setSize(size);
  }

  static void filestatSetTimes(WasiCaller c, int fd, long accessed, long modified, int flags)
      throws IOException {
    FileTimes.check(flags);
    get(c, fd, Rights.FD_FILESTAT_SET_TIMES)
        .setTimes(FileTimes.accessed(flags, accessed), FileTimes.modified(flags, modified));
  }

  private static Iovecs iovecs(WasiCaller c, int vectors, int count, int result) {
    c.memory().check(address(result), 4);
    return c.state().iovecs().decode(c.memory(), address(vectors), count);
  }

  static void pread(WasiCaller c, int fd, int vectors, int count, long offset, int result)
      throws IOException {
    Descriptor d = stream(c, fd, Rights.FD_READ);
    long n = d.readAt(iovecs(c, vectors, count, result), offset);
    c.memory().putInt(address(result), (int) n);
  }

  static void pwrite(WasiCaller c, int fd, int vectors, int count, long offset, int result)
      throws IOException {
    Descriptor d = stream(c, fd, Rights.FD_WRITE);
    long n = d.writeAt(iovecs(c, vectors, count, result), offset);
    c.memory().putInt(address(result), (int) n);
  }

  static void read(WasiCaller c, Node node, int fd, int vectors, int count, int result)
      throws IOException {
    while (true) {
      Descriptor d = stream(c, fd, Rights.FD_READ);
      long n = d.read(iovecs(c, vectors, count, result), node);
      if (n != Descriptor.NOT_READY) {
        c.memory().putInt(address(result), (int) n);
        return;
      }
      c.state().await(node, (StandardInput) d, Long.MAX_VALUE);
    }
  }

  static void write(WasiCaller c, Node node, int fd, int vectors, int count, int result)
      throws IOException {
    Descriptor d = stream(c, fd, Rights.FD_WRITE);
    long n = d.write(iovecs(c, vectors, count, result), node);
    c.memory().putInt(address(result), (int) n);
  }

  private static byte[] preopenName(WasiCaller c, int fd) {
    if (c.state().table().get(fd) instanceof Directory d && d.preopenName() != null) {
      return d.preopenName();
    }
    throw Errno.BADF.exception();
  }

  static void prestatGet(WasiCaller c, int fd, int at) {
    Prestat.write(c.memory(), address(at), preopenName(c, fd).length);
  }

  static void prestatDirName(WasiCaller c, int fd, int at, int length) {
    byte[] name = preopenName(c, fd);
    if (Integer.toUnsignedLong(length) < name.length) {
      throw Errno.NAMETOOLONG.exception();
    }
    c.memory().write(address(at), name, 0, name.length);
  }

  static void readdir(
      WasiCaller c, Node node, int fd, int buffer, int length, long cookie, int result)
      throws IOException {
    Directory directory = c.state().table().directory(fd);
    directory.require(Rights.FD_READDIR);
    c.memory().check(address(result), 4);
    c.state()
        .withPaths(
            node,
            false,
            () -> {
              long n = directory.readEntries(c.memory(), address(buffer), address(length), cookie);
              c.memory().putInt(address(result), (int) n);
            });
  }

  static void renumber(WasiCaller c, Node node, int from, int to) throws IOException {
    Descriptor replaced = c.state().table().find(to);
    if (replaced != null && from != to) {
      replaced.sync(node);
    }
    c.state().table().renumber(from, to);
  }

  static void seek(WasiCaller c, int fd, long offset, int whence, int result) throws IOException {
    Descriptor d = stream(c, fd, 0);
    if (!(d instanceof RegularFile)) {
      throw Errno.SPIPE.exception();
    }
    // wasi_unstable counts current, end, start; preview 1 start, current, end
    int kind = c.snapshot() == Snapshot.UNSTABLE ? unstableWhence(whence) : whence;
    boolean tells = kind == 1 && offset == 0;
    d.require(tells && (d.rights() & Rights.FD_SEEK) == 0 ? Rights.FD_TELL : Rights.FD_SEEK);
    c.memory().check(address(result), 8);
    long base =
        switch (kind) {
          case 0 -> 0;
          case 1 -> d.position();
          case 2 -> d.size();
          default -> throw Errno.INVAL.exception();
        };
    if (offset > Long.MAX_VALUE - base) {
      throw Errno.OVERFLOW.exception();
    }
    c.memory().putLong(address(result), d.seek(base + offset));
  }

  private static int unstableWhence(int whence) {
    return switch (whence) {
      case 0 -> 1;
      case 1 -> 2;
      case 2 -> 0;
      default -> whence;
    };
  }

  static void tell(WasiCaller c, int fd, int result) throws IOException {
    Descriptor d = stream(c, fd, 0);
    if (!(d instanceof RegularFile)) {
      throw Errno.SPIPE.exception();
    }
    d.require(Rights.FD_TELL);
    c.memory().putLong(address(result), d.position());
  }

  /** Any function on a socket: a guest has none, so what it names is none. */
  static void socket(WasiCaller c, int fd) {
    c.state().table().get(fd);
    throw Errno.NOTSOCK.exception();
  }
}
