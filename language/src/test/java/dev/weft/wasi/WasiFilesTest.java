// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import static dev.weft.wasi.Guest.CREATE;
import static dev.weft.wasi.Guest.DIRECTORY;
import static dev.weft.wasi.Guest.EXCLUSIVE;
import static dev.weft.wasi.Guest.READ;
import static dev.weft.wasi.Guest.RESULT;
import static dev.weft.wasi.Guest.TRUNCATE;
import static dev.weft.wasi.Guest.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and directories. */
class WasiFilesTest {
  @TempDir Path dir;

  @Test
  void writesReadsSeeks() throws IOException {
    try (Guest g = Guest.in(dir)) {
      int fd = g.open("a.txt", CREATE, WRITE, 0);
      assertEquals(4, fd);
      assertEquals(11, g.write(fd, "hello world"));
      assertEquals(11, g.tell(fd));
      assertEquals("hello world", Files.readString(dir.resolve("a.txt")), "written at once");
      assertEquals(6, g.seek(fd, 6, 0));
      assertEquals("world", g.read(fd, 100));
      assertEquals("", g.read(fd, 100));
      assertEquals(8, g.seek(fd, -3, 1));
      assertEquals("rl", g.read(fd, 2));
      assertEquals(9, g.seek(fd, -2, 2));
      assertEquals("ld", g.read(fd, 10));
      g.expect(Errno.INVAL, WasiFunction.FD_SEEK, fd, -1L, 0, RESULT);
      g.expect(Errno.INVAL, WasiFunction.FD_SEEK, fd, 0L, 3, RESULT);
      g.expect(Errno.OVERFLOW, WasiFunction.FD_SEEK, fd, Long.MAX_VALUE, 1, RESULT);
      assertEquals(20, g.seek(fd, 20, 0));
      g.write(fd, "!");
      assertArrayEquals("hello world\0\0\0\0\0\0\0\0\0!".getBytes(), bytes("a.txt"));
      g.ok(WasiFunction.FD_CLOSE, fd);
      g.expect(Errno.BADF, WasiFunction.FD_CLOSE, fd);
    }
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(dir.resolve(name));
  }

  @Test
  void movesManyBuffersAndBigOnes() throws IOException {
    try (Guest g = Guest.in(dir)) {
      byte[] big = new byte[150_000];
      for (int k = 0; k < big.length; k++) {
        big[k] = (byte) (k * 31);
      }
      int at = g.put(big);
      int fd = g.open("big", CREATE, WRITE, 0);
      g.ok(
          WasiFunction.FD_WRITE,
          fd,
          g.vectors(at, 1, at + 1, 0, at + 1, 99_999, at + 100_000, 50_000),
          4,
          RESULT);
      assertEquals(150_000, g.resultInt());
      assertArrayEquals(big, bytes("big"));
      g.memory.fill(at, (byte) 0, big.length);
      g.ok(
          WasiFunction.FD_PREAD,
          fd,
          g.vectors(at, 70_000, at + 70_000, 80_000, 8, 0),
          3,
          0L,
          RESULT);
      assertEquals(150_000, g.resultInt());
      assertArrayEquals(big, g.get(at, big.length));
    }
  }

