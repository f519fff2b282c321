// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.TruffleFile;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.wasi.Layout.Filestat;
import dev.weft.wasi.PathResolver.Resolved;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardCopyOption;

/**
 * The functions of WASI preview 1 that take a path. Parameters are those of the witx description;
 * see {@link WasiFunction}.
 */
final class PathFunctions {
  private static final int FOLLOW = 1;

  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  private PathFunctions() {}

  /** Some work with resolved paths. */
  interface Work {
    void run() throws IOException;
  }

  private static Resolved resolve(
      WasiCaller c, int fd, long right, int path, int length, boolean follow) throws IOException {
    Directory directory = c.state().table().directory(fd);
    directory.require(right);
    String text = PathResolver.read(c.memory(), Integer.toUnsignedLong(path), length);
    return PathResolver.resolve(directory.file(), text, follow, c.state().separator());
  }

  private static boolean follows(int flags) {
    if ((flags & ~FOLLOW) != 0) {
      throw Errno.INVAL.exception();
    }
    return (flags & FOLLOW) != 0;
  }

  static void createDirectory(WasiCaller c, Node node, int fd, int path, int length)
      throws IOException {
    c.state()
        .withPaths(
            node,
            false,
            () -> {
              Resolved r = resolve(c, fd, Rights.PATH_CREATE_DIRECTORY, path, length, false);
              if (r.exists()) {
                throw Errno.EXIST.exception();
              }
              r.file().createDirectory();
            });
  }

  static void filestatGet(WasiCaller c, Node node, int fd, int flags, int path, int length, int at)
      throws IOException {
    boolean follow = follows(flags);
    c.state()
        .withPaths(
            node,
            false,
            () -> {
              Resolved r = resolve(c, fd, Rights.PATH_FILESTAT_GET, path, length, follow);
              Filestat.write(
                  c.memory(), Integer.toUnsignedLong(at), c.snapshot(), r.existing().info());
            });
  }

  static void filestatSetTimes(
      WasiCaller c,
      Node node,
      int fd,
      int flags,
      int path,
      int length,
      long accessed,
      long modified,
      int timeFlags)
      throws IOException {
    boolean follow = follows(flags);
    FileTimes.check(timeFlags);
    c.state()
        .withPaths(
            node,
            false,
            () -> {
              Resolved r = resolve(c, fd, Rights.PATH_FILESTAT_SET_TIMES, path, length, follow);
              FileTimes.set(
                  r.existing().file(),
                  FileTimes.accessed(timeFlags, accessed),
                  FileTimes.modified(timeFlags, modified));
            });
  }

  static void link(
      WasiCaller c,
      Node node,
      int oldFd,
      int oldFlags,
      int oldPath,
      int oldLength,
      int newFd,
      int newPath,
      int newLength)
      throws IOException {
    boolean follow = follows(oldFlags);
    c.state()
        .withPaths(
            node,
            true,
            () -> {
              Resolved from =
                  resolve(c, oldFd, Rights.PATH_LINK_SOURCE, oldPath, oldLength, follow).existing();
              Resolved to = resolve(c, newFd, Rights.PATH_LINK_TARGET, newPath, newLength, false);
              if (from.info().isDirectory()) {
                throw Errno.PERM.exception();
              }
              if (to.exists()) {
                throw Errno.EXIST.exception();
              }
              if (to.asDirectory()) {
                throw Errno.NOENT.exception();
              }
              to.file().createLink(from.file());
            });
  }

  static void readlink(
      WasiCaller c, Node node, int fd, int path, int length, int buffer, int size, int result)
      throws IOException {
    GuestMemory m = c.memory();
    c.state()
        .withPaths(
            node,
            false,
            () -> {
              Resolved r = resolve(c, fd, Rights.PATH_READLINK, path, length, false).existing();
              if (!r.info().isSymbolicLink()) {
                throw Errno.INVAL.exception();
              }
              String target = r.file().readSymbolicLink().getPath();
              if (!c.state().separator().equals("/")) {
                target = target.replace(c.state().separator(), "/");
              }
              byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
              int n = (int) Math.min(bytes.length, Integer.toUnsignedLong(size));
              m.write(Integer.toUnsignedLong(buffer), bytes, 0, n);
              m.putInt(Integer.toUnsignedLong(result), n);
            });
  }

