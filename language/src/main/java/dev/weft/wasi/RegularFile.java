// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.TruffleFile;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * An open file. Reads and writes go to its channel at once, so that other descriptors of the same
 * file, other contexts and the host see the same bytes; the position is kept here.
 *
 * <p>A thread that is interrupted while it uses a channel of Java's closes it. The interruption is
 * not meant for the file: it is put off until the operation is done, and where it still hits the
 * channel, the file is opened again.
 */
final class RegularFile extends Descriptor implements NamedFile {
  private final WasiState state;
  private final FileInfo opened;
  private TruffleFile file;
  private final boolean writable;
  private final boolean readable;
  private SeekableByteChannel channel;

  /** A channel of the host's that appends, whatever others write; null unless the flag is set. */
  private SeekableByteChannel appender;

  private long position;

  /** Where the channel stands, or -1. */
  private long channelPosition = -1;

  /**
   * Takes over an open channel.
   *
   * @param channel null if the file was opened neither to read nor to write
   */
  RegularFile(
      WasiState state,
      TruffleFile file,
      FileInfo opened,
      SeekableByteChannel channel,
      boolean readable,
      boolean writable,
      long rights,
      long inheriting,
      int flags) {
    super(rights, inheriting, flags & ~APPEND);
    this.state = state;
    this.file = file;
    this.opened = opened;
    this.channel = channel;
    this.readable = readable;
    this.writable = writable;
  }

  /** The options to open a file with. */
  static Set<OpenOption> options(boolean read, boolean write, int flags) {
    Set<OpenOption> options = new HashSet<>();
    options.add(LinkOption.NOFOLLOW_LINKS);
    if (read) {
      options.add(StandardOpenOption.READ);
    }
    if (write) {
      options.add(StandardOpenOption.WRITE);
      if ((flags & (SYNC | RSYNC)) != 0) {
        options.add(StandardOpenOption.SYNC);
      } else if ((flags & DSYNC) != 0) {
        options.add(StandardOpenOption.DSYNC);
      }
    }
    return options;
  }

  /** Opens a channel that does not follow a link, as far as the file system can be told so. */
  static SeekableByteChannel newChannel(TruffleFile file, Set<OpenOption> options)
      throws IOException {
    try {
      return file.newByteChannel(options);
    } catch (UnsupportedOperationException e) {
      // one that has no such option; the file was no link a moment ago
      options.remove(LinkOption.NOFOLLOW_LINKS);
      return file.newByteChannel(options);
    }
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
    return opened.type();
  }

  /**
   * What is known of the file. Java can only ask by name; if the name leads to another file by now,
   * the answer is what was known when it was opened, with no name and the size of today.
   */
  @Override
  FileInfo info() throws IOException {
    FileInfo now;
    try {
      now = FileInfo.ofExisting(file);
    } catch (IOException e) {
      now = null;
    }
    if (opened.isStill(now)) {
      return now;
    }
    return opened.unnamed(channel == null ? opened.size() : size());
  }

  @Override
  void setFlags(int newFlags) throws IOException {
    int changed = newFlags ^ flags();
    if ((changed & (DSYNC | RSYNC | SYNC)) != 0) {
      throw Errno.NOTSUP.exception(); // Java cannot change them on an open file
    }
    if ((newFlags & APPEND) == 0) {
      closeAppender();
    } else if (appender == null && writable) {
      Set<OpenOption> options = options(false, true, newFlags);
      options.add(StandardOpenOption.APPEND);
      if (!opened.isStill(FileInfo.ofExisting(file))) {
        throw Errno.NOTSUP.exception(); // no name to open it by
      }
      appender = newChannel(file, options);
    }
    super.setFlags(newFlags);
  }

  private void closeAppender() throws IOException {
    if (appender != null) {
      appender.close();
      appender = null;
    }
  }

  /** One use of a channel. */
  private interface Operation<T> {
    T run() throws IOException;
  }