  @Test
  void refusesPointersOutOfBounds() {
    try (Guest g = Guest.in(dir)) {
      int fd = g.open("a", CREATE, WRITE, 0);
      int end = (int) g.memory.byteSize();
      g.expect(Errno.FAULT, WasiFunction.FD_WRITE, fd, end - 4, 1, RESULT);
      g.expect(Errno.FAULT, WasiFunction.FD_WRITE, fd, g.vectors(end - 3, 4), 1, RESULT);
      g.expect(Errno.FAULT, WasiFunction.FD_WRITE, fd, g.vectors(-1, -1), 1, RESULT);
      g.expect(Errno.FAULT, WasiFunction.FD_WRITE, fd, g.vectors(8, 8), 1, end - 3);
      g.expect(Errno.FAULT, WasiFunction.FD_READ, fd, g.vectors(end, 1), 1, RESULT);
      g.expect(Errno.INVAL, WasiFunction.FD_READ, fd, 0, 1025, RESULT);
      g.expect(Errno.FAULT, WasiFunction.FD_FDSTAT_GET, fd, end - 23);
      g.expect(Errno.FAULT, WasiFunction.FD_FILESTAT_GET, fd, -8);
      g.expect(Errno.FAULT, WasiFunction.FD_READDIR, 3, end - 8, 9, 0L, RESULT);
      g.expect(Errno.FAULT, WasiFunction.PATH_OPEN, 3, 0, end - 1, 2, CREATE, WRITE, 0L, 0, RESULT);
      g.expect(Errno.FAULT, WasiFunction.PATH_OPEN, 3, 0, "b", CREATE, WRITE, 0L, 0, end);
      assertFalse(Files.exists(dir.resolve("b")), "looked at the pointer before it made the file");
      g.expect(Errno.FAULT, WasiFunction.CLOCK_TIME_GET, 0, 0L, end - 7);
      g.expect(Errno.FAULT, WasiFunction.RANDOM_GET, end - 7, 8);
      g.expect(Errno.FAULT, WasiFunction.POLL_ONEOFF, end - 47, 0, 1, RESULT);
      assertEquals(0, g.stat(fd, true).size());
    }
  }

  @Test
  void positionedAccessLeavesThePosition() throws IOException {
    Files.writeString(dir.resolve("p"), "0123456789");
    try (Guest g = Guest.in(dir)) {
      int fd = g.open("p", 0, WRITE, 0);
      assertEquals("01", g.read(fd, 2));
      assertEquals("789", g.readAt(fd, 10, 7));
      assertEquals(2, g.writeAt(fd, "xy", 4));
      assertEquals(2, g.tell(fd));
      assertEquals("23xy", g.read(fd, 4));
      g.expect(Errno.INVAL, WasiFunction.FD_PREAD, fd, g.vectors(8, 8), 1, -1L, RESULT);
      assertEquals("", g.readAt(fd, 10, 1000));
    }
    assertEquals("0123xy6789", Files.readString(dir.resolve("p")));
  }

  @Test
  void appends() throws IOException {
    Files.writeString(dir.resolve("log"), "one ");
    try (Guest g = Guest.in(dir)) {
      int fd = g.open("log", 0, WRITE, Descriptor.APPEND);
      assertEquals(0, g.tell(fd));
      assertEquals("one", g.read(fd, 3));
      g.write(fd, "two ");
      assertEquals(8, g.tell(fd));
      Files.writeString(dir.resolve("log"), "one two by another ");
      g.seek(fd, 0, 0);
      g.write(fd, "three");
      assertEquals("one two by another three", Files.readString(dir.resolve("log")));
      // at its offset, as POSIX has it; the position stays
      g.writeAt(fd, "O", 0);
      assertEquals(24, g.tell(fd));
      assertEquals("One two by another three", Files.readString(dir.resolve("log")));
      // the flag can be taken away and set again
      g.ok(WasiFunction.FD_FDSTAT_SET_FLAGS, fd, 0);
      g.seek(fd, 0, 0);
      g.write(fd, "o");
      g.ok(WasiFunction.FD_FDSTAT_SET_FLAGS, fd, Descriptor.APPEND);
      g.seek(fd, 0, 0);
      g.write(fd, "!");
      assertEquals("one two by another three!", Files.readString(dir.resolve("log")));
      int at = g.alloc(24);
      g.ok(WasiFunction.FD_FDSTAT_GET, fd, at);
      assertEquals(Descriptor.APPEND, g.memory.getShort(at + 2));
    }
  }

  @Test
  void descriptorsOfOneFileAgree() throws IOException {
    try (Guest g = Guest.in(dir)) {
      int a = g.open("f", CREATE, WRITE, 0);
      int b = g.open("f", 0, WRITE, 0);
      g.write(a, "first");
      assertEquals("first", g.read(b, 10));
      g.writeAt(b, "F", 0);
      assertEquals("First", g.readAt(a, 10, 0));
      g.ok(WasiFunction.FD_FILESTAT_SET_SIZE, a, 2L);
      assertEquals(2, g.stat(b, true).size());
      assertEquals("", g.read(b, 10));
      g.write(b, "x");
      assertEquals("Fi\0\0\0x", Files.readString(dir.resolve("f")));
    }
  }

