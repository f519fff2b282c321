// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.TruffleFile;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/** Times of files ({@code fstflags} of WASI preview 1). */
final class FileTimes {
  private static final int ACCESSED = 1;
  private static final int ACCESSED_NOW = 2;
  private static final int MODIFIED = 4;
  private static final int MODIFIED_NOW = 8;

  private FileTimes() {}

  /** Fails with {@code inval} if the flags contradict each other. */
  static void check(int flags) {
    if ((flags & ~15) != 0
        || (flags & (ACCESSED | ACCESSED_NOW)) == (ACCESSED | ACCESSED_NOW)
        || (flags & (MODIFIED | MODIFIED_NOW)) == (MODIFIED | MODIFIED_NOW)) {
      throw Errno.INVAL.exception();
    }
  }

  /** The time of access to set, in nanoseconds since 1970, or null. */
  static Long accessed(int flags, long time) {
    return choose(flags, ACCESSED, ACCESSED_NOW, time);
  }

  /** The time of modification to set, in nanoseconds since 1970, or null. */
  static Long modified(int flags, long time) {
    return choose(flags, MODIFIED, MODIFIED_NOW, time);
  }

  private static Long choose(int flags, int given, int now, long time) {
    if ((flags & now) != 0) {
      return Clocks.realtime();
    }
    return (flags & given) != 0 ? time : null;
  }

  /** Sets the times that are not null; a symbolic link is not followed. */
  static void set(TruffleFile file, Long accessed, Long modified) throws IOException {
    if (accessed != null) {
      file.setLastAccessTime(time(accessed), LinkOption.NOFOLLOW_LINKS);
    }
    if (modified != null) {
      file.setLastModifiedTime(time(modified), LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static FileTime time(long nanos) {
    return FileTime.from(nanos, TimeUnit.NANOSECONDS);
  }
}