  /** Uses the channel with interruptions put off; repeats what an interruption has hit. */
  private <T> T uninterrupted(Operation<T> operation) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return operation.run();
        } catch (ClosedByInterruptException e) {
          interrupted = true;
          Thread.interrupted();
          reopen();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void reopen() throws IOException {
    if (!opened.isStill(FileInfo.ofExisting(file))) {
      throw Errno.IO.exception();
    }
    if (channel != null && !channel.isOpen()) {
      channel = newChannel(file, options(readable, writable, flags()));
      channelPosition = -1;
    }
    if (appender != null && !appender.isOpen()) {
      appender = null;
      setFlags(flags());
    }
  }

  private void seekChannel(long to) throws IOException {
    if (opened.type() == FileType.CHARACTER_DEVICE) {
      return; // has no position
    }
    if (channelPosition != to) {
      channel.position(to);
      channelPosition = to;
    }
  }

  private long readFrom(Iovecs to, long offset, Node node) throws IOException {
    if (!readable) {
      throw Errno.BADF.exception();
    }
    byte[] buffer = state.buffer();
    long at = offset;
    while (to.hasMore()) {
      int room = (int) Math.min(buffer.length, to.total() - (at - offset));
      long from = at;
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, room);
      int n =
          opened.type() == FileType.CHARACTER_DEVICE
              ? readDevice(bytes, node)
              : uninterrupted(
                  () -> {
                    seekChannel(from);
                    return channel.read(bytes);
                  });
      if (n <= 0) {
        break;
      }
      channelPosition += n;
      at += n;
      to.scatter(buffer, 0, n);
      if (n < room) {
        break;
      }
    }
    return at - offset;
  }

  /** Reads from what may wait for somebody, as a terminal does. */
  private int readDevice(ByteBuffer to, Node node) throws IOException {
    Object result =
        TruffleSafepoint.setBlockedThreadInterruptibleFunction(
            node, RegularFile::readInterruptibly, new DeviceRead(this, to));
    if (result instanceof IOException e) {
      throw e;
    }
    return (int) result;
  }

  private record DeviceRead(RegularFile file, ByteBuffer to) {}

  private static Object readInterruptibly(DeviceRead read) throws InterruptedException {
    try {
      return read.file.channel.read(read.to);
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      try {
        read.file.reopen();
      } catch (IOException e2) {
        return e2;
      }
      InterruptedException interrupted = new InterruptedException();
      interrupted.initCause(e);
      throw interrupted;
    } catch (IOException e) {
      return e;
    }
  }

  private long writeTo(Iovecs from, long offset) throws IOException {
    byte[] buffer = state.buffer();
    long written = 0;
    while (from.hasMore()) {
      int n = from.gather(buffer, 0, buffer.length);
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
      try {
        while (bytes.hasRemaining()) {
          writeOnce(bytes, offset < 0 ? -1 : offset + written + bytes.position());
        }
      } catch (IOException e) {
        if (written + bytes.position() == 0) {
          throw e;
        }
        return written + bytes.position(); // the next write gets the error
      }
      written += n;
    }
    return written;
  }

  private void writeOnce(ByteBuffer bytes, long offset) throws IOException {
    uninterrupted(
        () -> {
          if (offset < 0) {
            return appender.write(bytes);
          }
          seekChannel(offset);
          channelPosition = -1; // unknown if the write fails
          int n = channel.write(bytes);
          channelPosition = offset + n;
          return n;
        });
  }

  @Override
  long read(Iovecs to, Node node) throws IOException {
    long n = readFrom(to, position, node);
    position += n;
    return n;
  }

  @Override
  long write(Iovecs from, Node node) throws IOException {
    checkWritable();
    if (appender != null) {
      long n = writeTo(from, -1);
      position = size();
      return n;
    }
    long n = writeTo(from, position);
    position += n;
    return n;
  }

  private void checkWritable() {
    if (!writable) {
      throw Errno.BADF.exception();
    }
  }

  private static void checkOffset(long offset) {
    if (offset < 0) {
      throw Errno.INVAL.exception();
    }
  }

  @Override
  long readAt(Iovecs to, long offset) throws IOException {
    checkOffset(offset);
    return readFrom(to, offset, null);
  }

  /** Writes at the offset even if the file appends, as POSIX has it (and Linux has not). */
  @Override
  long writeAt(Iovecs from, long offset) throws IOException {
    checkOffset(offset);
    checkWritable();
    return writeTo(from, offset);
  }

  @Override
  long seek(long offset) {
    checkOffset(offset);
    return position = offset;
  }

  @Override
  long position() {
    return position;
  }

  @Override
  long size() throws IOException {
    if (channel == null) {
      return info().size();
    }
    return uninterrupted(() -> channel.size());
  }

  @Override
  void setSize(long size) throws IOException {
    checkOffset(size);
    checkWritable();
    long old = size();
    if (size < old) {
      uninterrupted(() -> channel.truncate(size));
      channelPosition = -1; // truncating moves a channel that stood behind the new end
    } else if (size > old) {
      writeOnce(ByteBuffer.allocate(1), size - 1); // the file system fills the gap with zeros
    }
  }

  @Override
  void setTimes(Long accessed, Long modified) throws IOException {
    if (!opened.isStill(FileInfo.ofExisting(file))) {
      throw Errno.NOTSUP.exception(); // Java can only set them by name, and there is none
    }
    FileTimes.set(file, accessed, modified);
  }

  @Override
  long readable() throws IOException {
    return Math.max(0, size() - position);
  }

  @Override
  void close() throws IOException {
    try {
      closeAppender();
    } finally {
      if (channel != null) {
        channel.close();
      }
    }
  }
}