  @Test
  void openFlags() throws IOException {
    Files.writeString(dir.resolve("f"), "content");
    Files.createDirectory(dir.resolve("d"));
    try (Guest g = Guest.in(dir)) {
      g.expectOpen(Errno.NOENT, "none", 0, READ);
      g.expectOpen(Errno.NOENT, "", 0, READ);
      g.expectOpen(Errno.EXIST, "f", CREATE | EXCLUSIVE, WRITE);
      g.expectOpen(Errno.NOTDIR, "f", DIRECTORY, READ);
      g.expectOpen(Errno.NOTDIR, "f/", 0, READ);
      g.expectOpen(Errno.NOTDIR, "f/x", CREATE, WRITE);
      g.expectOpen(Errno.NOENT, "no/x", CREATE, WRITE);
      g.expectOpen(Errno.ISDIR, "new/", CREATE, WRITE);
      g.expectOpen(Errno.ISDIR, "d", 0, WRITE);
      g.expectOpen(Errno.ISDIR, "d", CREATE, READ);
      g.expectOpen(Errno.ISDIR, "d", TRUNCATE, WRITE);
      g.expectOpen(Errno.ISDIR, "d", DIRECTORY, WRITE);
      g.expectOpen(Errno.SUCCESS, "d/", 0, 0L);
      g.expectOpen(Errno.SUCCESS, ".", DIRECTORY, READ);
      g.expectOpen(Errno.INVAL, "d", CREATE | DIRECTORY, READ);
      g.expectOpen(Errno.INVAL, "f", 16, READ);
      g.expectOpen(Errno.INVAL, "f\0", 0, READ);
      g.expect(Errno.NOTDIR, WasiFunction.PATH_OPEN, 1, 0, "f", 0, READ, 0L, 0, RESULT);
      g.expect(Errno.BADF, WasiFunction.PATH_OPEN, 99, 0, "f", 0, READ, 0L, 0, RESULT);
      g.expect(
          Errno.ILSEQ,
          WasiFunction.PATH_OPEN,
          3,
          0,
          g.put(new byte[] {'a', (byte) 0xFF}),
          2,
          0,
          READ,
          0L,
          0,
          RESULT);
      int fd = g.open("f", TRUNCATE, WRITE, 0);
      assertEquals(0, g.stat(fd, true).size());
      g.write(fd, "x");
      int again = g.open("f", CREATE, READ, 0);
      assertEquals("x", g.read(again, 5));
      g.expect(Errno.NOTCAPABLE, WasiFunction.FD_WRITE, again, g.vectors(8, 1), 1, RESULT);
      int onlyStat = g.open("f", 0, Rights.FD_FILESTAT_GET, 0);
      assertEquals(1, g.stat(onlyStat, true).size());
      g.expect(Errno.NOTCAPABLE, WasiFunction.FD_READ, onlyStat, g.vectors(8, 1), 1, RESULT);
      int truncatedOnly = g.open("f", TRUNCATE, READ, 0);
      assertEquals("", g.read(truncatedOnly, 5));
      int synced = g.open("s", CREATE, WRITE, Descriptor.SYNC);
      g.write(synced, "s");
      g.ok(WasiFunction.FD_SYNC, synced);
      g.ok(WasiFunction.FD_DATASYNC, synced);
    }
  }

