// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

/** The records that guests and WASI functions exchange through memory: one class per record. */
final class Layout {
  private Layout() {}

  /** {@code iovec} and {@code ciovec}: a buffer of the guest. */
  static final class Iovec {
    static final int SIZE = 8;

    private Iovec() {}

    static long buffer(GuestMemory m, long address) {
      return Integer.toUnsignedLong(m.getInt(address));
    }

    static long length(GuestMemory m, long address) {
      return Integer.toUnsignedLong(m.getInt(address + 4));
    }
  }

  /** {@code fdstat}: what is known of a descriptor. */
  static final class Fdstat {
    static final int SIZE = 24;

    private Fdstat() {}

    static void write(GuestMemory m, long at, int type, int flags, long base, long inheriting) {
      m.check(at, SIZE);
      m.putLong(at, 0);
      m.putByte(at, type);
      m.putShort(at + 2, flags);
      m.putLong(at + 8, base);
      m.putLong(at + 16, inheriting);
    }
  }

  /** {@code filestat}: what is known of a file. */
  static final class Filestat {
    private Filestat() {}

    static void write(GuestMemory m, long at, Snapshot snapshot, FileInfo info) {
      // wasi_unstable counts links in 32 bits, right behind the type
      boolean unstable = snapshot == Snapshot.UNSTABLE;
      m.check(at, unstable ? 56 : 64);
      m.putLong(at, info.device());
      m.putLong(at + 8, info.inode());
      m.putLong(at + 16, info.type());
      long next;
      if (unstable) {
        m.putInt(at + 20, (int) Math.min(info.links(), 0xFFFF_FFFFL));
        next = at + 24;
      } else {
        m.putLong(at + 24, info.links());
        next = at + 32;
      }
      m.putLong(next, info.size());
      m.putLong(next + 8, info.accessed());
      m.putLong(next + 16, info.modified());
      m.putLong(next + 24, info.changed());
    }
  }

  /** {@code prestat}: what is known of a preopened directory. */
  static final class Prestat {
    static final int SIZE = 8;

    private Prestat() {}

    static void write(GuestMemory m, long at, int nameLength) {
      m.check(at, SIZE);
      m.putInt(at, 0); // PREOPENTYPE_DIR
      m.putInt(at + 4, nameLength);
    }
  }

  /** {@code dirent}: the head of a directory entry; its name follows. */
  static final class Dirent {
    static final int SIZE = 24;

    private Dirent() {}

    static void encode(byte[] to, int at, long next, long inode, int nameLength, int type) {
      Bytes.putLong(to, at, next);
      Bytes.putLong(to, at + 8, inode);
      Bytes.putInt(to, at + 16, nameLength);
      Bytes.putInt(to, at + 20, type);
    }
  }

  /** {@code subscription}: what poll_oneoff is to wait for. */
  static final class Subscription {
    static final int TAG_CLOCK = 0;
    static final int TAG_FD_READ = 1;
    static final int TAG_FD_WRITE = 2;
    static final int CLOCK_ABSOLUTE = 1;

    private Subscription() {}

    // wasi_unstable has one more number, an identifier, in front of the clock's
    private static int clock(Snapshot snapshot) {
      return snapshot == Snapshot.UNSTABLE ? 24 : 16;
    }

    static int size(Snapshot snapshot) {
      return snapshot == Snapshot.UNSTABLE ? 56 : 48;
    }

    static long userdata(GuestMemory m, long at) {
      return m.getLong(at);
    }

    static int tag(GuestMemory m, long at) {
      return m.getByte(at + 8);
    }

    static int clockId(GuestMemory m, long at, Snapshot snapshot) {
      return m.getInt(at + clock(snapshot));
    }

    static long timeout(GuestMemory m, long at, Snapshot snapshot) {
      return m.getLong(at + clock(snapshot) + 8);
    }

    static int clockFlags(GuestMemory m, long at, Snapshot snapshot) {
      return m.getShort(at + clock(snapshot) + 24);
    }

    static int fd(GuestMemory m, long at) {
      return m.getInt(at + 16);
    }
  }

  /** {@code event}: what poll_oneoff has seen. */
  static final class Event {
    static final int SIZE = 32;
    static final int HANGUP = 1;

    private Event() {}

    static void write(
        GuestMemory m, long at, long userdata, Errno error, int tag, long bytes, int flags) {
      m.check(at, SIZE);
      m.putLong(at, userdata);
      m.putLong(at + 8, 0);
      m.putShort(at + 8, error.code());
      m.putByte(at + 10, tag);
      m.putLong(at + 16, bytes);
      m.putLong(at + 24, flags);
    }
  }

  /** Little-endian numbers in Java arrays. */
  static final class Bytes {
    private Bytes() {}

    static void putInt(byte[] to, int at, int value) {
      for (int i = 0; i < 4; i++) {
        to[at + i] = (byte) (value >>> (8 * i));
      }
    }

    static void putLong(byte[] to, int at, long value) {
      putInt(to, at, (int) value);
      putInt(to, at + 4, (int) (value >>> 32));
    }
  }
}