  static void removeDirectory(WasiCaller c, Node node, int fd, int path, int length)
      throws IOException {
    c.state()
        .withPaths(
            node,
            false,
            () -> {
              Resolved r =
                  resolve(c, fd, Rights.PATH_REMOVE_DIRECTORY, path, length, false).existing();
              if (!r.info().isDirectory()) {
                throw Errno.NOTDIR.exception();
              }
              checkNamed(r);
              r.file().delete();
            });
  }

  /** Fails with {@code inval} if the path ends with a dot, and so with no name to change. */
  private static void checkNamed(Resolved r) {
    if (!r.named() || r.parent() == null) {
      throw Errno.INVAL.exception();
    }
  }

  static void rename(
      WasiCaller c,
      Node node,
      int oldFd,
      int oldPath,
      int oldLength,
      int newFd,
      int newPath,
      int newLength)
      throws IOException {
    c.state()
        .withPaths(
            node,
            true,
            () -> {
              Resolved from =
                  resolve(c, oldFd, Rights.PATH_RENAME_SOURCE, oldPath, oldLength, false)
                      .existing();
              Resolved to = resolve(c, newFd, Rights.PATH_RENAME_TARGET, newPath, newLength, false);
              checkNamed(from);
              move(c.state(), from, to);
            });
  }

  private static void move(WasiState state, Resolved from, Resolved to) throws IOException {
    boolean directory = from.info().isDirectory();
    if (to.exists()) {
      checkNamed(to);
      if (from.info().sameFile(to.info())) {
        return; // the same file, maybe by two names: nothing happens
      }
      if (directory && !to.info().isDirectory()) {
        throw Errno.NOTDIR.exception();
      }
      if (!directory && to.info().isDirectory()) {
        throw Errno.ISDIR.exception();
      }
    } else if (to.asDirectory() && !directory) {
      throw Errno.NOTDIR.exception();
    }
    if (directory && to.file().startsWith(from.file())) {
      throw Errno.INVAL.exception();
    }
    try {
      from.file().move(to.file(), StandardCopyOption.ATOMIC_MOVE);
    } catch (UnsupportedOperationException e) {
      from.file().move(to.file(), StandardCopyOption.REPLACE_EXISTING);
    }
    for (Descriptor descriptor : state.table().all()) {
      if (descriptor instanceof NamedFile named && named.file().startsWith(from.file())) {
        named.moved(
            named.file().equals(from.file())
                ? to.file()
                : to.file().resolve(from.file().relativize(named.file()).getPath()));
      }
    }
  }

  static void symlink(
      WasiCaller c, Node node, int oldPath, int oldLength, int fd, int newPath, int newLength)
      throws IOException {
    String target = PathResolver.read(c.memory(), Integer.toUnsignedLong(oldPath), oldLength);
    if (target.isEmpty()) {
      throw Errno.NOENT.exception();
    }
    if (target.startsWith("/")) {
      throw Errno.NOTCAPABLE.exception(); // no guest may follow it, and the host must not
    }
    c.state()
        .withPaths(
            node,
            true,
            () -> {
              Resolved r = resolve(c, fd, Rights.PATH_SYMLINK, newPath, newLength, false);
              if (r.exists()) {
                throw Errno.EXIST.exception();
              }
              if (r.asDirectory()) {
                throw Errno.NOENT.exception();
              }
              TruffleFile content = c.state().file(target);
              if (content.isAbsolute()) {
                throw Errno.NOTCAPABLE.exception(); // a drive of Windows
              }
              r.file().createSymbolicLink(content);
            });
  }

  static void unlinkFile(WasiCaller c, Node node, int fd, int path, int length) throws IOException {
    c.state()
        .withPaths(
            node,
            false,
            () -> {
              Resolved r = resolve(c, fd, Rights.PATH_UNLINK_FILE, path, length, false).existing();
              if (r.info().isDirectory()) {
                throw Errno.ISDIR.exception();
              }
              r.file().delete();
            });
  }