  @Test
  void rightsOnlyShrink() throws IOException {
    Files.writeString(dir.resolve("f"), "content");
    try (Guest g = Guest.in(dir)) {
      int fd = g.open("f", 0, WRITE, 0);
      g.expect(Errno.NOTCAPABLE, WasiFunction.FD_FDSTAT_SET_RIGHTS, fd, Rights.ALL, 0L);
      g.ok(WasiFunction.FD_FDSTAT_SET_RIGHTS, fd, Rights.FD_READ, 0L);
      assertEquals("con", g.read(fd, 3));
      g.expect(Errno.NOTCAPABLE, WasiFunction.FD_SEEK, fd, 0L, 0, RESULT);
      g.expect(Errno.NOTCAPABLE, WasiFunction.FD_TELL, fd, RESULT);
      int at = g.alloc(24);
      g.ok(WasiFunction.FD_FDSTAT_GET, 3, at);
      assertEquals(FileType.DIRECTORY, g.memory.getByte(at));
      assertEquals(Rights.DIRECTORY, g.memory.getLong(at + 8));
      long inheriting = Rights.DIRECTORY | Rights.FILE & ~Rights.NEEDS_WRITE;
      g.ok(WasiFunction.FD_FDSTAT_SET_RIGHTS, 3, Rights.DIRECTORY, inheriting);
      g.expectOpen(Errno.NOTCAPABLE, "f", 0, WRITE);
      g.open("f", 0, READ, 0);
      g.ok(
          WasiFunction.FD_FDSTAT_SET_RIGHTS,
          3,
          Rights.DIRECTORY & ~Rights.PATH_CREATE_FILE,
          inheriting);
      g.expectOpen(Errno.NOTCAPABLE, "new", CREATE, READ);
    }
  }

  @Test
  void sizes() throws IOException {
    try (Guest g = Guest.in(dir)) {
      int fd = g.open("f", CREATE, WRITE, 0);
      g.write(fd, "0123456789");
      g.ok(WasiFunction.FD_FILESTAT_SET_SIZE, fd, 4L);
      assertEquals(10, g.tell(fd));
      g.ok(WasiFunction.FD_FILESTAT_SET_SIZE, fd, 6L);
      assertArrayEquals("0123\0\0".getBytes(), bytes("f"));
      g.ok(WasiFunction.FD_ALLOCATE, fd, 2L, 3L);
      assertEquals(6, Files.size(dir.resolve("f")), "allocating never shrinks");
      g.ok(WasiFunction.FD_ALLOCATE, fd, 0L, 100L);
      assertEquals(100, Files.size(dir.resolve("f")));
      g.expect(Errno.INVAL, WasiFunction.FD_ALLOCATE, fd, 0L, 0L);
      g.expect(Errno.FBIG, WasiFunction.FD_ALLOCATE, fd, 1L, Long.MAX_VALUE);
      g.expect(Errno.INVAL, WasiFunction.FD_FILESTAT_SET_SIZE, fd, -1L);
      g.ok(WasiFunction.FD_ADVISE, fd, 0L, 0L, 5);
      g.expect(Errno.INVAL, WasiFunction.FD_ADVISE, fd, 0L, 0L, 6);
    }
  }

  @Test
  void times() throws IOException {
    Files.writeString(dir.resolve("f"), "x");
    try (Guest g = Guest.in(dir)) {
      long second = TimeUnit.SECONDS.toNanos(1);
      g.ok(
          WasiFunction.PATH_FILESTAT_SET_TIMES,
          3,
          0,
          "f",
          1_000_000_000L * second / second,
          2_000_000_001L * 1000,
          1 | 4);
      Guest.Stat stat = g.stat("f", false);
      assertEquals(1_000_000_000L, stat.atime());
      assertEquals(2_000_000_001_000L, stat.mtime());
      assertEquals(
          FileTime.from(2_000_000_001_000L, TimeUnit.NANOSECONDS),
          Files.getLastModifiedTime(dir.resolve("f")));
      // to the nanosecond, and each alone, also of a link
      g.ok(WasiFunction.PATH_FILESTAT_SET_TIMES, 3, 0, "f", 0L, 1_234_567_890_123_456_789L, 4);
      assertEquals(1_234_567_890_123_456_789L, g.stat("f", false).mtime());
      assertEquals(1_000_000_000L, g.stat("f", false).atime());
      g.ok(WasiFunction.PATH_SYMLINK, "f", 3, "link");
      g.ok(WasiFunction.PATH_FILESTAT_SET_TIMES, 3, 0, "link", 0L, 7_000_000_000L, 4);
      assertEquals(7_000_000_000L, g.stat("link", false).mtime());
      assertEquals(1_234_567_890_123_456_789L, g.stat("link", true).mtime());
      g.ok(WasiFunction.PATH_FILESTAT_SET_TIMES, 3, 1, "link", 0L, 8_000_000_000L, 4);
      assertEquals(8_000_000_000L, g.stat("f", false).mtime());
      int fd = g.open("f", 0, WRITE, 0);
      long before = Clocks.realtime() - second;
      g.ok(WasiFunction.FD_FILESTAT_SET_TIMES, fd, 0L, 0L, 8);
      assertTrue(g.stat(fd, true).mtime() > before);
      assertEquals(1_000_000_000L, g.stat(fd, true).atime());
      g.expect(Errno.INVAL, WasiFunction.FD_FILESTAT_SET_TIMES, fd, 0L, 0L, 3);
      g.expect(Errno.INVAL, WasiFunction.FD_FILESTAT_SET_TIMES, fd, 0L, 0L, 16);
    }
  }

