// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.TruffleFile;
import com.oracle.truffle.api.TruffleFile.AttributeDescriptor;
import com.oracle.truffle.api.TruffleFile.Attributes;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the host tells of a file ({@code filestat} of WASI preview 1).
 *
 * @param device the number of its file system
 * @param inode its number there; made from its path where the host's file system has none
 * @param type one of {@link FileType}
 * @param links how many names it has
 * @param size its bytes
 * @param accessed the time of the last access, in nanoseconds since 1970
 * @param modified the time of the last change of its bytes
 * @param changed the time of the last change of these data; that of the bytes where unknown
 * @param fifo whether it is a named pipe: opening one could block for ever
 * @param byName whether the host's file system has no numbers of files
 */
record FileInfo(
    long device,
    long inode,
    int type,
    long links,
    long size,
    long accessed,
    long modified,
    long changed,
    boolean fifo,
    boolean byName) {

  private static final List<AttributeDescriptor<?>> UNIX =
      List.of(
          TruffleFile.IS_SYMBOLIC_LINK,
          TruffleFile.IS_DIRECTORY,
          TruffleFile.IS_REGULAR_FILE,
          TruffleFile.SIZE,
          TruffleFile.LAST_ACCESS_TIME,
          TruffleFile.LAST_MODIFIED_TIME,
          TruffleFile.UNIX_CTIME,
          TruffleFile.UNIX_DEV,
          TruffleFile.UNIX_INODE,
          TruffleFile.UNIX_MODE,
          TruffleFile.UNIX_NLINK);

  private static final List<AttributeDescriptor<?>> BASIC =
      List.of(
          TruffleFile.IS_SYMBOLIC_LINK,
          TruffleFile.IS_DIRECTORY,
          TruffleFile.IS_REGULAR_FILE,
          TruffleFile.SIZE,
          TruffleFile.LAST_ACCESS_TIME,
          TruffleFile.LAST_MODIFIED_TIME);

  private static final int MODE_TYPE = 0170000;
  private static final int MODE_SOCKET = 0140000;
  private static final int MODE_BLOCK = 0060000;
  private static final int MODE_CHARACTER = 0020000;
  private static final int MODE_FIFO = 0010000;

  /** What is known of a file; a symbolic link is not followed. */
  static FileInfo of(TruffleFile file) throws IOException {
    try {
      Attributes a = file.getAttributes(UNIX, LinkOption.NOFOLLOW_LINKS);
      int mode = a.get(TruffleFile.UNIX_MODE) & MODE_TYPE;
      int type =
          switch (mode) {
            case MODE_SOCKET -> FileType.SOCKET_STREAM;
            case MODE_BLOCK -> FileType.BLOCK_DEVICE;
            case MODE_CHARACTER -> FileType.CHARACTER_DEVICE;
            default -> basicType(a);
          };
      return new FileInfo(
          a.get(TruffleFile.UNIX_DEV),
          a.get(TruffleFile.UNIX_INODE),
          type,
          a.get(TruffleFile.UNIX_NLINK),
          a.get(TruffleFile.SIZE),
          nanos(a.get(TruffleFile.LAST_ACCESS_TIME)),
          nanos(a.get(TruffleFile.LAST_MODIFIED_TIME)),
          nanos(a.get(TruffleFile.UNIX_CTIME)),
          mode == MODE_FIFO,
          false);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      // a file system without the attributes of Unix
      Attributes a = file.getAttributes(BASIC, LinkOption.NOFOLLOW_LINKS);
      long modified = nanos(a.get(TruffleFile.LAST_MODIFIED_TIME));
      return new FileInfo(
          1,
          pathNumber(file.getAbsoluteFile().getPath()),
          basicType(a),
          1,
          a.get(TruffleFile.SIZE),
          nanos(a.get(TruffleFile.LAST_ACCESS_TIME)),
          modified,
          modified,
          false,
          true);
    }
  }

  /** Like {@link #of}, but null if there is no such file. */
  static FileInfo ofExisting(TruffleFile file) throws IOException {
    try {
      return of(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static int basicType(Attributes a) {
    if (a.get(TruffleFile.IS_SYMBOLIC_LINK)) {
      return FileType.SYMBOLIC_LINK;
    }
    if (a.get(TruffleFile.IS_DIRECTORY)) {
      return FileType.DIRECTORY;
    }
    return a.get(TruffleFile.IS_REGULAR_FILE) ? FileType.REGULAR_FILE : FileType.UNKNOWN;
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  /** FNV-1a over the path: the same path has the same number, which is all a guest can ask for. */
  private static long pathNumber(String path) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x100000001b3L;
    }
    return hash == 0 ? 1 : hash;
  }

  boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }

  boolean isSymbolicLink() {
    return type == FileType.SYMBOLIC_LINK;
  }

  /** Whether the other is the same file, by number. */
  boolean sameFile(FileInfo other) {
    return other != null && device == other.device && inode == other.inode && type == other.type;
  }

  /**
   * Whether what has the name of this open file now is the file still. Without numbers there is no
   * way to tell, and it is taken for it.
   */
  boolean isStill(FileInfo now) {
    return byName ? now != null && type == now.type : sameFile(now);
  }

  /** What is left of the data when no name leads to the open file any more. */
  FileInfo unnamed(long newSize) {
    return new FileInfo(device, inode, type, 0, newSize, accessed, modified, changed, fifo, byName);
  }
}
