// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.nodes.Node;
import java.io.IOException;

/**
 * What a file descriptor stands for. Each operation checks its right first; the defaults here say
 * which error a kind of file answers that has not got the operation.
 */
abstract class Descriptor {
  /** {@code fdflags}: each write goes to the end. */
  static final int APPEND = 1;

  static final int DSYNC = 2;

  /** {@code fdflags}: a read that would wait returns {@code again}. */
  static final int NONBLOCK = 4;

  static final int RSYNC = 8;
  static final int SYNC = 16;
  static final int ALL_FLAGS = 31;

  /** The answer of {@link #readable} where nothing is known yet. */
  static final long NOT_READY = -1;

  /** The answer of {@link #readable} at the end of the stream. */
  static final long AT_END = -2;

  private long rights;
  private long inheriting;
  private int flags;

  Descriptor(long rights, long inheriting, int flags) {
    this.rights = rights;
    this.inheriting = inheriting;
    this.flags = flags;
  }

  long rights() {
    return rights;
  }

  /** The most rights a descriptor opened through this one may have. */
  long inheriting() {
    return inheriting;
  }

  int flags() {
    return flags;
  }

  /** Fails with {@code notcapable} unless the descriptor has all these rights. */
  final void require(long needed) {
    if ((rights & needed) != needed) {
      throw Errno.NOTCAPABLE.exception();
    }
  }

  /** Gives rights away for good; fails with {@code notcapable} where there would be more. */
  final void restrict(long newRights, long newInheriting) {
    if ((newRights & ~rights) != 0 || (newInheriting & ~inheriting) != 0) {
      throw Errno.NOTCAPABLE.exception();
    }
    rights = newRights;
    inheriting = newInheriting;
  }

  /** Changes the flags; a kind of file that has to act on it overrides this. */
  void setFlags(int newFlags) throws IOException {
    flags = newFlags;
  }

  /** One of {@link FileType}. */
  abstract int type();

  abstract FileInfo info() throws IOException;

  /** Reads at the position. Returns how many bytes were read; 0 at the end. */
  @SuppressWarnings("unused") // for the kinds of files that can
  long read(Iovecs to, Node node) throws IOException {
    throw Errno.BADF.exception();
  }

  /** Writes at the position. Returns how many bytes were written. */
  @SuppressWarnings("unused")
  long write(Iovecs from, Node node) throws IOException {
    throw Errno.BADF.exception();
  }

  @SuppressWarnings("unused")
  long readAt(Iovecs to, long offset) throws IOException {
    throw Errno.SPIPE.exception();
  }

  @SuppressWarnings("unused")
  long writeAt(Iovecs from, long offset) throws IOException {
    throw Errno.SPIPE.exception();
  }

  /** Sets the position to {@code offset} from the start, and returns it. */
  @SuppressWarnings("unused")
  long seek(long offset) throws IOException {
    throw Errno.SPIPE.exception();
  }

  long position() throws IOException {
    throw Errno.SPIPE.exception();
  }

  long size() throws IOException {
    throw Errno.SPIPE.exception();
  }

  @SuppressWarnings("unused")
  void setSize(long size) throws IOException {
    throw Errno.INVAL.exception();
  }

  /**
   * Sets times.
   *
   * @param accessed nanoseconds since 1970, or null to leave it
   * @param modified likewise
   */
  @SuppressWarnings("unused")
  void setTimes(Long accessed, Long modified) throws IOException {
    throw Errno.NOTSUP.exception();
  }

  /** Hands everything written so far to the host. */
  @SuppressWarnings("unused")
  void sync(Node node) throws IOException {}

  /**
   * How many bytes can be read without waiting, {@link #NOT_READY} or {@link #AT_END}. Asking makes
   * a stream that is not ready start to wait for its bytes.
   */
  long readable() throws IOException {
    return 0;
  }

  void close() throws IOException {}
}