  @Test
  void directories() throws IOException {
    try (Guest g = Guest.in(dir)) {
      g.ok(WasiFunction.PATH_CREATE_DIRECTORY, 3, "d");
      g.ok(WasiFunction.PATH_CREATE_DIRECTORY, 3, "d/e/");
      g.expect(Errno.EXIST, WasiFunction.PATH_CREATE_DIRECTORY, 3, "d");
      g.expect(Errno.EXIST, WasiFunction.PATH_CREATE_DIRECTORY, 3, ".");
      g.expect(Errno.NOENT, WasiFunction.PATH_CREATE_DIRECTORY, 3, "x/y");
      assertEquals(FileType.DIRECTORY, g.stat("d/e", false).type());
      g.expect(Errno.NOTEMPTY, WasiFunction.PATH_REMOVE_DIRECTORY, 3, "d");
      g.expect(Errno.INVAL, WasiFunction.PATH_REMOVE_DIRECTORY, 3, "d/e/.");
      g.expect(Errno.INVAL, WasiFunction.PATH_REMOVE_DIRECTORY, 3, ".");
      g.expect(Errno.ISDIR, WasiFunction.PATH_UNLINK_FILE, 3, "d/e");
      g.ok(WasiFunction.PATH_REMOVE_DIRECTORY, 3, "d/e/");
      g.ok(WasiFunction.PATH_REMOVE_DIRECTORY, 3, "d");
      Files.writeString(dir.resolve("f"), "");
      g.expect(Errno.NOTDIR, WasiFunction.PATH_REMOVE_DIRECTORY, 3, "f");
      g.expect(Errno.NOTDIR, WasiFunction.PATH_UNLINK_FILE, 3, "f/");
      g.ok(WasiFunction.PATH_UNLINK_FILE, 3, "f");
      g.expect(Errno.NOENT, WasiFunction.PATH_UNLINK_FILE, 3, "f");
      g.expect(Errno.ISDIR, WasiFunction.FD_READ, 3, g.vectors(8, 1), 1, RESULT);
      g.expect(Errno.ISDIR, WasiFunction.FD_SEEK, 3, 0L, 0, RESULT);
    }
  }

  @Test
  void readsDirectoriesWithBuffersOfAnySize() throws IOException {
    for (int k = 0; k < 50; k++) {
      Files.writeString(dir.resolve("file-é-" + k), "");
    }
    Files.createDirectory(dir.resolve("sub"));
    Files.createSymbolicLink(dir.resolve("link"), Path.of("sub"));
    try (Guest g = Guest.in(dir)) {
      List<Guest.Entry> all = g.entries(3, 10_000);
      assertEquals(54, all.size());
      assertEquals(".", all.get(0).name());
      assertEquals("..", all.get(1).name());
      assertEquals(g.stat(".", false).inode(), all.get(0).inode());
      for (Guest.Entry entry : all.subList(2, all.size())) {
        Guest.Stat stat = g.stat(entry.name(), false);
        assertEquals(stat.inode(), entry.inode());
        assertEquals(stat.type(), entry.type());
        g.reset();
      }
      for (int size : new int[] {40, 41, 57, 100, 4096}) {
        assertEquals(all, g.entries(3, size), "buffer of " + size);
      }
      // a cookie is where to go on, also after a change
      Files.delete(dir.resolve("sub"));
      assertEquals(
          all.stream().map(Guest.Entry::name).filter(n -> !n.equals("sub")).toList(),
          g.entries(3, 4096).stream().map(Guest.Entry::name).toList());
      g.ok(WasiFunction.FD_READDIR, 3, 1024, 100, 1L << 40, RESULT);
      assertEquals(0, g.resultInt());
      g.ok(WasiFunction.FD_READDIR, 3, 1024, 100, -1L, RESULT);
      assertEquals(0, g.resultInt());
    }
  }