  static void open(
      WasiCaller c,
      Node node,
      int fd,
      int lookup,
      int path,
      int length,
      int openFlags,
      long rights,
      long inheriting,
      int flags,
      int result)
      throws IOException {
    boolean follow = follows(lookup);
    if ((openFlags & ~15) != 0
        || (flags & ~Descriptor.ALL_FLAGS) != 0
        || (openFlags & (DIRECTORY | CREATE)) == (DIRECTORY | CREATE)) {
      throw Errno.INVAL.exception();
    }
    WasiState state = c.state();
    Directory directory = state.table().directory(fd);
    long needed = Rights.PATH_OPEN;
    if ((openFlags & CREATE) != 0) {
      needed |= Rights.PATH_CREATE_FILE;
    }
    if ((openFlags & TRUNCATE) != 0) {
      needed |= Rights.PATH_FILESTAT_SET_SIZE;
    }
    directory.require(needed);
    long base = rights & Rights.ALL;
    long inherit = inheriting & Rights.ALL;
    if (((base | inherit) & ~directory.inheriting()) != 0) {
      throw Errno.NOTCAPABLE.exception();
    }
    c.memory().check(Integer.toUnsignedLong(result), 4);
    state.table().checkRoom();
    state.withPaths(
        node,
        false,
        () -> {
          boolean exclusive = (openFlags & (CREATE | EXCLUSIVE)) == (CREATE | EXCLUSIVE);
          Resolved r = resolve(c, fd, Rights.PATH_OPEN, path, length, follow && !exclusive);
          if (r.exists() && exclusive) {
            throw Errno.EXIST.exception();
          }
          Descriptor opened;
          if (r.exists() && r.info().isDirectory()) {
            opened = openDirectory(r, openFlags, base, inherit, flags);
          } else {
            opened = openFile(state, directory.file(), r, openFlags, base, inherit, flags);
          }
          c.memory().putInt(Integer.toUnsignedLong(result), state.table().add(opened));
        });
  }

  private static Directory openDirectory(
      Resolved r, int openFlags, long base, long inherit, int flags) {
    boolean write = (openFlags & (CREATE | TRUNCATE)) != 0;
    if (write || (base & Rights.FD_WRITE) != 0) {
      throw Errno.ISDIR.exception();
    }
    return new Directory(r.file(), null, base & Rights.DIRECTORY, inherit, flags);
  }

  private static RegularFile openFile(
      WasiState state,
      TruffleFile directory,
      Resolved r,
      int openFlags,
      long base,
      long inherit,
      int flags)
      throws IOException {
    boolean truncate = (openFlags & TRUNCATE) != 0;
    if (!r.exists()) {
      if ((openFlags & CREATE) == 0) {
        throw Errno.NOENT.exception();
      }
      if (r.asDirectory()) {
        throw Errno.ISDIR.exception();
      }
    } else {
      if (r.info().isSymbolicLink()) {
        throw Errno.LOOP.exception();
      }
      if ((openFlags & DIRECTORY) != 0) {
        throw Errno.NOTDIR.exception();
      }
      if (r.info().fifo() || r.info().type() == FileType.SOCKET_STREAM) {
        throw Errno.NOTSUP.exception(); // opening one blocks where nothing can interrupt it
      }
    }
    boolean write = (base & Rights.NEEDS_WRITE) != 0;
    boolean read = (base & (Rights.FD_READ | Rights.FD_READDIR)) != 0;
    if (!r.exists()) {
      r.file().createFile();
    }
    SeekableByteChannel channel = null;
    boolean done = false;
    try {
      // a file of an other process's may have come in its place: look before it is changed
      if (read || write || truncate) {
        channel =
            RegularFile.newChannel(r.file(), RegularFile.options(read, write || truncate, flags));
      }
      FileInfo info = r.exists() ? r.info() : FileInfo.of(r.file());
      verify(directory, r, info);
      if (truncate) {
        channel.truncate(0);
      }
      RegularFile file =
          new RegularFile(
              state,
              r.file(),
              info,
              channel,
              read,
              write || truncate,
              base & Rights.FILE,
              inherit,
              flags);
      file.setFlags(flags);
      done = true;
      return file;
    } finally {
      if (!done && channel != null) {
        channel.close();
      }
    }
  }

  /**
   * Fails with {@code notcapable} if the file that was opened is not the one that was found,
   * because another process has put links into its path meanwhile.
   *
   * @param directory where the path starts
   */
  private static void verify(TruffleFile directory, Resolved r, FileInfo info) throws IOException {
    if (!info.sameFile(FileInfo.ofExisting(r.file()))) {
      throw Errno.NOTCAPABLE.exception();
    }
    try {
      if (r.parent().getCanonicalFile().equals(r.parent())) {
        return;
      }
    } catch (UnsupportedOperationException e) {
      // a file system that cannot tell
    }
    // not spelt as the file system spells it, which matters to few
    for (TruffleFile file = r.parent(); !file.equals(directory); file = file.getParent()) {
      if (!FileInfo.of(file).isDirectory()) {
        throw Errno.NOTCAPABLE.exception();
      }
    }
  }
}
