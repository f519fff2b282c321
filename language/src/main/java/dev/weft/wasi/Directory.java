// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.TruffleFile;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.wasi.Layout.Dirent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.util.ArrayList;
import java.util.List;

/**
 * An open directory. What lies outside its tree cannot be reached through it, see {@link
 * PathResolver}.
 */
final class Directory extends Descriptor implements NamedFile {
  private final byte[] preopenName;
  private TruffleFile file;

  /** The names as of the last reading from the start; cookies are indices plus one. */
  private List<String> names;

  /**
   * Opens a directory.
   *
   * @param file its name without symbolic links
   * @param preopenName the name under which the guest finds it, or null if the guest opened it
   */
  Directory(TruffleFile file, byte[] preopenName, long rights, long inheriting, int flags) {
    super(rights, inheriting, flags);
    this.file = file;
    this.preopenName = preopenName;
  }

  byte[] preopenName() {
    return preopenName;
  }

  @Override
  public TruffleFile file() {
    return file;
  }

  @Override
  public void moved(TruffleFile newFile) {
    file = newFile;
  }

  @Override
  int type() {
    return FileType.DIRECTORY;
  }

  @Override
  FileInfo info() throws IOException {
    return FileInfo.of(file);
  }

  @Override
  void setTimes(Long accessed, Long modified) throws IOException {
    FileTimes.set(file, accessed, modified);
  }

  @Override
  long read(Iovecs to, Node node) {
    throw Errno.ISDIR.exception();
  }

  @Override
  long write(Iovecs from, Node node) {
    throw Errno.ISDIR.exception();
  }

  @Override
  long readAt(Iovecs to, long offset) {
    throw Errno.ISDIR.exception();
  }

  @Override
  long writeAt(Iovecs from, long offset) {
    throw Errno.ISDIR.exception();
  }

  @Override
  long seek(long offset) {
    throw Errno.ISDIR.exception();
  }

  @Override
  long position() {
    throw Errno.ISDIR.exception();
  }

  @Override
  long size() {
    throw Errno.ISDIR.exception();
  }

  @Override
  void setSize(long size) {
    throw Errno.ISDIR.exception();
  }

  /**
   * Fills a buffer with entries, the last of which may be cut off.
   *
   * @param cookie 0, or the {@code d_next} of the entry before
   * @return how many bytes were written; fewer than {@code length} at the end
   */
  long readEntries(GuestMemory m, long buffer, long length, long cookie) throws IOException {
    m.check(buffer, length);
    if (cookie == 0 || names == null) {
      names = list();
    }
    long used = 0;
    for (long i = cookie; i >= 0 && i < names.size() && used < length; i++) {
      String name = names.get((int) i);
      byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
      FileInfo info;
      if (i < 2) {
        info = FileInfo.of(file); // what lies above the directory is none of the guest's business
      } else {
        info = FileInfo.ofExisting(file.resolve(name));
        if (info == null) {
          continue; // removed since the names were read
        }
      }
      byte[] entry = new byte[Dirent.SIZE + nameBytes.length];
      Dirent.encode(entry, 0, i + 1, info.inode(), nameBytes.length, info.type());
      System.arraycopy(nameBytes, 0, entry, Dirent.SIZE, nameBytes.length);
      int n = (int) Math.min(entry.length, length - used);
      m.write(buffer + used, entry, 0, n);
      used += n;
    }
    return used;
  }

  private List<String> list() throws IOException {
    List<String> result = new ArrayList<>();
    result.add(".");
    result.add("..");
    try (DirectoryStream<TruffleFile> stream = file.newDirectoryStream()) {
      for (TruffleFile entry : stream) {
        result.add(entry.getName());
      }
    }
    return result;
  }
}