  @Test
  void renames() throws IOException {
    Files.createDirectories(dir.resolve("d/e"));
    Files.writeString(dir.resolve("d/f"), "f");
    Files.writeString(dir.resolve("g"), "g");
    Files.createDirectory(dir.resolve("full"));
    Files.writeString(dir.resolve("full/x"), "");
    try (Guest g = Guest.in(dir)) {
      int file = g.open("d/f", 0, WRITE, 0);
      int sub = g.openDirectory("d/e");
      g.ok(WasiFunction.PATH_RENAME, 3, "d", 3, "moved");
      assertEquals("f", Files.readString(dir.resolve("moved/f")));
      // what is open goes with its name
      Guest.Stat stat = g.stat(file, true);
      assertEquals(1, stat.links());
      g.ok(WasiFunction.FD_FILESTAT_SET_TIMES, file, 5_000L, 6_000L, 5);
      assertEquals(6_000L, g.stat("moved/f", false).mtime());
      g.ok(WasiFunction.PATH_CREATE_DIRECTORY, sub, "in");
      assertTrue(Files.isDirectory(dir.resolve("moved/e/in")));
      g.ok(WasiFunction.PATH_RENAME, 3, "g", 3, "moved/f");
      assertEquals("g", Files.readString(dir.resolve("moved/f")));
      assertEquals("f", g.readAt(file, 5, 0), "the replaced file lives while it is open");
      assertEquals(0, g.stat(file, true).links());
      assertEquals(1, g.stat(file, true).size());
      g.expect(Errno.ISDIR, WasiFunction.PATH_RENAME, 3, "moved/f", 3, "full");
      g.expect(Errno.NOTDIR, WasiFunction.PATH_RENAME, 3, "full", 3, "moved/f");
      g.expect(Errno.NOTEMPTY, WasiFunction.PATH_RENAME, 3, "moved", 3, "full");
      g.expect(Errno.INVAL, WasiFunction.PATH_RENAME, 3, "moved", 3, "moved/e/x");
      g.expect(Errno.INVAL, WasiFunction.PATH_RENAME, 3, ".", 3, "x");
      g.expect(Errno.NOENT, WasiFunction.PATH_RENAME, 3, "none", 3, "x");
      g.expect(Errno.NOTDIR, WasiFunction.PATH_RENAME, 3, "moved/f", 3, "x/");
      g.ok(WasiFunction.PATH_RENAME, 3, "moved/f", 3, "moved/f");
      g.ok(WasiFunction.PATH_RENAME, 3, "full", 3, "moved/e/in");
      assertTrue(Files.exists(dir.resolve("moved/e/in/x")));
    }
  }

  @Test
  void unlinkedFilesLiveOn() throws IOException {
    try (Guest g = Guest.in(dir)) {
      int fd = g.open("tmp", CREATE, WRITE, 0);
      g.write(fd, "data");
      final long inode = g.stat(fd, true).inode();
      g.ok(WasiFunction.PATH_UNLINK_FILE, 3, "tmp");
      g.write(fd, " more");
      assertEquals("data more", g.readAt(fd, 20, 0));
      Guest.Stat stat = g.stat(fd, true);
      assertEquals(9, stat.size());
      assertEquals(0, stat.links());
      assertEquals(inode, stat.inode());
      // another file of that name is another file
      int other = g.open("tmp", CREATE, WRITE, 0);
      assertEquals(0, g.stat(other, true).size());
      assertEquals(9, g.stat(fd, true).size());
    }
  }

  @Test
  void hardLinks() throws IOException {
    Files.writeString(dir.resolve("f"), "x");
    Files.createDirectory(dir.resolve("d"));
    try (Guest g = Guest.in(dir)) {
      g.ok(WasiFunction.PATH_LINK, 3, 0, "f", 3, "d/g");
      assertEquals(2, g.stat("f", false).links());
      assertEquals(g.stat("f", false).inode(), g.stat("d/g", false).inode());
      g.expect(Errno.EXIST, WasiFunction.PATH_LINK, 3, 0, "f", 3, "d/g");
      g.expect(Errno.PERM, WasiFunction.PATH_LINK, 3, 0, "d", 3, "e");
      g.expect(Errno.NOENT, WasiFunction.PATH_LINK, 3, 0, "none", 3, "e");
    }
  }

  @Test
  void renumbers() throws IOException {
    try (Guest g = Guest.in(dir)) {
      int a = g.open("a", CREATE, WRITE, 0);
      int b = g.open("b", CREATE, WRITE, 0);
      g.ok(WasiFunction.FD_RENUMBER, a, b);
      g.expect(Errno.BADF, WasiFunction.FD_CLOSE, a);
      g.write(b, "to a");
      assertEquals("to a", Files.readString(dir.resolve("a")));
      g.expect(Errno.BADF, WasiFunction.FD_RENUMBER, b, 99);
      g.expect(Errno.BADF, WasiFunction.FD_RENUMBER, 99, b);
      g.ok(WasiFunction.FD_RENUMBER, b, b);
      assertEquals(a, g.open("c", CREATE, WRITE, 0), "the lowest free number comes next");
      g.ok(WasiFunction.FD_RENUMBER, b, 1);
      g.write(1, "!");
      assertEquals("to a!", Files.readString(dir.resolve("a")));
    }
  }

  @Test
  void preopens() throws IOException {
    Path other = Files.createDirectory(dir.resolve("other"));
    try (Guest g = new Guest.Builder().dir("/", dir).dir("data", other).build()) {
      int at = g.alloc(16);
      g.ok(WasiFunction.FD_PRESTAT_GET, 4, at);
      assertEquals(0, g.memory.getInt(at));
      assertEquals(4, g.memory.getInt(at + 4));
      g.ok(WasiFunction.FD_PRESTAT_DIR_NAME, 4, at, 4);
      assertEquals("data", g.text(at, 4));
      g.expect(Errno.NAMETOOLONG, WasiFunction.FD_PRESTAT_DIR_NAME, 4, at, 3);
      g.expect(Errno.BADF, WasiFunction.FD_PRESTAT_GET, 5, at);
      g.expect(Errno.BADF, WasiFunction.FD_PRESTAT_GET, 1, at);
      int fd = g.openDirectory("other");
      g.expect(Errno.BADF, WasiFunction.FD_PRESTAT_GET, fd, at);
      assertEquals(
          List.of(".", ".."),
          g.entries(fd, 200).stream().map(Guest.Entry::name).collect(Collectors.toList()));
      g.ok(WasiFunction.FD_CLOSE, 4);
      g.expect(Errno.BADF, WasiFunction.FD_PRESTAT_GET, 4, at);
    }
  }

  @Test
  void interruptsDoNotHarmFiles() throws IOException {
    try (Guest g = Guest.in(dir)) {
      int fd = g.open("f", CREATE, WRITE, 0);
      g.write(fd, "one");
      Thread.currentThread().interrupt();
      g.write(fd, "two");
      assertTrue(Thread.interrupted(), "the interruption is still there");
      assertEquals("onetwo", g.readAt(fd, 10, 0));
    }
  }

  @Test
  void runsOutOfDescriptorsPolitely() {
    try (Guest g = Guest.in(dir)) {
      int last = 0;
      for (int k = 0; k < 100; k++) {
        int fd = g.openDirectory(".");
        assertNotEquals(last, fd);
        last = fd;
        g.reset();
      }
      g.expect(Errno.BADF, WasiFunction.FD_CLOSE, -1);
      g.expect(Errno.BADF, WasiFunction.FD_CLOSE, Integer.MAX_VALUE);
    }
  }
}
